import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import { nearestDouble } from '../../src/math/nearest-double.ts'
import type { ArbitrageScanResult } from '../../src/research/arbitrage/scan-result.ts'
import { scanTape } from '../../src/research/arbitrage/scan.ts'
import type { Listed } from '../../src/strategies/arbitrage/terms.ts'
import { oracleScan } from './oracle.ts'
import { randomTape, type RandomTape } from './random-tape.ts'

// Prices are whole units of 0.5, quantities of 0.01: decimals that doubles do not hold.
const [priceUnits, quantityScale] = [2, 100]

const venueName = (venue: number): string => `venue${venue}`

function listedOf(tape: RandomTape, venue: number): Listed {
  const { feeBps, lot, minNotional } = tape.venues[venue]!
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
    },
  }
}

function scanned(tape: RandomTape, pieceRows: number): ArbitrageScanResult {
  const program = scanTape({
    detector: {
      minEdgeBps: tape.minEdgeBps,
      staleAfter: tape.staleAfter,
      quoteMap: new Map(),
      withBasis: false,
      cycleLegsMost: 0,
    },
    latencyOf: (venue) => tape.venues[Number(venue.slice(5))]!.latency,
    parameters: {
      minEdgeBps: tape.minEdgeBps,
      staleMs: tape.staleAfter,
      latencyMs: null,
      quoteMap: {},
      basis: false,
      cycleLegsMost: 0,
    },
    isHourly: false,
    notes: [],
  })
  program.next()
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
    program.next({ rows, added, regridded: [], events: at + 1 })
    added = []
    rows = new EventColumns()
  }
  const last = program.next(undefined)
  if (last.done !== true) throw new Error('not done')
  return last.value
}

/** The double nearest to a profit of the oracle, whose unit is half a dollar times a hundredth times 10^-6. */
function profitOf(profit: bigint): number {
  return nearestDouble(profit, BigInt(priceUnits * quantityScale) * 1_000_000n)
}

test('finds exactly what brute force finds, from start to end, to the last bit of size and profit', () => {
  let found = 0
  fc.assert(
    fc.property(randomTape, fc.constantFrom(1, 3, 1_000), (tape, pieceRows) => {
      const expected = oracleScan(tape)
      const { opportunities } = scanned(tape, pieceRows)
      found += expected.length
      expect(
        opportunities.map((each) => ({
          buy: each.buyVenue,
          sell: each.sellVenue,
          start: each.startTime,
          end: each.endTime,
          open: each.open,
          quantity: each.quantity,
          buyPrice: each.buyPrice,
          sellPrice: each.sellPrice,
          profit: each.profitQuote,
          captured: each.captured,
        })),
      ).toEqual(
        expected.map((each) => ({
          buy: venueName(each.buy),
          sell: venueName(each.sell),
          start: each.start / 1_000,
          end: each.end / 1_000,
          open: each.isOpen,
          quantity: each.quantity / quantityScale,
          buyPrice: each.buyNotional / each.quantity / priceUnits,
          sellPrice: each.sellNotional / each.quantity / priceUnits,
          profit: profitOf(each.profit),
          captured: {
            buyQuantity: each.captured.buyQuantity / quantityScale,
            sellQuantity: each.captured.sellQuantity / quantityScale,
            profitQuote: each.captured.profit === undefined ? null : profitOf(each.captured.profit),
          },
        })),
      )
    }),
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 400) },
  )
  // A tape without any proves nothing.
  expect(found).toBeGreaterThan(400)
})
