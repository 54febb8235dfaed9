import { normalSurvival } from '../../math/distributions/normal.ts'
import { gammaFunctionRatio } from './normal-moments.ts'
import { RollingSum } from '../streaming/rolling-sum.ts'

/** Variance of a window of returns and what of it came in jumps; sums over the window, not per unit of time. */
export interface RealisedMeasures {
  /** Sum of squared returns. */
  readonly realisedVariance: number
  /** What of it is left without jumps. */
  readonly bipowerVariation: number
  /** max(0, 1 - bipower / realised). */
  readonly jumpShare: number
  /** Normal under the null hypothesis of no jumps; NaN below 10 returns or without bipower variation. */
  readonly jumpStatistic: number
  /** One-sided. */
  readonly jumpPValue: number
  readonly returns: number
}

/** E|z| of a standard normal. */
const meanAbsolute = Math.sqrt(2 / Math.PI)
/** E|z|^(4/3). */
const meanFourThirds = gammaFunctionRatio()

/** Shortest window that the jump statistic is given for. */
const returnsMin = 10

/**
 * Realised variance, bipower variation and the test for jumps, over the last so many returns of one length.
 *
 *   RV = sum r_t^2
 *   BV = mu_1^-2 (n / (n - 1)) sum |r_t| |r_{t-1}|
 *   TQ = n mu_{4/3}^-3 (n / (n - 2)) sum |r_t|^{4/3} |r_{t-1}|^{4/3} |r_{t-2}|^{4/3}
 *   z  = (1 - BV / RV) / sqrt((mu_1^-4 + 2 mu_1^-2 - 5) (1 / n) max(1, TQ / BV^2))
 *
 * with mu_p = E|z|^p of a normal. Returns of ticks bounce, which adds to RV: take steps long against the bounce (30 s and
 * more for most coins; the measure does not choose). NaN until the window is full, and while one of its returns is not
 * known. Null hypothesis of `jumpPValue`: the price moved without a jump. Equal to `realisedMeasuresOf` to 1e-12.
 * Source: Barndorff-Nielsen and Shephard (2004, 2006), Journal of Financial Econometrics 2 and 4; Huang and Tauchen
 * (2005), the same 3, 456-499, for z. Checked against numpy and scipy.
 *
 * @example
 * const realised = new RealisedVariance(12)
 * for (let t = 0; t < 12; t++) realised.add(t === 6 ? 0.05 : t % 2 === 0 ? 0.001 : -0.001)
 * realised.measures().jumpShare // => 0.926
 */
export class RealisedVariance {
  readonly #squares: RollingSum
  readonly #pairs: RollingSum
  readonly #triples: RollingSum
  #before = Number.NaN
  #beforeThat = Number.NaN
  readonly #held = { before: Number.NaN, beforeThat: Number.NaN }

  /** @param window returns, at least 3 */
  constructor(window: number) {
    this.#squares = new RollingSum(window)
    this.#pairs = new RollingSum(window - 1)
    this.#triples = new RollingSum(window - 2)
  }

  add(logReturn: number): void {
    const size = Math.abs(logReturn)
    this.#squares.push(logReturn * logReturn)
    if (this.#squares.count > 1) this.#pairs.push(size * this.#before)
    if (this.#squares.count > 2) {
      this.#triples.push(Math.cbrt(size * this.#before * this.#beforeThat) ** 4)
    }
    this.#beforeThat = this.#before
    this.#before = size
  }

  realisedVariance(): number {
    return this.#squares.sum()
  }

  bipowerVariation(): number {
    return bipowerOf(this.#pairs.sum(), this.#squares.window)
  }

  measures(): RealisedMeasures {
    const sums = [this.#squares.sum(), this.#pairs.sum(), this.#triples.sum()] as const
    return measuresOf(sums, this.#squares.window)
  }

  restart(): void {
    this.#squares.restart()
    this.#pairs.restart()
    this.#triples.restart()
  }

  /** As `RollingSum.hold`, of one return. */
  hold(): void {
    this.#squares.hold()
    this.#pairs.hold()
    this.#triples.hold()
    this.#held.before = this.#before
    this.#held.beforeThat = this.#beforeThat
  }

  release(): void {
    this.#squares.release()
    this.#pairs.release()
    this.#triples.release()
    this.#before = this.#held.before
    this.#beforeThat = this.#held.beforeThat
  }
}

/**
 * The same of a whole series: the batch twin of `RealisedVariance`.
 *
 * @param logReturns at least 3; one that is not finite makes everything NaN
 *
 * @example
 * realisedMeasuresOf(Float64Array.of(0.01, -0.01, 0.02, 0)).realisedVariance // => 0.0006
 */
export function realisedMeasuresOf(logReturns: Float64Array): RealisedMeasures {
  const sizes = logReturns.map((value) => Math.abs(value))
  let [squares, pairs, triples] = [0, 0, 0]
  for (const [t, size] of sizes.entries()) {
    squares += size ** 2
    if (t > 0) pairs += size * sizes[t - 1]!
    if (t > 1) triples += (size * sizes[t - 1]! * sizes[t - 2]!) ** (4 / 3)
  }
  return measuresOf([squares, pairs, triples], sizes.length)
}

function bipowerOf(pairs: number, n: number): number {
  return (pairs / meanAbsolute ** 2) * (n / (n - 1))
}

function measuresOf(
  [squares, pairs, triples]: readonly [squares: number, pairs: number, triples: number],
  n: number,
): RealisedMeasures {
  const bipowerVariation = bipowerOf(pairs, n)
  const quarticity = n * meanFourThirds ** -3 * (n / (n - 2)) * triples
  const excess = 1 - bipowerVariation / squares
  const factor = meanAbsolute ** -4 + 2 * meanAbsolute ** -2 - 5
  const scale = Math.sqrt((factor / n) * Math.max(1, quarticity / bipowerVariation ** 2))
  const isEnough = n >= returnsMin && bipowerVariation > 0
  const jumpStatistic = isEnough ? excess / scale : Number.NaN
  return {
    realisedVariance: squares,
    bipowerVariation,
    jumpShare: Math.max(0, excess),
    jumpStatistic,
    jumpPValue: normalSurvival(jumpStatistic),
    returns: n,
  }
}
