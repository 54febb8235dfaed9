import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import type { LawSample } from './errors/error-law.ts'
import { firstOrderRecursion } from './first-order-recursion.ts'
import type { GarchSpec } from './garch-spec.ts'
import { logVarianceRecursion } from './log-variance-recursion.ts'
import { recursionFrame, type RecursionFrame, type VarianceRecursion } from './recursion.ts'
import { fixedStart, type StartVariance } from './start-variance.ts'
import { type SecondOrder, secondOrderNormal } from './second-order-normal.ts'
import { varianceRecursion } from './variance-recursion.ts'

/** A log-likelihood over one series, with its derivatives. The parameters stand in the order of `spec.names`. */
export interface GarchLikelihood {
  /** The value at x, with the gradient written into `gradient`; NaN where a variance is not positive. */
  readonly evaluate: (x: Float64Array, gradient: Float64Array) => number
  /** The value at x; fills the frame. */
  readonly trace: (x: Float64Array) => number
  /** The value of the first rows at x: enough to tell a good guess from a bad one. */
  readonly glance: (x: Float64Array) => number
  /** Each row's derivatives, row by row; NaN outside the domain. The slow twin of the gradient, which is their sum. */
  readonly scores: (x: Float64Array) => Float64Array
  /**
   * A guess of minus the second derivatives at x: the normal law's expected information on mu and the variance, and the
   * outer products of the scores of the shape, over the first thousand rows and scaled up to all. Undefined outside the
   * domain.
   */
  readonly information: (x: Float64Array) => Matrix | undefined
  /** While `work` runs, |z| keeps the signs it has at x: what second derivatives of EGARCH need. */
  readonly withSignsAt: <Result>(x: Float64Array, work: () => Result) => Result
  /** Where second derivatives come with each evaluation. */
  readonly secondOrder: SecondOrder | undefined
  /** The arrays of the last `trace` or `scores`. */
  readonly frame: RecursionFrame
}

/** What one likelihood is made of. */
interface Parts {
  readonly spec: GarchSpec
  readonly returns: Float64Array
  readonly frame: RecursionFrame
  readonly recursion: VarianceRecursion
  /** The start that does not move with mu, where the rule is such. */
  readonly fixed: StartVariance | undefined
  readonly sample: LawSample
  readonly shape: Float64Array
  /** True while the signs of the residuals are kept as they are. */
  keepsSigns: boolean
}

/**
 * @param returns the series; not changed
 * @param centre  what the fixed start rules take off to form their residuals: the sample mean, or 0 without a mean
 */
export function garchLikelihood(
  spec: GarchSpec,
  returns: Float64Array,
  centre: number,
): GarchLikelihood {
  const frame = recursionFrame(spec, returns.length)
  const { lags, residuals, variances } = frame
  const parts: Parts = {
    spec,
    returns,
    frame,
    recursion: recursionOf(spec),
    fixed: fixedStart(spec.start, returns, centre),
    sample: { residuals: residuals.subarray(lags), variances: variances.subarray(lags) },
    shape: new Float64Array(spec.law.shapes.length),
    keepsSigns: false,
  }
  const secondOrder = secondOrderOf(parts)
  return {
    evaluate: secondOrder?.evaluate ?? ((x, gradient) => evaluate(parts, x, gradient)),
    trace: (x) => trace(parts, x),
    glance: (x) => trace(firstRows(parts), x),
    scores: (x) => scores(parts, x),
    information: (x) => information(parts, x),
    withSignsAt: (x, work) => {
      residualsAt(parts, x)
      parts.keepsSigns = true
      const result = work()
      parts.keepsSigns = false
      return result
    },
    secondOrder,
    frame,
  }
}

function secondOrderOf({ spec, returns, fixed, frame }: Parts): SecondOrder | undefined {
  if (spec.model !== 'garch' || spec.law.name !== 'normal' || frame.lags > 1) return undefined
  let mean = 0
  for (const value of returns) mean += value / returns.length
  const centre = spec.mean === 'constant' ? mean : 0
  let meanSquare = 0
  for (const value of returns) meanSquare += (value - centre) ** 2 / returns.length
  return secondOrderNormal(spec, { returns, mean: centre, meanSquare, fixed })
}

function recursionOf(spec: GarchSpec): VarianceRecursion {
  if (spec.model === 'egarch') return logVarianceRecursion(spec)
  return Math.max(spec.p, spec.o, spec.q) > 1 ? varianceRecursion(spec) : firstOrderRecursion(spec)
}

/** Fills residuals, their signs and the shape; gives the start. */
function residualsAt(
  { spec, returns, frame, fixed, shape, keepsSigns }: Parts,
  x: Float64Array,
): StartVariance {
  const { lags, residuals, signs } = frame
  const rows = returns.length
  const mu = spec.mean === 'constant' ? x[0]! : 0
  let sum = 0
  let squares = 0
  for (let t = 0; t < rows; t++) {
    const residual = returns[t]! - mu
    residuals[lags + t] = residual
    sum += residual
    squares += residual * residual
  }
  if (spec.model === 'egarch' && !keepsSigns) {
    for (let t = lags; t < lags + rows; t++) signs[t] = Math.sign(residuals[t]!)
  }
  for (let k = 0; k < shape.length; k++) shape[k] = x[spec.at.shape + k]!
  return fixed ?? { variance: squares / rows, byMu: (-2 * sum) / rows }
}

function trace(parts: Parts, x: Float64Array): number {
  const { spec, frame, recursion, sample, shape } = parts
  const start = residualsAt(parts, x)
  return recursion.forward(x, frame, start)
    ? spec.law.evaluate(sample, shape, frame.terms)
    : Number.NaN
}

function evaluate(parts: Parts, x: Float64Array, gradient: Float64Array): number {
  const { spec, frame, recursion, sample, shape } = parts
  const start = residualsAt(parts, x)
  if (!recursion.forward(x, frame, start)) return Number.NaN
  const value = spec.law.evaluate(sample, shape, frame.terms)
  gradient.fill(0)
  recursion.backward(x, frame, { start, gradient })
  for (let k = 0; k < shape.length; k++) {
    let sum = 0
    for (const slope of frame.terms.byShape[k]!) sum += slope
    gradient[spec.at.shape + k] = sum
  }
  return value
}

function scores(parts: Parts, x: Float64Array): Float64Array {
  const { spec, frame, recursion, sample, shape } = parts
  const { terms, rows } = frame
  const all = new Float64Array(rows * spec.size)
  const start = residualsAt(parts, x)
  if (!recursion.forward(x, frame, start)) return all.fill(Number.NaN)
  spec.law.evaluate(sample, shape, terms)
  const slopes = recursion.slopes(x, frame, start)
  const width = spec.at.shape
  for (let t = 0; t < rows; t++) {
    const byVariance = terms.byVariance[t]!
    const row = t * spec.size
    for (let k = 0; k < width; k++) all[row + k] = byVariance * slopes[t * width + k]!
    if (spec.mean === 'constant') all[row]! -= terms.byResidual[t]!
    for (let k = 0; k < shape.length; k++) all[row + width + k] = terms.byShape[k]![t]!
  }
  return all
}

/** Rows that are enough for a first guess. */
const FIRST_ROWS = 1000

function firstRows(parts: Parts): Parts {
  const rows = Math.min(parts.returns.length, FIRST_ROWS)
  const { residuals, variances } = parts.sample
  return {
    ...parts,
    returns: parts.returns.subarray(0, rows),
    frame: { ...parts.frame, rows },
    sample: { residuals: residuals.subarray(0, rows), variances: variances.subarray(0, rows) },
  }
}

function information(all: Parts, x: Float64Array): Matrix | undefined {
  const parts = firstRows(all)
  const { spec, frame, recursion, shape } = parts
  const start = residualsAt(parts, x)
  if (!recursion.forward(x, frame, start)) return undefined
  spec.law.evaluate(parts.sample, shape, frame.terms)
  const slopes = recursion.slopes(x, frame, start)
  const { size, at } = spec
  const found = zeroMatrix(size, size)
  const share = all.returns.length / frame.rows
  for (let t = 0; t < frame.rows; t++) {
    const inverse = 1 / parts.sample.variances[t]!
    const row = t * at.shape
    for (let j = 0; j < at.shape; j++) {
      const right = 0.5 * share * inverse * inverse * slopes[row + j]!
      for (let i = 0; i < at.shape; i++) found.data[j * size + i]! += right * slopes[row + i]!
    }
    if (spec.mean === 'constant') found.data[0]! += share * inverse
    for (const [j, right] of frame.terms.byShape.entries()) {
      for (const [i, left] of frame.terms.byShape.entries()) {
        found.data[(at.shape + j) * size + at.shape + i]! += share * left[t]! * right[t]!
      }
    }
  }
  return found
}
