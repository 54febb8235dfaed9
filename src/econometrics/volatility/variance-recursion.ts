import type { GarchSpec } from './garch-spec.ts'
import type { BackwardTarget, RecursionFrame, VarianceRecursion } from './recursion.ts'
import type { StartVariance } from './start-variance.ts'

/**
 * The recursion of GARCH (Bollerslev 1986) and of Glosten, Jagannathan and Runkle (1993):
 *
 *   h_t = omega + sum_i alpha_i e_{t-i}^2 + sum_i gamma_i e_{t-i}^2 1(e_{t-i} < 0) + sum_j beta_j h_{t-j}
 *
 * Before the first row e^2 and h are the start variance and the negative part half of it, for every lag, as in arch.
 */
export function varianceRecursion(spec: GarchSpec): VarianceRecursion {
  return {
    forward: (x, frame, start) => forward(spec, x, frame, start),
    backward: (x, frame, into) => backward(spec, x, frame, into),
    slopes: (x, frame, start) => slopes(spec, x, frame, start),
  }
}

function forward(
  { p, o, q, at }: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  { variance }: StartVariance,
): boolean {
  const { lags, residuals, sizes, asymmetries, variances } = frame
  const end = lags + frame.rows
  sizes.fill(variance, 0, lags)
  asymmetries.fill(0.5 * variance, 0, lags)
  variances.fill(variance, 0, lags)
  const omega = x[at.omega]!
  let lowest = Infinity
  let sum = 0
  for (let i = lags; i < end; i++) {
    let h = omega
    for (let j = 0; j < p; j++) h += x[at.alpha + j]! * sizes[i - 1 - j]!
    for (let j = 0; j < o; j++) h += x[at.gamma + j]! * asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) h += x[at.beta + j]! * variances[i - 1 - j]!
    variances[i] = h
    lowest = h < lowest ? h : lowest
    sum += h
    const residual = residuals[i]!
    const square = residual * residual
    sizes[i] = square
    asymmetries[i] = residual < 0 ? square : 0
  }
  return lowest > 0 && sum < Infinity
}

/**
 * The adjoint a_t = dl/dh_t with all that follows from h_t: a_t = byVariance_t + sum_j beta_j a_{t+j}, from the last
 * row back; places of the start keep 0. One pass whatever the number of parameters.
 */
function backward(
  { p, o, q, at, mean }: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  { start, gradient }: BackwardTarget,
): void {
  const { lags, residuals, sizes, asymmetries, variances, adjoint, terms } = frame
  let byOmega = 0
  let byMu = 0
  let byStart = 0
  for (let i = lags + frame.rows - 1; i >= 0; i--) {
    const isStart = i < lags
    let throughVariance = 0
    let throughSquare = 0
    let throughNegative = 0
    for (let j = 0; j < q; j++) throughVariance += x[at.beta + j]! * adjoint[i + 1 + j]!
    for (let j = 0; j < p; j++) throughSquare += x[at.alpha + j]! * adjoint[i + 1 + j]!
    for (let j = 0; j < o; j++) throughNegative += x[at.gamma + j]! * adjoint[i + 1 + j]!
    if (isStart) {
      byStart += throughVariance + throughSquare + 0.5 * throughNegative
      continue
    }
    const residual = residuals[i]!
    if (residual < 0) throughSquare += throughNegative
    byMu -= terms.byResidual[i - lags]! + 2 * residual * throughSquare
    const own = terms.byVariance[i - lags]! + throughVariance
    adjoint[i] = own
    byOmega += own
    for (let j = 0; j < p; j++) gradient[at.alpha + j]! += own * sizes[i - 1 - j]!
    for (let j = 0; j < o; j++) gradient[at.gamma + j]! += own * asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) gradient[at.beta + j]! += own * variances[i - 1 - j]!
  }
  gradient[at.omega]! += byOmega
  if (mean === 'constant') gradient[0]! += byMu + byStart * start.byMu
}

function slopes(
  spec: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  start: StartVariance,
): Float64Array {
  const { p, o, q, at, mean } = spec
  const { lags, sizes, asymmetries, variances } = frame
  const width = at.shape
  const end = lags + frame.rows
  const all = new Float64Array(end * width)
  if (mean === 'constant') for (let i = 0; i < lags; i++) all[i * width] = start.byMu
  for (let i = lags; i < end; i++) {
    const row = i * width
    all[row + at.omega] = 1
    for (let j = 0; j < p; j++) all[row + at.alpha + j] = sizes[i - 1 - j]!
    for (let j = 0; j < o; j++) all[row + at.gamma + j] = asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) all[row + at.beta + j] = variances[i - 1 - j]!
    if (mean === 'constant') all[row] = byMuOfSquares(spec, x, frame, { start, row: i })
    for (let j = 0; j < q; j++) {
      const beta = x[at.beta + j]!
      const before = (i - 1 - j) * width
      for (let k = 0; k < width; k++) all[row + k]! += beta * all[before + k]!
    }
  }
  return all.subarray(lags * width)
}

/** What mu does to a row's variance through the squares it rests on. */
function byMuOfSquares(
  { p, o, at }: GarchSpec,
  x: Float64Array,
  { lags, residuals }: RecursionFrame,
  { start, row }: { readonly start: StartVariance; readonly row: number },
): number {
  let sum = 0
  for (let j = 0; j < Math.max(p, o); j++) {
    const place = row - 1 - j
    const residual = residuals[place]!
    const square = place < lags ? start.byMu : -2 * residual
    const negative = place < lags ? 0.5 * start.byMu : -2 * Math.min(0, residual)
    if (j < p) sum += x[at.alpha + j]! * square
    if (j < o) sum += x[at.gamma + j]! * negative
  }
  return sum
}
