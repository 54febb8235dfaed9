import { logGamma } from '../../../math/special/log-gamma.ts'
import { digamma } from './digamma.ts'
import type { ErrorLaw, LawSample, LawTerms } from './error-law.ts'

/**
 * The generalised error law of variance 1: nu in [1.01, 500]; 2 is the normal law, below it the tails are fatter.
 *
 *   log g(z) = log nu - log c - log Gamma(1/nu) - (1 + 1/nu) log 2 - |z / c|^nu / 2
 *   log c = [-(2/nu) log 2 + log Gamma(1/nu) - log Gamma(3/nu)] / 2
 *
 * Source: Nelson (1991), Econometrica 59, 347-370, equation 2.4.
 */
export const generalisedErrors: ErrorLaw = {
  name: 'ged',
  shapes: [{ name: 'nu', lower: 1.01, upper: 500, start: 1.5, isReciprocal: true }],
  evaluate,
  absoluteMoment: (shape) => {
    const nu = shape[0]!
    return Math.exp(logGamma(2 / nu) - 0.5 * (logGamma(1 / nu) + logGamma(3 / nu)))
  },
  lowerSecondMoment: () => 0.5,
  draw: (random, shape) => {
    const nu = shape[0]!
    const size = random.gamma(1 / nu) ** (1 / nu)
    const scale = Math.exp(0.5 * (logGamma(1 / nu) - logGamma(3 / nu)))
    return (random.uniform() < 0.5 ? -size : size) * scale
  },
}

function evaluate(
  { residuals, variances }: LawSample,
  shape: ArrayLike<number>,
  { byResidual, byVariance, byShape }: LawTerms,
): number {
  const nu = shape[0]!
  const byNu = byShape[0]!
  const rows = residuals.length
  const logC = 0.5 * (-(2 / nu) * Math.LN2 + logGamma(1 / nu) - logGamma(3 / nu))
  const logCSlope = (0.5 * (2 * Math.LN2 - digamma(1 / nu) + 3 * digamma(3 / nu))) / nu ** 2
  const slope = 1 / nu - logCSlope + (digamma(1 / nu) + Math.LN2) / nu ** 2
  let logs = 0
  let powers = 0
  for (let t = 0; t < rows; t++) {
    const residual = residuals[t]!
    const inverse = 1 / variances[t]!
    const logVariance = -Math.log(inverse)
    logs += logVariance
    // A residual of exactly zero: the power vanishes, and with it every term but the constants.
    const logRatio = residual === 0 ? 0 : Math.log(Math.abs(residual)) - 0.5 * logVariance - logC
    const power = residual === 0 ? 0 : Math.exp(nu * logRatio)
    powers += power
    byResidual[t] = residual === 0 ? 0 : (-0.5 * nu * power) / residual
    byVariance[t] = 0.5 * inverse * (0.5 * nu * power - 1)
    byNu[t] = slope - 0.5 * power * (logRatio - nu * logCSlope)
  }
  const constant = Math.log(nu) - logC - logGamma(1 / nu) - (1 + 1 / nu) * Math.LN2
  return rows * constant - 0.5 * (logs + powers)
}
