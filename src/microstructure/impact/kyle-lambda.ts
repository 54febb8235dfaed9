import { type Line, RollingRegression } from '../streaming/rolling-regression.ts'

/** Price impact of signed volume. */
export interface KyleEstimate {
  /** Price change for one unit of signed volume. */
  readonly lambda: number
  /** For errors of one variance. */
  readonly standardError: number
  /** For errors of any variance (White, HC1): returns have fat tails, and this is mostly the larger one. */
  readonly robustError: number
  /** Drift of the price in an interval without net volume. */
  readonly intercept: number
  readonly rSquared: number
  /** Intervals. */
  readonly observations: number
}

/**
 * Kyle's lambda as it is measured: the slope of price changes on signed volume over the last so many intervals.
 *
 *   dp_t = a + lambda x_t + e_t
 *
 * dp_t the change of the mid over interval t (price, or hundredths of a percent of it), x_t bought less sold volume in it.
 * Contemporaneous: it says what flow costs, not what it forecasts. In Kyle's model lambda = sigma_v / (2 sigma_u).
 *
 * Undefined below ten intervals, and where no volume varies. Equal to `lineThrough` of the window to 1e-9. An interval
 * that is not known (NaN) is left out. Unit: price per quantity. Source: Kyle (1985), Econometrica 53, 1315-1335;
 * Hasbrouck (2009) for the regression. Checked against statsmodels, errors too, and a planted coefficient.
 *
 * @example
 * const kyle = new KyleLambda(20)
 * for (let t = 0; t < 20; t++) kyle.add(2 * (t % 3) + (t % 2), t % 3)
 * kyle.estimate().lambda // => 2.039
 */
export class KyleLambda {
  readonly #regression: RollingRegression

  /** @param window intervals */
  constructor(window: number) {
    this.#regression = new RollingRegression(window, Math.min(window, intervalsMin))
  }

  add(priceChange: number, signedVolume: number): void {
    this.#regression.push(signedVolume, priceChange)
  }

  /** The line alone, without the pass over the window that the robust error takes. */
  line(): Line | undefined {
    return this.#regression.line()
  }

  estimate(): KyleEstimate | undefined {
    const line = this.line()
    if (line === undefined) return undefined
    const { slope, slopeError, intercept, rSquared, observations } = line
    const robustError = this.#regression.robustSlopeError()
    return {
      lambda: slope,
      standardError: slopeError,
      robustError,
      intercept,
      rSquared,
      observations,
    }
  }

  restart(): void {
    this.#regression.restart()
  }

  /** As `RollingRegression.hold`, of one interval. */
  hold(): void {
    this.#regression.hold()
  }

  release(): void {
    this.#regression.release()
  }
}

const intervalsMin = 10
