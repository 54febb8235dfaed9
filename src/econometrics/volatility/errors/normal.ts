import type { ErrorLaw, LawSample, LawTerms } from './error-law.ts'

export const logTwoPi: number = 1.8378770664093453

/** The standard normal law: log density -(log 2 pi + log h + e^2 / h) / 2. */
export const normalErrors: ErrorLaw = {
  name: 'normal',
  shapes: [],
  evaluate,
  absoluteMoment: () => Math.sqrt(2 / Math.PI),
  lowerSecondMoment: () => 0.5,
  draw: (random) => random.normal(),
}

function evaluate(
  { residuals, variances }: LawSample,
  _shape: ArrayLike<number>,
  { byResidual, byVariance }: LawTerms,
): number {
  const rows = residuals.length
  let sum = 0
  let product = 1
  for (let t = 0; t < rows; t++) {
    const residual = residuals[t]!
    const inverse = 1 / variances[t]!
    const ratio = residual * inverse
    const square = residual * ratio
    sum += square
    // One logarithm for as many variances as fit into a double: half the time of the loop otherwise.
    product *= inverse
    if (product > 1e100 || product < 1e-100) {
      sum -= Math.log(product)
      product = 1
    }
    byResidual[t] = -ratio
    byVariance[t] = 0.5 * inverse * (square - 1)
  }
  return -0.5 * (rows * logTwoPi + sum - Math.log(product))
}
