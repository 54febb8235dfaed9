import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { curvatureAt, inverseOfPositive } from './likelihood-curvature.ts'

/**
 * Standard errors of variances estimated by maximum likelihood: roots of the diagonal of the inverse of minus the
 * likelihood's second derivatives, over the variances that are not 0. Null for those that are 0, and for all where the
 * likelihood is not a hill at the estimates.
 */
export function varianceErrors(
  logLikelihood: (variances: Float64Array) => number,
  variances: Float64Array,
): (number | null)[] {
  const positive = Array.from(variances.keys()).filter((k) => variances[k]! > 0)
  // In units of the estimates: the likelihood of a variance bends over its own size.
  const ofRatios = (ratios: Float64Array): number => {
    const moved = variances.slice()
    for (const [at, k] of positive.entries()) moved[k] = variances[k]! * ratios[at]!
    return logLikelihood(moved)
  }
  const first = covarianceOfRatios(ofRatios, new Float64Array(positive.length).fill(0.005))
  // A variance that is hardly known needs wider steps, lest rounding be all that differs.
  const steps = Float64Array.from(positive, (_, k) => {
    const error = first === undefined ? 0 : Math.sqrt(first.data[k * (positive.length + 1)]!)
    return Math.min(0.2, Math.max(0.003, 0.01 * error))
  })
  const covariance = first && covarianceOfRatios(ofRatios, steps)
  return Array.from(variances, (variance, k) => {
    const at = positive.indexOf(k)
    if (at < 0 || covariance === undefined) return null
    return variance * Math.sqrt(covariance.data[at * (positive.length + 1)]!)
  })
}

function covarianceOfRatios(
  logLikelihood: (ratios: Float64Array) => number,
  steps: Float64Array,
): Matrix | undefined {
  const { hessian } = curvatureAt(logLikelihood, new Float64Array(steps.length).fill(1), steps)
  const information = zeroMatrix(hessian.rows, hessian.rows)
  hessian.data.forEach((value, k) => (information.data[k] = -value))
  return inverseOfPositive(information)
}
