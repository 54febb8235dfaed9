import { invariant } from '../../math/invariant.ts'
import { type Line, lineThrough, RollingRegression } from '../streaming/rolling-regression.ts'

/** How fast liquidity comes back. */
export interface ResiliencyEstimate {
  /** Share of a shortfall that is made up from one look to the next. */
  readonly kappa: number
  readonly standardError: number
  /** Where liquidity comes back to. */
  readonly level: number
  /** Looks until half of a shortfall is made up; undefined where nothing comes back, or all at once. */
  readonly halfLife: number | undefined
  readonly observations: number
}

/**
 * Resiliency of liquidity (depth, or the bid-ask spread) looked at in equal steps, over the last so many of them.
 *
 *   L_t - L_{t-1} = a - kappa L_{t-1} + e_t,   level = a / kappa,   half-life = ln 2 / -ln(1 - kappa)
 *
 * kappa 0: what is taken stays away; 1: it is back at the next look. Small samples see more resiliency than there is, by
 * about (1 + 3 (1 - kappa)) / n (Kendall 1954); white noise alone gives 1. A look that is not known (NaN) breaks the
 * chain there.
 *
 * Source: Kempf, Mayston, Gehde-Trapp and Yadav (2015), with no lagged changes. Batch twin: `resiliencyOf`. Undefined
 * below ten changes and where liquidity does not vary.
 *
 * @example
 * const rolling = new Resiliency(20)
 * for (let t = 0; t < 30; t++) rolling.push(10 + 8 * 0.5 ** (t % 10))
 * rolling.estimate().observations // => 20
 */
export class Resiliency {
  readonly #regression: RollingRegression
  #before = Number.NaN
  #heldBefore = Number.NaN

  /** @param window changes */
  constructor(window: number) {
    invariant(window >= observationsMin, `resiliency of ${window} changes`)
    this.#regression = new RollingRegression(window, observationsMin)
  }

  push(liquidity: number): void {
    this.#regression.push(this.#before, liquidity - this.#before)
    this.#before = liquidity
  }

  estimate(): ResiliencyEstimate | undefined {
    return estimateOf(this.#regression.line())
  }

  restart(): void {
    this.#regression.restart()
    this.#before = Number.NaN
  }

  /** As `RollingRegression.hold`, of one look. */
  hold(): void {
    this.#regression.hold()
    this.#heldBefore = this.#before
  }

  release(): void {
    this.#regression.release()
    this.#before = this.#heldBefore
  }
}

const observationsMin = 10

/**
 * Resiliency of a whole series: the batch twin of `Resiliency`.
 *
 * @example
 * const looks = Float64Array.from({ length: 30 }, (_, t) => 10 + 8 * 0.5 ** (t % 10))
 * resiliencyOf(looks).observations // => 29
 */
export function resiliencyOf(liquidity: Float64Array): ResiliencyEstimate | undefined {
  const rows = Array.from(liquidity.keys()).filter(
    (t) => t > 0 && Number.isFinite(liquidity[t]!) && Number.isFinite(liquidity[t - 1]!),
  )
  if (rows.length < observationsMin) return undefined
  return estimateOf(
    lineThrough(
      Float64Array.from(rows, (t) => liquidity[t - 1]!),
      Float64Array.from(rows, (t) => liquidity[t]! - liquidity[t - 1]!),
    ),
  )
}

function estimateOf(line: Line | undefined): ResiliencyEstimate | undefined {
  if (line === undefined) return undefined
  const kappa = -line.slope
  return {
    kappa,
    standardError: line.slopeError,
    level: line.intercept / kappa,
    halfLife: kappa > 0 && kappa < 1 ? Math.LN2 / -Math.log1p(-kappa) : undefined,
    observations: line.observations,
  }
}
