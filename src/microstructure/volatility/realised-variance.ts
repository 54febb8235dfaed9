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

/** Of bipower variation and of the statistic: powers once, not at each look. */
const bipowerFactor = meanAbsolute ** -2
const quarticityFactor = meanFourThirds ** -3
const excessVariance = meanAbsolute ** -4 + 2 * meanAbsolute ** -2 - 5

/** Shortest window that the jump statistic is given for. */
const returnsMin = 10

/** What a return adds to the sums of `RealisedVariance`: worked out once for windows of several lengths. */
export class ReturnTerms {
  square: number = Number.NaN
  /** With the return before it, |r_t| |r_{t-1}|. */
  pair: number = Number.NaN
  /** With the two before it, to the power of 4/3. */
  triple: number = Number.NaN
  #size = Number.NaN
  #before = Number.NaN
  readonly #held = { size: Number.NaN, before: Number.NaN }

  /** The next return. */
  set(logReturn: number): void {
    const size = Math.abs(logReturn)
    this.square = logReturn * logReturn
    this.pair = size * this.#size
    this.triple = Math.cbrt(this.pair * this.#before) ** 4
    this.#before = this.#size
    this.#size = size
  }

  /** As `RollingSum.hold`, of one return. */
  hold(): void {
    this.#held.size = this.#size
    this.#held.before = this.#before
  }

  release(): void {
    this.#size = this.#held.size
    this.#before = this.#held.before
  }
}

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
  readonly #terms = new ReturnTerms()

  /** @param window returns, at least 3 */
  constructor(window: number) {
    this.#squares = new RollingSum(window)
    this.#pairs = new RollingSum(window - 1)
    this.#triples = new RollingSum(window - 2)
  }

  add(logReturn: number): void {
    this.#terms.set(logReturn)
    this.addTerms(this.#terms)
  }

  /** As `add`, of a return whose terms are there. */
  addTerms({ square, pair, triple }: ReturnTerms): void {
    this.#squares.push(square)
    if (this.#squares.count > 1) this.#pairs.push(pair)
    if (this.#squares.count > 2) this.#triples.push(triple)
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

  /** One of them, for readers that allocate nothing. */
  jumpShare(): number {
    return Math.max(0, 1 - this.bipowerVariation() / this.realisedVariance())
  }

  jumpStatistic(): number {
    return statisticOf(
      this.#squares.sum(),
      this.bipowerVariation(),
      this.#triples.sum(),
      this.#squares.window,
    )
  }

  restart(): void {
    this.#squares.restart()
    this.#pairs.restart()
    this.#triples.restart()
  }

  /** As `RollingSum.hold`, of the sums alone: `addTerms` is given its terms. */
  hold(): void {
    this.#squares.hold()
    this.#pairs.hold()
    this.#triples.hold()
  }

  release(): void {
    this.#squares.release()
    this.#pairs.release()
    this.#triples.release()
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
  return pairs * bipowerFactor * (n / (n - 1))
}

function measuresOf(
  [squares, pairs, triples]: readonly [squares: number, pairs: number, triples: number],
  n: number,
): RealisedMeasures {
  const bipowerVariation = bipowerOf(pairs, n)
  const jumpStatistic = statisticOf(squares, bipowerVariation, triples, n)
  return {
    realisedVariance: squares,
    bipowerVariation,
    jumpShare: Math.max(0, 1 - bipowerVariation / squares),
    jumpStatistic,
    jumpPValue: normalSurvival(jumpStatistic),
    returns: n,
  }
}

function statisticOf(squares: number, bipower: number, triples: number, n: number): number {
  if (!(n >= returnsMin && bipower > 0)) return Number.NaN
  const quarticity = n * quarticityFactor * (n / (n - 2)) * triples
  const scale = Math.sqrt((excessVariance / n) * Math.max(1, quarticity / bipower ** 2))
  return (1 - bipower / squares) / scale
}
