import { EventColumns } from '../../src/core/events/event-columns.ts'
import { messageEnd } from '../../src/core/events/message-end.ts'
import type { InstrumentTable } from '../../src/core/events/instrument-table.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Instant } from '../../src/core/time.ts'
import type { MarketSource } from '../../src/exchanges/world/market-source.ts'
import { defaultMarketPlan } from '../../src/simulation/market/default-plan.ts'
import { SyntheticMarket } from '../../src/simulation/market/synthetic-market.ts'
import { unknownRules } from '../../src/stores/recording/listing.ts'
import { RecordingWriter } from '../../src/stores/recording/recording-writer.ts'

/** A tape, and what is traded on it. */
export interface ParityTape {
  readonly rows: EventColumns
  readonly table: InstrumentTable
  readonly instruments: readonly Instrument[]
}

/**
 * A made-up market of Bybit's spot: each book ten times a second, so that every message of it is told by itself on a
 * channel of fifty a second, and every trade at its instant.
 */
export function madeUpTape(terms: {
  readonly seed: number
  readonly start: Instant
  readonly seconds: number
  readonly bases: readonly string[]
}): ParityTape {
  const { seed, start, seconds, bases } = terms
  const plan = defaultMarketPlan(seed)
  const market = new SyntheticMarket({
    ...plan,
    start,
    venues: plan.venues
      .filter(({ name }) => name === 'bybit')
      .map((venue) => ({
        ...venue,
        feed: 'levels' as const,
        latencyMs: 0,
        jitterMs: 0,
        conflationMs: 100,
        snapshotSeconds: 0,
        quotes: false,
        // Queues that are worth a thought.
        touchSize: 30,
      })),
    listings: plan.listings.filter(
      ({ venue, base, class: kind }) =>
        venue === 'bybit' && kind === 'spot' && bases.includes(base),
    ),
  })
  const rows = new EventColumns()
  market.advance((start + seconds * 1_000_000) as Instant, rows)
  return { rows, table: market.instruments, instruments: market.instruments.list() }
}

/** The tape as the market of a served venue. */
export function tapeSource({ rows, table }: ParityTape): MarketSource {
  let next = 0
  return {
    instruments: table,
    advance(until, out) {
      while (next < rows.length && rows.localTime[next]! < until) {
        const end = messageEnd(rows, next)
        for (let row = next; row < end; row++) out.addRow(rows, row)
        next = end
      }
    },
  }
}

/** The tape as a recording on the disk. */
export async function recordTape(folder: string, { rows, instruments }: ParityTape): Promise<void> {
  const writer = await RecordingWriter.create(folder)
  await writer.append(rows, {
    listingAt: (index) => {
      const instrument = instruments[index]!
      const symbol = instrument.base + instrument.quote
      return { instrument, symbol, stepsInferred: false, rules: unknownRules }
    },
    clock: 'receive',
  })
  await writer.finish('0', [])
}
