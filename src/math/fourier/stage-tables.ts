import { unitCircle } from './unit-circle.ts'

/** Where each entry goes when the bits of its place are read backwards. */
export function reversedPlaces(size: number): Uint32Array {
  const places = new Uint32Array(size)
  for (let t = 1, reversed = 0; t < size; t++) {
    let bit = size >> 1
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit
    reversed ^= bit
    places[t] = reversed
  }
  return places
}

/** One doubling: transforms of `half` entries each become transforms of twice as many. */
export interface Stage {
  readonly half: number
  /** exp(-2 pi i k / (2 half)), k < half, one after the other, so that the inner loop reads them in a row. */
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

/** The stages of a transform of so many entries, from pairs up. */
export function stageTables(size: number): readonly Stage[] {
  const circle = unitCircle(size)
  const stages: Stage[] = []
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half)
    stages.push({
      half,
      cosines: Float64Array.from({ length: half }, (_, k) => circle.cosines[k * stride]!),
      sines: Float64Array.from({ length: half }, (_, k) => 0 - circle.sines[k * stride]!),
    })
  }
  return stages
}
