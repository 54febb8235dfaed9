import { unitScale } from '../regression/unit-scale.ts'
import type { HedgeIntercept } from './hedge-filter.ts'

/** y and x near 1, with what they were multiplied by after their origin was taken off. */
export interface ScaledRows {
  readonly y: Float64Array
  /** The last column of the design, 0 where y is missing. */
  readonly x: Float64Array
  readonly unitY: number
  readonly unitX: number
  readonly originY: number
  readonly originX: number
}

/** The rows of two legs as the filter takes them; at least one where neither is missing. */
export function scaledRows(
  y: Float64Array,
  x: Float64Array,
  intercept: HedgeIntercept,
): ScaledRows {
  const isPresent = (t: number): boolean => !Number.isNaN(y[t]!) && !Number.isNaN(x[t]!)
  const first = y.findIndex((_, t) => isPresent(t))
  const originY = intercept === 'none' ? 0 : y[first]!
  const originX = intercept === 'none' ? 0 : x[first]!
  const movedY = y.map((value, t) => (isPresent(t) ? value - originY : Number.NaN))
  const movedX = x.map((value, t) => (isPresent(t) ? value - originX : 0))
  const unitY = unitScale(movedY)
  const unitX = unitScale(movedX)
  return {
    y: movedY.map((value) => value * unitY),
    x: movedX.map((value) => value * unitX),
    unitY,
    unitX,
    originY,
    originX,
  }
}

/** A constant and x, or x alone. */
export function designOf(rows: ScaledRows, intercept: HedgeIntercept): Float64Array[] {
  return intercept === 'none' ? [rows.x] : [new Float64Array(rows.x.length).fill(1), rows.x]
}
