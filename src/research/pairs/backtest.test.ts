import { describe, expect, test } from 'vitest'
import { cut, options, outcomeOf, run } from '../../../test/pair-runs.ts'
import { randomPair, type RandomPair } from '../../../test/random-pair.ts'
import { expectValue } from '../../math/outcome.ts'
import type { BacktestOptions } from './backtest-options.ts'
import type { BacktestResult } from './backtest-result.ts'

// With more pairs: ISOBAR_RUNS=100 npx vitest run src/research/pairs/backtest.test.ts --testTimeout 0
// Seven kinds of options each, with trades by the dozen.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 2)
const seeds = Array.from({ length: runs }, (_, k) => k + 1)
const variants: readonly Partial<BacktestOptions>[] = [
  {},
  { log: false },
  { zScore: 'trailing', maxHoldingBars: 6 },
  { hedge: 'tls', participation: 0.5 },
  { hedge: 'johansen', testBars: 7, exit: 0 },
  { hedge: 'kalman', filterHalfLives: 3, testBars: 100, rebalance: 'band', rebalanceBand: 0.01 },
  { breakMonitor: true, rebalance: 'band', rebalanceBand: 0.005, testBars: 60 },
]

test('the same run twice is the same bytes', () => {
  const { y, x, yFunding } = randomPair(5, 400)
  const once = JSON.stringify(run({ y, x, yFunding }, options, 'series'))
  expect(JSON.stringify(run({ y, x, yFunding }, options, 'series'))).toBe(once)
  expect(once).not.toContain('NaN')
})

/** The trades that had exited by an instant. */
function until(result: BacktestResult, instant: number): unknown[] {
  return result.trades.filter(({ exitTime }) => exitTime * 1000 <= instant)
}

describe('what it knows', () => {
  test.each(seeds)('nothing of later bars: cutting them off changes no trade, seed %i', (seed) => {
    for (const change of variants) {
      const use = { ...options, ...change }
      const pair = randomPair(seed, 400)
      const whole = run({ y: pair.y, x: pair.x, yFunding: pair.yFunding }, use)
      for (const end of [150, 233, 317]) {
        const instant = pair.y.times[end]!
        const { y, x, yFunding } = cut(pair, instant)
        const part = run({ y, x, yFunding }, use)
        expect(part.trades).toEqual(until(whole, instant - 1))
      }
    }
  })

  test.each(seeds)('nothing of the fill bar but its open, seed %i', (seed) => {
    for (const change of variants) {
      const use = { ...options, ...change }
      const pair = randomPair(seed, 400)
      const whole = run({ y: pair.y, x: pair.x }, use)
      for (const trade of whole.trades.slice(0, 8)) {
        // Everything from the exit's bar on is another market, but for the opens of that very bar.
        const other = changedFrom(pair, trade.exitTime * 1000)
        const changed = run({ y: other.y, x: other.x }, use)
        const end = trade.exitTime * 1000
        expect(until(changed, end)).toEqual(until(whole, end))
      }
    }
  })
})

/** The pair with every price and volume from an instant on altered, the opens at that instant kept. */
function changedFrom(pair: RandomPair, from: number): RandomPair {
  const alter = (bars: RandomPair['y']): RandomPair['y'] => {
    const change = (column: Float64Array, keepsFirst: boolean): Float64Array =>
      column.map((value, row) => {
        const time = bars.times[row]!
        return time < from || (keepsFirst && time === from) ? value : value * 1.37 + 0.123_456_789
      })
    return {
      ...bars,
      open: change(bars.open, true),
      high: change(bars.high, false),
      low: change(bars.low, false),
      close: change(bars.close, false),
      volume: change(bars.volume, false),
    }
  }
  return { ...pair, y: alter(pair.y), x: alter(pair.x) }
}

function billionths(column: Float64Array): Float64Array {
  return column.map((price) => price * 1e-9)
}

describe('where the money goes', () => {
  const kinds = ['linear', 'spot'] as const

  test.each(seeds)('every sum comes out, seed %i', (seed) => {
    for (const [index, change] of variants.entries()) {
      const pair = randomPair(seed, 400, kinds[index % 2])
      const isPerpetual = index % 2 === 0
      const use = { ...options, ...change, borrowBpsPerDay: 3 }
      const result = run(
        { y: pair.y, x: pair.x, ...(isPerpetual ? { yFunding: pair.yFunding } : {}) },
        use,
        'equity',
      )
      const { pnl, pnlByLeg } = result.metrics
      for (const leg of result.trades.flatMap(({ legs }) => legs)) {
        const told = leg.quantity * (leg.exitPrice - leg.entryPrice) - leg.fees + leg.funding
        // Doubles near 10,000 times a few operations.
        expect(Math.abs(leg.pnl - told)).toBeLessThan(1e-8)
        // A perpetual borrows nothing, and spot has no funding but the cost of borrowing.
        expect(isPerpetual ? leg.borrow : leg.funding + leg.borrow).toBe(0)
      }
      const parts = pnl.price + pnl.slippage + pnl.fees + pnl.funding + pnl.borrow
      expect(Math.abs(parts - pnl.total)).toBeLessThan(1e-7)
      expect(Math.abs(pnlByLeg.y.total + pnlByLeg.x.total - pnl.total)).toBeLessThan(1e-9)
      const trades = result.trades.reduce((sum, trade) => sum + trade.pnl, 0)
      const end = result.equity!.at(-1)![1] - use.notional
      expect(Math.abs(trades + (result.open?.pnl ?? 0) - end)).toBeLessThan(1e-7)
      expect(Math.abs(pnl.total - end)).toBeLessThan(1e-7)
    }
  })

  test('of adjusted legs every fill is told, and the sums still come out', () => {
    const { y, x, yFunding } = randomPair(8, 500)
    const use: BacktestOptions = { ...options, rebalance: 'band', rebalanceBand: 0.002, exit: 0 }
    const result = run({ y, x, yFunding }, use)
    const legs = result.trades.flatMap((trade) => trade.legs)
    expect(legs.some(({ fills }) => fills!.length > 3)).toBe(true)
    for (const leg of legs) {
      const fills = leg.fills!
      const sum = (of: (fill: (typeof fills)[number]) => number): number =>
        fills.reduce((total, fill) => total + of(fill), 0)
      // Doubles near 10,000 over some fills.
      expect(Math.abs(sum(({ quantity }) => quantity))).toBeLessThan(1e-9)
      expect(Math.abs(sum(({ fee }) => fee) - leg.fees)).toBeLessThan(1e-9)
      const told = -sum(({ quantity, price }) => quantity * price) - leg.fees + leg.funding
      expect(Math.abs(leg.pnl - told)).toBeLessThan(1e-8)
      const inShort = leg.quantity * (leg.exitPrice - leg.entryPrice) - leg.fees + leg.funding
      expect(Math.abs(leg.pnl - inShort)).toBeLessThan(1e-8)
    }
    for (const {
      legs: [first],
    } of result.trades)
      expect(first.fills).toHaveLength(2)
    expect(
      run({ y, x, yFunding }, { ...use, rebalance: 'never' }).trades[0]!.legs[0],
    ).not.toHaveProperty('fills')
  })

  test('gross at entry is the notional, legs in the hedge ratio', () => {
    const { y, x } = randomPair(3, 400)
    const result = run({ y, x }, options)
    for (const { legs, fold } of result.trades) {
      const [ny, nx] = legs.map((leg) => leg.quantity * leg.entryPrice) as [number, number]
      // One lot of 1e-8 at a price near 100.
      expect(Math.abs(Math.abs(ny) + Math.abs(nx) - options.notional)).toBeLessThan(1e-5)
      expect(-nx / ny).toBeCloseTo(result.folds[fold]!.hedgeRatio!, 8)
    }
  })

  test('a coin of a millionth can be traded in any size', () => {
    const { y, x } = randomPair(9, 300)
    const coin = {
      ...y,
      open: billionths(y.open),
      high: billionths(y.high),
      low: billionths(y.low),
      close: billionths(y.close),
    }
    const small = run({ y, x }, { ...options, notional: 1e7 })
    const large = run({ y: coin, x }, { ...options, notional: 1e7 })
    expect(large.trades).toHaveLength(small.trades.length)
    expect(large.metrics.pnl.total / small.metrics.pnl.total).toBeCloseTo(1, 6)
  })

  test('a dearer fee never earns more, and costs just its difference', () => {
    const { y, x } = randomPair(4, 400)
    const cheap = run({ y, x }, { ...options, feeBps: 1 }).metrics
    const dear = run({ y, x }, { ...options, feeBps: 11 }).metrics
    expect(dear.pnl.total - cheap.pnl.total).toBeCloseTo(
      (dear.turnover * options.notional * -10) / 1e4,
      6,
    )
    expect(dear.breakEvenFeeBps).toBeCloseTo(cheap.breakEvenFeeBps!, 8)
    const even = run({ y, x }, { ...options, feeBps: cheap.breakEvenFeeBps! })
    expect(Math.abs(even.metrics.pnl.total)).toBeLessThan(1e-6)
  })

  test('with log prices, prices of another size change nothing but quantities', () => {
    const { y, x } = randomPair(6, 400)
    const scaled = (bars: typeof y, by: number): typeof y => ({
      ...bars,
      open: bars.open.map((price) => price * by),
      high: bars.high.map((price) => price * by),
      low: bars.low.map((price) => price * by),
      close: bars.close.map((price) => price * by),
    })
    const plain = run({ y, x }, options)
    const other = run({ y: scaled(y, 1 / 64), x: scaled(x, 16) }, options)
    expect(other.trades.map(({ entryTime, exitReason }) => [entryTime, exitReason])).toEqual(
      plain.trades.map(({ entryTime, exitReason }) => [entryTime, exitReason]),
    )
    expect(Math.abs(other.metrics.pnl.total - plain.metrics.pnl.total)).toBeLessThan(1e-4)
  })
})

describe('a filtered hedge', () => {
  const { y, x } = randomPair(2, 900)
  const use: BacktestOptions = { ...options, hedge: 'kalman', trainBars: 200, testBars: 150 }

  test.each([2, 4, 8])('remembers %i half-lives of the residual it trades', (filterHalfLives) => {
    const { folds } = run({ y, x }, { ...use, filterHalfLives })
    const traded = folds.filter(({ untraded }) => untraded === null)
    expect(traded.length).toBeGreaterThan(2)
    for (const { filterMemoryBars, halfLifeBars } of traded) {
      // The root is sought to 1e-9 in the logarithm.
      const wanted = Math.max(10, filterHalfLives * halfLifeBars!)
      expect(Math.abs(filterMemoryBars! / wanted - 1)).toBeLessThan(1e-6)
    }
  })

  test('that would have to remember more than training holds is not traded, and says so', () => {
    const { folds, trades } = run({ y, x }, { ...use, filterHalfLives: 80 })
    expect(trades).toEqual([])
    for (const { untraded } of folds) expect(untraded).toMatch(/remembers .* bars does not settle/)
  })
})

describe('what cannot be had', () => {
  const { y, x, yFunding } = randomPair(7, 300)

  test.each([
    ['too-few-rows', { y, x }, { ...options, trainBars: 300 }],
    ['identical-series', { y, x: y }, options],
    ['same-instrument', { y, x: { ...x, instrument: y.instrument } }, options],
    ['constant-series', { y, x: { ...x, close: x.close.map(() => 5) } }, options],
    [
      'inverse-contract',
      { y: { ...y, instrument: { ...y.instrument, class: 'inverse' as const } }, x },
      options,
    ],
    [
      'funding-missing',
      {
        y,
        x,
        yFunding: {
          ...yFunding,
          times: yFunding.times.map((time, k) => (k % 5 === 3 ? time + 3_600e6 : time)),
        },
      },
      options,
    ],
  ] as const)('%s', (reason, input, use) => {
    expect(outcomeOf(input, use)).toMatchObject({ kind: 'unavailable', reason })
  })

  test('no rows at all are too few', () => {
    const { y: none } = cut({ y, x, yFunding }, 0)
    expect(outcomeOf({ y: none, x: none }, options)).toMatchObject({ reason: 'too-few-rows' })
  })

  test('a missing settlement counts as nothing where that was asked for, and the notes say so', () => {
    const torn = {
      ...yFunding,
      times: yFunding.times.map((time, k) => (k % 5 === 3 ? time + 3_600e6 : time)),
    }
    const result = run({ y, x, yFunding: torn }, { ...options, fundingMissing: 'zero' })
    expect(result.notes.join()).toContain('settlements missing')
  })

  test('a settlement due at the very end of the data is not missing: its bar has not come', () => {
    const whole = run({ y, x }, options)
    const trade = whole.trades.find(({ holdingBars }) => holdingBars >= 3)!
    const end = trade.exitTime * 1000 - 3_600e6
    const shortened = cut({ y, x, yFunding }, end)
    const first = y.times[0]!
    const times = Float64Array.from(
      { length: (end - first) / 3_600e6 },
      (_, k) => first + k * 3_600e6,
    )
    const hourly = {
      ...yFunding,
      times,
      fundingRates: times.map(() => 1e-4),
      marks: times.map(() => 100),
    }
    const outcome = outcomeOf({ y: shortened.y, x: shortened.x, yFunding: hourly }, options)
    expect(expectValue(outcome).open).not.toBeNull()
  })

  test('legs in two currencies are added one to one, and the notes say so', () => {
    const dollars = { ...x, instrument: { ...x.instrument, quote: 'USD' } }
    expect(run({ y, x: dollars }, options).notes.join()).toContain('added one to one')
    expect(run({ y, x }, options).notes.join()).not.toContain('added one to one')
  })

  test('a leg that ends closes its pair at its last price, and the result says so', () => {
    // Cut y while a position is open.
    const whole = run({ y, x }, options)
    const trade = whole.trades.find(({ holdingBars }) => holdingBars >= 3)!
    const shortened = cut({ y, x, yFunding }, trade.exitTime * 1000 - 3_600e6)
    const result = run({ y: shortened.y, x }, options)
    expect(result.trades.at(-1)).toMatchObject({
      exitReason: 'series-ended',
      entryTime: trade.entryTime,
    })
    expect(result.open).toBeNull()
    expect(result.notes.join()).toContain('ended')
    const total = result.trades.reduce((sum, { pnl }) => sum + pnl, 0)
    expect(result.metrics.pnl.total).toBeCloseTo(total, 9)
  })
})
