import type { GarchSpec } from './garch-spec.ts'
import type { BackwardTarget, RecursionFrame, VarianceRecursion } from './recursion.ts'
import type { StartVariance } from './start-variance.ts'

/** E|z| under the normal law: what arch takes off under every law, so that omega keeps its meaning there. */
export const normalAbsoluteMoment: number = Math.sqrt(2 / Math.PI)

/** Above this the variance leaves the doubles. */
const LOG_VARIANCE_MAX = 700

/**
 * The recursion of Nelson's EGARCH (1991), as arch writes it:
 *
 *   log h_t = omega + sum_i alpha_i (|z_{t-i}| - sqrt(2/pi)) + sum_i gamma_i z_{t-i} + sum_j beta_j log h_{t-j}
 *   z_t = e_t / sqrt(h_t)
 *
 * Before the first row log h is the log of the start variance and the terms in z are zero. With `signs` given by hand
 * |z| is signs x z: so the corners of |z| stay out of a second derivative.
 */
export function logVarianceRecursion(spec: GarchSpec): VarianceRecursion {
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
  const { lags, residuals, sizes, asymmetries, variances, logs, signs } = frame
  const end = lags + frame.rows
  sizes.fill(normalAbsoluteMoment, 0, lags)
  asymmetries.fill(0, 0, lags)
  logs.fill(Math.log(variance), 0, lags)
  for (let i = lags; i < end; i++) {
    let log = x[at.omega]!
    for (let j = 0; j < p; j++) log += x[at.alpha + j]! * (sizes[i - 1 - j]! - normalAbsoluteMoment)
    for (let j = 0; j < o; j++) log += x[at.gamma + j]! * asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) log += x[at.beta + j]! * logs[i - 1 - j]!
    if (!(Math.abs(log) < LOG_VARIANCE_MAX)) return false
    const root = Math.exp(0.5 * log)
    const z = residuals[i]! / root
    logs[i] = log
    variances[i] = root * root
    asymmetries[i] = z
    sizes[i] = signs[i]! * z
  }
  return true
}

/**
 * The adjoint a_t = dl/dlog h_t with all that follows:
 *
 *   a_t = byVariance_t h_t + sum_j beta_j a_{t+j} - sum_i (alpha_i |z_t| + gamma_i z_t) a_{t+i} / 2
 */
function backward(
  { p, o, q, at, mean }: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  { start, gradient }: BackwardTarget,
): void {
  const { lags, residuals, sizes, asymmetries, variances, logs, signs, adjoint, terms } = frame
  let byMu = 0
  let byStart = 0
  for (let i = lags + frame.rows - 1; i >= 0; i--) {
    const isStart = i < lags
    let throughLog = 0
    let throughSize = 0
    let throughSign = 0
    for (let j = 0; j < q; j++) throughLog += x[at.beta + j]! * adjoint[i + 1 + j]!
    if (isStart) {
      byStart += throughLog
      continue
    }
    for (let j = 0; j < p; j++) throughSize += x[at.alpha + j]! * adjoint[i + 1 + j]!
    for (let j = 0; j < o; j++) throughSign += x[at.gamma + j]! * adjoint[i + 1 + j]!
    const variance = variances[i]!
    const throughResidual = (signs[i]! * throughSize + throughSign) / Math.sqrt(variance)
    byMu -= terms.byResidual[i - lags]! + throughResidual
    const own =
      terms.byVariance[i - lags]! * variance + throughLog - 0.5 * residuals[i]! * throughResidual
    adjoint[i] = own
    gradient[at.omega]! += own
    for (let j = 0; j < p; j++)
      gradient[at.alpha + j]! += own * (sizes[i - 1 - j]! - normalAbsoluteMoment)
    for (let j = 0; j < o; j++) gradient[at.gamma + j]! += own * asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) gradient[at.beta + j]! += own * logs[i - 1 - j]!
  }
  if (mean === 'constant') gradient[0]! += byMu + (byStart * start.byMu) / start.variance
}

function slopes(
  { p, o, q, at, mean }: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  start: StartVariance,
): Float64Array {
  const { lags, sizes, asymmetries, variances, logs, signs } = frame
  const width = at.shape
  const end = lags + frame.rows
  const all = new Float64Array(end * width) // of log h, until the last loop
  if (mean === 'constant')
    for (let i = 0; i < lags; i++) all[i * width] = start.byMu / start.variance
  for (let i = lags; i < end; i++) {
    const row = i * width
    all[row + at.omega] = 1
    for (let j = 0; j < p; j++) all[row + at.alpha + j] = sizes[i - 1 - j]! - normalAbsoluteMoment
    for (let j = 0; j < o; j++) all[row + at.gamma + j] = asymmetries[i - 1 - j]!
    for (let j = 0; j < q; j++) all[row + at.beta + j] = logs[i - 1 - j]!
    for (let j = 0; j < Math.max(p, o, q); j++) {
      const place = i - 1 - j
      const before = place * width
      let factor = j < q ? x[at.beta + j]! : 0
      if (place >= lags) {
        const throughSize = j < p ? x[at.alpha + j]! : 0
        const throughSign = j < o ? x[at.gamma + j]! : 0
        const byZ = signs[place]! * throughSize + throughSign
        factor -= 0.5 * asymmetries[place]! * byZ
        if (mean === 'constant') all[row]! -= byZ / Math.sqrt(variances[place]!)
      }
      for (let k = 0; k < width; k++) all[row + k]! += factor * all[before + k]!
    }
  }
  for (let i = lags; i < end; i++) {
    for (let k = 0; k < width; k++) all[i * width + k]! *= variances[i]!
  }
  return all.subarray(lags * width)
}
