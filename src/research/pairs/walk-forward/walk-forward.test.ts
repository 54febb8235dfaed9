import { describe, expect, test } from 'vitest'
import {
  cutUniverse,
  randomUniverse,
  type RandomUniverse,
} from '../../../../test/random-universe.ts'
import { barsWithin, type BarSeries } from '../../../core/bars.ts'
import { instantFromMilliseconds } from '../../../core/time.ts'
import { expectValue, type Outcome } from '../../../math/outcome.ts'
import { syntheticUniverse } from '../../../simulation/synthetic-universe.ts'
import { backtestPair } from '../backtest.ts'
import { screenPairs } from '../screen.ts'
import { defaultScreenOptions } from '../screen-pair.ts'
import type { ChosenRelation, WalkForwardResult } from '../walk-forward-result.ts'
import { figuresOf, nullInput, withNull } from './null-runs.ts'
import {
  defaultWalkForwardOptions,
  type WalkForwardInput,
  type WalkForwardOptions,
  type WalkForwardRefusal,
} from './options.ts'
import { walkForward, type WalkForwardDetail } from './walk-forward.ts'

const options: WalkForwardOptions = {
  ...defaultWalkForwardOptions,
  log: true,
  formationBars: 150,
  tradingBars: 60,
  maxPairs: 4,
  entry: 1.5,
  exit: 0.3,
  stop: 3,
  delayBars: 0,
}

function finished<Value>(program: Generator<unknown, Value>): Value {
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

function outcomeOf(
  input: WalkForwardInput,
  use: WalkForwardOptions,
  detail?: WalkForwardDetail,
): Outcome<WalkForwardResult, WalkForwardRefusal> {
  return finished(walkForward(input, use, detail))
}

function run(
  input: WalkForwardInput,
  use: WalkForwardOptions = options,
  detail?: WalkForwardDetail,
): WalkForwardResult {
  return expectValue(outcomeOf(input, use, detail))
}

const seeds = [1, 2, 3, 4, 5]
const variants: readonly Partial<WalkForwardOptions>[] = [
  {},
  { select: 'rank', gross: 0.4, coinCap: 0.2 },
  { hedge: 'kalman', filterHalfLives: 3, rebalance: 'band', rebalanceBand: 0.02 },
  { select: 'rank', maxPairs: 8, breakMonitor: true, zScore: 'trailing', exit: -0.2 },
  { basket: 3, log: false, participation: 0.5 },
]

const wholes = new Map<number, readonly WalkForwardResult[]>()
/** The universe of a seed by every variant, which several tests look at. */
function wholeRuns(seed: number): readonly WalkForwardResult[] {
  const known = wholes.get(seed)
  if (known !== undefined) return known
  const given = randomUniverse(seed, 600)
  const made = variants.map((change) => run(given, { ...options, ...change }, 'equity'))
  wholes.set(seed, made)
  return made
}

// The long version, of ten seconds: ISOBAR_WHOLE=1 npx vitest run src/research/pairs/walk-forward/walk-forward.test.ts
const isWhole = process.env['ISOBAR_WHOLE'] !== undefined

function hoursOf({ universe }: RandomUniverse): number {
  return Math.min(...universe.map(({ times }) => times[0]!)) / 3_600e6
}

describe('what it knows', () => {
  test.each([1, 2])('nothing of later bars: cutting them off changes no trade, seed %i', (seed) => {
    const given = randomUniverse(seed, 600)
    for (const [k, change] of variants.entries()) {
      const use = { ...options, ...change }
      const whole = wholeRuns(seed)[k]!
      expect(whole.trades.length).toBeGreaterThan(2)
      // Not within a bar of the end of GONE (row 420), where the cut data cannot know that it ended.
      // With two seeds each kind is cut early and late, within a window and near its end; at all four rows by the long version.
      const rows = [[250, 500][(k + seed) % 2]!, [418, 333][(k + seed) % 2]!]
      for (const row of isWhole ? rows : [rows[seed % 2]!]) {
        const instant = (hoursOf(given) + row) * 3_600e6
        const part = run(cutUniverse(given, instant), use)
        const until = whole.trades.filter(({ exitTime }) => exitTime * 1000 < instant)
        expect(part.trades).toEqual(until)
        const formed = whole.selection.filter(
          ({ fold }) => whole.folds[fold]!.tradingFrom * 1000 < instant,
        )
        expect(part.selection.map(({ listed, pairs }) => [listed, pairs.map(chosenAs)])).toEqual(
          formed.map(({ listed, pairs }) => [listed, pairs.map(chosenAs)]),
        )
      }
    }
  })

  test('each fold chooses what the screen of its formation finds, and nothing else', () => {
    const given = randomUniverse(2, 600)
    const result = wholeRuns(2)[0]!
    expect(result.folds.some(({ chosen }) => chosen > 0)).toBe(true)
    for (const [index, fold] of result.folds.entries()) {
      const { listed, pairs } = result.selection[index]!
      const formed = given.universe
        .filter(({ instrument }) => listed.includes(instrument.name))
        .map((bars) =>
          barsWithin(
            bars,
            instantFromMilliseconds(fold.formationFrom),
            instantFromMilliseconds(fold.formationTo),
          ),
        )
      const screen = finished(screenPairs(formed, { ...defaultScreenOptions, log: true }))
      const found = screen.results.filter(({ rejected, hedgeRatio }) => rejected && hedgeRatio > 0)
      const best = found.filter(
        (row, k) =>
          found.findIndex(({ y, x }) => [y, x].includes(row.y) && [y, x].includes(row.x)) === k,
      )
      expect(pairs.map(({ legs, pValue, qValue }) => [legs, pValue, qValue])).toEqual(
        best.slice(0, options.maxPairs).map(({ y, x, pValue, qValue }) => [[y, x], pValue, qValue]),
      )
    }
  })
})

/** What a formation decided; what its trades came to may lie behind a cut. */
function chosenAs(relation: ChosenRelation): unknown {
  return { ...relation, trades: 0, pnl: 0 }
}

describe('what it does', () => {
  test.each([60, 1_000])('one pair is the backtest of that pair, %i bars a fold', (tradingBars) => {
    // Everything is kept. The order of legs is whichever direction is nearer: a backtest has one for all folds.
    const use: WalkForwardOptions = {
      ...options,
      alpha: 1 - 1e-12,
      fdr: 'none',
      gross: null,
      tradingBars,
      delayBars: 1,
    }
    let compared = 0
    for (let seed = 1; seed <= (isWhole ? 15 : 8); seed++) {
      const [x, y] = syntheticUniverse({ seed, series: 2, bars: 420 }) as [BarSeries, BarSeries]
      const result = run({ universe: [x, y], funding: new Map() }, use, 'equity')
      const directions = new Set(result.selection.map(({ pairs }) => pairs[0]!.legs.join(' ')))
      if (directions.size > 1) continue
      const isForward = directions.has(`${y.instrument.name} ${x.instrument.name}`)
      const legs = isForward ? { y, x } : { y: x, x: y }
      const folds = { trainBars: 150, testBars: tradingBars }
      const single = expectValue(finished(backtestPair(legs, { ...use, ...folds }, 'equity')))
      compared += single.trades.length
      expect(result.trades).toEqual(single.trades)
      expect(result.open).toEqual(single.open === null ? [] : [single.open])
      const capital = use.maxPairs * use.notional
      const gains = result.equity!.map(([time, value]) => [time, value - capital])
      single.equity!.forEach(([time, money], k) => {
        expect(gains[k]![0]).toBe(time)
        // Gains are the same doubles added to another capital.
        expect(Math.abs(gains[k]![1]! - (money - use.notional))).toBeLessThan(1e-9)
      })
      expect(result.metrics.delayed!.pnl).toEqual(single.metrics.delayed!.pnl)
    }
    expect(compared).toBeGreaterThan(15)
  })

  test.each([1, 2])('every sum comes out, seed %i', (seed) => {
    for (const result of wholeRuns(seed)) {
      const { pnl, pnlByInstrument, turnover } = result.metrics
      const parts = pnl.price + pnl.slippage + pnl.fees + pnl.funding + pnl.borrow
      expect(Math.abs(parts - pnl.total)).toBeLessThan(1e-7)
      const coins = pnlByInstrument.reduce((sum, { total }) => sum + total, 0)
      expect(Math.abs(coins - pnl.total)).toBeLessThan(1e-7)
      // Equity is read from the ledger, the rest from what each leg bore.
      const end = result.equity!.at(-1)![1] - result.parameters.capital
      expect(Math.abs(pnl.total - end)).toBeLessThan(1e-6)
      expect(turnover * result.parameters.capital).toBeCloseTo(result.netting.tradedNotional, 6)
      const chosen = result.selection.flatMap(({ pairs }) => pairs)
      const trades = chosen.reduce((sum, pair) => sum + pair.trades, 0)
      expect(trades).toBe(result.trades.length)
    }
  })

  test('relations that share a coin pay for less than they order, and earn what they earn alone', () => {
    const given = { ...randomUniverse(4, 600), funding: new Map() }
    const use = { ...options, maxPairs: 8, alpha: 0.5, fdr: 'none' as const, gross: null }
    const together = run(given, use)
    const { orderedNotional, tradedNotional } = together.netting
    expect(tradedNotional).toBeLessThan(0.98 * orderedNotional)
    const free = run(given, { ...use, feeBps: 0, slippageBps: 0 })
    expect(free.trades.map(({ entryTime, exitTime }) => [entryTime, exitTime])).toEqual(
      together.trades.map(({ entryTime, exitTime }) => [entryTime, exitTime]),
    )
    // What was paid is what was traded, 5 bps of it, and 2 bps at market prices.
    expect(together.metrics.pnl.fees / tradedNotional).toBeCloseTo(-5e-4, 9)
    expect(together.metrics.pnl.slippage / tradedNotional).toBeCloseTo(-2e-4, 6)
  })

  test('caps hold at every opening', () => {
    const given = randomUniverse(5, 600)
    const use: WalkForwardOptions = {
      ...options,
      select: 'rank',
      maxPairs: 8,
      gross: 0.2,
      coinCap: 0.08,
    }
    const result = run(given, use)
    expect(result.notes.join()).toMatch(/cut to the room/)
    // Prices may carry what is held beyond a cap, by no more than they move in such a holding.
    expect(result.exposure.maxGross).toBeLessThan(0.2 * 1.3)
    expect(result.exposure.maxCoin).toBeLessThan(0.08 * 1.3)
    expect(run(given, { ...use, gross: null, coinCap: null }).exposure.maxGross).toBeGreaterThan(
      0.25,
    )
  })

  test('a coin that ends inside a window is closed at its last price, and never chosen again', () => {
    const found = seeds
      .map((seed) => ({ seed, given: randomUniverse(seed, 600) }))
      .map(({ given }) => ({
        given,
        result: run(given, { ...options, select: 'rank', maxPairs: 8 }),
      }))
      .filter(({ result }) => result.trades.some(({ exitReason }) => exitReason === 'series-ended'))
    expect(found.length).toBeGreaterThan(0)
    for (const { given, result } of found) {
      const gone = given.universe.find(({ instrument }) => instrument.base === 'GONE')!
      const end = gone.times.at(-1)! / 1000 + 3_600e3
      for (const trade of result.trades.filter(({ exitReason }) => exitReason === 'series-ended')) {
        const leg = trade.legs.find(({ instrument }) => instrument === 'GONE-USDT')!
        expect(trade.exitTime).toBeLessThanOrEqual(end)
        const joined = gone.times.indexOf(trade.exitTime * 1000 - 3_600e6)
        expect(leg.exitMarketPrice).toBe(gone.close[joined])
      }
      expect(result.notes.join()).toMatch(/GONE-USDT ended at .*closed at the last prices/)
      const after = result.folds.filter(({ formationTo }) => formationTo > end)
      for (const { index } of after)
        expect(result.selection[index]!.listed).not.toContain('GONE-USDT')
    }
  })

  test('exposure to BTC is told, and is none without it', () => {
    const given = randomUniverse(1, 600)
    const { exposure } = run(given, { ...options, select: 'rank', maxPairs: 8 })
    expect(exposure.factor).toBe('BTC-USDT')
    expect(Math.abs(exposure.meanFactor!)).toBeLessThanOrEqual(exposure.meanAbsoluteFactor!)
    expect(exposure.meanAbsoluteFactor!).toBeLessThanOrEqual(exposure.maxAbsoluteFactor!)
    expect(exposure.realisedBetaInterval!.low).toBeLessThan(exposure.realisedBeta!)
    const others = given.universe.filter(({ instrument }) => instrument.base !== 'BTC')
    const without = run({ ...given, universe: others }, { ...options, select: 'rank' })
    expect(without.exposure).toMatchObject({ factor: null, meanFactor: null, realisedBeta: null })
  })

  test('baskets of three trade three legs by the same rules', () => {
    const result = run(randomUniverse(3, 600), { ...options, basket: 3, maxPairs: 3 })
    expect(result.trades.length).toBeGreaterThan(3)
    for (const { legs, pnl } of result.trades) {
      expect(legs).toHaveLength(3)
      const gross = legs.reduce((sum, leg) => sum + Math.abs(leg.quantity) * leg.entryPrice, 0)
      // Netting may make a fill a little better than the one it was sized at.
      expect(Math.abs(gross / options.notional - 1)).toBeLessThan(4e-4)
      expect(legs.reduce((sum, leg) => sum + leg.pnl, 0)).toBeCloseTo(pnl, 9)
    }
    const [relation] = result.selection.flatMap(({ pairs }) => pairs)
    expect(relation!.hedgeRatios).toHaveLength(2)
    expect(Math.max(...relation!.hedgeRatios!.map(Math.abs))).toBeLessThanOrEqual(1)
  })

  test('the same run twice is the same bytes', () => {
    const given = randomUniverse(2, 500)
    const once = JSON.stringify(run(given, { ...options, delayBars: 1 }, 'equity'))
    expect(JSON.stringify(run(given, { ...options, delayBars: 1 }, 'equity'))).toBe(once)
    expect(once).not.toContain('NaN')
  })
})

describe('beside universes without cointegration', () => {
  test('what hangs together earns more than chance gives', () => {
    const given = { ...randomUniverse(1, 700), funding: new Map() }
    const use = { ...options, feeBps: 0, slippageBps: 0 }
    const result = run(given, use)
    const runs = Array.from({ length: isWhole ? 19 : 9 }, (_, k) =>
      figuresOf(run(nullInput(given, 1, k + 1), use)),
    )
    expect(runs.every(({ chosen }) => chosen < figuresOf(result).chosen)).toBe(true)
    expect(runs.filter(({ totalReturn }) => totalReturn >= result.metrics.totalReturn)).toEqual([])
  })

  test('the conclusion says where it stands', () => {
    const result = run(randomUniverse(1, 500))
    const place = { observed: 0.1, mean: 0, quantiles: null, pValue: 0.25 }
    const none = { observed: 1, mean: 1 }
    const compared = withNull(result, {
      runs: 19,
      seed: 1,
      scheme: 'joint-wild',
      sharpe: place,
      totalReturn: place,
      chosen: none,
      trades: none,
    })
    expect(result.conclusion).not.toContain('without cointegration')
    expect(compared.conclusion).toContain('Held against 19 universes without cointegration')
  })
})

describe('what cannot be had', () => {
  const given = randomUniverse(1, 400)

  test.each([
    ['too-few-series', { ...given, universe: given.universe.slice(0, 1) }, options],
    [
      'too-few-series',
      { ...given, universe: given.universe.slice(0, 2) },
      { ...options, basket: 3 },
    ],
    ['too-few-rows', given, { ...options, formationBars: 400 }],
    [
      'inverse-contract',
      {
        ...given,
        universe: given.universe.map((bars) => ({
          ...bars,
          instrument: { ...bars.instrument, class: 'inverse' as const },
        })),
      },
      options,
    ],
  ] as const)('%s', (reason, input, use) => {
    expect(outcomeOf(input, use)).toMatchObject({ kind: 'unavailable', reason })
  })

  test('a settlement missing while a coin was held refuses, or counts as nothing and is told', () => {
    const torn = new Map(
      [...given.funding].map(([name, series]) => [
        name,
        { ...series, times: series.times.map((time, k) => (k % 5 === 3 ? time + 3_600e6 : time)) },
      ]),
    )
    const input = { ...given, funding: torn }
    expect(outcomeOf(input, options)).toMatchObject({ reason: 'funding-missing' })
    const lenient = run(input, { ...options, fundingMissing: 'zero' })
    expect(lenient.notes.join()).toContain('settlements missing')
  })

  test('where nothing is found nothing is traded, and that is a result', () => {
    const wandering = given.universe.filter(({ instrument }) =>
      ['BTC', 'CCC', 'DDD'].includes(instrument.base),
    )
    const result = run({ ...given, universe: wandering }, { ...options, alpha: 1e-6 })
    expect(result.conclusion).toMatch(/^Chooses nothing: of \d+ pairs tested in \d+ folds/)
    expect(result.performance).toMatchObject({ totalReturn: 0, sharpe: null, turnover: 0 })
    expect(result.trades).toEqual([])
  })
})
