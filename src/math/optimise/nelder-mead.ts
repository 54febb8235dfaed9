import type { Objective, SearchResult } from './minimum-search.ts'

export interface NelderMeadOptions {
  /** Length of the first edges, one a dimension; by default a twentieth of each coordinate, 0.00025 where it is 0. */
  readonly edges?: Float64Array
  /** Ends where all vertices lie within this of the best, against max(1, |x|); 1e-8 by default. */
  readonly positionTolerance?: number
  /** ... and all values within this of the best; 1e-8 by default. */
  readonly valueTolerance?: number
  /** 200 a dimension by default. */
  readonly iterationsMax?: number
}

interface Vertex {
  readonly x: Float64Array
  readonly value: number
}

/**
 * A local minimum without derivatives, by a simplex that reflects, expands, contracts and shrinks.
 *
 * @param f     n variables to a number; NaN counts as infinitely high; `start` should be inside its domain
 * @param start not changed
 * @returns `converged` false where the iterations ran out or no vertex has a finite value; never throws for it
 * Coefficients that adapt to the dimension. Source: Nelder and Mead (1965); Gao and Han (2012), equation 4.1.
 *
 * @example
 * const bowl = (x) => (x[0] - 1) ** 2 + 10 * (x[1] + 2) ** 2
 * const found = nelderMead(bowl, Float64Array.of(0, 0))
 * Math.abs(found.x[1] + 2) < 1e-3 // => true
 */
export function nelderMead(
  f: Objective,
  start: Float64Array,
  options: NelderMeadOptions = {},
): SearchResult {
  const size = start.length
  const iterationsMax = options.iterationsMax ?? 200 * size
  let evaluations = 0
  const vertexAt = (x: Float64Array): Vertex => {
    evaluations++
    const value = f(x)
    return { x, value: Number.isNaN(value) ? Infinity : value }
  }
  let simplex = firstSimplex(start, options.edges).map(vertexAt).toSorted(byValue)
  let iterations = 0
  while (iterations < iterationsMax && !isSettled(simplex, options)) {
    iterations++
    const replacement = betterThanWorst(simplex, vertexAt)
    simplex =
      replacement === undefined ? shrunk(simplex, vertexAt) : [...simplex.slice(0, -1), replacement]
    simplex.sort(byValue)
  }
  const best = simplex[0]!
  const converged = Number.isFinite(best.value) && isSettled(simplex, options)
  return { x: best.x, value: best.value, converged, iterations, evaluations }
}

function byValue(a: Vertex, b: Vertex): number {
  return a.value === b.value ? 0 : a.value - b.value // two infinities have no difference
}

function firstSimplex(start: Float64Array, edges: Float64Array | undefined): Float64Array[] {
  const simplex = [start.slice()]
  start.forEach((value, i) => {
    const vertex = start.slice()
    vertex[i] = value + (edges?.[i] ?? (value === 0 ? 0.000_25 : 0.05 * value))
    simplex.push(vertex)
  })
  return simplex
}

function isSettled(simplex: readonly Vertex[], options: NelderMeadOptions): boolean {
  const { positionTolerance = 1e-8, valueTolerance = 1e-8 } = options
  const best = simplex[0]!
  return simplex.every(
    ({ x, value }) =>
      value - best.value <= valueTolerance * Math.max(1, Math.abs(best.value)) &&
      x.every((v, i) => Math.abs(v - best.x[i]!) <= positionTolerance * Math.max(1, Math.abs(v))),
  )
}

/** The vertex that takes the place of the worst; undefined where only shrinking helps. */
function betterThanWorst(
  simplex: readonly Vertex[],
  vertexAt: (x: Float64Array) => Vertex,
): Vertex | undefined {
  const size = simplex.length - 1
  const [best, worst] = [simplex[0]!, simplex[size]!]
  const second = simplex[size - 1]!
  const center = best.x.map((_, i) => {
    let sum = 0
    for (let k = 0; k < size; k++) sum += simplex[k]!.x[i]!
    return sum / size
  })
  const from = (share: number): Vertex =>
    vertexAt(center.map((value, i) => value + share * (worst.x[i]! - value)))
  const dimension = Math.max(2, size) // in one dimension the formulae would not contract
  const reflected = from(-1)
  if (reflected.value < best.value) {
    const expanded = from(-(1 + 2 / dimension))
    return expanded.value < reflected.value ? expanded : reflected
  }
  if (reflected.value < second.value) return reflected
  const contraction = 0.75 - 1 / (2 * dimension)
  if (reflected.value < worst.value) {
    const outside = from(-contraction)
    return outside.value <= reflected.value ? outside : undefined
  }
  const inside = from(contraction)
  return inside.value < worst.value ? inside : undefined
}

function shrunk(simplex: readonly Vertex[], vertexAt: (x: Float64Array) => Vertex): Vertex[] {
  const best = simplex[0]!
  const share = 1 - 1 / Math.max(2, simplex.length - 1)
  return simplex.map((vertex, k) =>
    k === 0
      ? vertex
      : vertexAt(vertex.x.map((value, i) => best.x[i]! + share * (value - best.x[i]!))),
  )
}
