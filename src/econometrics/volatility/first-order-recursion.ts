import type { GarchSpec } from './garch-spec.ts'
import type { BackwardTarget, RecursionFrame, VarianceRecursion } from './recursion.ts'
import type { StartVariance } from './start-variance.ts'

/**
 * `varianceRecursion` for at most one lag of each kind, where nearly all fits are made: the same sums with every
 * parameter and every past value in a variable of its own, three times as fast. Tested against the general form.
 */
export function firstOrderRecursion(spec: GarchSpec): VarianceRecursion {
  return {
    forward: (x, frame, start) => forward(frame, start, weightsOf(spec, x)),
    backward: (x, frame, into) => backward(spec, frame, into, weightsOf(spec, x)),
    slopes: (x, frame, start) => slopes(spec, frame, start, weightsOf(spec, x)),
  }
}

interface Weights {
  readonly omega: number
  readonly alpha: number
  readonly gamma: number
  readonly beta: number
}

/** A lag that is not there weighs nothing. */
function weightsOf({ at, p, o, q }: GarchSpec, x: Float64Array): Weights {
  return {
    omega: x[at.omega]!,
    alpha: p > 0 ? x[at.alpha]! : 0,
    gamma: o > 0 ? x[at.gamma]! : 0,
    beta: q > 0 ? x[at.beta]! : 0,
  }
}

function forward(
  { rows, residuals, sizes, asymmetries, variances }: RecursionFrame,
  { variance }: StartVariance,
  { omega, alpha, gamma, beta }: Weights,
): boolean {
  let [square, negative, h] = [variance, 0.5 * variance, variance]
  sizes[0] = square
  asymmetries[0] = negative
  variances[0] = h
  let lowest = Infinity
  let sum = 0
  for (let i = 1; i <= rows; i++) {
    h = omega + alpha * square + gamma * negative + beta * h
    variances[i] = h
    lowest = h < lowest ? h : lowest
    sum += h
    const residual = residuals[i]!
    square = residual * residual
    negative = residual < 0 ? square : 0
    sizes[i] = square
    asymmetries[i] = negative
  }
  return lowest > 0 && sum < Infinity
}

function backward(
  { at, p, o, q, mean }: GarchSpec,
  { rows, residuals, sizes, asymmetries, variances, terms }: RecursionFrame,
  { start, gradient }: BackwardTarget,
  { alpha, gamma, beta }: Weights,
): void {
  const { byResidual, byVariance } = terms
  const both = alpha + gamma
  let after = 0
  let [byMu, byOmega, byAlpha, byGamma, byBeta] = [0, 0, 0, 0, 0]
  for (let i = rows; i > 0; i--) {
    const residual = residuals[i]!
    byMu -= byResidual[i - 1]! + 2 * residual * (residual < 0 ? both : alpha) * after
    after = byVariance[i - 1]! + beta * after
    byOmega += after
    byAlpha += after * sizes[i - 1]!
    byGamma += after * asymmetries[i - 1]!
    byBeta += after * variances[i - 1]!
  }
  gradient[at.omega]! += byOmega
  if (p > 0) gradient[at.alpha]! += byAlpha
  if (o > 0) gradient[at.gamma]! += byGamma
  if (q > 0) gradient[at.beta]! += byBeta
  const byStart = (alpha + 0.5 * gamma + beta) * after
  if (mean === 'constant') gradient[0]! += byMu + byStart * start.byMu
}

function slopes(
  { at, p, o, q, mean }: GarchSpec,
  { rows, residuals, sizes, asymmetries, variances }: RecursionFrame,
  start: StartVariance,
  { alpha, gamma, beta }: Weights,
): Float64Array {
  const width = at.shape
  const all = new Float64Array(rows * width)
  const both = alpha + gamma
  let [omegaSlope, alphaSlope, gammaSlope, betaSlope] = [0, 0, 0, 0]
  let muSlope = (alpha + 0.5 * gamma + beta) * start.byMu
  for (let t = 0; t < rows; t++) {
    omegaSlope = 1 + beta * omegaSlope
    alphaSlope = sizes[t]! + beta * alphaSlope
    gammaSlope = asymmetries[t]! + beta * gammaSlope
    betaSlope = variances[t]! + beta * betaSlope
    if (t > 0) {
      const residual = residuals[t]!
      muSlope = beta * muSlope - 2 * residual * (residual < 0 ? both : alpha)
    }
    const row = t * width
    if (mean === 'constant') all[row] = muSlope
    all[row + at.omega] = omegaSlope
    if (p > 0) all[row + at.alpha] = alphaSlope
    if (o > 0) all[row + at.gamma] = gammaSlope
    if (q > 0) all[row + at.beta] = betaSlope
  }
  return all
}
