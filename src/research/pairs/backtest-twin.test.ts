import { expect, test } from 'vitest'
import { twinBacktest, type TwinTrade } from '../../../test/backtest-twin.ts'
import { options, run } from '../../../test/pair-runs.ts'
import { randomPair, type RandomPair } from '../../../test/random-pair.ts'
import type { BacktestOptions } from './backtest-options.ts'
import type { PairTrade } from './backtest-result.ts'

// With more pairs: ISOBAR_RUNS=100 npx vitest run src/research/pairs/backtest-twin.test.ts --testTimeout 0
// A seed has trades by the dozen, and settings that a seed does not exercise fail it.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 3)
const seeds = Array.from({ length: runs }, (_, k) => k + 1)

/** Settings that the twin knows, each with what has to have happened in it. */
const twinned: readonly (readonly [Partial<BacktestOptions>, RegExp])[] = [
  [{}, /exit/],
  [{ maxHoldingBars: 5 }, /max-holding/],
  [{ stop: 1.8, exit: 0.1 }, /stop/],
  [{ breakMonitor: true, testBars: 60 }, /exit/],
  [{ rebalance: 'band', rebalanceBand: 0.002 }, /exit/],
]

/** Slower to do again: few seeds, long folds. */
const twinnedFilters: readonly (readonly [Partial<BacktestOptions>, RegExp])[] = [
  [{ hedge: 'kalman', filterHalfLives: 3, testBars: 100 }, /exit/],
  [
    {
      hedge: 'kalman',
      filterHalfLives: 5,
      testBars: 100,
      rebalance: 'band',
      rebalanceBand: 0.005,
    },
    /exit/,
  ],
]

test.each(seeds)('is what the plain twin does, seed %i', (seed) => {
  for (const [change, happened] of seed <= runs / 2.5 ? [...twinned, ...twinnedFilters] : twinned) {
    const pair = randomPair(seed, 500)
    const use = { ...options, ...change, delayBars: 1 }
    const { trades, open, metrics } = run({ y: pair.y, x: pair.x }, use)
    const twin = twinBacktest(pair.y, pair.x, use)
    expect(trades.map(({ exitReason }) => exitReason).join(' ')).toMatch(happened)
    expect(trades.map(comparable)).toEqual(twin.trades.map(comparableTwin))
    trades.forEach(({ pnl }, k) => {
      // A lot of 1e-8 at prices near 100 is a millionth; the fill's twelve digits are less. Each fill adds one.
      expect(Math.abs(pnl - twin.trades[k]!.pnl)).toBeLessThan(1e-5)
    })
    expect(Math.abs((open?.pnl ?? 0) - twin.openPnl)).toBeLessThan(1e-5)
    const late = twinBacktest(pair.y, pair.x, use, 1)
    expect(metrics.delayed).toMatchObject({ delayBars: 1, trades: late.trades.length })
    const total = late.trades.reduce((sum, { pnl }) => sum + pnl, late.openPnl)
    expect(Math.abs(metrics.delayed!.pnl.total - total)).toBeLessThan(1e-3)
  }
})

test('a relation that breaks closes its pair, and stays closed for the fold', () => {
  const { y, x } = broken(randomPair(3, 500), 250)
  const use = { ...options, breakMonitor: true, testBars: 200, stop: 1e6 }
  const watched = run({ y, x }, use)
  expect(watched.trades.map(comparable)).toEqual(twinBacktest(y, x, use).trades.map(comparableTwin))
  const trade = watched.trades.find(({ exitReason }) => exitReason === 'break')!
  const fold = watched.folds[trade.fold]!
  expect(trade.exitTime).toBeGreaterThanOrEqual(fold.alarmTime!)
  const after = watched.trades.filter(
    ({ entryTime }) => entryTime >= trade.exitTime && entryTime < fold.testTo,
  )
  expect(after).toEqual([])
  expect(run({ y, x }, { ...use, breakMonitor: false }).folds[trade.fold]).not.toHaveProperty(
    'alarmTime',
  )
})

function comparable(trade: PairTrade): unknown[] {
  return [trade.side, trade.exitReason, trade.entryTime * 1000, trade.exitTime * 1000]
}

function comparableTwin(trade: TwinTrade): unknown[] {
  return [trade.side, trade.exitReason, trade.entryTime, trade.exitTime]
}

/** The pair whose y gathers a trend of its own from a row on. */
function broken(pair: RandomPair, from: number): RandomPair {
  const drifting = (column: Float64Array): Float64Array =>
    column.map((price, row) => price * Math.exp(row < from ? 0 : 0.004 * (row - from)))
  const { y } = pair
  const moved = {
    ...y,
    open: drifting(y.open),
    high: drifting(y.high),
    low: drifting(y.low),
    close: drifting(y.close),
  }
  return { ...pair, y: moved }
}
