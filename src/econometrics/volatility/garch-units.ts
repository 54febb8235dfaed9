import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import type { GarchSpec } from './garch-spec.ts'

/**
 * The power of two that brings a root mean square to between 0.7 and 1.5: multiplying by it rounds nothing, and every
 * tolerance of the search then means the same whatever the unit of the returns.
 */
export function garchScale(meanSquare: number): number {
  return 2 ** -Math.round(0.5 * Math.log2(meanSquare))
}

/**
 * The parameters of the series from those of the series times `scale`: mu / scale, omega / scale^2, and for EGARCH
 * omega - 2 log(scale) (1 - sum beta).
 */
export function inGivenUnits(spec: GarchSpec, x: Float64Array, scale: number): Float64Array {
  const given = x.slice()
  if (spec.mean === 'constant') given[0]! /= scale
  if (spec.model !== 'egarch') {
    given[spec.at.omega]! /= scale * scale
    return given
  }
  let rest = 1
  for (let j = 0; j < spec.q; j++) rest -= x[spec.at.beta + j]!
  given[spec.at.omega]! -= 2 * Math.log(scale) * rest
  return given
}

/** Directions of the scaled parameters as columns, carried over to those of the given series. */
export function directionsInGivenUnits(
  spec: GarchSpec,
  directions: readonly Float64Array[],
  scale: number,
): Matrix {
  const matrix = directionColumns(spec.size, directions)
  for (let column = 0; column < directions.length; column++) {
    const first = column * spec.size
    const omega = first + spec.at.omega
    if (spec.mean === 'constant') matrix.data[first]! /= scale
    if (spec.model === 'egarch') {
      for (let j = 0; j < spec.q; j++) {
        matrix.data[omega]! += 2 * Math.log(scale) * matrix.data[first + spec.at.beta + j]!
      }
    } else {
      matrix.data[omega]! /= scale * scale
    }
  }
  return matrix
}

export function directionColumns(size: number, directions: readonly Float64Array[]): Matrix {
  const matrix = zeroMatrix(size, directions.length)
  for (const [column, direction] of directions.entries()) matrix.data.set(direction, column * size)
  return matrix
}
