import { complexFourier } from '../fourier/complex-fourier.ts'
import type { BlockShape } from './screen-shape.ts'

/**
 * The transforms of a series' blocks, frequency by frequency: at each, real and imaginary part of every block in turn.
 * `short` are the blocks themselves between zeros, `long` the same places with their neighbours.
 */
export interface BlockSpectra {
  readonly short: Float64Array
  readonly long: Float64Array
}

/**
 * Makes the spectra of the changes of levels.
 *
 * A short block of one series against the long one of another gives sum d_t e_{t-l} over the t of the block for every
 * |l| <= maxLags, exactly: the neighbours are on both sides, and no product goes round the circle. Both ride through
 * one complex transform, as its real and imaginary part.
 */
export function blockSpectra(
  shape: BlockShape,
  maxLags: number,
): (levels: Float64Array) => BlockSpectra {
  const { size, core, blocks, frequencies } = shape
  const transform = complexFourier(size)
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  return (levels) => {
    const short = new Float64Array(frequencies * blocks * 2)
    const long = new Float64Array(frequencies * blocks * 2)
    for (let block = 0; block < blocks; block++) {
      for (let place = 0; place < size; place++) {
        const row = 1 + block * core - maxLags + place
        const inside = row >= 1 && row < levels.length
        im[place] = inside ? levels[row]! - levels[row - 1]! : 0
        re[place] = place >= maxLags && place < maxLags + core ? im[place]! : 0
      }
      transform(re, im)
      for (let f = 0; f < frequencies; f++) {
        const mirror = (size - f) % size
        const at = (f * blocks + block) * 2
        short[at] = (re[f]! + re[mirror]!) / 2
        short[at + 1] = (im[f]! - im[mirror]!) / 2
        long[at] = (im[f]! + im[mirror]!) / 2
        long[at + 1] = (re[mirror]! - re[f]!) / 2
      }
    }
    return { short, long }
  }
}
