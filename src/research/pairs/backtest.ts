import type { BarSeries } from '../../core/bars.ts'
import { formatInstant, later, millisecondsOf, type Instant } from '../../core/time.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { backtestConclusion } from './backtest-conclusion.ts'
import { delayedMetrics, legCauses, runMetrics, sumOfCauses } from './backtest-metrics.ts'
import { backtestNotes } from './backtest-notes.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from './backtest-options.ts'
import type {
  BacktestFold,
  BacktestMetrics,
  BacktestResult,
  BacktestSeries,
  DelayedMetrics,
  OpenPair,
} from './backtest-result.ts'
import { driveBar, startDriver, type BookDriver } from './trading/book-driver.ts'
import { estimateFold, foldRows, type FoldModel } from './relation/fold-model.ts'
import { fundingGaps, type FundingGap } from './funding-gaps.ts'
import { joinLegs, levelled, type JoinedLegs } from './relation/joined-legs.ts'
import { uncapped } from './trading/exposure-caps.ts'
import { legMarket } from './trading/leg-market.ts'
import { openPairOf } from './trading/position.ts'
import { alarmRowBy } from './relation/relation-watch.ts'
import { startTrader, type Trader } from './trading/trader.ts'

/** How far a backtest is: folds driven, of how many. */
export interface BacktestProgress {
  readonly done: number
  readonly total: number
}

/** How much the result carries: trades only, equity marks too, or every column a chart needs. */
export type BacktestDetail = 'trades' | 'equity' | 'series'

/**
 * Trades the residual of y on x, walking forward: each fold estimates its relation on its training rows and trades it
 * on the rows that follow.
 *
 * A signal on a bar's close fills at the next joined bar's open, moved against us by the slippage; a trade knows
 * nothing later than the open it filled at. Costs, funding and borrow are booked in a ledger that balances to the
 * atom. What the fills assume stands in docs/assumptions.
 *
 * @returns after yielding its progress once per fold
 */
export function* backtestPair(
  input: BacktestInput,
  options: BacktestOptions,
  detail: BacktestDetail = 'trades',
): Generator<BacktestProgress, Outcome<BacktestResult, BacktestRefusal>> {
  const inverse = [input.y, input.x].find(({ instrument }) => instrument.class === 'inverse')
  if (inverse !== undefined) return refuseInverse(inverse)
  const joined = joinLegs([levelled(input.y, options.log), levelled(input.x, options.log)])
  const folds = foldRows(joined.rows, options.trainBars, options.testBars)
  if (folds.length === 0) {
    return unavailable(
      'too-few-rows',
      `too few rows: ${joined.rows} joined, a fold trains on ${options.trainBars} and needs one more to trade`,
    )
  }
  const fault = pairFault(input, joined)
  if (fault !== undefined) return fault
  const models: FoldModel[] = []
  for (const rows of folds) {
    models.push(estimateFold(joined, rows, options))
    yield { done: models.length, total: folds.length }
  }
  const run = drivePair(input, options, models, 0)
  const { open } = run
  const gaps = fundingGaps(run.driver.markets, run.driver.trades, open === null ? [] : [open])
  if (gaps[0] !== undefined && options.fundingMissing === 'refuse') return refuseGap(gaps[0])
  return available(resultOf(run, { input, options, models, gaps, detail }))
}

function isConstant(prices: Float64Array): boolean {
  return prices.every((price) => price === prices[0])
}

/** Series between which there is nothing to estimate, in any fold. */
function pairFault(
  { y, x }: BacktestInput,
  { legs }: JoinedLegs,
): Outcome<never, 'constant-series' | 'identical-series' | 'same-instrument'> | undefined {
  for (const { close, bars } of legs) {
    if (isConstant(close)) {
      return unavailable(
        'constant-series',
        `${bars.instrument.name} is constant: every close is the same`,
      )
    }
  }
  const isSame = legs[0]!.close.every((price, row) => price === legs[1]!.close[row])
  if (isSame) {
    return unavailable(
      'identical-series',
      `${y.instrument.name} and ${x.instrument.name} are identical`,
    )
  }
  // The ledger tells legs apart by their instrument's name.
  return y.instrument.name === x.instrument.name
    ? unavailable(
        'same-instrument',
        `both legs are ${y.instrument.name}: a pair has two instruments`,
      )
    : undefined
}

function refuseInverse({ instrument }: BarSeries): Outcome<never, 'inverse-contract'> {
  return unavailable(
    'inverse-contract',
    `${instrument.name} is margined in ${instrument.base}: its profit in ${instrument.quote} is not linear in price, which this backtest assumes`,
  )
}

function refuseGap({ instrument, time, source }: FundingGap): Outcome<never, 'funding-missing'> {
  return unavailable(
    'funding-missing',
    `${source}: no settlement at ${formatInstant(time)}, while ${instrument} was held; --funding-missing zero counts it as nothing`,
  )
}

/** A pair that was driven to the end of its data. */
interface PairRun {
  readonly driver: BookDriver
  /** z at each joined row; NaN before the first that was driven, and where there is none. */
  readonly zScores: Float64Array
  readonly open: OpenPair | null
}

function drivePair(
  input: BacktestInput,
  options: BacktestOptions,
  models: readonly FoldModel[],
  delayBars: number,
): PairRun {
  const { times } = models[0]!.joined
  const markets = [
    legMarket(input.y, input.yFunding, options),
    legMarket(input.x, input.xFunding, options),
  ]
  const driver = startDriver(markets, times, options, {
    capital: options.notional,
    delayBars,
    caps: uncapped,
  })
  const zScores = new Float64Array(times.length).fill(Number.NaN)
  const first = models[0]!
  const trader = startTrader(first, 0, times[first.rows.testFrom]! as Instant)
  driver.traders.set('pair', trader)
  for (const model of models) {
    trader.model = model
    for (let row = model.rows.testFrom; row < model.rows.testTo; row++) {
      driveBar(driver, row)
      zScores[row] = trader.zScore
    }
  }
  return { driver, zScores, open: openAtEnd(driver, trader) }
}

/** What is open at the end is marked there. */
function openAtEnd(
  { duration, options }: BookDriver,
  { position, times }: Trader,
): OpenPair | null {
  if (position === undefined) return null
  const row = times.length - 1
  const prices = position.model.joined.legs.map(({ close }) => close[row]!)
  return openPairOf(
    position,
    { time: later(times[row]! as Instant, duration), prices, row },
    options.rebalance,
  )
}

function resultOf(
  { driver, zScores, open }: PairRun,
  run: {
    readonly input: BacktestInput
    readonly options: BacktestOptions
    readonly models: readonly FoldModel[]
    readonly gaps: readonly FundingGap[]
    readonly detail: BacktestDetail
  },
): BacktestResult {
  const { input, options, models, gaps, detail } = run
  const { joined, rows } = models[0]!
  const firstRow = rows.testFrom
  const metrics: BacktestMetrics = {
    ...metricsOf(driver, firstRow, open),
    delayed: options.delayBars === 0 ? null : delayedOf(input, options, models),
  }
  const times = [...joined.times.subarray(firstRow)].map((time) =>
    millisecondsOf(later(time as Instant, driver.duration)),
  )
  const equity = driver.equity.subarray(firstRow)
  return {
    kind: 'pairs-backtest',
    version: 1,
    parameters: {
      y: input.y.instrument.name,
      x: input.x.instrument.name,
      timeframe: input.y.timeframe.label,
      ...options,
      funding: { y: input.yFunding !== undefined, x: input.xFunding !== undefined },
    },
    rows: joined.rows,
    dropped: { y: joined.dropped[0]!, x: joined.dropped[1]! },
    folds: models.map((model) => foldOf(model, driver)),
    trades: driver.trades,
    open,
    metrics,
    null: null,
    conclusion: backtestConclusion(metrics, options),
    notes: backtestNotes(driver, gaps),
    ...(detail === 'trades'
      ? {}
      : { equity: times.map((time, row) => [time, equity[row]!] as const) }),
    ...(detail === 'series'
      ? { series: seriesOf(joined, zScores, { firstRow, times, equity }) }
      : {}),
  }
}

function metricsOf(
  driver: BookDriver,
  firstRow: number,
  open: OpenPair | null,
): Omit<BacktestMetrics, 'delayed'> {
  const held = open === null ? [] : [open]
  const legs = legCauses(driver.trades, held)
  const of = (place: number) =>
    sumOfCauses(legs.filter((leg) => leg.place === place).map(({ causes }) => causes))
  return { ...runMetrics(driver, firstRow, held), pnlByLeg: { y: of(0), x: of(1) } }
}

function delayedOf(
  input: BacktestInput,
  options: BacktestOptions,
  models: readonly FoldModel[],
): DelayedMetrics {
  const { driver, open } = drivePair(input, options, models, options.delayBars)
  return delayedMetrics(driver, models[0]!.rows.testFrom, open === null ? [] : [open])
}

function foldOf(model: FoldModel, { duration }: BookDriver): BacktestFold {
  const { rows, estimate, test, untraded, joined } = model
  // The last fold ends where a next bar would open.
  const opensAt = (row: number): number =>
    millisecondsOf(
      row < joined.rows
        ? (joined.times[row]! as Instant)
        : later(joined.times[joined.rows - 1]! as Instant, duration),
    )
  return {
    index: rows.index,
    trainFrom: opensAt(rows.trainFrom),
    trainTo: opensAt(rows.testFrom),
    testFrom: opensAt(rows.testFrom),
    testTo: opensAt(rows.testTo),
    hedgeRatio: estimate?.hedgeRatios[0] ?? null,
    intercept: estimate?.intercept ?? null,
    residualMean: estimate?.residualMean ?? null,
    residualDeviation: estimate?.residualDeviation ?? null,
    statistic: test?.statistic ?? null,
    pValue: test?.pValue ?? null,
    lags: test?.lags ?? null,
    halfLifeBars: test?.halfLifeBars ?? null,
    ...carriedOn(model, (row) => millisecondsOf(later(joined.times[row]! as Instant, duration))),
    untraded: untraded ?? null,
  }
}

/** What a fold has beside its estimate, where that was asked for. */
function carriedOn(
  { rows, filtered, watch }: FoldModel,
  closesAt: (row: number) => number,
): Pick<BacktestFold, 'filterMemoryBars' | 'alarmTime'> {
  const alarm = watch === undefined ? undefined : alarmRowBy(watch, rows.testTo - 1)
  return {
    ...(filtered === undefined ? {} : { filterMemoryBars: filtered.memoryBars }),
    ...(watch === undefined ? {} : { alarmTime: alarm === undefined ? null : closesAt(alarm) }),
  }
}

function seriesOf(
  { legs }: JoinedLegs,
  zScores: Float64Array,
  {
    firstRow,
    times,
    equity,
  }: {
    readonly firstRow: number
    readonly times: readonly number[]
    readonly equity: Float64Array
  },
): BacktestSeries {
  return {
    time: times,
    y: [...legs[0]!.close.subarray(firstRow)],
    x: [...legs[1]!.close.subarray(firstRow)],
    zScore: [...zScores.subarray(firstRow)].map((z) => (Number.isNaN(z) ? null : z)),
    equity: [...equity],
  }
}
