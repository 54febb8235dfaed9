import { logGamma } from '../../../math/special/log-gamma.ts'
import { digamma } from './digamma.ts'
import type { ErrorLaw, LawSample, LawTerms } from './error-law.ts'

/**
 * Student's t with nu degrees of freedom, scaled to variance 1: nu between 2.05 and 500, as arch bounds it.
 *
 *   log g(z) = log c - (nu + 1)/2 log(1 + z^2 / (nu - 2)),   c = Gamma((nu + 1)/2) / (Gamma(nu/2) sqrt(pi (nu - 2)))
 *
 * Source: Bollerslev (1987), Review of Economics and Statistics 69, 542-547, equation 1.
 */
export const studentErrors: ErrorLaw = {
  name: 't',
  shapes: [{ name: 'nu', lower: 2.05, upper: 500, start: 8, isReciprocal: true }],
  evaluate,
  absoluteMoment: (shape) => {
    const nu = shape[0]!
    return (2 * Math.exp(logConstant(nu)) * (nu - 2)) / (nu - 1)
  },
  lowerSecondMoment: () => 0.5,
  draw: (random, shape) => {
    const nu = shape[0]!
    return random.studentT(nu) * Math.sqrt((nu - 2) / nu)
  },
}

/** log c: the logarithm of the density of the scaled law at 0. */
export function logConstant(nu: number): number {
  return logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(Math.PI * (nu - 2))
}

/** The derivative of `logConstant`. */
export function logConstantSlope(nu: number): number {
  return 0.5 * (digamma((nu + 1) / 2) - digamma(nu / 2) - 1 / (nu - 2))
}

function evaluate(
  { residuals, variances }: LawSample,
  shape: ArrayLike<number>,
  { byResidual, byVariance, byShape }: LawTerms,
): number {
  const nu = shape[0]!
  const slope = logConstantSlope(nu)
  const byNu = byShape[0]!
  const rows = residuals.length
  const half = (nu + 1) / 2
  const less = 1 / (nu - 2)
  let logs = 0
  let halves = 0
  for (let t = 0; t < rows; t++) {
    const residual = residuals[t]!
    const inverse = 1 / variances[t]!
    const tail = residual * residual * inverse * less
    const weight = (2 * half * less) / (1 + tail)
    const log = Math.log1p(tail)
    logs += Math.log(inverse)
    halves += log
    byResidual[t] = -weight * residual * inverse
    byVariance[t] = 0.5 * inverse * (weight * residual * residual * inverse - 1)
    byNu[t] = slope - 0.5 * log + (half * less * tail) / (1 + tail)
  }
  return rows * logConstant(nu) + 0.5 * logs - half * halves
}
