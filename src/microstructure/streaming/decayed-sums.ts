import { invariant } from '../../math/invariant.ts'

/** Exponent at which weights are brought back to 1: e^24 grows the sums by ten decimal digits, a double has room for 300. */
const exponentMax = 24

/**
 * Sums whose terms lose half their weight in every half-life: several channels, each over several half-lives.
 *
 *   S_k(t) = sum_i x_i 2^(-(t - t_i) / h_k)
 *
 * Kept with weights that grow instead of sums that shrink, so that a term costs one multiplication a half-life, whole
 * channels are never touched for time passing, and no rounding gathers: multiplied down event by event, a sum over
 * 300 s at 50 events a second is off by 2e-12.
 *
 * A class, for it guards hot sums. Times are in one unit (microseconds here) and must not go back. Update and read
 * allocate nothing; a read is one exponential a half-life. Source: forward decay, Cormode, Shkapenyuk, Srivastava and
 * Xu (2009). Checked against `decayedSum`, its batch twin, to 1e-12 of the sum of absolute terms.
 *
 * @example
 * const sums = new DecayedSums(1, [10])
 * sums.advance(0)
 * sums.add(0, 8)
 * sums.advance(10)
 * sums.add(0, 1)
 * sums.at(0, 0, 20) // => 2.5
 */
export class DecayedSums {
  readonly channels: number
  readonly halfLives: readonly number[]
  /** Channel by channel, a value a half-life. */
  readonly #sums: Float64Array
  /** The same array, for who reads all of it: channel by channel, a value a half-life, each before its factor. */
  readonly raw: Readonly<Float64Array>
  readonly #weights: Float64Array
  readonly #rates: Float64Array
  readonly #landmarks: Float64Array
  #time = Number.NaN
  readonly #factors: Float64Array
  #factorTime = Number.NaN
  /** Weights of the rows that are being added. */
  #rowWeights: Float64Array = new Float64Array(0)

  /** @param halfLives positive, in the unit of the times */
  constructor(channels: number, halfLives: readonly number[]) {
    invariant(
      halfLives.every((halfLife) => halfLife > 0),
      `half-lives are positive, got ${halfLives.join(', ')}`,
    )
    this.channels = channels
    this.halfLives = halfLives
    this.#sums = new Float64Array(channels * halfLives.length)
    this.raw = this.#sums
    this.#weights = new Float64Array(halfLives.length)
    this.#rates = Float64Array.from(halfLives, (halfLife) => Math.LN2 / halfLife)
    this.#landmarks = new Float64Array(halfLives.length).fill(Number.NaN)
    this.#factors = new Float64Array(halfLives.length)
  }

  /** Moves to an instant, of which the terms that follow are. */
  advance(time: number): void {
    if (time === this.#time) return
    this.#time = time
    const count = this.#rates.length
    for (let k = 0; k < count; k++) {
      const exponent = (time - this.#landmarks[k]!) * this.#rates[k]!
      // Not `> exponentMax`: the first landmark is NaN.
      if (exponent <= exponentMax) this.#weights[k] = exponentialOf(exponent)
      else this.#rebase(k, time, exponent)
    }
  }

  /** Adds a term of the present instant. */
  add(channel: number, term: number): void {
    const count = this.#weights.length
    const from = channel * count
    for (let k = 0; k < count; k++) this.#sums[from + k]! += this.#weights[k]! * term
  }

  /**
   * Adds rows of terms: the same to the bit as `advance` to each row's instant and `add` for each channel, in half the time.
   *
   * @param rows `times` in order; `terms`: those of channel c from `c * times.length` on; the first `count` of each are rows
   */
  addRows(rows: TermRows, count: number): void {
    if (count < passLeast) return this.#addOneByOne(rows, count)
    const { times } = rows
    if (this.#rowWeights.length < times.length) this.#rowWeights = new Float64Array(times.length)
    for (let k = 0; k < this.#rates.length; k++) {
      for (let from = 0; from < count;) {
        const end = this.#weighRows(k, times, from, count)
        this.#addRun(k, rows, from, end)
        from = end
      }
      this.#weights[k] = this.#rowWeights[count - 1]!
    }
    this.#time = times[count - 1]!
  }

  /** A channel's sum at an instant not before the last; 0 before the first term. */
  at(channel: number, k: number, time: number): number {
    return this.#sums[channel * this.#rates.length + k]! * this.factorAt(k, time)
  }

  /** What a channel's raw sum is multiplied by at an instant: for readers of many channels, one exponential for all. */
  factorAt(k: number, time: number): number {
    if (time !== this.#factorTime) this.#findFactors(time)
    return this.#factors[k]!
  }

  /** The factors of all half-lives; the array is used again. */
  factorsAt(time: number): Readonly<Float64Array> {
    if (time !== this.#factorTime) this.#findFactors(time)
    return this.#factors
  }

  /** A channel's sum before `factorAt`. */
  rawAt(channel: number, k: number): number {
    return this.#sums[channel * this.#rates.length + k]!
  }

  /** Forgets every term. */
  restart(): void {
    this.#sums.fill(0)
    this.#landmarks.fill(Number.NaN)
    this.#time = Number.NaN
    this.#factorTime = Number.NaN
  }

  #findFactors(time: number): void {
    this.#factorTime = time
    const factors = this.#factors
    if (time === this.#time) {
      // Weights are of this instant: the same exponentials.
      for (let k = 0; k < factors.length; k++) factors[k] = 1 / this.#weights[k]!
      return
    }
    for (let k = 0; k < factors.length; k++) {
      const exponent = (time - this.#landmarks[k]!) * this.#rates[k]!
      if (exponent <= exponentMax) factors[k] = 1 / exponentialOf(exponent)
      // Before the first term there is no landmark, and every sum is 0.
      else factors[k] = exponent === exponent ? Math.exp(-exponent) : 1
    }
  }

  #addOneByOne({ times, terms }: TermRows, count: number): void {
    for (let row = 0; row < count; row++) {
      this.advance(times[row]!)
      for (let channel = 0; channel < this.channels; channel++) {
        const term = terms[channel * times.length + row]!
        if (term !== 0) this.add(channel, term)
      }
    }
  }

  /** Four channels at a time, since each addition waits for the one before it. */
  #addRun(k: number, { times, terms }: TermRows, from: number, end: number): void {
    const { channels } = this
    const count = this.#rates.length
    const capacity = times.length
    const weights = this.#rowWeights
    const sums = this.#sums
    let channel = 0
    for (; channel + 3 < channels; channel += 4) {
      const at = channel * count + k
      const first = channel * capacity
      let one = sums[at]!
      let two = sums[at + count]!
      let three = sums[at + 2 * count]!
      let four = sums[at + 3 * count]!
      for (let row = from; row < end; row++) {
        const weight = weights[row]!
        one += weight * terms[first + row]!
        two += weight * terms[first + capacity + row]!
        three += weight * terms[first + 2 * capacity + row]!
        four += weight * terms[first + 3 * capacity + row]!
      }
      sums[at] = one
      sums[at + count] = two
      sums[at + 2 * count] = three
      sums[at + 3 * count] = four
    }
    for (; channel < channels; channel++) {
      let sum = sums[channel * count + k]!
      for (let row = from; row < end; row++) sum += weights[row]! * terms[channel * capacity + row]!
      sums[channel * count + k] = sum
    }
  }

  /** Weights of rows from one on, up to the next whose weight would be too large: the first one's is brought back. */
  #weighRows(k: number, times: Float64Array, from: number, count: number): number {
    const rate = this.#rates[k]!
    const weights = this.#rowWeights
    const exponent = (times[from]! - this.#landmarks[k]!) * rate
    // Not `> exponentMax`: the first landmark is NaN.
    if (!(exponent <= exponentMax)) this.#rebase(k, times[from]!, exponent)
    const landmark = this.#landmarks[k]!
    let row = from
    for (; row < count; row++) {
      const age = (times[row]! - landmark) * rate
      if (!(age <= exponentMax)) break
      weights[row] = exponentialOf(age)
    }
    return row
  }

  #rebase(k: number, time: number, exponent: number): void {
    const count = this.#rates.length
    const factor = Number.isNaN(exponent) ? 0 : Math.exp(-exponent)
    for (let channel = 0; channel < this.channels; channel++) {
      this.#sums[channel * count + k]! *= factor
    }
    this.#landmarks[k] = time
    this.#weights[k] = 1
    this.#factorTime = Number.NaN
  }
}

/** Of fewer rows, passes over the half-lives are not worth their beginning. */
const passLeast = 4

/** Terms of several instants, channel by channel. */
export interface TermRows {
  readonly times: Float64Array
  readonly terms: Float64Array
}

/** Parts of 1 in the table of exponentials. */
const partsOfOne = 64

const exponentials = Float64Array.from({ length: exponentMax * partsOfOne + 1 }, (_, k) =>
  Math.exp(k / partsOfOne),
)

/**
 * e^x for x from 0 to `exponentMax`, to 4e-16 of itself: a table at steps of 1/64 and the series to r^6 for the rest, whose
 * next term is below 5e-17. A third of the time of Math.exp, which was a seventh of all that a feature set does.
 */
function exponentialOf(x: number): number {
  const k = (x * partsOfOne) | 0
  const r = x - k / partsOfOne
  const tail = 1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))
  return exponentials[k]! * (1 + r * (1 + r * (0.5 + r * tail)))
}

/**
 * One decayed sum from all its terms at once: the batch twin of `DecayedSums`.
 *
 * @param times of the terms, any order; terms after `at` do not count
 *
 * @example
 * decayedSum(Float64Array.of(0, 10), Float64Array.of(8, 1), { halfLife: 10, at: 20 }) // => 2.5
 */
export function decayedSum(
  times: Float64Array,
  terms: Float64Array,
  { halfLife, at }: { readonly halfLife: number; readonly at: number },
): number {
  let sum = 0
  for (let row = 0; row < times.length; row++) {
    if (times[row]! <= at) sum += terms[row]! * 2 ** (-(at - times[row]!) / halfLife)
  }
  return sum
}
