import { solveCholesky } from '../../../math/cholesky.ts'
import { dot, type Matrix, zeroMatrix } from '../../../math/matrix.ts'
import { independentBounds, type LinearBound, slackOf } from './linear-bound.ts'
import { type PositiveDefinite, positiveDefinite } from './positive-definite.ts'

/** Where the quadratic is lowest inside the bounds. */
export interface QuadraticStep {
  readonly step: Float64Array
  /** The bounds the step ends on and is held by. */
  readonly active: readonly LinearBound[]
}

// Each round adds or drops a bound; a dozen parameters with two bounds each never needed more than twenty.
const ROUNDS_MAX = 100

/**
 * The step d that minimises g'd + d'B d / 2 while x + d stays inside every bound.
 *
 * A primal active-set method: on the bounds held the minimum is that of a linear system; a bound in the way is added,
 * one whose multiplier is negative dropped. x must be inside the bounds.
 * Source: Nocedal and Wright (2006), algorithm 16.3.
 */
export function quadraticStep(
  { matrix, lower }: PositiveDefinite,
  gradient: Float64Array,
  {
    x,
    bounds,
    held,
  }: { x: Float64Array; bounds: readonly LinearBound[]; held: readonly LinearBound[] },
): QuadraticStep {
  const step = new Float64Array(x.length)
  const active = independentBounds(held.filter((bound) => slackOf(bound, x) <= 0))
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const pull = gradient.map((value, i) => value + productRow(matrix, i, step))
    const { move, multipliers } = moveAlong(lower, pull, active)
    const block = firstBlock(move, { x, step, bounds, active })
    for (let i = 0; i < step.length; i++) step[i]! += block.share * move[i]!
    if (block.bound !== undefined) {
      active.push(block.bound)
      continue
    }
    const weakest = multipliers.indexOf(Math.min(...multipliers))
    // A multiplier that is zero but for rounding holds nothing and harms nothing.
    const size = Math.max(1, ...multipliers.map(Math.abs))
    if (weakest < 0 || multipliers[weakest]! >= -1e-12 * size) break
    active.splice(weakest, 1)
  }
  return { step, active }
}

function productRow({ data, rows }: Matrix, row: number, vector: Float64Array): number {
  let sum = 0
  for (let k = 0; k < rows; k++) sum += data[k * rows + row]! * vector[k]!
  return sum
}

/** The move to the minimum on the bounds held, and their multipliers. */
function moveAlong(
  lower: Matrix,
  pull: Float64Array,
  active: readonly LinearBound[],
): { move: Float64Array; multipliers: number[] } {
  const down = solveCholesky(lower, pull)
  if (active.length === 0) return { move: down.map((value) => -value), multipliers: [] }
  const turned = active.map(({ weights }) => solveCholesky(lower, weights))
  const gram = zeroMatrix(active.length, active.length)
  for (const [j, column] of turned.entries()) {
    for (const [i, { weights }] of active.entries())
      gram.data[j * active.length + i] = dot(weights, column)
  }
  const sides = Float64Array.from(active, ({ weights }) => dot(weights, down))
  const multipliers = solveCholesky(positiveDefinite(gram).lower, sides)
  const move = down.map((value, i) => {
    let sum = -value
    for (const [k, column] of turned.entries()) sum += multipliers[k]! * column[i]!
    return sum
  })
  return { move, multipliers: [...multipliers] }
}

/** How much of the move fits, and the bound that stops it. */
function firstBlock(
  move: Float64Array,
  at: {
    x: Float64Array
    step: Float64Array
    bounds: readonly LinearBound[]
    active: readonly LinearBound[]
  },
): { share: number; bound: LinearBound | undefined } {
  let share = 1
  let blocking: LinearBound | undefined
  const length = Math.sqrt(dot(move, move))
  for (const bound of at.bounds) {
    const approach = -dot(bound.weights, move)
    // A bound the move runs along, to rounding, is dependent on those held.
    if (approach <= 1e-12 * length || at.active.includes(bound)) continue
    const room = Math.max(0, slackOf(bound, at.x) + dot(bound.weights, at.step))
    if (room / approach >= share) continue
    // At a vertex the move itself is rounding, and any bound seems in its way.
    if (independentBounds([...at.active, bound]).length <= at.active.length) continue
    share = room / approach
    blocking = bound
  }
  return { share, bound: blocking }
}
