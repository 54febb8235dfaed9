import { invariant } from '../../math/invariant.ts'
import { RollingQuantiles } from '../../microstructure/streaming/rolling-quantiles.ts'

/** How intervals adapt. */
export interface ConformalOptions {
  /** What share they are to hold, say 0.9. */
  readonly coverage: number
  /** gamma: how fast the level follows what was missed. */
  readonly step: number
  /** Scores kept. */
  readonly window: number
}

/** The usual settings; gamma is the source's. */
export const conformalUsual: ConformalOptions = { coverage: 0.9, step: 0.005, window: 1_000 }

/** Fewer scores tell no quantile of their tails. */
const scoresLeast = 30

/**
 * Adaptive conformal intervals: wide enough to hold their share in the long run, whatever the market does.
 *
 *   interval_t = forecast_t +- q_t s_t,   q_t the (1 - alpha_t) quantile of the last |r - f| / s
 *   alpha_{t+1} = alpha_t + gamma (alpha - [r_t outside interval_t])
 *
 * s: a scale known at t, such as a trailing volatility; 1 where there is none. Outcomes are told when they are known, a
 * horizon later, with the width that was given.
 *
 * Width is NaN before 30 outcomes, and infinite while alpha_t is not above 0. A class, for it remembers.
 * Source: I. Gibbs, E. Candes (2021), NeurIPS, equation 2.
 * Checked: coverage within 1 % over noise whose scale doubles, where a fixed quantile is not.
 *
 * @example
 * const conformal = new AdaptiveConformal(conformalUsual)
 * for (let k = 0; k < 100; k++) conformal.observe(k / 100, conformal.width())
 * conformal.width() > 0.85 // => true
 */
export class AdaptiveConformal {
  readonly #options: ConformalOptions
  readonly #scores: RollingQuantiles
  #alpha: number

  constructor(options: ConformalOptions) {
    const { coverage, step } = options
    invariant(coverage > 0 && coverage < 1 && step >= 0, `coverage ${coverage}, step ${step}`)
    this.#options = options
    this.#scores = new RollingQuantiles(options.window)
    this.#alpha = 1 - coverage
  }

  /** Half the width of an interval in units of its scale. */
  width(): number {
    if (this.#scores.count < scoresLeast) return Number.NaN
    if (this.#alpha <= 0) return Infinity
    return this.#alpha >= 1 ? 0 : this.#scores.quantile(1 - this.#alpha)
  }

  /** @param score |r - f| / s of a forecast whose outcome is known now @param width what it was given; NaN: nothing */
  observe(score: number, width: number): void {
    this.#scores.push(score)
    if (Number.isNaN(width)) return
    const isMissed = score > width ? 1 : 0
    this.#alpha += this.#options.step * (1 - this.#options.coverage - isMissed)
  }
}
