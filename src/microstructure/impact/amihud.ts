import { RollingRegression } from '../streaming/rolling-regression.ts'

/** Illiquidity with its error. */
export interface AmihudEstimate {
  readonly illiquidity: number
  /** Deviation of the mean, intervals taken for independent. */
  readonly standardError: number
  readonly observations: number
}

/**
 * Amihud's illiquidity: how far the price went for the money that was traded.
 *
 *   ILLIQ = (1 / n) sum_t |r_t| / N_t,   se = s / sqrt(n)
 *
 * r_t the return of interval t (a fraction), N_t what was traded in it (quote units), over the last so many intervals in
 * which something was. Unit: fraction per quote unit, so 1e-10 is a hundredth of a percent for a million. Needs no sides.
 * Undefined below three intervals. Source: Amihud (2002), Journal of Financial Markets 5, 31-56, equation 1.
 * Batch twin: `amihudOf`, to 1e-9.
 *
 * @example
 * const amihud = new Amihud(3)
 * for (const r of [0.01, -0.02, 0.03]) amihud.add(r, 1000)
 * amihud.estimate().illiquidity // => 0.0000200
 */
export class Amihud {
  readonly #moments: RollingRegression

  /** @param window intervals with trades */
  constructor(window: number) {
    this.#moments = new RollingRegression(window)
  }

  /** An interval without trades or with an unknown return is left out. */
  add(logReturn: number, notional: number): void {
    if (!(notional > 0)) return
    const ratio = Math.abs(logReturn) / notional
    this.#moments.push(ratio, ratio)
  }

  estimate(): AmihudEstimate | undefined {
    const variance = this.#moments.covariance()
    if (Number.isNaN(variance)) return undefined
    const observations = this.#moments.count
    const illiquidity = this.#moments.meanOfX()
    return { illiquidity, standardError: Math.sqrt(variance / observations), observations }
  }

  restart(): void {
    this.#moments.restart()
  }

  /** As `RollingRegression.hold`, of one interval. */
  hold(): void {
    this.#moments.hold()
  }

  release(): void {
    this.#moments.release()
  }
}

/**
 * Amihud's illiquidity of a whole series: the batch twin of `Amihud`.
 *
 * @returns undefined below three intervals with trades
 *
 * @example
 * amihudOf(Float64Array.of(0.01, -0.02, 0.03), Float64Array.of(1000, 1000, 1000)).illiquidity // => 0.0000200
 */
export function amihudOf(
  logReturns: Float64Array,
  notionals: Float64Array,
): AmihudEstimate | undefined {
  const ratios = Array.from(logReturns, (logReturn, t) => Math.abs(logReturn) / notionals[t]!)
  const used = ratios.filter((ratio) => Number.isFinite(ratio))
  const observations = used.length
  if (observations < 3) return undefined
  const illiquidity = used.reduce((sum, ratio) => sum + ratio, 0) / observations
  const square = used.reduce((sum, ratio) => sum + (ratio - illiquidity) ** 2, 0)
  return {
    illiquidity,
    standardError: Math.sqrt(square / (observations - 1) / observations),
    observations,
  }
}
