import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Instant } from '../../src/core/time.ts'
import { Random } from '../../src/math/random.ts'

/** An instrument of a made-up tape. */
export function madeUpInstrument(venue: string, name: string): Instrument {
  const [base, quote] = name.split('-') as [string, string]
  return {
    venue,
    name,
    base,
    quote,
    class: 'spot',
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 3 },
  }
}

/** Books that walk about a price, with trades: so many messages, of so many instruments in turn. */
export function randomTape(
  seed: number,
  messages: number,
  instruments: number,
  startUs = 1_000_000_000_000,
): EventColumns {
  const random = new Random(seed)
  const rows = new EventColumns(messages * 4)
  const mids = Array.from({ length: instruments }, () => 10_000)
  let time = startUs
  for (let k = 0; k < messages; k++) {
    const instrument = k < instruments ? k : random.integerBelow(instruments)
    // Several messages may come at once.
    time += random.uniform() < 0.2 ? 0 : random.integerBelow(20_000)
    mids[instrument]! += random.integerBelow(3) - 1
    const mid = mids[instrument]!
    rows.begin(instrument, time as Instant, time - 1_000, k)
    const what = k < instruments ? 0 : random.uniform()
    if (what < 0.05) {
      rows.addClear()
      for (let level = 1; level <= 4; level++) {
        rows.addLevel(eventSide.bid, mid - level, 1 + random.integerBelow(20))
        rows.addLevel(eventSide.ask, mid + level, 1 + random.integerBelow(20))
      }
    } else if (what < 0.3) {
      const side = random.uniform() < 0.5 ? eventSide.buy : eventSide.sell
      rows.addTrade(side, mid + (side === eventSide.buy ? 1 : -1), 1 + random.integerBelow(5), k)
    } else if (what < 0.32) {
      rows.addValue(eventKind.mark, mid / 100)
    } else {
      // The touch follows the mid: what is beyond it goes.
      for (let level = -2; level <= 2; level++) {
        rows.addLevel(eventSide.bid, mid + level, level < 0 ? 1 + random.integerBelow(20) : 0)
        rows.addLevel(eventSide.ask, mid + level, level > 0 ? 1 + random.integerBelow(20) : 0)
      }
    }
    rows.end()
  }
  return rows
}
