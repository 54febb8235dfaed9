import { invariant } from './invariant.ts'

const TWO_POW_32 = 4_294_967_296

/**
 * Seeded random numbers: the same seed gives the same numbers in every run and on every machine.
 *
 * xoshiro128** over a state filled by splitmix32. `uniform`, `integerBelow` and `shuffle` use integer arithmetic and
 * division only; `normal` and those built on it also use Math.sqrt and Math.log, whose last digit may differ between
 * engines (not between runs).
 *
 * A class, for it guards a hot mutable state. Period 2^128 - 1. Source: Blackman and Vigna (2021).
 *
 * @example
 * new Random(1).normal() // => -0.106525
 */
export class Random {
  readonly #state: Uint32Array
  #spareNormal: number | undefined

  /** @param seed any safe integer; its low 53 bits all count */
  constructor(seed: number) {
    invariant(Number.isSafeInteger(seed), `a seed is a safe integer, got ${seed}`)
    this.#state = seedState([seed >>> 0, Math.floor(seed / TWO_POW_32) >>> 0])
  }

  /** An independent stream, named: it depends on this one's present state and the label, and does not advance it. */
  fork(label: string): Random {
    const words = [...this.#state]
    for (let k = 0; k < label.length; k++) words.push(label.charCodeAt(k))
    const fork = new Random(0)
    fork.#state.set(seedState(words))
    return fork
  }

  /** The next 32 bits, as an integer in [0, 2^32). */
  bits(): number {
    const s = this.#state
    const result = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0
    const shifted = s[1]! << 9
    s[2] = s[2]! ^ s[0]!
    s[3] = s[3]! ^ s[1]!
    s[1] = s[1]! ^ s[2]
    s[0] = s[0]! ^ s[3]
    s[2] = s[2] ^ shifted
    s[3] = rotate(s[3], 11)
    return result
  }

  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number {
    const high = this.bits() >>> 5
    const low = this.bits() >>> 6
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /** Each of 0 .. n - 1 equally likely: what would favour the small ones is drawn again. */
  integerBelow(n: number): number {
    invariant(Number.isInteger(n) && n >= 1 && n <= TWO_POW_32, `no integer below ${n}`)
    const limit = TWO_POW_32 - (TWO_POW_32 % n)
    let bits = this.bits()
    while (bits >= limit) bits = this.bits()
    return bits % n
  }

  /** Standard normal, by the polar method (Marsaglia and Bray 1964). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal
      this.#spareNormal = undefined
      return spare
    }
    for (;;) {
      const a = 2 * this.uniform() - 1
      const b = 2 * this.uniform() - 1
      const square = a * a + b * b
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square)
        this.#spareNormal = b * scale
        return a * scale
      }
    }
  }

  /** Exponential of mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform())
  }

  /** Gamma of the given shape (> 0) and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    invariant(shape > 0, `gamma of shape ${shape}`)
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v
      }
    }
  }

  /** Student t with the given degrees of freedom (> 0); its variance is df / (df - 2). */
  studentT(degreesOfFreedom: number): number {
    const chiSquared = 2 * this.gamma(degreesOfFreedom / 2)
    return this.normal() / Math.sqrt(chiSquared / degreesOfFreedom)
  }

  /** Puts the items in a random order, in place; every order is equally likely. */
  shuffle(items: unknown[]): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integerBelow(last + 1)
      const item = items[last]
      items[last] = items[other]
      items[other] = item
    }
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

/** Four words, never all zero, each depending on all the given ones. */
function seedState(words: readonly number[]): Uint32Array {
  const state = new Uint32Array(4)
  let mixer = 0
  for (const word of words) mixer = splitMix((mixer ^ word) >>> 0)
  for (let k = 0; k < 4; k++) {
    mixer = (mixer + 0x9e37_79b9) >>> 0
    state[k] = splitMix(mixer) ^ words[k % words.length]!
  }
  if (state.every((word) => word === 0)) state[0] = 1
  return state
}

function splitMix(word: number): number {
  let z = (word + 0x9e37_79b9) >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a_2d97)
  return (z ^ (z >>> 15)) >>> 0
}
