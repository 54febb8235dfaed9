import type { PairAnswer } from '../src/protocol/desk.ts'
import type { PairParameters } from '../src/protocol/pair-parameters.ts'
import type {
  BacktestFold,
  BacktestResult,
  PairTrade,
  PnlByCause,
  TradeLeg,
} from '../src/research/pairs/backtest-result.ts'
import type { PairTestsResult } from '../src/research/pairs/pair-tests-result.ts'
import { seededNumbers } from './desk-fixture.ts'

// A made-up pair for tests of the desk: prices, z-score, trades and money agree with each other, from a seed.

const hourMs = 3_600_000
const firstClose = Date.UTC(2024, 0, 1, 1)

/** The answer to `/api/pair` over `bars` bars. */
export function pairFixture(
  names: { readonly y: string; readonly x: string },
  parameters: PairParameters,
  bars = 1000,
): PairAnswer {
  const seed = Array.from(names.y + names.x).reduce(
    (sum, letter) => sum * 31 + letter.charCodeAt(0),
    7,
  )
  const walk = walkPair(seededNumbers(seed), bars)
  const trades = tradesOf(walk, names, parameters)
  return {
    tests: testsFixture(names, bars),
    backtest: backtest(names, parameters, walk, trades),
    refusal: null,
    sealed: [],
  }
}

interface Walk {
  readonly time: number[]
  readonly y: number[]
  readonly x: number[]
  readonly z: number[]
}

function walkPair(next: () => number, bars: number): Walk {
  const gauss = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
  const walk: Walk = { time: [], y: [], x: [], z: [] }
  let logX = Math.log(2_250)
  let residual = 0
  for (let bar = 0; bar < bars; bar++) {
    logX += 0.006 * gauss()
    residual = 0.965 * residual + 0.0045 * gauss()
    walk.time.push(firstClose + bar * hourMs)
    walk.x.push(Math.exp(logX))
    walk.y.push(Math.exp(0.9 * logX - 1.5 + residual))
    walk.z.push(residual / 0.0115)
  }
  return walk
}

function tradesOf(
  walk: Walk,
  names: { readonly y: string; readonly x: string },
  parameters: PairParameters,
): PairTrade[] {
  const trades: PairTrade[] = []
  let entry: number | null = null
  for (let bar = parameters.trainBars; bar < walk.z.length - 1; bar++) {
    const z = walk.z[bar]!
    if (entry === null) {
      if (Math.abs(z) >= parameters.entry && Math.abs(z) < parameters.stop) entry = bar
      continue
    }
    const stopped = Math.abs(z) >= parameters.stop
    if (Math.abs(z) > parameters.exit && !stopped) continue
    const side = walk.z[entry]! > 0 ? 'short' : 'long'
    const sign = side === 'long' ? 1 : -1
    const quantityY = (sign * 5_000) / walk.y[entry + 1]!
    const quantityX = (-sign * 5_000) / walk.x[entry + 1]!
    const legs = [
      leg(names.y, quantityY, [walk.y[entry + 1]!, walk.y[bar + 1]!], parameters),
      leg(names.x, quantityX, [walk.x[entry + 1]!, walk.x[bar + 1]!], parameters),
    ] as const
    trades.push({
      side,
      fold: Math.floor((entry - parameters.trainBars) / parameters.testBars),
      entryTime: walk.time[entry]!,
      exitTime: walk.time[bar]!,
      exitReason: stopped ? 'stop' : 'exit',
      holdingBars: bar - entry,
      entryZScore: walk.z[entry]!,
      exitZScore: z,
      legs,
      pnl: legs[0].pnl + legs[1].pnl,
    })
    entry = null
  }
  return trades
}

function leg(
  instrument: string,
  quantity: number,
  [entryPrice, exitPrice]: readonly [number, number],
  { feeBps, slippageBps }: PairParameters,
): TradeLeg {
  const traded = Math.abs(quantity) * (entryPrice + exitPrice)
  const fees = (traded * feeBps) / 1e4
  const slippage = (traded * slippageBps) / 1e4
  const worse = (Math.sign(quantity) * slippageBps) / 1e4
  return {
    instrument,
    quantity,
    entryPrice,
    exitPrice,
    entryMarketPrice: entryPrice / (1 + worse),
    exitMarketPrice: exitPrice / (1 - worse),
    fees,
    slippage,
    funding: 0,
    borrow: 0,
    pnl: quantity * (exitPrice - entryPrice) - fees,
  }
}

function backtest(
  names: { readonly y: string; readonly x: string },
  parameters: PairParameters,
  walk: Walk,
  trades: readonly PairTrade[],
): BacktestResult {
  const capital = 10_000
  let money = capital
  const equity = walk.time.map((time) => {
    for (const trade of trades) if (trade.exitTime === time) money += trade.pnl
    return money
  })
  const byLeg = [0, 1].map((which) => pnlOf(trades.map((trade) => trade.legs[which]!)))
  const pnl = pnlOf(trades.flatMap((trade) => trade.legs))
  const peak = equity.map((_, bar) => Math.max(...equity.slice(0, bar + 1)))
  return {
    kind: 'pairs-backtest',
    version: 1,
    parameters: {
      ...names,
      ...parameters,
      timeframe: '1h',
      maxHoldingBars: null,
      notional: capital,
      borrowBpsPerDay: 0,
      participation: null,
      filterHalfLives: 5,
      breakMonitor: false,
      rebalance: 'never',
      rebalanceBand: 0.1,
      delayBars: 0,
      fundingMissing: 'refuse',
      funding: { y: false, x: false },
    },
    rows: walk.time.length,
    dropped: { y: 3, x: 0 },
    folds: foldsOf(parameters, walk),
    trades,
    open: null,
    metrics: {
      trades: trades.length,
      pnl,
      pnlByLeg: { y: byLeg[0]!, x: byLeg[1]! },
      totalReturn: pnl.total / capital,
      sharpe: trades.length === 0 ? null : 1.34,
      sharpeInterval: trades.length === 0 ? null : { low: -2.71, high: 5.4 },
      deflatedSharpe: null,
      deflation: null,
      skewness: trades.length === 0 ? null : -0.6,
      kurtosis: trades.length === 0 ? null : 6.2,
      days: 21,
      maxDrawdown: Math.max(...equity.map((value, bar) => (peak[bar]! - value) / capital)),
      winRate:
        trades.length === 0 ? null : trades.filter((one) => one.pnl > 0).length / trades.length,
      averageHoldingBars:
        trades.length === 0
          ? null
          : trades.reduce((sum, one) => sum + one.holdingBars, 0) / trades.length,
      timeInMarket: trades.reduce((sum, one) => sum + one.holdingBars, 0) / walk.time.length,
      turnover: trades.length * 2,
      breakEvenFeeBps:
        trades.length === 0 ? null : parameters.feeBps + pnl.total / (trades.length * 2),
      delayed: null,
    },
    null: null,
    conclusion: `${trades.length} trades over 21 days earned ${pnl.total.toFixed(2)} on ${capital} after costs; the interval of the Sharpe ratio contains zero, so this is no evidence of an edge.`,
    notes: ['3 rows of one file have no partner in the other and were left out.'],
    equity: walk.time.map((time, bar) => [time, equity[bar]!] as const),
    series: {
      time: walk.time,
      y: walk.y,
      x: walk.x,
      zScore: walk.z.map((z, bar) => (bar < parameters.trainBars ? null : z)),
      equity,
    },
  }
}

function pnlOf(legs: readonly TradeLeg[]): PnlByCause {
  const sum = (of: (one: TradeLeg) => number): number =>
    legs.reduce((total, one) => total + of(one), 0)
  const parts = {
    price: sum((one) => one.quantity * (one.exitPrice - one.entryPrice) + one.slippage),
    slippage: -sum((one) => one.slippage),
    fees: -sum((one) => one.fees),
    funding: 0,
    borrow: 0,
  }
  return { ...parts, total: sum((one) => one.pnl) }
}

function foldsOf({ trainBars, testBars }: PairParameters, walk: Walk): BacktestFold[] {
  const folds: BacktestFold[] = []
  for (let test = trainBars; test < walk.time.length; test += testBars) {
    const index = folds.length
    const untraded = index % 5 === 3 ? 'hedge ratio -0.113 is not positive' : null
    folds.push({
      index,
      trainFrom: walk.time[test - trainBars]! - hourMs,
      trainTo: walk.time[test]! - hourMs,
      testFrom: walk.time[test]! - hourMs,
      testTo: walk.time[Math.min(test + testBars, walk.time.length) - 1]!,
      hedgeRatio: untraded === null ? 0.9 + 0.01 * index : -0.113,
      intercept: -1.5,
      residualMean: 0,
      residualDeviation: 0.0115,
      statistic: -3.9 + 0.2 * index,
      pValue: 0.004 * 2 ** index,
      lags: index % 3,
      halfLifeBars: 19.45 + index,
      untraded,
    })
  }
  return folds
}

function testsFixture(
  { y, x }: { readonly y: string; readonly x: string },
  observations: number,
): PairTestsResult {
  const engleGranger = (on: string, by: string, statistic: number, pValue: number) => ({
    name: `Engle-Granger, ${on} on ${by}`,
    statistic,
    pValue,
    criticalValue: -3.343,
    lags: 1,
    observations,
    nullHypothesis: 'the two series are not cointegrated',
    rejected: pValue < 0.05,
    reading: 'Their residual returns to its mean more often than two unrelated walks would show.',
  })
  return {
    kind: 'pair-tests',
    version: 1,
    y,
    x,
    timeframe: '1h',
    log: true,
    alpha: 0.05,
    observations,
    hedgeRatio: 0.9132,
    intercept: -1.498,
    rSquared: 0.9481,
    halfLifeBars: 19.457,
    halfLifeBarsCorrected: 22.031,
    tests: [
      engleGranger(y, x, -4.812, 0.00031),
      engleGranger(x, y, -4.644, 0.00064),
      {
        name: 'Johansen trace, at most 0 relations',
        statistic: 27.031,
        pValue: 0.0007,
        criticalValue: 15.494,
        lags: 1,
        observations,
        nullHypothesis: 'the two series share no cointegrating relation',
        rejected: true,
        reading: 'There is one relation at least that holds them together.',
      },
      {
        name: `ADF, ${y}`,
        statistic: -1.211,
        pValue: 0.669,
        criticalValue: -2.864,
        lags: 3,
        observations,
        nullHypothesis: `${y} has a unit root`,
        rejected: false,
        reading: 'A random walk cannot be ruled out, as cointegration asks.',
      },
      {
        name: 'KPSS of the residual',
        statistic: 0.211,
        pValue: null,
        criticalValue: 0.463,
        lags: 18,
        observations,
        nullHypothesis: 'the residual is stationary around its mean',
        rejected: false,
        reading: 'Nothing speaks against a residual that stays where it is.',
      },
    ],
  }
}
