import { invariant } from '../../math/invariant.ts'
import { elementOf } from '../../math/matrix.ts'
import { trendTerms } from './lagged-fit.ts'
import { movingAverageWeights } from './moving-average-weights.ts'
import { addedTo, choleskyRows, identityRows, productOf, type Rows } from './row-matrices.ts'
import type { VectorAutoregressionResult } from './vector-autoregression.ts'

export interface ImpulseResponseOptions {
  /** Rows after the shock; default 10. */
  readonly horizon?: number
  /** Of one unit in one error, or of one deviation of errors made uncorrelated in the order given; default `unit`. */
  readonly shocks?: 'unit' | 'orthogonal'
}

/** What a shock does later: entry [h][i][j] is series i, h rows after a shock to series j. */
export interface ImpulseResponses {
  readonly shocks: 'unit' | 'orthogonal'
  readonly horizon: number
  readonly responses: readonly Rows[]
  readonly standardErrors: readonly Rows[]
  /** Summed from row 0 to h. */
  readonly cumulative: readonly Rows[]
  readonly cumulativeErrors: readonly Rows[]
}

/**
 * Impulse responses of a vector autoregression with asymptotic standard errors.
 *
 *   Phi_0 = 1,   Phi_h = sum_{j=1..min(h, p)} Phi_{h-j} A_j      (unit)
 *   Theta_h = Phi_h P,   P P' = S, P lower triangular            (orthogonal)
 *
 * With `orthogonal` a series moves at once with the shocks of those before it and not of those after: the order of the
 * columns is an assumption. Errors by the delta method,
 *
 *   d Theta_h = sum_{l, m} Phi_m dA_l Theta_{h-l-m} + Theta_h low(Z),   P Z P' = dS
 *
 * where low takes the part below the diagonal and half the diagonal, var Z_ii = 2 / T, var Z_ij = 1 / T; without the
 * second part for unit shocks. Normal in large samples where the process is stable; where responses vanish exactly,
 * and in levels, the errors are too small. Cost: horizon^3 k^4 p.
 *
 * Source: Luetkepohl (2005), section 2.3 and proposition 3.6. Checked against statsmodels 0.15.0 `irf`.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 400 }, () => random.normal())
 * const y = x.map((_, t) => 0.8 * (x[t - 1] ?? 0) + random.normal())
 * const fit = expectValue(vectorAutoregression([y, x], { lags: 1 }))
 * const { responses } = impulseResponses(fit, { horizon: 3 })
 * responses[1][0][1] // => 0.812746
 */
export function impulseResponses(
  fit: VectorAutoregressionResult,
  options: ImpulseResponseOptions = {},
): ImpulseResponses {
  const { horizon = 10, shocks = 'unit' } = options
  invariant(Number.isInteger(horizon) && horizon >= 0, `a horizon of ${horizon} rows`)
  const k = fit.seriesCount
  const weights = movingAverageWeights(fit.lagMatrices, horizon, k)
  const impact = shocks === 'unit' ? identityRows(k) : choleskyRows(fit.residualCovariance)
  const responses = weights.map((weight) => productOf(weight, impact))
  const cumulative = runningSums(responses)
  const errorsOf = errorCalculator(fit, { weights, responses, shocks })
  return {
    shocks,
    horizon,
    responses,
    standardErrors: errorsOf(responses, (h) => [h]),
    cumulative,
    cumulativeErrors: errorsOf(cumulative, (h) => Array.from({ length: h + 1 }, (_, i) => i)),
  }
}

function runningSums(matrices: readonly Rows[]): Rows[] {
  const sums: Rows[] = []
  for (const matrix of matrices) {
    const before = sums.at(-1)
    sums.push(before === undefined ? matrix : addedTo(before, matrix))
  }
  return sums
}

/** Standard errors of sums of responses; `terms` says which horizons entry h adds up. */
function errorCalculator(
  fit: VectorAutoregressionResult,
  paths: {
    readonly weights: readonly Rows[]
    readonly responses: readonly Rows[]
    readonly shocks: 'unit' | 'orthogonal'
  },
): (summed: readonly Rows[], terms: (h: number) => readonly number[]) => Rows[] {
  return (summed, terms) =>
    summed.map((matrix, h) =>
      matrix.map((row, series) =>
        row.map((_, shock) => {
          const gradient = gradientOf(fit, paths, { horizons: terms(h), series, shock })
          const ofImpact = paths.shocks === 'unit' ? 0 : impactVariance(row, shock)
          return Math.sqrt(quadraticForm(fit, gradient) + ofImpact / fit.observations)
        }),
      ),
    )
}

/** Derivative with respect to A_1 .. A_p side by side: sum over m of Phi_m[series, a] Theta_{h-l-m}[b, shock]. */
function gradientOf(
  { seriesCount: k, lags }: VectorAutoregressionResult,
  {
    weights,
    responses,
  }: { readonly weights: readonly Rows[]; readonly responses: readonly Rows[] },
  at: {
    readonly horizons: readonly number[]
    readonly series: number
    readonly shock: number
  },
): number[][] {
  const gradient = Array.from({ length: k }, () => Array.from({ length: k * lags }, () => 0))
  for (const h of at.horizons) {
    for (let lag = 1; lag <= Math.min(lags, h); lag++) {
      for (let m = 0; m <= h - lag; m++) {
        const right = responses[h - lag - m]!.map((row) => row[at.shock]!)
        addOuter(gradient, (lag - 1) * k, weights[m]![at.series]!, right)
      }
    }
  }
  return gradient
}

/** Adds left right' to the columns from `first` on. */
function addOuter(
  target: readonly number[][],
  first: number,
  left: readonly number[],
  right: readonly number[],
): void {
  for (const [a, row] of target.entries()) {
    for (const [b, value] of right.entries()) row[first + b]! += left[a]! * value
  }
}

/** tr(g' S g (Z'Z)^-1) over the regressors that are lags: the variance of sum g dA. */
function quadraticForm(fit: VectorAutoregressionResult, gradient: Rows): number {
  const first = trendTerms[fit.trend].length
  const weighted = productOf(fit.residualCovariance, gradient)
  let sum = 0
  for (const [a, row] of gradient.entries()) {
    for (const [i, left] of row.entries()) {
      for (const [j, right] of weighted[a]!.entries()) {
        sum += left * right * elementOf(fit.gramInverse, first + i, first + j)
      }
    }
  }
  return sum
}

/** T times the variance that the estimate of P leaves in one element of Theta P^-1 dP. */
function impactVariance(row: readonly number[], shock: number): number {
  return row
    .slice(shock)
    .reduce((sum, value, after) => sum + value * value * (after === 0 ? 0.5 : 1), 0)
}
