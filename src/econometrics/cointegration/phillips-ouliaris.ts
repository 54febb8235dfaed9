import { matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, inverseGram, solveQr } from '../../math/qr.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import {
  phillipsOuliarisCriticalValues,
  phillipsOuliarisPValue,
  phillipsOuliarisSeriesMax,
} from '../critical-values/phillips-ouliaris.ts'
import type { PhillipsOuliarisStatistic } from '../critical-values/phillips-ouliaris-rows.ts'
import type { Kernel } from '../long-run/kernels.ts'
import { type KernelOptions, kernelCovariance } from '../long-run/long-run-covariance.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type Trend, trendColumnCount, trendColumns } from '../trend.ts'
import type { EstimateWarning } from '../warning.ts'
import {
  type CointegratingRegressionFault,
  isRounding,
  pairFault,
  residualsFrom,
} from './cointegrating-regression.ts'
import { conditionalOnChanges } from './conditional-on-changes.ts'
import { residualStatistics } from './residual-statistics.ts'

export interface PhillipsOuliarisOptions extends KernelOptions {
  /** Default `Zt`. */
  readonly test?: PhillipsOuliarisStatistic
  /** Default `c`. */
  readonly trend?: Trend
}

/** A test of Phillips and Ouliaris and the relation it looked at. */
export interface PhillipsOuliarisResult {
  readonly test: 'phillips-ouliaris'
  readonly kind: PhillipsOuliarisStatistic
  readonly statistic: number
  /** NaN where the published surface is no use: `phillipsOuliarisPValue`. */
  readonly pValue: number
  readonly criticalValues: CriticalValues
  readonly kernel: Kernel
  readonly bandwidth: number
  readonly observations: number
  readonly trend: Trend
  /** Coefficient of each x in the regression of y. */
  readonly hedgeRatio: readonly number[]
  readonly intercept: number | null
  readonly nullHypothesis: string
  /** `table-edge` where there are fewer rows than the critical values were simulated for. */
  readonly warnings: readonly EstimateWarning[]
}

export type PhillipsOuliarisFault = CointegratingRegressionFault | 'too-many-series'

/**
 * The residual tests of cointegration of Phillips and Ouliaris, free of lags: a kernel takes the memory out instead.
 *
 *   u: residual of y on x and the trend;  a: u on its lag, k_t = u_t - a u_{t-1}, lambda and omega^2 the one-sided
 *   (lags from 1) and two-sided long-run variance of k, here with (1/n);  s = sum u_{t-1}^2
 *   Za = n (a - 1) - n^2 lambda / s,   Zt = Za / n sqrt(s) / omega
 *   xi: residual of z_t = (y, x)_t on z_{t-1} and the trend, Omega its long-run covariance
 *   Pu = n omega_1.2 / ((1/n) sum u^2),   Pz = n tr(Omega M^-1),   M = (1/n) sum z z', z less its trend (its first value
 *   with `n`)
 *
 * y: n values. x: 1 to 5 series of n values, all integrated of order one. Null hypothesis: no cointegration. Small Za and
 * Zt, large Pu and Pz reject. Pz alone does not depend on which series is y. A bandwidth chosen automatically depends
 * for Pu and Pz on the relative units of the series.
 *
 * No value: constant, non-finite or too short series, dependent ones, more than 6. Cost: QRs of n rows and the long-run
 * covariance. Source: Phillips and Ouliaris (1990), Econometrica 58, 165-193, section 3. Checked against
 * `phillips_ouliaris` of arch 8.0.0, whose conventions these are.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const y = x.map((value) => 2 * value + random.normal())
 * const result = expectValue(phillipsOuliaris(y, [x], { test: 'Zt' }))
 * result.statistic // => -22.7503
 * result.criticalValues['5%'] // => -3.35511
 */
export function phillipsOuliaris(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: PhillipsOuliarisOptions = {},
): Outcome<PhillipsOuliarisResult, PhillipsOuliarisFault> {
  const { test: kind = 'Zt', trend = 'c' } = options
  const seriesCount = xs.length + 1
  if (seriesCount > phillipsOuliarisSeriesMax) {
    return unavailable('too-many-series', `tabulated for 2 to 6 series, got ${seriesCount}`)
  }
  const fault = pairFault(y, xs, seriesCount + trendColumnCount(trend) + 3)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // One unit for all: an automatic bandwidth looks at the sum of the series.
  const unit = Math.min(...[y, ...xs].map(unitScale))
  const series = [y, ...xs].map((values) => values.map((value) => value * unit))
  const [target, ...regressors] = series
  const columns = [...regressors, ...trendColumns(trend, y.length)]
  const plain = solveQr(factorQr(matrixFromColumns(columns)), target!)
  if (plain.kind === 'unavailable') return plain
  const residuals = residualsFrom(target!, columns, plain.value)
  if (isRounding(residuals, target!)) {
    return unavailable('perfect-fit', 'the relation holds exactly: nothing is left to test')
  }
  const found =
    kind === 'Za' || kind === 'Zt'
      ? residualStatistic(residuals, kind, options)
      : varianceStatistic(series, residuals, options)
  if (found === undefined) {
    return unavailable('rank-deficient', 'the series depend linearly on their own past')
  }
  const law = { statistic: kind, trend, seriesCount }
  const { criticalValues, rowsMin } = phillipsOuliarisCriticalValues(law, y.length)
  return available({
    test: 'phillips-ouliaris',
    kind,
    ...found,
    pValue: phillipsOuliarisPValue(found.statistic, law),
    criticalValues,
    observations: y.length,
    trend,
    hedgeRatio: Array.from(plain.value.subarray(0, xs.length)),
    intercept: trend === 'n' ? null : plain.value[xs.length]! / unit,
    nullHypothesis: 'the series are not cointegrated',
    warnings: y.length < rowsMin ? [fewRows(y.length, rowsMin)] : [],
  })
}

type Found = Pick<PhillipsOuliarisResult, 'statistic' | 'kernel' | 'bandwidth'>

/** Za or Zt. */
function residualStatistic(
  residuals: Float64Array,
  kind: 'Za' | 'Zt',
  options: KernelOptions,
): Found {
  const { za, zt, kernel, bandwidth } = residualStatistics(residuals, options)
  return { statistic: kind === 'Za' ? za : zt, kernel, bandwidth }
}

/** Pu or Pz; undefined where the shocks depend on each other. */
function varianceStatistic(
  series: readonly Float64Array[],
  residuals: Float64Array,
  options: PhillipsOuliarisOptions,
): Found | undefined {
  const { test, trend = 'c' } = options
  const rows = residuals.length
  const past = series.map((values) => values.subarray(0, -1))
  const columns = [...past, ...trendColumns(trend, rows - 1)]
  const factor = factorQr(matrixFromColumns(columns))
  const shocks: Float64Array[] = []
  for (const values of series) {
    const ahead = values.subarray(1)
    const fit = solveQr(factor, ahead)
    if (fit.kind === 'unavailable') return undefined
    shocks.push(residualsFrom(ahead, columns, fit.value))
  }
  const covariance = kernelCovariance(shocks, options)
  const { kernel, bandwidth } = covariance
  const share = (rows - 1) / rows
  if (test === 'Pu') {
    const conditional = conditionalOnChanges(covariance.longRun)
    if (conditional === undefined) return undefined
    const squares = residuals.reduce((sum, value) => sum + value * value, 0)
    const statistic = (rows * rows * share * conditional.conditionalVariance) / squares
    return { statistic, kernel, bandwidth }
  }
  const gram = inverseGram(factorQr(matrixFromColumns(series.map((v) => withoutTrend(v, trend)))))
  let trace = 0
  for (const [i, row] of covariance.longRun.entries()) {
    for (const [j, value] of row.entries()) trace += value * gram.data[j * gram.rows + i]!
  }
  return { statistic: rows * rows * share * trace, kernel, bandwidth }
}

/** A series less its deterministic terms, or with `n` less its first value. */
function withoutTrend(series: Float64Array, trend: Trend): Float64Array {
  if (trend === 'n') return series.map((value) => value - series[0]!)
  const columns = trendColumns(trend, series.length)
  const fit = solveQr(factorQr(matrixFromColumns(columns)), series)
  return fit.kind === 'value' ? residualsFrom(series, columns, fit.value) : series
}

function fewRows(rows: number, rowsMin: number): EstimateWarning {
  const detail = `${rows} rows; the critical values were simulated from ${rowsMin} rows on`
  return { kind: 'table-edge', detail }
}
