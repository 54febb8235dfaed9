import { unitCircle } from '../fourier/unit-circle.ts'
import type { BlockSpectra } from './block-spectra.ts'
import type { BlockShape } from './screen-shape.ts'

/** What takes products at frequencies back to lags 0 .. maxLags: a row of weights a lag. */
export interface LagTables {
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

/** weight_f cos(2 pi f l / size) / size and the same sine; weight 1 at both ends, which have no mirror image, else 2. */
export function lagTables({ size, frequencies }: BlockShape, maxLags: number): LagTables {
  const circle = unitCircle(size)
  const cosines = new Float64Array((maxLags + 1) * frequencies)
  const sines = new Float64Array((maxLags + 1) * frequencies)
  for (let lag = 0; lag <= maxLags; lag++) {
    for (let f = 0; f < frequencies; f++) {
      const weight = (f === 0 || f === frequencies - 1 ? 1 : 2) / size
      const place = (f * lag) % size
      cosines[lag * frequencies + f] = weight * circle.cosines[place]!
      sines[lag * frequencies + f] = weight * circle.sines[place]!
    }
  }
  return { cosines, sines }
}

/**
 * The even part of the lagged cross-products of two series of changes d and e, l = 0 .. maxLags:
 *
 *   (sum d_t e_{t-l} + sum e_t d_{t-l}) / 2
 */
export function evenProducts(
  a: BlockSpectra,
  b: BlockSpectra,
  { cosines }: LagTables,
  target: Float64Array,
): void {
  const frequencies = cosines.length / target.length
  const width = a.short.length / frequencies
  target.fill(0)
  for (let f = 0; f < frequencies; f++) {
    let product = 0
    for (let k = f * width; k < (f + 1) * width; k++) product += a.short[k]! * b.long[k]!
    for (let lag = 0; lag < target.length; lag++) {
      target[lag] = target[lag]! + cosines[lag * frequencies + f]! * product
    }
  }
}

/** The odd part: (sum d_t e_{t-l} - sum e_t d_{t-l}) / 2. */
export function oddProducts(
  a: BlockSpectra,
  b: BlockSpectra,
  { sines }: LagTables,
  target: Float64Array,
): void {
  const frequencies = sines.length / target.length
  const width = a.short.length / frequencies
  target.fill(0)
  for (let f = 0; f < frequencies; f++) {
    let product = 0
    for (let k = f * width; k < (f + 1) * width; k += 2) {
      product += a.short[k + 1]! * b.long[k]! - a.short[k]! * b.long[k + 1]!
    }
    for (let lag = 0; lag < target.length; lag++) {
      target[lag] = target[lag]! - sines[lag * frequencies + f]! * product
    }
  }
}
