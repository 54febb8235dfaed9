import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { zeroMatrix, type Matrix } from '../../math/matrix.ts'
import { CaptureForecast } from './capture-forecast.ts'

/** What is known of an opportunity when it begins. */
export interface RaceQuestion {
  /** Number of the ordered pair of venues and the base. */
  readonly slot: number
  /** After fees at the touch. */
  readonly edgeBps: number
  /** What is wanted of it, market quote; NaN where no quantity is told. */
  readonly notional: number
  /** Milliseconds to the slower of both venues; NaN where it is not known. */
  readonly latencyMs: number
}

/**
 * The probability that both legs fill whole before others have taken them: a hazard of being beaten, over the time our
 * orders are under way, learnt from every outcome as it becomes known.
 *
 *   p = exp(-exp(eta)),   eta = b0 + b1 log(-log share) + b2 log(1 + edge) + b3 log(1 + notional / 1000)
 *                              + b4 log(1 + latency) + b5 log((1 + life) / (1 + latency))
 *
 * exp(eta) is the hazard summed over our latency (a proportional hazard, by the complementary log-log link: Prentice and
 * Gloeckler 1978). `share` is the share that was captured of the pair at a like edge (`CaptureForecast`), `life` how many
 * milliseconds opportunities of the pair lived lately, latency in milliseconds. It begins as that share alone, and every
 * outcome moves the coefficients by a Newton step with all information so far: W = mu'^2 / (mu (1 - mu)).
 *
 * @example
 * const hazard = new CaptureHazard()
 * const asked = { slot: 0, edgeBps: 3, notional: 1000, latencyMs: 20 }
 * hazard.probability(asked) // => 0.5
 * for (let k = 0; k < 50; k++) hazard.learn(asked, true)
 * hazard.probability(asked) > 0.9 // => true
 */
export class CaptureHazard {
  readonly #shares = new CaptureForecast()
  readonly #weights = Float64Array.from(startWeights)
  readonly #information: Matrix = zeroMatrix(startWeights.length, startWeights.length)
  /** Milliseconds by slot, recent ones most. */
  readonly #lives = new Map<number, number>()
  /** From so many outcomes it was learnt. */
  known = 0

  constructor() {
    for (const [k, precision] of startPrecision.entries()) {
      this.#information.data[k * startWeights.length + k] = precision
    }
  }

  probability(question: RaceQuestion): number {
    return survivalOf(this.#etaOf(this.#features(question)))
  }

  /** The share of all so far, one half before the first. */
  baseRate(): number {
    return this.#shares.baseRate()
  }

  /** What became of one: were both legs filled whole? */
  learn(question: RaceQuestion, isCaptured: boolean): void {
    this.known++
    const x = this.#features(question)
    const eta = this.#etaOf(x)
    const mu = survivalOf(eta)
    const slope = -Math.exp(eta) * mu
    const variance = mu * (1 - mu)
    const size = x.length
    const { data } = this.#information
    const gradient = x.map((each) => (((isCaptured ? 1 : 0) - mu) / variance) * slope * each)
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        data[row * size + column]! += ((slope * slope) / variance) * x[row]! * x[column]!
      }
    }
    const factored = factorCholesky(this.#information)
    if (factored.kind === 'value') {
      const step = solveCholesky(factored.value, gradient)
      for (let k = 0; k < size; k++) this.#weights[k]! += step[k]!
    }
    this.#shares.learn(question, isCaptured)
  }

  /** An opportunity of a pair of venues has ended after so long, whether anybody tried it or not. */
  lived(slot: number, lifeMs: number): void {
    const before = this.#lives.get(slot)
    this.#lives.set(slot, before === undefined ? lifeMs : before + lifeShare * (lifeMs - before))
  }

  #features(question: RaceQuestion): Float64Array {
    const { slot, edgeBps, notional, latencyMs } = question
    const share = Math.min(1 - 1e-3, Math.max(1e-3, this.#shares.probability(question)))
    const latency = Math.log1p(known(latencyMs))
    const life = this.#lives.get(slot)
    return Float64Array.of(
      1,
      Math.log(-Math.log(share)),
      Math.log1p(Math.max(0, edgeBps)),
      Math.log1p(known(notional) / 1_000),
      latency,
      life === undefined ? 0 : Math.log1p(life) - latency,
    )
  }

  #etaOf(x: Float64Array): number {
    let eta = 0
    for (let k = 0; k < x.length; k++) eta += this.#weights[k]! * x[k]!
    // Beyond these a probability is one or nothing, and one outcome would say everything.
    return Math.min(etaMost, Math.max(etaLeast, eta))
  }
}

/** The share alone, taken for half as sure as a hundred outcomes; the rest is nothing until outcomes say so. */
const startWeights = [0, 1, 0, 0, 0, 0] as const
const startPrecision = [10, 50, 10, 10, 10, 10] as const
const lifeShare = 0.1
const etaLeast = -6
const etaMost = 1.6

function survivalOf(eta: number): number {
  return Math.exp(-Math.exp(eta))
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : value
}
