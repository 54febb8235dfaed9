import { bfgs } from '../../math/optimise/bfgs.ts'
import type { Objective, SearchResult } from '../../math/optimise/minimum-search.ts'
import type { KalmanLikelihood } from './kalman-filter.ts'
import { polishedMinimum } from './likelihood-curvature.ts'

/** The most likely variances of a model; those on the boundary are exactly 0. */
export interface VarianceOptimum {
  readonly variances: Float64Array
  readonly logLikelihood: number
  readonly converged: boolean
  readonly iterations: number
}

/** One set of positive variances, the others 0: their common scale solved for, their ratios searched. */
interface Face {
  readonly positive: readonly number[]
  readonly found: SearchResult
}

// Logarithms of ratios: e^15 either way, with data near 1, is as good as none of the smaller.
const REACH = 15
const INNER = 8
/** Spacing of the grids in one and in two dimensions, narrower than the hill of a likelihood in logarithms. */
const SPACINGS = [1.5, 3]
/** The highest points of the grid that are followed to a top: a likelihood of variances may have more than one. */
const STARTS_MAX = 3
// Less than this is no reason to call a variance positive.
const TIE = 1e-9

/**
 * Maximum likelihood of up to three variances of a state-space model, zeros allowed.
 *
 *   variances = s w,   s = (1 / rows) sum v^2 / F at w (solved for),   w = exp(u) on each face of the positive orthant
 *
 * A variance may well be estimated as zero, where its logarithm has no place: every face, that is every choice of which
 * variances are positive, is searched by itself and the highest taken, of equals the smallest. On a face the ratios
 * start from the best points of a grid, so that one of several hills is not missed, and end with Newton's steps.
 *
 * @param likelihood of given variances, data near 1
 * @param size       the number of variances, 1 to 3
 * @param iterationsMax of each search
 * @returns log-likelihood infinite where some variances match the series exactly
 */
export function searchVariances(
  likelihood: (variances: Float64Array) => KalmanLikelihood,
  size: number,
  iterationsMax: number,
): VarianceOptimum {
  const faces: Face[] = []
  for (let choice = 1; choice < 2 ** size; choice++) {
    const positive = Array.from({ length: size }, (_, k) => k).filter((k) => choice & (1 << k))
    faces.push(searchFace(likelihood, size, positive, iterationsMax))
  }
  const value = ({ found }: Face): number => found.value
  const lowest = Math.min(...faces.map(value).filter((found) => !Number.isNaN(found)))
  const tie = TIE * Math.max(1, Math.abs(lowest))
  const best = faces
    .filter((face) => value(face) === lowest || value(face) <= lowest + tie)
    .toSorted((a, b) => a.positive.length - b.positive.length || value(a) - value(b))[0]!
  const shares = sharesOf(best.positive, best.found.x, size)
  const { squares, rows } = likelihood(shares)
  return {
    variances: shares.map((share) => (share * squares) / rows),
    logLikelihood: -best.found.value,
    converged: best.found.converged,
    iterations: faces.reduce((sum, { found }) => sum + found.iterations, 0),
  }
}

function searchFace(
  likelihood: (variances: Float64Array) => KalmanLikelihood,
  size: number,
  positive: readonly number[],
  iterationsMax: number,
): Face {
  const f: Objective = (x) => -concentrated(likelihood(sharesOf(positive, x, size)))
  const dimension = positive.length - 1
  const single: SearchResult = {
    x: new Float64Array(0),
    value: dimension === 0 ? f(new Float64Array(0)) : Infinity,
    converged: true,
    iterations: 0,
    evaluations: 1,
  }
  if (dimension === 0) return { positive, found: single }
  const starts = highestOf(f, dimension)
  let best = single
  for (const start of starts) {
    const near = bfgs(f, start, { iterationsMax, gradientTolerance: 1e-9 })
    const found = polishedMinimum(f, near)
    if (found.value < best.value) best = found
  }
  return { positive, found: best }
}

/** The likelihood at the best common scale of the variances. */
function concentrated({ logLikelihood, squares, rows }: KalmanLikelihood): number {
  return logLikelihood - 0.5 * (rows * Math.log(squares / rows) + rows - squares)
}

/** The first positive variance is 1, the others are e^u of it. */
function sharesOf(positive: readonly number[], x: Float64Array, size: number): Float64Array {
  const shares = new Float64Array(size)
  for (const [k, at] of positive.entries()) shares[at] = k === 0 ? 1 : Math.exp(x[k - 1]!)
  return shares
}

/**
 * Points of a grid that none of their neighbours exceeds, best first; then the best of those at which every variance
 * matters. Towards an edge the likelihood is flat, and a slope that leads inwards from there is below rounding.
 */
function highestOf(f: Objective, dimension: number): Float64Array[] {
  const spacing = SPACINGS[dimension - 1]!
  const side = 2 * Math.round(REACH / spacing) + 1
  const points = Array.from({ length: side ** dimension }, (_, at) => {
    const x = new Float64Array(dimension)
    for (const k of x.keys()) x[k] = (Math.floor(at / side ** k) % side) * spacing - REACH
    return { x, value: f(x) }
  }).filter(({ value }) => Number.isFinite(value))
  const isTop = (point: (typeof points)[number]): boolean =>
    points.every(
      (other) =>
        other.value >= point.value ||
        other.x.some((coordinate, k) => Math.abs(coordinate - point.x[k]!) > 1.5 * spacing),
    )
  const ranked = points.toSorted((a, b) => a.value - b.value)
  const inner = ranked.filter(({ x }) => x.every((ratio) => Math.abs(ratio) < INNER))
  return [...ranked.filter(isTop).slice(0, STARTS_MAX), ...inner.slice(0, 1)].map(({ x }) => x)
}
