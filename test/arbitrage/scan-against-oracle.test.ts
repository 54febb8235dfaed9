import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestDouble } from '../../src/math/nearest-double.ts'
import type { ArbitrageScanResult } from '../../src/research/arbitrage/scan-result.ts'
import { scanTape } from '../../src/research/arbitrage/scan.ts'
import { oracleScan } from './oracle.ts'
import { randomTape, type RandomTape } from './random-tape.ts'
import { priceUnits, quantityScale, tapePieces, venueName } from './tape-pieces.ts'

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
  for (const piece of tapePieces(tape, pieceRows)) program.next(piece)
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
    { numRuns: Number(process.env['ISOBAR_ARBITRAGE_TAPES'] ?? 250), seed: 8 },
  )
  // A tape without any proves nothing.
  expect(found).toBeGreaterThan(250)
})
