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
  Deflated,
  DelayedMetrics,
  OpenPair,
} from './backtest-result.ts'
import { undeflated } from './deflated.ts'
import { drivePair, type PairRun } from './drive-pair.ts'
import { formPair, type BacktestProgress } from './form-pair.ts'
import type { BookDriver } from './trading/book-driver.ts'
import type { FoldModel } from './relation/fold-model.ts'
import { fundingGaps, type FundingGap } from './funding-gaps.ts'
import type { JoinedLegs } from './relation/joined-legs.ts'
import { alarmRowBy } from './relation/relation-watch.ts'

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
  const formed = yield* formPair(input, options)
  if (formed.kind === 'unavailable') return formed
  const models = formed.value
  const run = drivePair(input, options, models, 0)
  const { open } = run
  const gaps = fundingGaps(run.driver.markets, run.driver.trades, open === null ? [] : [open])
  if (gaps[0] !== undefined && options.fundingMissing === 'refuse') return refuseGap(gaps[0])
  return available(resultOf(run, { input, options, models, gaps, detail }))
}

/** Why a run has no result whose leg was held over a settlement that is not in its file. */
export function refuseGap({
  instrument,
  time,
  source,
}: FundingGap): Outcome<never, 'funding-missing'> {
  return unavailable(
    'funding-missing',
    `${source}: no settlement at ${formatInstant(time)}, while ${instrument} was held; --funding-missing zero counts it as nothing`,
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
    ...undeflated,
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
): Omit<BacktestMetrics, 'delayed' | keyof Deflated> {
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
