import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import type { TapeBatch } from '../../src/research/arbitrage/tape-batch.ts'
import type { Listed } from '../../src/strategies/arbitrage/terms.ts'
import type { RandomTape } from './random-tape.ts'

/** Prices are whole units of 0.5, quantities of 0.01: decimals that doubles do not hold. */
export const priceUnits = 2
export const quantityScale = 100

export function venueName(venue: number): string {
  return `venue${venue}`
}

function listedOf(tape: RandomTape, venue: number): Listed {
  const { feeBps, lot, minNotional, minQuantity } = tape.venues[venue]!
  return {
    instrument: {
      name: 'BTC-USD',
      venue: venueName(venue),
      base: 'BTC',
      quote: 'USD',
      class: 'spot',
      tickSize: { units: 5, decimals: 1 },
      lotSize: { units: 1, decimals: 2 },
    },
    symbol: 'BTC-USD',
    terms: {
      takerFeeBps: feeBps,
      lotSize: lot / quantityScale,
      minNotional: minNotional / priceUnits / quantityScale,
      minQuantity: minQuantity / quantityScale,
    },
  }
}

/** A tape as its readers would hand it out, in pieces of so many rows. */
export function* tapePieces(tape: RandomTape, pieceRows: number): Generator<TapeBatch> {
  const snapshots = new Set<number>()
  let added = tape.venues.map((_, venue) => listedOf(tape, venue))
  let rows = new EventColumns()
  for (const [at, row] of tape.rows.entries()) {
    rows.begin(row.venue, row.time as Instant, NaN, NaN)
    if (row.kind === 'quote') {
      rows.addQuoteBid(row.price, row.quantity)
      rows.addQuoteAsk(row.askPrice, row.askQuantity)
    } else {
      // What the readers of files make of `is_snapshot`: the first of a run clears, as does the beginning.
      const isFirst = !snapshots.has(-1 - row.venue)
      snapshots.add(-1 - row.venue)
      if (isFirst || (row.kind === 'snapshot' && !snapshots.has(row.venue))) rows.addClear()
      if (row.kind === 'snapshot') snapshots.add(row.venue)
      else snapshots.delete(row.venue)
      rows.addLevel(eventSide[row.side], row.price, row.quantity)
    }
    rows.end()
    if (rows.length < pieceRows && at < tape.rows.length - 1) continue
    yield { rows, added, regridded: [], events: at + 1 }
    added = []
    rows = new EventColumns()
  }
}
