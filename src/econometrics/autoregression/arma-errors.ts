import { zeroMatrix } from '../../math/matrix.ts'
import { curvatureAt, inverseOfPositive } from '../state-space/likelihood-curvature.ts'
import { armaLogLikelihood, armaSums } from './arma-likelihood.ts'
import type { ArmaPolynomials } from './arma-model.ts'
import { lagRoots } from './lag-roots.ts'

/**
 * Standard errors of mean (where there is one), ar, ma and variance: from the inverse of minus the second derivatives of
 * the log-likelihood in all of them. Null for all where it is no hill.
 */
export function armaErrors(
  series: Float64Array,
  { ar, ma }: ArmaPolynomials,
  { mean, variance, hasMean }: { mean: number; variance: number; hasMean: boolean },
): (number | null)[] {
  const [p, q] = [ar.length, ma.length]
  const at = hasMean ? 1 : 0
  // The mean in units of the shocks' deviation, the variance in its own: all bend over lengths alike.
  const deviation = Math.sqrt(variance)
  const logLikelihood = (x: Float64Array): number => {
    const values = Array.from(x)
    const polynomials = { ar: values.slice(at, at + p), ma: values.slice(at + p, at + p + q) }
    const sums = armaSums(series, polynomials)
    if (sums === undefined) return Number.NaN
    return armaLogLikelihood(
      sums,
      hasMean ? mean + values[0]! * deviation : 0,
      variance * x.at(-1)!,
    )
  }
  const point = Float64Array.of(...(hasMean ? [0] : []), ...ar, ...ma, 1)
  const steps = Float64Array.of(
    ...(hasMean ? [0.01] : []),
    ...ar.map(() => coefficientStep(ar)),
    ...ma.map(() => coefficientStep(ma.map((value) => -value))),
    0.005,
  )
  const { hessian } = curvatureAt(logLikelihood, point, steps)
  const information = zeroMatrix(hessian.rows, hessian.rows)
  hessian.data.forEach((value, k) => (information.data[k] = -value))
  const covariance = inverseOfPositive(information)
  return Array.from(point, (_, k) => {
    if (covariance === undefined) return null
    const error = Math.sqrt(covariance.data[k * (point.length + 1)]!)
    if (k === point.length - 1) return error * variance
    return hasMean && k === 0 ? error * deviation : error
  })
}

/** Short beside the distance to the unit circle, where the likelihood ends or turns. */
function coefficientStep(coefficients: readonly number[]): number {
  const modulus = lagRoots(coefficients)[0]?.modulus ?? Infinity
  return Math.min(0.003, Math.max(1e-5, 0.02 * (modulus - 1)))
}
