import { invariant } from '../invariant.ts'
import type { ScreenPlan } from './screen-kernel.ts'

/** How the changes of a series are cut for their transforms. */
export interface BlockShape {
  /** Entries of a transform, a power of two. */
  readonly size: number
  /** Changes of its own in each block; the rest of it are neighbours, as many as lags on either side. */
  readonly core: number
  readonly blocks: number
  /** size / 2 + 1 */
  readonly frequencies: number
}

/** Below a transform of eight there is nothing to save. */
const sizeMin = 8

/**
 * The cut with the least work a pair: a product over all blocks at each frequency, and one a lag back to lags. Long
 * blocks waste less on neighbours, short ones have fewer frequencies: 256 entries at 8,760 rows and 37 lags.
 */
export function blockShape({ rows, maxLags }: Pick<ScreenPlan, 'rows' | 'maxLags'>): BlockShape {
  invariant(isScreenable({ rows, maxLags }), `${rows} rows do not carry ${maxLags} lags`)
  let best = shapeOf(sizeMin, rows, maxLags)
  for (let size = 2 * sizeMin; size < 4 * rows; size *= 2) {
    const shape = shapeOf(size, rows, maxLags)
    if (workOf(shape, maxLags) < workOf(best, maxLags)) best = shape
  }
  return best
}

/** Whether the regressions of the plan have a degree of freedom. */
export function isScreenable({ rows, maxLags }: Pick<ScreenPlan, 'rows' | 'maxLags'>): boolean {
  return Number.isInteger(maxLags) && maxLags >= 0 && rows > 2 * maxLags + 2 && rows >= 4
}

function shapeOf(size: number, rows: number, maxLags: number): BlockShape {
  const core = size - 2 * maxLags
  return {
    size,
    core,
    blocks: core > 0 ? Math.ceil((rows - 1) / core) : Infinity,
    frequencies: size / 2 + 1,
  }
}

function workOf({ frequencies, blocks }: BlockShape, maxLags: number): number {
  return frequencies * (2 * blocks + maxLags + 1)
}
