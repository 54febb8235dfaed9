import { expect, test } from 'vitest'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import { PublicState } from './public-state.ts'
import { WindowedLevels } from './windowed-levels.ts'

const instrument: Instrument = {
  name: 'BTC-USD',
  venue: 'kraken',
  base: 'BTC',
  quote: 'USD',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 8 },
}
const depth = 5
const at = 1 as Instant

/** A message that sets a few levels around 100. */
function change(random: Random, state: PublicState): void {
  const rows = new EventColumns()
  rows.begin(0, at, 1, NaN)
  if (state.bookId === 0) rows.addClear()
  for (let k = 0; k < 4; k++) {
    const side = random.uniform() < 0.5 ? eventSide.bid : eventSide.ask
    const away = 1 + Math.floor(random.uniform() * 12)
    const lots = Math.max(0, Math.floor(random.uniform() * 6) - 2)
    rows.addLevel(side, side === eventSide.bid ? 100 - away : 100 + away, lots)
  }
  rows.end()
  state.apply(rows, 0, rows.length)
}

test.each(['deleted', 'untold'] as const)(
  'who holds the snapshot and takes every change has the best levels (beyond them: %s)',
  (beyond) => {
    const random = new Random(3)
    const state = new PublicState(0, instrument)
    for (let k = 0; k < 20; k++) change(random, state)
    const windowed = new WindowedLevels(state, depth)
    const told = new InstrumentBook()
    const rows = new EventColumns()
    windowed.snapshot(at, rows)
    for (let k = 0; k < 500; k++) {
      told.applyRows(rows, 0, rows.length, 0)
      // What falls out of the depth without a word the client drops, as Kraken asks.
      for (const side of [eventSide.bid, eventSide.ask] as const) {
        if (beyond === 'untold') told.levels.keepBest(side, depth)
        const best = state.top(side, depth)
        const own = Array.from(
          told.levels.top(side, depth).prices.subarray(0, told.levels.levelCount(side)),
        )
        expect(own).toEqual(best.map(({ ticks }) => ticks))
        expect(best.map(({ ticks }) => told.levels.quantityAt(side, ticks))).toEqual(
          best.map(({ lots }) => lots),
        )
      }
      rows.empty()
      change(random, state)
      windowed.changes(at, rows, beyond)
    }
  },
)
