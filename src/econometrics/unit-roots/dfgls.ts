import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { sumOf } from '../../math/sum.ts'
import { dickeyFullerGls } from '../critical-values/dickey-fuller-gls.ts'
import type { CriticalValues } from '../critical-values/mackinnon.ts'
import { surfaceCriticalValues, surfacePValue } from '../critical-values/response-surface.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { trendColumns } from '../trend.ts'
import type { LagOptions } from './adf.ts'
import { dickeyFuller, type DickeyFullerFault } from './dickey-fuller.ts'
import { type LagCriterion, lagOrder, schwertLags } from './lag-order.ts'

export interface DfglsOptions extends LagOptions {
  /** What is taken out before the test: a constant, or a constant and a trend; default `c`. */
  readonly trend?: 'c' | 'ct'
}

/** The Dickey-Fuller GLS test. */
export interface DfglsResult {
  readonly test: 'dfgls'
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  /** Rows of the regression. */
  readonly observations: number
  readonly criticalValues: CriticalValues
  readonly nullHypothesis: string
  readonly trend: 'c' | 'ct'
  readonly criterion: LagCriterion | 'fixed'
}

export type DfglsFault = SeriesFault['reason'] | DickeyFullerFault

/** The local alternative at which the test has power one half: 1 + c / n (Elliott, Rothenberg and Stock, page 826). */
const localAlternative = { c: -7, ct: -13.5 } as const

/**
 * The Dickey-Fuller test after GLS detrending: near a unit root the most powerful of its kind.
 *
 *   a = 1 + c / n,   c = -7 (`c`), -13.5 (`ct`);   b minimises sum (x_t - a x_{t-1} - b'(z_t - a z_{t-1}))^2,
 *   the first row as it is;   d_t = x_t - b' z_t
 *   statistic = t value of g in  dd_t = g d_{t-1} + sum_{i=1..lags} f_i dd_{t-i} + e_t
 *
 * z: a constant, or a constant and t. Null hypothesis: the series has a unit root. Small values reject. The lag order
 * is searched on the least-squares residuals (Perron and Qu 2007), whose choice keeps the size.
 *
 * No value: a constant or non-finite series, lags the rows do not allow, a series that is exactly a line (`ct`) or
 * follows its own past exactly.
 * Cost: that of `adf`. Source: G. Elliott, T. J. Rothenberg, J. H. Stock (1996), Econometrica 64, 813-836. Conventions,
 * p-values and critical values of arch 8.0.0 `DFGLS`, against which it was checked, and at fixed lags urca's `ur.ers`.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * const walk = Float64Array.from({ length: 500 }, () => (level += random.normal()))
 * const result = expectValue(dfgls(walk, { trend: 'ct' }))
 * result.statistic // => -1.50886
 * result.pValue // => 0.576526
 */
export function dfgls(
  series: Float64Array,
  options: DfglsOptions = {},
): Outcome<DfglsResult, DfglsFault> {
  const { trend = 'c', criterion = 'aic' } = options
  const longest = options.lags ?? options.maxLags ?? defaultLongest(series.length)
  invariant(
    Number.isInteger(longest) && longest >= 0,
    `lags must be a whole number, got ${longest}`,
  )
  // A degree of freedom for the regression, and for what is taken out before it.
  const rowsLeast = 3 + Math.max(trend.length, 2 * longest)
  const fault = seriesFault(series, rowsLeast)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // A constant is taken out in any case: off first, it costs the differences no digits.
  const mean = sumOf(series) / series.length
  const centred = series.map((value) => value - mean)
  const unit = unitScale(centred)
  const scaled = scaledBy(centred, unit)
  const detrended = detrendedByGls(scaled, trend)
  const rounding = 1e-13 * Math.max(1, unit * Math.max(Math.abs(mean), Math.abs(series[0]!)))
  if (detrended.every((value) => Math.abs(value) < rounding)) {
    return unavailable('perfect-fit', 'the series is exactly a line: nothing is left to test')
  }
  const lags = chosenLags(scaled, { ...options, trend, longest })
  if (lags.kind === 'unavailable') return lags
  const regression = dickeyFuller(detrended, 'n', lags.value)
  if (regression.kind === 'unavailable') return regression
  const { statistic, observations } = regression.value
  const surface = dickeyFullerGls[trend]
  return available({
    test: 'dfgls',
    statistic,
    pValue: surfacePValue(statistic, surface),
    lags: lags.value,
    observations,
    criticalValues: surfaceCriticalValues(surface, observations),
    nullHypothesis: 'the series has a unit root',
    trend,
    criterion: options.lags === undefined ? criterion : 'fixed',
  })
}

/** Schwert's rule, at most the lags that leave a degree of freedom. */
function defaultLongest(rows: number): number {
  return Math.max(0, Math.min(schwertLags(rows), Math.floor((rows - 1) / 2) - 1))
}

function chosenLags(
  series: Float64Array,
  options: DfglsOptions & { readonly trend: 'c' | 'ct'; readonly longest: number },
): Outcome<number, DickeyFullerFault> {
  const { trend, longest, lags, criterion = 'aic' } = options
  if (lags !== undefined) return available(lags)
  const z = trendColumns(trend, series.length)
  const fit = leastSquares(series, z, { trend: 'n' })
  if (fit.kind === 'unavailable') return unavailable('perfect-fit', fit.detail)
  return lagOrder(fit.value.residuals, {
    trend: 'n',
    criterion,
    maxLags: longest,
    variancePer: 'row',
  })
}

function detrendedByGls(series: Float64Array, trend: 'c' | 'ct'): Float64Array {
  const root = 1 + localAlternative[trend] / series.length
  const quasi = (column: Float64Array): Float64Array =>
    column.map((value, t) => (t === 0 ? value : value - root * column[t - 1]!))
  const z = trendColumns(trend, series.length)
  const fit = leastSquares(quasi(series), z.map(quasi), { trend: 'n' })
  invariant(fit.kind === 'value', 'a constant and a line are not linearly dependent')
  const detrended = series.slice()
  for (const [k, column] of z.entries()) {
    const coefficient = fit.value.coefficients[k]!
    for (let t = 0; t < detrended.length; t++) detrended[t]! -= coefficient * column[t]!
  }
  return detrended
}
