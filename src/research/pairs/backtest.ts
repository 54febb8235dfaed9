import type { BarSeries } from '../../core/bars.ts'
import { formatInstant, millisecondsOf, type Instant } from '../../core/time.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { driveBar, startDriver, type BarDriver } from './bar-driver.ts'
import { backtestConclusion } from './backtest-conclusion.ts'
import { backtestMetrics } from './backtest-metrics.ts'
import { backtestNotes, endedEarly } from './backtest-notes.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from './backtest-options.ts'
import type { BacktestFold, BacktestResult, BacktestSeries, OpenPair } from './backtest-result.ts'
import { estimateFold, foldRows, type FoldModel } from './fold-model.ts'
import { fundingGaps, type FundingGap } from './funding-gaps.ts'
import { closeTime, pairColumns, type LegColumns, type PairColumns } from './pair-columns.ts'
import { closePosition, markPosition } from './pair-position.ts'

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
  const columns = pairColumns(input.y, input.x, options.log)
  const folds = foldRows(columns.rows, options.trainBars, options.testBars)
  if (folds.length === 0) {
    return unavailable(
      'too-few-rows',
      `too few rows: ${columns.rows} joined, a fold trains on ${options.trainBars} and needs one more to trade`,
    )
  }
  const fault = pairFault(input, columns)
  if (fault !== undefined) return fault
  const driver = startDriver(input, options, columns)
  const models: FoldModel[] = []
  for (const rows of folds) {
    const model = estimateFold(columns, rows, options.hedge)
    models.push(model)
    for (let row = rows.testFrom; row < rows.testTo; row++) driveBar(driver, model, row)
    yield { done: models.length, total: folds.length }
  }
  const open = endOfData(driver)
  const gaps = fundingGaps(driver, open)
  if (gaps[0] !== undefined && options.fundingMissing === 'refuse') return refuseGap(gaps[0])
  return available(resultOf(driver, models, { open, gaps, detail }))
}

function isConstant({ close }: LegColumns): boolean {
  return close.every((price) => price === close[0])
}

/** Series between which there is nothing to estimate, in any fold. */
function pairFault(
  { y, x }: BacktestInput,
  columns: PairColumns,
): Outcome<never, 'constant-series' | 'identical-series' | 'same-instrument'> | undefined {
  for (const [leg, { instrument }] of [
    [columns.y, y],
    [columns.x, x],
  ] as const) {
    if (isConstant(leg)) {
      return unavailable(
        'constant-series',
        `${instrument.name} is constant: every close is the same`,
      )
    }
  }
  const isSame = columns.y.close.every((price, row) => price === columns.x.close[row])
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

/** What is open at the end is marked there; unless one series ended before the other, which closes the pair. */
function endOfData(driver: BarDriver): OpenPair | null {
  const { position, columns, ledger, input } = driver
  if (position === undefined) return null
  const row = columns.rows - 1
  const prices = {
    time: closeTime(input.y, columns.times[row]!),
    y: columns.y.close[row]!,
    x: columns.x.close[row]!,
  }
  if (endedEarly(input) === undefined) return markPosition(ledger, position, prices, row)
  const end = { reason: 'series-ended', zScore: driver.zScores[row]!, row: row + 1 } as const
  const trade = closePosition(ledger, position, prices, end)
  driver.trades.push(trade)
  driver.position = undefined
  driver.equity[row] =
    driver.options.notional + driver.trades.reduce((sum, { pnl }) => sum + pnl, 0)
  return null
}

function resultOf(
  driver: BarDriver,
  models: readonly FoldModel[],
  end: {
    readonly open: OpenPair | null
    readonly gaps: readonly FundingGap[]
    readonly detail: BacktestDetail
  },
): BacktestResult {
  const { columns, input, options } = driver
  const firstRow = models[0]!.rows.testFrom
  const metrics = backtestMetrics(driver, firstRow, end.open)
  const times = [...columns.times.subarray(firstRow)].map((open) =>
    millisecondsOf(closeTime(input.y, open)),
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
    rows: columns.rows,
    dropped: columns.dropped,
    folds: models.map((model) => foldOf(model, driver)),
    trades: driver.trades,
    open: end.open,
    metrics,
    conclusion: backtestConclusion(metrics, options),
    notes: backtestNotes(driver, end.gaps),
    ...(end.detail === 'trades'
      ? {}
      : { equity: times.map((time, row) => [time, equity[row]!] as const) }),
    ...(end.detail === 'series' ? { series: seriesOf(columns, driver, { firstRow, times }) } : {}),
  }
}

function foldOf(
  { rows, estimate, test, untraded }: FoldModel,
  { columns, input }: BarDriver,
): BacktestFold {
  // The last fold ends where a next bar would open.
  const opensAt = (row: number): number =>
    row < columns.rows
      ? millisecondsOf(columns.times[row]! as Instant)
      : millisecondsOf(closeTime(input.y, columns.times[columns.rows - 1]!))
  return {
    index: rows.index,
    trainFrom: opensAt(rows.trainFrom),
    trainTo: opensAt(rows.testFrom),
    testFrom: opensAt(rows.testFrom),
    testTo: opensAt(rows.testTo),
    hedgeRatio: estimate?.hedgeRatio ?? null,
    intercept: estimate?.intercept ?? null,
    residualMean: estimate?.residualMean ?? null,
    residualDeviation: estimate?.residualDeviation ?? null,
    statistic: test?.statistic ?? null,
    pValue: test?.pValue ?? null,
    lags: test?.lags ?? null,
    halfLifeBars: test?.halfLifeBars ?? null,
    untraded: untraded ?? null,
  }
}

function seriesOf(
  { y, x }: PairColumns,
  { zScores, equity }: BarDriver,
  { firstRow, times }: { readonly firstRow: number; readonly times: readonly number[] },
): BacktestSeries {
  return {
    time: times,
    y: [...y.close.subarray(firstRow)],
    x: [...x.close.subarray(firstRow)],
    zScore: [...zScores.subarray(firstRow)].map((z) => (Number.isNaN(z) ? null : z)),
    equity: [...equity.subarray(firstRow)],
  }
}
