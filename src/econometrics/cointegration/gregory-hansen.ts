import { invariant } from '../../math/invariant.ts'
import { matrixFromColumns } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import {
  type BreakModel,
  gregoryHansenCriticalValues,
  gregoryHansenRegressorsMax,
} from '../critical-values/gregory-hansen.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import type { KernelOptions } from '../long-run/long-run-covariance.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { trendColumns } from '../trend.ts'
import { adf, type LagOptions } from '../unit-roots/adf.ts'
import {
  type CointegratingRegressionFault,
  isRounding,
  pairFault,
  residualsFrom,
} from './cointegrating-regression.ts'
import { residualStatistics } from './residual-statistics.ts'

export interface GregoryHansenOptions extends LagOptions, KernelOptions {
  /** What breaks; default `level`. */
  readonly model?: BreakModel
  /** Share of the rows at either end where no break is looked for; default 0.15, which the critical values are for. */
  readonly trim?: number
}

/** The smallest of one statistic over all breaks. */
export interface BreakStatistic {
  readonly statistic: number
  readonly criticalValues: CriticalValues
  /** First row (from 0) of the new regime, where the statistic is smallest. */
  readonly breakIndex: number
}

/** The tests of Gregory and Hansen; no p-values, which nobody tabulated. */
export interface GregoryHansenResult {
  readonly test: 'gregory-hansen'
  readonly model: BreakModel
  /** Of the residual's augmented Dickey-Fuller t value, with the lags at its break. */
  readonly adf: BreakStatistic & { readonly lags: number }
  readonly zt: BreakStatistic
  readonly za: BreakStatistic
  /** Breaks looked at. */
  readonly breaks: number
  readonly trim: number
  readonly observations: number
  readonly nullHypothesis: string
}

export type GregoryHansenFault = CointegratingRegressionFault | 'too-many-series'

/**
 * The tests of cointegration that allow one break in the relation, at an unknown row.
 *
 *   level    y_t = a_1 + a_2 d_t + b'x_t + u_t                   d_t = 1 from row r on
 *   trend    the same with c t
 *   regime   y_t = a_1 + a_2 d_t + b_1'x_t + d_t b_2'x_t + u_t
 *   ADF* = min_r t value of u's Dickey-Fuller regression,   Zt*, Za* = min_r Zt, Za of u (`phillipsOuliaris`)
 *
 * y: n values. x: 1 to 4 series of n values, all integrated of order one. r runs over ceil(trim n) to
 * floor((1 - trim) n). Null hypothesis: no cointegration, with or without a break. Small values reject; a rejection says
 * that there is a relation, not that it breaks. Lags of ADF* by criterion at every break anew (default `aic`, Schwert's
 * longest; the paper steps down from 6 by t values: `criterion: 'tstat', maxLags: 6`).
 *
 * No value: constant, non-finite or too short series, dependent columns, more than 4 x, nothing left but rounding.
 * Cost: 0.7 n times a QR of n rows and an `adf`: 0.1 s at n = 500. Source: Gregory and Hansen (1996),
 * Journal of Econometrics 70, 99-126, equations 2.2 to 2.4 and section 3. Checked against an oracle in numpy and
 * statsmodels' `adfuller`; the critical values by simulation.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const x = Float64Array.from({ length: 120 }, () => (level += random.normal()))
 * const y = x.map((value, t) => (t < 70 ? 0 : 8) + 2 * value + random.normal())
 * const result = expectValue(gregoryHansen(y, [x], { lags: 0 }))
 * result.zt.breakIndex // => 71
 * result.zt.statistic // => -16.2184
 * result.zt.criticalValues['5%'] // => -4.61
 */
export function gregoryHansen(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: GregoryHansenOptions = {},
): Outcome<GregoryHansenResult, GregoryHansenFault> {
  const search = gregoryHansenSearch(y, xs, options)
  for (;;) {
    const step = search.next()
    if (step.done === true) return step.value
  }
}

/** How many of the breaks have been looked at. */
export interface BreakProgress {
  readonly done: number
  readonly total: number
}

/** The same for drivers that report: yields its progress once per break (at 20,000 hours there are 14,000). */
export function* gregoryHansenSearch(
  y: Float64Array,
  xs: readonly Float64Array[],
  options: GregoryHansenOptions = {},
): Generator<BreakProgress, Outcome<GregoryHansenResult, GregoryHansenFault>> {
  const { model = 'level', trim = 0.15 } = options
  invariant(trim > 0 && trim < 0.5, `trim must lie between 0 and 1/2, got ${trim}`)
  const count = xs.length
  if (count > gregoryHansenRegressorsMax) {
    return unavailable('too-many-series', `tabulated for 1 to 4 regressors, got ${count}`)
  }
  // Either regime has to hold its own coefficients.
  const fault = pairFault(y, xs, Math.ceil((2 * count + 4) / trim))
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const target = scaledBy(y, unitScale(y))
  const regressors = xs.map((x) => scaledBy(x, unitScale(x)))
  const from = Math.ceil(trim * y.length)
  const to = Math.floor((1 - trim) * y.length)
  if (from > to) {
    return unavailable('too-few-rows', `a trim of ${trim} leaves no break of ${y.length} rows`)
  }
  let best: Smallest | undefined
  for (let row = from; row <= to; row++) {
    const residuals = brokenResiduals(target, regressors, { model, row })
    if (residuals.kind === 'unavailable') return residuals
    const dickeyFuller = adf(residuals.value, { ...options, trend: 'n' })
    if (dickeyFuller.kind === 'unavailable') {
      const { reason, detail } = dickeyFuller
      return unavailable(reason === 'too-few-rows' ? reason : 'perfect-fit', detail)
    }
    const { zt, za } = residualStatistics(residuals.value, options)
    best = smaller(best, row, { adf: dickeyFuller.value, zt, za })
    yield { done: row - from + 1, total: to - from + 1 }
  }
  invariant(best !== undefined, `no row between ${from} and ${to}`)
  const criticalValues = (name: 'adf' | 'zt' | 'za'): CriticalValues =>
    gregoryHansenCriticalValues(model, count, name)
  return available({
    test: 'gregory-hansen',
    model,
    adf: { ...best.adf, criticalValues: criticalValues('adf') },
    zt: { ...best.zt, criticalValues: criticalValues('zt') },
    za: { ...best.za, criticalValues: criticalValues('za') },
    breaks: to - from + 1,
    trim,
    observations: y.length,
    nullHypothesis: 'the series are not cointegrated, not even with one break',
  })
}

interface Found {
  readonly statistic: number
  readonly breakIndex: number
}

interface Smallest {
  readonly adf: Found & { readonly lags: number }
  readonly zt: Found
  readonly za: Found
}

/** The smaller of each statistic; of equals the earlier. */
function smaller(
  best: Smallest | undefined,
  breakIndex: number,
  next: {
    readonly adf: { readonly statistic: number; readonly lags: number }
    readonly zt: number
    readonly za: number
  },
): Smallest {
  const { statistic, lags } = next.adf
  const one = (was: Found | undefined, value: number): Found =>
    was !== undefined && !(value < was.statistic) ? was : { statistic: value, breakIndex }
  return {
    adf:
      best !== undefined && !(statistic < best.adf.statistic)
        ? best.adf
        : { statistic, breakIndex, lags },
    zt: one(best?.zt, next.zt),
    za: one(best?.za, next.za),
  }
}

/** What the relation with a break at that row leaves of y. */
function brokenResiduals(
  y: Float64Array,
  xs: readonly Float64Array[],
  { model, row }: { readonly model: BreakModel; readonly row: number },
): Outcome<Float64Array, 'rank-deficient' | 'perfect-fit'> {
  const rows = y.length
  const after = (column: Float64Array): Float64Array =>
    column.map((value, t) => (t < row ? 0 : value))
  const columns = [...xs, ...trendColumns(model === 'trend' ? 'ct' : 'c', rows)]
  columns.push(after(new Float64Array(rows).fill(1)))
  if (model === 'regime') columns.push(...xs.map(after))
  const fit = solveQr(factorQr(matrixFromColumns(columns)), y)
  if (fit.kind === 'unavailable') return fit
  const residuals = residualsFrom(y, columns, fit.value)
  return isRounding(residuals, y)
    ? unavailable('perfect-fit', `the relation holds exactly with a break at row ${row + 1}`)
    : available(residuals)
}
