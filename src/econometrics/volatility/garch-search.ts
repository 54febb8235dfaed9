import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { dot, type Matrix } from '../../math/matrix.ts'
import { garchBounds } from './garch-bounds.ts'
import { cornerInMu, isCorner } from './garch-corner.ts'
import { exchanged, searchCurvature, searchFunction } from './garch-coordinates.ts'
import { curvatureAlong } from './garch-curvature.ts'
import { garchGuesses, wideGuesses } from './garch-guesses.ts'
import type { GarchLikelihood } from './garch-likelihood.ts'
import type { GarchSpec } from './garch-spec.ts'
import type { SecondOrder } from './second-order-normal.ts'
import {
  type BoundedPoint,
  type BoundedSearch,
  boundedMinimum,
  freeNorm,
} from './search/bounded-minimum.ts'
import { freeDirections, type LinearBound, slackOf } from './search/linear-bound.ts'

/** The highest likelihood found, in the parameters themselves. */
export interface GarchOptimum {
  readonly x: Float64Array
  readonly logLikelihood: number
  /** The bounds the optimum lies on. */
  readonly active: readonly LinearBound[]
  /** Orthonormal directions the bounds leave free. */
  readonly directions: readonly Float64Array[]
  /** Minus the second derivatives along them. */
  readonly curvature: Matrix
  readonly iterations: number
  /** Largest element of the gradient along the free directions. */
  readonly gradientNorm: number
}

export interface SearchPlace {
  readonly centre: number
  /** About the centre. */
  readonly meanSquare: number
  readonly iterationsMax: number
}

// Where the quasi-Newton search hands over to Newton: his steps square the error from here.
const HANDOVER = 1e-5
const NEWTON_MAX = 6
// The gradient is a sum of thousands of terms of order one: below this is rounding.
const GRADIENT_AIM = 1e-9
/** More than one lag of a kind, and the likelihood may have several tops: that many of the guesses are followed. */
const STARTS_OF_LONG_MODELS = 3
/**
 * Log-likelihood a model must gain over a constant variance to be believed at once: of 182 fits to series without any
 * volatility to find, 9 ended below another top. Hourly bars of a coin gain hundreds.
 */
const DOUBT = 12
/** Guesses followed in doubt, and the gradient at which one of them has arrived. */
const WIDE = 12
const SETTLED = 1e-3

/** The maximum of the likelihood inside `garchBounds`, for a series of mean square near 1. */
export function searchGarch(
  spec: GarchSpec,
  likelihood: GarchLikelihood,
  place: SearchPlace,
): GarchOptimum {
  const bounds = garchBounds(spec, place.meanSquare)
  const { iterationsMax } = place
  const isLong = Math.max(spec.p, spec.o, spec.q) > 1
  const judge = isLong ? likelihood.trace : likelihood.glance
  const inside = (guesses: readonly Float64Array[]): Float64Array[] =>
    guesses
      .filter((start) => bounds.every((bound) => slackOf(bound, start) >= 0))
      .map((start) => ({ start, value: judge(exchanged(spec, start)) }))
      .filter(({ value }) => Number.isFinite(value))
      .toSorted((a, b) => b.value - a.value)
      .map(({ start }) => start)
  const starts = inside(garchGuesses(spec, place.centre, place.meanSquare))
  const gainOver = (start: Float64Array, { value }: BoundedPoint): number =>
    -value - likelihood.trace(exchanged(spec, start))
  const upFrom = (feet: readonly Float64Array[]): BoundedPoint[] =>
    feet.map((start) =>
      climb(spec, likelihood, { start, bounds, iterationsMax, gradientTolerance: HANDOVER }),
    )
  // Some guess is inside the domain: all have positive variances by construction.
  const climbed = upFrom(starts.slice(0, isLong ? STARTS_OF_LONG_MODELS : 1))
  if (gainOver(constantVariance(spec, highest(climbed).x, place), highest(climbed)) < DOUBT) {
    const wide = inside(wideGuesses(spec, place.centre, place.meanSquare)).slice(0, WIDE)
    // An EGARCH that forgets its start too slowly has a likelihood of needles: what has no flat top is none of them.
    climbed.push(...upFrom(wide).filter(({ gradientNorm }) => gradientNorm <= SETTLED))
  }
  const best = highest(climbed)
  const iterations = climbed.reduce((sum, { iterations: count }) => sum + count, 0)
  const optimum = polished(spec, likelihood, { point: { ...best, iterations }, bounds })
  if (optimum.gradientNorm <= GRADIENT_AIM * 1e3) return optimum
  return stubborn(spec, likelihood, { optimum, bounds, iterationsMax })
}

function highest(points: readonly BoundedPoint[]): BoundedPoint {
  return points.reduce((a, b) => (b.value < a.value ? b : a))
}

/** The same mean and law with a variance that answers to nothing. */
function constantVariance(
  spec: GarchSpec,
  x: Float64Array,
  { meanSquare }: SearchPlace,
): Float64Array {
  const constant = x.slice()
  constant.fill(0, spec.at.alpha, spec.at.shape)
  constant[spec.at.omega] = spec.model === 'egarch' ? Math.log(meanSquare) : meanSquare
  return constant
}

type Climb = Omit<BoundedSearch, 'curvature'>

function climb(spec: GarchSpec, likelihood: GarchLikelihood, search: Climb): BoundedPoint {
  const curvature =
    likelihood.secondOrder === undefined
      ? searchCurvature(spec, likelihood, search.start)
      : positiveCurvature(likelihood.secondOrder)
  return boundedMinimum(searchFunction(spec, likelihood), { ...search, curvature })
}

/** Newton's curvature where it is one of a maximum; its expectation, which always is, elsewhere. */
function positiveCurvature(secondOrder: SecondOrder): (x: Float64Array) => Matrix {
  return (x) => {
    const observed = secondOrder.observed()
    return factorCholesky(observed).kind === 'value' ? observed : secondOrder.expected(x)
  }
}

interface Remainder {
  readonly optimum: GarchOptimum
  readonly bounds: readonly LinearBound[]
  readonly iterationsMax: number
}

/** Where Newton did not take over: a longer search, and a look at the corner of the likelihood nearest in mu. */
function stubborn(
  spec: GarchSpec,
  likelihood: GarchLikelihood,
  { optimum, bounds, iterationsMax }: Remainder,
): GarchOptimum {
  const again = (start: Float64Array, within: readonly LinearBound[]): GarchOptimum => {
    const search = { start, bounds: within, iterationsMax, gradientTolerance: 1e-7 }
    const point = climb(spec, likelihood, search)
    const iterations = point.iterations + optimum.iterations
    return polished(spec, likelihood, { point: { ...point, iterations }, bounds: within })
  }
  const longer = again(exchanged(spec, optimum.x), bounds)
  if (longer.gradientNorm <= GRADIENT_AIM * 1e3) return longer
  const corner = cornerInMu(spec, likelihood, longer)
  if (corner === undefined) return longer
  const pinned = again(exchanged(spec, corner.x), [...bounds, ...corner.bounds])
  return pinned.logLikelihood >= longer.logLikelihood - 1e-9 * Math.abs(longer.logLikelihood)
    ? pinned
    : longer
}

/** Newton's steps along the free directions, as long as they flatten the gradient and stay inside. */
function polished(
  spec: GarchSpec,
  likelihood: GarchLikelihood,
  from: { point: BoundedPoint; bounds: readonly LinearBound[] },
): GarchOptimum {
  const { active, iterations: taken } = from.point
  const directions = freeDirections(active, spec.size)
  const gradient = new Float64Array(spec.size)
  let x = exchanged(spec, from.point.x)
  let value = likelihood.evaluate(x, gradient)
  let norm = freeNorm(gradient, active)
  let curvature = curvatureAlong(likelihood, x, directions)
  let iterations = taken
  let moved = 0
  const there = new Float64Array(spec.size)
  for (let k = 0; k < NEWTON_MAX && norm > GRADIENT_AIM; k++) {
    const next = newtonStep(x, gradient, { directions, curvature })
    if (next === undefined) break
    const found = likelihood.evaluate(next, there)
    const flatter = freeNorm(there, active)
    const inside = exchanged(spec, next)
    const isInside = from.bounds.every((bound) => slackOf(bound, inside) >= -1e-12)
    // A likelihood may fall by its own rounding, no more.
    if (!isInside || !(flatter < norm) || !(found >= value - 1e-12 * Math.abs(value))) break
    moved = Math.max(moved, norm)
    ;[x, value, norm] = [next, found, flatter]
    gradient.set(there)
    iterations++
    if (likelihood.secondOrder !== undefined) curvature = curvatureAlong(likelihood, x, directions)
  }
  const isMoved = likelihood.secondOrder === undefined && moved > 10 * HANDOVER
  // On a corner EGARCH still has second derivatives in mu, signs kept; the others' are those of a spike.
  const tied = spec.model === 'egarch' ? active.filter((bound) => !isCorner(bound)) : active
  const isWider = tied.length < active.length
  const reported = isWider ? freeDirections(tied, spec.size) : directions
  // Only EGARCH is wider.
  if (isMoved || isWider) curvature = curvatureAlong(likelihood, x, reported)
  return {
    x,
    logLikelihood: value,
    active,
    directions: reported,
    curvature,
    iterations,
    gradientNorm: norm,
  }
}

function newtonStep(
  x: Float64Array,
  gradient: Float64Array,
  { directions, curvature }: { directions: readonly Float64Array[]; curvature: Matrix },
): Float64Array | undefined {
  const lower = factorCholesky(curvature)
  if (lower.kind !== 'value') return undefined
  const sides = Float64Array.from(directions, (direction) => dot(direction, gradient))
  const shares = solveCholesky(lower.value, sides)
  return x.map((value, i) => {
    let sum = value
    for (const [k, direction] of directions.entries()) sum += shares[k]! * direction[i]!
    return sum
  })
}
