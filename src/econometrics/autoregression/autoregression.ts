import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { CoefficientErrors, ErrorsOption } from '../regression/coefficient-errors.ts'
import { type LeastSquares, leastSquares } from '../regression/least-squares.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import { type LagRoot, lagRoots } from './lag-roots.ts'
import { psiWeights } from './psi-weights.ts'
import { rootWarnings } from './root-warnings.ts'

export interface AutoregressionOptions {
  /** A number p means 1 .. p; a list those lags alone; a criterion chooses p from 0 .. `lagsMax`. Default `aic`. */
  readonly lags?: number | readonly number[] | AutoregressionCriterion
  /** Of the choice; default floor(12 (n / 100)^(1/4)), at most a third of the rows. */
  readonly lagsMax?: number
  /** None, a constant, a constant and the row number; default `c`. */
  readonly trend?: 'n' | 'c' | 'ct'
  /** What the standard errors are robust to; default `classical`. */
  readonly errors?: ErrorsOption
  /** Rows to forecast, default 1. */
  readonly horizon?: number
}

export type AutoregressionCriterion = 'aic' | 'bic' | 'hqic'

/** A series on its own past. Lists of estimates run: constant, trend, lags. */
export interface AutoregressionResult {
  readonly model: 'autoregression'
  readonly lags: readonly number[]
  readonly trend: 'n' | 'c' | 'ct'
  readonly parameterNames: readonly string[]
  readonly estimates: readonly number[]
  readonly standardErrors: readonly number[]
  readonly errors: CoefficientErrors
  /** Sum of squares / n. */
  readonly residualVariance: number
  /** Given the first rows, which only the lags reach. */
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly hqic: number
  /** Of 1 - phi_1 z - ...; all beyond the unit circle where the process is stationary. */
  readonly roots: readonly LagRoot[]
  readonly residuals: Float64Array
  readonly forecast: readonly number[]
  readonly forecastDeviations: readonly number[]
  readonly warnings: readonly EstimateWarning[]
  /** Rows of the regression: those of the series less the longest lag. */
  readonly observations: number
}

export type AutoregressionFault = SeriesFault['reason'] | 'rank-deficient'

/**
 * The regression of a series on its own lags.
 *
 *   y_t = c + d t + sum_{i in lags} phi_i y_{t-i} + e_t,   by least squares over rows t = max lag + 1 .. rows
 *   log-likelihood = -n/2 (ln(2 pi s^2) + 1),   s^2 = sum e^2 / n,   AIC = -2 logL + 2 (k + 1), BIC: ln n, HQIC: 2 ln ln n
 *
 * t counts the rows of the series from 1. A criterion compares p = 0 .. lagsMax over the same rows, then refits the best
 * over all it can use. Forecasts y_{n+h} and deviations s (sum_{i<h} psi_i^2)^(1/2) without the errors of the estimates.
 * Null hypothesis of each z: the coefficient is zero.
 *
 * Classical errors have s^2 over n - k as in every regression here and in R's `lm`; statsmodels' `AutoReg` divides by n.
 * `unstable` is a warning where a root lies on or inside the unit circle. No value: too few rows for the lags, a
 * constant or non-finite series, lags that are linearly dependent. Cost: n k^2, with a choice times lagsMax. Source:
 * Luetkepohl (2005), 3.2 and 4.3. Checked against statsmodels 0.15.0 `AutoReg` and `ar_select_order`.
 *
 * @example
 * const random = new Random(2)
 * let last = 0
 * const series = Float64Array.from({ length: 400 }, () => (last = 0.7 * last + random.normal()))
 * const result = expectValue(autoregression(series, { lags: 'bic' }))
 * result.lags // => [1]
 * result.estimates[1] // => 0.683534
 */
export function autoregression(
  series: Float64Array,
  options: AutoregressionOptions = {},
): Outcome<AutoregressionResult, AutoregressionFault> {
  const trend = options.trend ?? 'c'
  const fault = seriesFault(series, 4)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const reach = longestAsked(options)
  if (series.length - reach <= trendTerms[trend].length + reach) {
    return unavailable('too-few-rows', `${series.length} rows are too few for ${reach} lags`)
  }
  const lags = chosenLags(series, trend, options)
  const first = Math.max(0, ...lags)
  const parameters = trendTerms[trend].length + lags.length
  if (series.length - first <= parameters) {
    const detail = `${series.length} rows are too few for lag ${first} and ${parameters} coefficients`
    return unavailable('too-few-rows', detail)
  }
  invariant(parameters > 0, 'an autoregression on nothing')
  const fit = fitted(series, trend, lags, { first, errors: options.errors ?? 'classical' })
  if (fit.kind === 'unavailable') return unavailable(fit.reason, fit.detail)
  return available(resultOf(series, fit.value, { trend, lags, horizon: options.horizon ?? 1 }))
}

const trendTerms = { n: [], c: ['constant'], ct: ['constant', 'trend'] } as const

function resultOf(
  series: Float64Array,
  fit: LeastSquares,
  model: { trend: 'n' | 'c' | 'ct'; lags: readonly number[]; horizon: number },
): AutoregressionResult {
  const { trend, lags } = model
  const names = trendTerms[trend]
  const residualVariance = fit.residualSumOfSquares / fit.observations
  const dense = denseLags(lags, fit.coefficients.slice(names.length))
  const roots = lagRoots(dense)
  return {
    model: 'autoregression',
    lags,
    trend,
    parameterNames: [...names, ...lags.map((lag) => `lag ${lag}`)],
    estimates: fit.coefficients,
    standardErrors: fit.standardErrors,
    errors: fit.errors,
    residualVariance,
    logLikelihood: fit.logLikelihood,
    ...criteria(fit),
    roots,
    residuals: fit.residuals,
    ...forecasts(series, fit.coefficients, dense, { ...model, residualVariance }),
    warnings: [...fit.warnings, ...rootWarnings(roots, 'autoregressive')],
    observations: fit.observations,
  }
}

function criteria(fit: LeastSquares): Record<AutoregressionCriterion, number> {
  const n = fit.observations
  // The variance counts as a parameter.
  const parameters = fit.coefficients.length + 1
  const penalised = (each: number): number => each * parameters - 2 * fit.logLikelihood
  return {
    aic: penalised(2),
    bic: penalised(Math.log(n)),
    hqic: penalised(2 * Math.log(Math.log(n))),
  }
}

/** Constant, row number and lags as columns, over the rows from `first` on. */
function fitted(
  series: Float64Array,
  trend: 'n' | 'c' | 'ct',
  lags: readonly number[],
  { first, errors }: { readonly first: number; readonly errors: ErrorsOption },
): ReturnType<typeof leastSquares> {
  const rows = series.length - first
  const deterministic = trendTerms[trend].map((_, power) =>
    Float64Array.from({ length: rows }, (_unused, row) => (first + row + 1) ** power),
  )
  const lagged = lags.map((lag) => series.subarray(first - lag, series.length - lag))
  return leastSquares(series.subarray(first), [...deterministic, ...lagged], { trend: 'n', errors })
}

/** Lags 1 .. p that were asked for by number, or that a criterion was told to weigh; 0 where the rows decide. */
function longestAsked({ lags = 'aic', lagsMax = 0 }: AutoregressionOptions): number {
  if (typeof lags === 'number') return lags
  return typeof lags === 'string' ? lagsMax : 0
}

function chosenLags(
  series: Float64Array,
  trend: 'n' | 'c' | 'ct',
  options: AutoregressionOptions,
): readonly number[] {
  const { lags = 'aic' } = options
  if (typeof lags === 'number') return upTo(lags)
  if (typeof lags !== 'string') {
    invariant(
      lags.every((lag) => Number.isInteger(lag) && lag > 0) && new Set(lags).size === lags.length,
      `lags are whole, positive and named once, got ${lags.join(', ')}`,
    )
    return lags.toSorted((a, b) => a - b)
  }
  const usual = Math.floor(12 * (series.length / 100) ** 0.25)
  const most = options.lagsMax ?? Math.min(usual, Math.floor(series.length / 3))
  let best = { value: Infinity, order: trend === 'n' ? 1 : 0 }
  for (let order = best.order; order <= most; order++) {
    const fit = fitted(series, trend, upTo(order), { first: most, errors: 'classical' })
    if (fit.kind === 'unavailable') continue
    const value = criteria(fit.value)[lags]
    if (value < best.value) best = { value, order }
  }
  return upTo(best.order)
}

function upTo(order: number): number[] {
  invariant(Number.isInteger(order) && order >= 0, `lags must be a whole number, got ${order}`)
  return Array.from({ length: order }, (_, k) => k + 1)
}

function denseLags(lags: readonly number[], coefficients: readonly number[]): number[] {
  const dense = Array.from({ length: Math.max(0, ...lags) }, () => 0)
  for (const [k, lag] of lags.entries()) dense[lag - 1] = coefficients[k]!
  return dense
}

function forecasts(
  series: Float64Array,
  estimates: readonly number[],
  dense: readonly number[],
  model: { trend: 'n' | 'c' | 'ct'; horizon: number; residualVariance: number },
): Pick<AutoregressionResult, 'forecast' | 'forecastDeviations'> {
  const known = Array.from(series.subarray(Math.max(0, series.length - dense.length)))
  const terms = trendTerms[model.trend].length
  const forecast = Array.from({ length: model.horizon }, (_, step) => {
    const row = series.length + step + 1
    let value = 0
    for (let power = 0; power < terms; power++) value += estimates[power]! * row ** power
    for (const [k, coefficient] of dense.entries()) value += coefficient * known.at(-1 - k)!
    known.push(value)
    return value
  })
  let squares = 0
  const forecastDeviations = psiWeights(dense, [], model.horizon).map((weight) => {
    squares += weight * weight
    return Math.sqrt(model.residualVariance * squares)
  })
  return { forecast, forecastDeviations }
}
