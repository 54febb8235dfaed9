import { logTwoPi } from './errors/normal.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { BackwardTarget, RecursionFrame } from './recursion.ts'
import type { StartVariance } from './start-variance.ts'

export interface FirstOrderSeries {
  readonly returns: Float64Array
  readonly mean: number
  /** About the mean. */
  readonly meanSquare: number
  /** The start that does not move with mu, where the rule is such. */
  readonly fixed: StartVariance | undefined
}

/**
 * Value and gradient of the likelihood with normal errors and at most one lag of each kind, in two passes that keep all
 * but three arrays in registers: half the time of law and recursion apart. Tested against these.
 *
 * Fills the residuals and variances of the frame, and its adjoint with 1/h; nothing else.
 */
export function firstOrderNormal(
  spec: GarchSpec,
  series: FirstOrderSeries,
  frame: RecursionFrame,
): (x: Float64Array, gradient: Float64Array) => number {
  const { at, p, o, q } = spec
  return (x, gradient) => {
    const mu = spec.mean === 'constant' ? x[0]! : 0
    const alpha = p > 0 ? x[at.alpha]! : 0
    const both = alpha + (o > 0 ? x[at.gamma]! : 0)
    const beta = q > 0 ? x[at.beta]! : 0
    // The mean square of the residuals, without a pass of its own.
    const apart = series.mean - mu
    const start = series.fixed ?? { variance: series.meanSquare + apart * apart, byMu: -2 * apart }
    const weights = { mu, omega: x[at.omega]!, alpha, both, beta }
    const value = valueOf(series.returns, frame, weights, start.variance)
    if (!Number.isFinite(value)) return Number.NaN
    writeGradient(spec, frame, weights, { start, gradient })
    return value
  }
}

interface FirstOrderWeights {
  readonly mu: number
  readonly omega: number
  readonly alpha: number
  /** alpha + gamma: what a negative residual weighs. */
  readonly both: number
  readonly beta: number
}

function valueOf(
  returns: Float64Array,
  { rows, residuals, variances, adjoint: inverses }: RecursionFrame,
  { mu, omega, alpha, both, beta }: FirstOrderWeights,
  start: number,
): number {
  let h = omega + (0.5 * (alpha + both) + beta) * start
  let lowest = Infinity
  let sum = 0
  let product = 1
  for (let t = 0; t < rows; t++) {
    const residual = returns[t]! - mu
    const inverse = 1 / h
    const square = residual * residual
    residuals[t + 1] = residual
    variances[t + 1] = h
    inverses[t] = inverse
    lowest = h < lowest ? h : lowest
    sum += square * inverse
    product *= inverse
    if (product > 1e100 || product < 1e-100) {
      sum -= Math.log(product)
      product = 1
    }
    h = omega + (residual < 0 ? both : alpha) * square + beta * h
  }
  return lowest > 0 ? -0.5 * (rows * logTwoPi + sum - Math.log(product)) : Number.NaN
}

function writeGradient(
  { at, p, o, q, mean }: GarchSpec,
  { rows, residuals, variances, adjoint: inverses }: RecursionFrame,
  { alpha, both, beta }: FirstOrderWeights,
  { start, gradient }: BackwardTarget,
): void {
  let after = 0
  let byMu = 0
  let byOmega = 0
  let byAlpha = 0
  let byGamma = 0
  let byBeta = 0
  let residual = residuals[rows]!
  for (let t = rows - 1; t > 0; t--) {
    const inverse = inverses[t]!
    const ratio = residual * inverse
    byMu += ratio - 2 * residual * (residual < 0 ? both : alpha) * after
    after = 0.5 * inverse * (residual * ratio - 1) + beta * after
    residual = residuals[t]!
    const square = after * residual * residual
    byOmega += after
    byAlpha += square
    byGamma += residual < 0 ? square : 0
    byBeta += after * variances[t]!
  }
  // The first row rests on the start.
  const ratio = residual * inverses[0]!
  byMu += ratio - 2 * residual * (residual < 0 ? both : alpha) * after
  after = 0.5 * inverses[0]! * (residual * ratio - 1) + beta * after
  const byStart = (0.5 * (alpha + both) + beta) * after
  if (mean === 'constant') gradient[0] = byMu + byStart * start.byMu
  gradient[at.omega] = byOmega + after
  if (p > 0) gradient[at.alpha] = byAlpha + after * start.variance
  if (o > 0) gradient[at.gamma] = byGamma + 0.5 * after * start.variance
  if (q > 0) gradient[at.beta] = byBeta + after * start.variance
}
