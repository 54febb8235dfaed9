import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { logTwoPi } from './errors/normal.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { StartVariance } from './start-variance.ts'

/** Second derivatives that come with a likelihood. Matrices are of the parameters, in their order. */
export interface SecondOrder {
  /** The value at x, with the gradient written; NaN where a variance is not positive. */
  readonly evaluate: (x: Float64Array, gradient: Float64Array) => number
  /** Minus the second derivatives where `evaluate` was last called. */
  readonly observed: () => Matrix
  /** Their expectation given the variances at x: positive definite. */
  readonly expected: (x: Float64Array) => Matrix
  /** Sum over rows of the products of the scores at x. */
  readonly products: (x: Float64Array) => Matrix
}

export interface SecondOrderSeries {
  readonly returns: Float64Array
  readonly mean: number
  /** About the mean. */
  readonly meanSquare: number
  /** The start that does not move with mu, where the rule is such. */
  readonly fixed: StartVariance | undefined
}

/**
 * Value, gradient and second derivatives of the likelihood of GARCH with normal errors and at most one lag of each
 * kind, in one pass that keeps the derivatives of the variance in variables and writes nothing: twice the time of
 * value and gradient alone, and Newton needs a third of the passes of a quasi-Newton search. Tested against recursion
 * and law apart, and against differences of the gradient.
 */
export function secondOrderNormal(spec: GarchSpec, series: SecondOrderSeries): SecondOrder {
  const { at, p, q, mean } = spec
  // Where mu, omega, alpha and beta stand among the parameters; those that are not there have no place.
  const places = [
    mean === 'constant' ? 0 : undefined,
    at.omega,
    p > 0 ? at.alpha : undefined,
    q > 0 ? at.beta : undefined,
  ]
  const pass = (x: Float64Array, kind: Kind, sums: Float64Array): number => {
    const [mu, omega, alpha, beta] = places.map((place) =>
      place === undefined ? 0 : x[place]!,
    ) as [number, number, number, number]
    // The mean square of the residuals, without a pass of its own.
    const apart = series.mean - mu
    const start = series.fixed
      ? { ...series.fixed, byMuTwice: 0 }
      : { variance: series.meanSquare + apart * apart, byMu: -2 * apart, byMuTwice: 2 }
    return secondOrderSums(series.returns, { mu, omega, alpha, beta, start, kind }, sums)
  }
  const matrix = (sums: Float64Array): Matrix => {
    const found = zeroMatrix(spec.size, spec.size)
    let sum = FIRST_PRODUCT
    for (const [i, row] of places.entries()) {
      for (const column of places.slice(i)) {
        const value = sums[sum++]!
        if (row === undefined || column === undefined) continue
        found.data[column * spec.size + row] = value
        found.data[row * spec.size + column] = value
      }
    }
    return found
  }
  const other = (x: Float64Array, kind: Kind): Matrix => {
    const sums = new Float64Array(SUMS)
    pass(x, kind, sums)
    return matrix(sums)
  }
  const observed = new Float64Array(SUMS)
  // One search hands over to the next where it stands: that point is asked for twice.
  let last = { x: new Float64Array(spec.size).fill(Number.NaN), value: Number.NaN }
  return {
    evaluate: (x, gradient) => {
      if (!x.every((entry, k) => entry === last.x[k])) {
        last = { x: x.slice(), value: pass(x, 'observed', observed) }
      }
      for (const [k, place] of places.entries()) {
        if (place !== undefined) gradient[place] = observed[k]!
      }
      return last.value
    },
    observed: () => matrix(observed),
    expected: (x) => other(x, 'expected'),
    products: (x) => other(x, 'products'),
  }
}

type Kind = 'observed' | 'expected' | 'products'

/** Four slopes, then the upper triangle of four by four, row by row. */
const SUMS = 14
const FIRST_PRODUCT = 4

interface Point {
  readonly mu: number
  readonly omega: number
  readonly alpha: number
  readonly beta: number
  readonly start: StartVariance & { readonly byMuTwice: number }
  readonly kind: Kind
}

/**
 * With a = d log f / d h, and h with an index its derivative, the slope by a parameter is sum a h_i, and minus the
 * second derivative sum w h_i h_j - a h_ij, w = -da/dh. mu moves the residual too: it adds z = e / h to its slope, and
 * c = z / h to each product, 1 / h to its own.
 */
// oxlint-disable-next-line max-lines-per-function -- one loop over variables that a second function could not share
function secondOrderSums(
  returns: Float64Array,
  { mu, omega, alpha, beta, start, kind }: Point,
  sums: Float64Array,
): number {
  const carried = alpha + beta
  const isExpected = kind === 'expected'
  const isProducts = kind === 'products'
  let h = omega + carried * start.variance
  let hm = carried * start.byMu
  let ho = 1
  let ha = start.variance
  let hb = start.variance
  let hmm = carried * start.byMuTwice
  let hma = start.byMu
  let hmb = start.byMu
  let hob = 0
  let hab = 0
  let hbb = 0
  let gm = 0
  let go = 0
  let ga = 0
  let gb = 0
  let mm = 0
  let mo = 0
  let ma = 0
  let mb = 0
  let oo = 0
  let oa = 0
  let ob = 0
  let aa = 0
  let ab = 0
  let bb = 0
  let lowest = Infinity
  let sum = 0
  let product = 1
  for (let t = 0; t < returns.length; t++) {
    const e = returns[t]! - mu
    const inverse = 1 / h
    const z = e * inverse
    const square = e * z
    lowest = h < lowest ? h : lowest
    sum += square
    product *= inverse
    if (product > 1e100 || product < 1e-100) {
      sum -= Math.log(product)
      product = 1
    }
    const a = 0.5 * inverse * (square - 1)
    gm += a * hm + z
    go += a * ho
    ga += a * ha
    gb += a * hb
    let w = 0.5 * inverse * inverse * (2 * square - 1)
    let c = z * inverse
    let own = inverse
    let turn = a
    if (isExpected) {
      w = 0.5 * inverse * inverse
      c = 0
      turn = 0
    } else if (isProducts) {
      w = a * a
      c = a * z
      own = z * z
      turn = 0
    }
    const wm = w * hm + c
    mm += (wm + c) * hm + own - turn * hmm
    mo += wm * ho
    ma += wm * ha - turn * hma
    mb += wm * hb - turn * hmb
    const wo = w * ho
    oo += wo * ho
    oa += wo * ha
    ob += wo * hb - turn * hob
    const wa = w * ha
    aa += wa * ha
    ab += wa * hb - turn * hab
    bb += w * hb * hb - turn * hbb
    const e2 = e * e
    hmm = 2 * alpha + beta * hmm
    hma = -2 * e + beta * hma
    hmb = hm + beta * hmb
    hob = ho + beta * hob
    hab = ha + beta * hab
    hbb = 2 * hb + beta * hbb
    hm = -2 * alpha * e + beta * hm
    ho = 1 + beta * ho
    ha = e2 + beta * ha
    hb = h + beta * hb
    h = omega + alpha * e2 + beta * h
  }
  sums.set([gm, go, ga, gb, mm, mo, ma, mb, oo, oa, ob, aa, ab, bb])
  const value = -0.5 * (returns.length * logTwoPi + sum - Math.log(product))
  return lowest > 0 && Number.isFinite(value) ? value : Number.NaN
}
