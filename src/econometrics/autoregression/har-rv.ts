import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import {
  type CoefficientErrors,
  type ErrorsOption,
  neweyWestLags,
} from '../regression/coefficient-errors.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'

/** What the regression is run in: variances as they are, their logarithms, their roots. */
export type HarTransform = 'none' | 'log' | 'root'

export interface HarRvOptions {
  /** Rows each mean reaches back; default [1, 5, 22], day, week and month of an exchange; [1, 7, 30] where no day is off. */
  readonly lags?: readonly number[]
  /** Default `none`. */
  readonly transform?: HarTransform
  /** Rows ahead whose mean variance is forecast, default 1. */
  readonly horizon?: number
  /** Default Newey-West with the usual lags, or the horizon where that is longer. */
  readonly errors?: ErrorsOption
}

/** A realised variance on its own means over several horizons. Lists of estimates run: constant, then the lags. */
export interface HarRvResult {
  readonly model: 'har-rv'
  readonly lags: readonly number[]
  readonly transform: HarTransform
  readonly horizon: number
  readonly parameterNames: readonly string[]
  readonly estimates: readonly number[]
  readonly standardErrors: readonly number[]
  readonly errors: CoefficientErrors
  /** Sum of the slopes. */
  readonly persistence: number
  /** Sum of squares / (n - k), of the transformed variances. */
  readonly residualVariance: number
  readonly rSquared: number
  readonly adjustedRSquared: number
  /** Expected mean variance of the next `horizon` rows. */
  readonly forecast: number
  readonly warnings: readonly EstimateWarning[]
  readonly observations: number
}

export type HarRvFault = SeriesFault['reason'] | 'rank-deficient' | 'not-positive'

/**
 * The heterogeneous autoregression of a realised variance.
 *
 *   g(mean of V_{t+1} .. V_{t+h}) = c + sum_i b_i g(mean of V_{t-l_i+1} .. V_t) + e_t,   by least squares
 *
 * V: realised variances a bar, n rows; l_i: lags; h: horizon; g: identity, logarithm or root. Beyond h = 1 the forecast
 * is direct, one regression a horizon; its errors overlap, which Newey-West errors allow for. Forecast of the variance
 * from that of g, with s^2 the residual variance: f, exp(f + s^2 / 2) (normal errors), f^2 + s^2.
 * Null hypothesis of each z: the coefficient is zero.
 *
 * The logarithm is of the mean, as in Andersen, Bollerslev and Diebold (2007), not the mean of logarithms; for that hand
 * in logarithms with `transform: 'none'`. No value: a negative variance, or a zero one with `log` (`not-positive`), fewer
 * rows than the longest lag, the horizon and the coefficients need, a constant or non-finite series, dependent lags.
 * Cost: n (k^2 + the sum of the lags). Source: Corsi (2009), Journal of Financial Econometrics 7, equations 9 and 10.
 * Checked against arch 8.0.0 `HARX` and statsmodels 0.15.0 `OLS` with HAC errors.
 *
 * @example
 * const random = new Random(6)
 * let level = 0
 * const variances = Float64Array.from({ length: 400 }, () => {
 *   level = 0.95 * level + 0.2 * random.normal()
 *   return Math.exp(level + 0.3 * random.normal())
 * })
 * const result = expectValue(harRv(variances, { lags: [1, 7, 30], transform: 'log' }))
 * result.persistence // => 0.935651
 * result.forecast // => 0.775309
 */
export function harRv(
  variances: Float64Array,
  options: HarRvOptions = {},
): Outcome<HarRvResult, HarRvFault> {
  const { lags = [1, 5, 22], transform = 'none', horizon = 1 } = options
  invariant(
    lags.length > 0 && [...lags, horizon].every((rows) => Number.isInteger(rows) && rows > 0),
    `lags and horizon are whole and positive, got ${lags.join(', ')} and ${horizon}`,
  )
  const longest = Math.max(...lags)
  const fault = faultOf(variances, longest + horizon + lags.length + 1, transform)
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  const apply = transforms[transform]
  const rows = variances.length - longest - horizon + 1
  // Row 0 stands after the first `longest` variances. Summed anew each time: a running sum has the rounding of its
  // largest value in its smallest.
  const meanOf = (from: number, to: number): number => {
    let sum = 0
    for (let t = from; t < to; t++) sum += variances[t]!
    return apply(sum / (to - from))
  }
  const at = (value: (t: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => value(longest + row))
  const y = at((t) => meanOf(t, t + horizon))
  const columns = lags.map((lag) => at((t) => meanOf(t - lag, t)))
  const errors = options.errors ?? {
    kind: 'newey-west',
    lags: Math.min(rows - 1, Math.max(neweyWestLags(rows), horizon)),
  }
  const fit = leastSquares(y, columns, { trend: 'c', errors })
  if (fit.kind === 'unavailable') return unavailable(fit.reason, fit.detail)
  const { coefficients, standardErrors, residualSumOfSquares } = fit.value
  const residualVariance = residualSumOfSquares / (rows - lags.length - 1)
  let foretold = coefficients.at(-1)!
  for (const [k, lag] of lags.entries()) {
    foretold += coefficients[k]! * meanOf(variances.length - lag, variances.length)
  }
  return available({
    model: 'har-rv',
    lags,
    transform,
    horizon,
    parameterNames: ['constant', ...lags.map((lag) => `mean of ${lag}`)],
    estimates: constantFirst(coefficients),
    standardErrors: constantFirst(standardErrors),
    errors: fit.value.errors,
    persistence: coefficients.slice(0, -1).reduce((sum, slope) => sum + slope, 0),
    residualVariance,
    rSquared: fit.value.rSquared,
    adjustedRSquared: fit.value.adjustedRSquared,
    forecast: expectedVariance(foretold, residualVariance, transform),
    warnings: fit.value.warnings,
    observations: rows,
  })
}

const constantFirst = (list: readonly number[]): number[] => [list.at(-1)!, ...list.slice(0, -1)]

const transforms = {
  none: (value: number): number => value,
  log: Math.log,
  root: Math.sqrt,
} as const

function expectedVariance(
  foretold: number,
  residualVariance: number,
  transform: HarTransform,
): number {
  switch (transform) {
    case 'none':
      return foretold
    case 'log':
      return Math.exp(foretold + residualVariance / 2)
    case 'root':
      return foretold * foretold + residualVariance
  }
}

function faultOf(
  variances: Float64Array,
  rowsMin: number,
  transform: HarTransform,
): { readonly reason: HarRvFault; readonly detail: string } | undefined {
  const fault = seriesFault(variances, rowsMin, 'the series of variances')
  if (fault !== undefined) return fault
  const row = variances.findIndex((value) => value < 0 || (transform === 'log' && value === 0))
  if (row < 0) return undefined
  return { reason: 'not-positive', detail: `the variance is ${variances[row]} in row ${row + 1}` }
}
