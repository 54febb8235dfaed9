import { dot } from '../../../math/matrix.ts'

/** One linear inequality a'x >= least. */
export interface LinearBound {
  readonly weights: Float64Array
  readonly least: number
  /** In words, for a warning: `alpha[1] = 0`. */
  readonly name: string
}

/** How far x is inside a bound; negative outside. */
export function slackOf({ weights, least }: LinearBound, x: Float64Array): number {
  return dot(weights, x) - least
}

/**
 * An orthonormal basis, column by column, of the directions along which none of the given bounds changes.
 *
 * By Gram-Schmidt twice over; cost size^3.
 */
export function freeDirections(bounds: readonly LinearBound[], size: number): Float64Array[] {
  const held: Float64Array[] = []
  for (const { weights } of bounds) addDirection(held, weights)
  const free: Float64Array[] = []
  const all = [...held]
  for (let k = 0; k < size; k++) {
    const axis = new Float64Array(size)
    axis[k] = 1
    const added = addDirection(all, axis)
    if (added !== undefined) free.push(added)
  }
  return free
}

/** Those of the bounds, first come first kept, whose weights do not follow from the weights of others. */
export function independentBounds(bounds: readonly LinearBound[]): LinearBound[] {
  const basis: Float64Array[] = []
  return bounds.filter(({ weights }) => addDirection(basis, weights) !== undefined)
}

/** Appends what of `vector` is orthogonal to the basis, at length 1, unless that is nothing but rounding. */
function addDirection(basis: Float64Array[], vector: Float64Array): Float64Array | undefined {
  const rest = vector.slice()
  const length = Math.sqrt(dot(vector, vector))
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      const share = dot(other, rest)
      for (let i = 0; i < rest.length; i++) rest[i]! -= share * other[i]!
    }
  }
  const left = Math.sqrt(dot(rest, rest))
  if (left <= 1e-9 * length) return undefined
  // Entries that are rounding become exactly zero: what a bound holds does not move.
  const unit = rest.map((value) => (Math.abs(value) < 1e-14 * left ? 0 : value / left))
  basis.push(unit)
  return unit
}
