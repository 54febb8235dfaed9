import { AdaptiveConformal, conformalUsual } from '../calibration/adaptive-conformal.ts'
import type { Forecast } from '../model/forecast-model.ts'

/** A forecast whose outcome is not known yet. */
export interface DueForecast {
  /** When it was made, and when its outcome is known, microseconds. */
  readonly time: number
  readonly due: number
  readonly mid: number
  readonly probabilityUp: number
  readonly expectedReturnBps: number
  readonly strength: number
  /** Half the width of its interval, bps; NaN where it has none. */
  readonly halfWidthBps: number
  /** Whether the width came from outcomes of this run; else it was told beforehand. */
  readonly isOwnWidth: boolean
  /** Features it was made of, in the model's order. */
  readonly row: Float64Array
}

/** Who hears what came of a forecast; NaN where the price was not known then. */
export type OutcomeListener = (forecast: DueForecast, returnBps: number) => void

/**
 * Forecasts that wait for their outcome, and the intervals that follow from those that have it: adaptive conformal ones, as
 * a walk-forward tells them (`AdaptiveConformal`), each as wide as what was known when it was made.
 *
 * As many wait as are made within a horizon. A class, for it guards queue and intervals.
 *
 * @example
 * const due = new DueForecasts(60e6, NaN)
 * const told = { probabilityUp: 0.5, expectedReturnBps: 1, strength: 0.5 }
 * due.add(0, 100, told, Float64Array.of(1)).due // => 60000000
 * due.settle(60e6, () => 100.01, () => undefined)
 * due.waiting // => 0
 */
export class DueForecasts {
  readonly #horizon: number
  readonly #widthBefore: number
  readonly #conformal = new AdaptiveConformal(conformalUsual)
  #pending: DueForecast[] = []

  /**
   * @param horizon     microseconds
   * @param widthBefore half the width, bps, of intervals until there are outcomes enough: what a scorecard says of earlier
   *                    ones; NaN: none
   */
  constructor(horizon: number, widthBefore: number) {
    this.#horizon = horizon
    this.#widthBefore = widthBefore
  }

  get waiting(): number {
    return this.#pending.length
  }

  /** @param row copied */
  add(time: number, mid: number, told: Forecast, row: Float64Array): DueForecast {
    const own = this.#conformal.width()
    const isOwnWidth = !Number.isNaN(own)
    const forecast = {
      time,
      due: time + this.#horizon,
      mid,
      ...told,
      halfWidthBps: isOwnWidth ? own : this.#widthBefore,
      isOwnWidth,
      row: row.slice(),
    }
    this.#pending.push(forecast)
    return forecast
  }

  /**
   * Tells of those that are due by an instant, the earliest first.
   *
   * @param midAt the mid as of an instant up to then, NaN where it is not known
   */
  settle(time: number, midAt: (time: number) => number, listener: OutcomeListener): void {
    let settled = 0
    for (; settled < this.#pending.length; settled++) {
      const forecast = this.#pending[settled]!
      if (forecast.due > time) break
      const returnBps = (midAt(forecast.due) / forecast.mid - 1) * 10_000
      if (!Number.isNaN(returnBps)) {
        const { expectedReturnBps, halfWidthBps, isOwnWidth } = forecast
        this.#conformal.observe(
          Math.abs(returnBps - expectedReturnBps),
          isOwnWidth ? halfWidthBps : Number.NaN,
        )
      }
      listener(forecast, returnBps)
    }
    if (settled > 0) this.#pending = this.#pending.slice(settled)
  }
}
