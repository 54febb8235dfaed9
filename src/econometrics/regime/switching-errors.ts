import { zeroMatrix } from '../../math/matrix.ts'
import { curvatureAt, inverseOfPositive } from '../state-space/likelihood-curvature.ts'
import { parameterList, parametersOf, sizesOf } from './switching-coordinates.ts'
import { type SwitchingDesign, type SwitchingParameters, switchingPath } from './switching-model.ts'
import { coordinateScale } from './switching-search.ts'

/** A move as rare as this, or as sure, lies on the boundary. */
export const CHANCE_MIN = 1e-6

/**
 * Standard errors of `parameterList`, from the inverse of minus the second derivatives of the log-likelihood over the
 * parameters that lie inside their domain; null for the others, and for all where the likelihood is no hill.
 */
export function switchingErrors(
  design: SwitchingDesign,
  parameters: SwitchingParameters,
): (number | null)[] {
  const list = parameterList(design, parameters)
  const { coefficients, variances } = sizesOf(design)
  const scale = coordinateScale(design, parameters)
  const lengths = list.map((value, k) => {
    if (k < coefficients) return scale[k]!
    return k < coefficients + variances ? value : Math.min(value, 1 - value)
  })
  const free = Array.from(list.keys()).filter(
    (k) => k < coefficients + variances || lengths[k]! > CHANCE_MIN,
  )
  const logLikelihood = (moves: Float64Array): number => {
    const moved = list.slice()
    for (const [at, k] of free.entries()) moved[k]! += moves[at]! * lengths[k]!
    return switchingPath(design, parametersOf(design, moved))?.logLikelihood ?? Number.NaN
  }
  const steps = new Float64Array(free.length).fill(0.005)
  const { hessian } = curvatureAt(logLikelihood, new Float64Array(free.length), steps)
  const information = zeroMatrix(free.length, free.length)
  hessian.data.forEach((value, k) => (information.data[k] = -value))
  const covariance = inverseOfPositive(information)
  return Array.from(list, (_, k) => {
    const at = free.indexOf(k)
    if (at < 0 || covariance === undefined) return null
    return lengths[k]! * Math.sqrt(covariance.data[at * (free.length + 1)]!)
  })
}
