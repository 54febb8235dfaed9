import { invariant } from '../invariant.ts'
import { complexFourier, isPowerOfTwo } from './complex-fourier.ts'
import { unitCircle } from './unit-circle.ts'

/** The half of a spectrum that a real series has: frequencies 0 .. size / 2. The first and last are real. */
export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Transforms of real series of one length. Nothing is allocated by either. */
export interface RealFourier {
  readonly size: number
  /** Writes the spectrum of `values` (left as they are) into `spectrum`. */
  readonly forward: (values: Float64Array, spectrum: Spectrum) => void
  /** Writes the series of a spectrum (left as it is) into `values`: exactly what `forward` came from, but for rounding. */
  readonly inverse: (spectrum: Spectrum, values: Float64Array) => void
}

/**
 * The discrete Fourier transform of real series of one length and its inverse, their tables made once.
 *
 *   X_f = sum_t x_t exp(-2 pi i f t / size),   f = 0 .. size / 2
 *   x_t = 1/size sum_f w_f (Re X_f cos(2 pi f t / size) - Im X_f sin(2 pi f t / size)),   w = 1 at both ends, else 2
 *
 * Even and odd entries go as real and imaginary part through a complex transform of half the length.
 *
 * @param size a power of two, 2 or more
 *
 * `inverse` takes the imaginary parts of the two ends for zero. Error about eps log2(size) of the root mean square.
 * Cost 2.5 size log2(size). Source: W. H. Press et al. (2007), Numerical Recipes, section 12.3. Checked against the sum
 * above and numpy 2.4.6 `rfft`.
 *
 * @example
 * const fourier = realFourier(4)
 * const spectrum = { re: new Float64Array(3), im: new Float64Array(3) }
 * fourier.forward(Float64Array.of(1, 2, 3, 4), spectrum)
 * Array.from(spectrum.re) // => [10, -2, -2]
 * Array.from(spectrum.im) // => [0, 2, 0]
 */
export function realFourier(size: number): RealFourier {
  invariant(isPowerOfTwo(size) && size >= 2, `a power of two from 2 on is transformed, got ${size}`)
  const half = size / 2
  const transform = complexFourier(half)
  const circle = unitCircle(size)
  const even = new Float64Array(half)
  const odd = new Float64Array(half)
  const requireLengths = ({ re, im }: Spectrum, values: Float64Array): void => {
    invariant(
      values.length === size && re.length === half + 1 && im.length === half + 1,
      `${size} values have ${half + 1} frequencies, got ${values.length}, ${re.length} and ${im.length}`,
    )
  }
  return {
    size,
    forward: (values, spectrum) => {
      requireLengths(spectrum, values)
      for (let t = 0; t < half; t++) {
        even[t] = values[2 * t]!
        odd[t] = values[2 * t + 1]!
      }
      transform(even, odd)
      for (let f = 0; f <= half; f++) {
        const [here, mirror] = [f % half, (half - f) % half]
        const evenRe = (even[here]! + even[mirror]!) / 2
        const evenIm = (odd[here]! - odd[mirror]!) / 2
        const oddRe = (odd[here]! + odd[mirror]!) / 2
        const oddIm = (even[mirror]! - even[here]!) / 2
        const [cosine, sine] = [circle.cosines[f]!, 0 - circle.sines[f]!]
        spectrum.re[f] = evenRe + oddRe * cosine - oddIm * sine
        spectrum.im[f] = evenIm + oddRe * sine + oddIm * cosine
      }
    },
    inverse: (spectrum, values) => {
      requireLengths(spectrum, values)
      const { re, im } = spectrum
      const imAt = (f: number): number => (f === 0 || f === half ? 0 : im[f]!)
      for (let f = 0; f < half; f++) {
        const evenRe = (re[f]! + re[half - f]!) / 2
        const evenIm = (imAt(f) - imAt(half - f)) / 2
        const turnedRe = (re[f]! - re[half - f]!) / 2
        const turnedIm = (imAt(f) + imAt(half - f)) / 2
        const [cosine, sine] = [circle.cosines[f]!, circle.sines[f]!]
        const oddRe = turnedRe * cosine - turnedIm * sine
        const oddIm = turnedRe * sine + turnedIm * cosine
        even[f] = evenRe - oddIm
        odd[f] = evenIm + oddRe
      }
      // Columns exchanged: the inverse.
      transform(odd, even)
      for (let t = 0; t < half; t++) {
        values[2 * t] = even[t]! / half
        values[2 * t + 1] = odd[t]! / half
      }
    },
  }
}
