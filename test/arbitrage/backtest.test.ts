import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VenueTransfers } from '../../src/research/arbitrage/backtest/treasury.ts'
import { backtestOf } from './backtest-of.ts'
import { randomTape, type RandomTape, type TapeRow } from './random-tape.ts'

test('what the balances are worth more is the sum of its causes, and no leg is ahead by more than was wanted', () => {
  let trades = 0
  let torn = 0
  fc.assert(
    fc.property(randomTape, fc.constantFrom(1, 30, 1_000), (tape, capital) => {
      const {
        pnl,
        summary,
        trades: made,
        balances,
      } = backtestOf(tape, { capital, lookAgainAfter: 3 })
      trades += made.length
      torn += made.filter(({ pnl: { legs } }) => legs !== 0).length
      const { edge, slippage, legs, fees, transfers, inventory, currency } = pnl
      const causes = edge + slippage + legs + fees + transfers + inventory + currency
      // Sums of a few dozen doubles of the size of the capital.
      expect(Math.abs(pnl.total - causes)).toBeLessThanOrEqual(1e-11 * (1 + summary.capital))
      for (const trade of made) {
        expect(trade.nakedMost).toBeLessThanOrEqual(trade.quantity * (1 + 1e-12))
        expect(trade.filledQuantity).toBeLessThanOrEqual(trade.quantity)
        expect(trade.outcome === 'stuck' || trade.nakedMost >= 0).toBe(true)
      }
      for (const each of Object.values(balances)) {
        for (const units of Object.values(each)) {
          // Undoing buys back at the market, which may take the last of a venue's quote and more.
          expect(units).toBeGreaterThan(-capital)
        }
      }
    }),
    { numRuns: 250, seed: 8 },
  )
  expect(trades).toBeGreaterThan(100)
  expect(torn).toBeGreaterThan(20)
})

const free = { feeBps: 0, lot: 1, minNotional: 0, minQuantity: 0, isQuoted: true, middle: 100 }

function quoteRow(
  time: number,
  venue: number,
  bid: readonly number[],
  ask: readonly number[],
): TapeRow {
  return {
    time,
    venue,
    kind: 'quote',
    side: 'bid',
    price: bid[0]!,
    quantity: bid[1]!,
    askPrice: ask[0]!,
    askQuantity: ask[1]!,
  }
}

/** Venue 0 asks 98 half-dollars while venue 1 bids 102, both for 10 hundredths; then what `after` says. */
function tapeOf(after: readonly TapeRow[], latency: number): RandomTape {
  return {
    venues: [
      { ...free, latency },
      { ...free, latency },
    ],
    staleAfter: 0,
    minEdgeBps: 0,
    rows: [
      quoteRow(0, 0, [97, 10], [103, 10]),
      quoteRow(0, 1, [102, 10], [103, 10]),
      quoteRow(10, 0, [97, 10], [98, 10]),
      ...after,
    ],
  }
}

test('an opportunity that waits is taken once, not every time the tape repeats it', () => {
  const again = [quoteRow(60, 0, [97, 10], [98, 10]), quoteRow(90, 1, [102, 10], [103, 10])]
  const { trades, pnl, balances } = backtestOf(tapeOf(again, 3))
  expect(trades).toHaveLength(1)
  // 0.1 bought at 49 and sold at 51.
  expect(trades[0]).toMatchObject({ quantity: 0.1, filledQuantity: 0.1, outcome: 'entered' })
  expect(pnl.edge).toBeCloseTo(0.2, 12)
  expect(pnl.slippage).toBeCloseTo(0, 12)
  expect(balances['venue0']?.['USD']).toBeCloseTo(1_000 - 4.9, 12)
  expect(balances['venue1']?.['USD']).toBeCloseTo(1_000 + 5.1, 12)
})

test('a leg that comes too late is mended or undone, and costs what it costs', () => {
  // Before orders arrive at 13 the bid has gone down to 99 for 10: the limit of 102 gets nothing, and again nothing.
  const gone = [quoteRow(12, 1, [99, 10], [103, 10]), quoteRow(90, 1, [99, 10], [103, 10])]
  const { trades, pnl } = backtestOf(tapeOf(gone, 3))
  expect(trades).toHaveLength(1)
  expect(trades[0]).toMatchObject({ filledQuantity: 0, outcome: 'stopped', nakedMost: 0.1 })
  // Bought 0.1 at 49, sold back where it was bought at 48.5.
  expect(pnl.legs).toBeCloseTo(-0.05, 12)
  expect(pnl.edge).toBe(0)
})

test('inventory that is used up is moved back when that pays, and not when it does not', () => {
  const rows = Array.from({ length: 12 }, (_, k) => [
    quoteRow(20 * k, 0, [97, 10], [98, 10 + (k % 2)]),
    quoteRow(20 * k, 1, [102, 10 + (k % 2)], [103, 10]),
    quoteRow(20 * k + 10, 0, [97, 10], [103, 10]),
  ]).flat()
  const tape = { ...tapeOf([], 1), rows }
  const terms = { networkFee: 0.0001, takes: 15, least: 0, mostPerDay: 100 }
  const withdrawals = (networkFee: number): ReadonlyMap<string, VenueTransfers> =>
    new Map(
      ['venue0', 'venue1'].map((venue) => [
        venue,
        { freezeProbability: 0, withdrawals: new Map([['BTC', { ...terms, networkFee }]]) },
      ]),
    )
  const stuck = backtestOf(tape, { capital: 20 })
  const moved = backtestOf(tape, { capital: 20, venues: withdrawals(0.0001) })
  const dear = backtestOf(tape, { capital: 20, venues: withdrawals(0.05) })
  expect(stuck.summary.skipped['no-base']).toBeGreaterThan(0)
  expect(stuck.transfers).toEqual([])
  expect(dear.transfers).toEqual([])
  expect(moved.transfers[0]).toMatchObject({ currency: 'BTC', from: 'venue0', to: 'venue1' })
  expect(moved.trades.length).toBeGreaterThan(stuck.trades.length)
  expect(moved.summary.arbitrage).toBeGreaterThan(stuck.summary.arbitrage)
})
