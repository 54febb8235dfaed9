import { zeroMatrix } from '../../math/matrix.ts'
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
  const ones = new Float64Array(positive.length).fill(1)
  const { hessian } = curvatureAt(ofRatios, ones, new Float64Array(ones.length).fill(0.005))
  const information = zeroMatrix(hessian.rows, hessian.rows)
  hessian.data.forEach((value, k) => (information.data[k] = -value))
  const covariance = inverseOfPositive(information)
  return Array.from(variances, (variance, k) => {
    const at = positive.indexOf(k)
    if (at < 0 || covariance === undefined) return null
    return variance * Math.sqrt(covariance.data[at * (positive.length + 1)]!)
  })
}
