import {
  AdaptiveConformal,
  conformalUsual,
  type ConformalOptions,
} from '../../forecast/calibration/adaptive-conformal.ts'
import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import { ForecastGuard, guardUsual, type Withdrawal } from '../../forecast/guard/forecast-guard.ts'
import { Forecaster, type ForecastModel } from '../../forecast/model/forecast-model.ts'
import { invariant } from '../../math/invariant.ts'

/** A forecast and what came of it. */
export interface ForecastRow {
  /** Row of the matrix. */
  readonly row: number
  readonly time: number
  readonly probabilityUp: number
  readonly expectedReturnBps: number
  readonly strength: number
  readonly realisedReturnBps: number
  readonly baseRate: number
  readonly fold: number
  /** Half the width of its interval, bps; NaN before there was one. */
  readonly halfWidthBps: number
}

/** What of a fold's test rows became forecasts. */
export interface ForecastRows {
  readonly rows: readonly ForecastRow[]
  readonly withdrawn: Readonly<Partial<Record<Withdrawal, number>>>
}

/**
 * Runs a model over rows in the order of time, as it would run live: the guard sees every row, what it withdraws is
 * counted, and an interval is only as wide as outcomes known by then make it. Rows whose return is not known are judged
 * and left out.
 */
export function forecastRows(
  model: ForecastModel,
  matrix: FeatureMatrix,
  wanted: { readonly rows: Int32Array; readonly returnsBps: Float64Array; readonly fold: number },
): ForecastRows {
  const columns = columnsOf(model, matrix)
  const forecaster = new Forecaster(model)
  const guard = new ForecastGuard(model.guard, guardUsual)
  const intervals = new DelayedIntervals(model.horizon, conformalUsual)
  const withdrawn: Partial<Record<Withdrawal, number>> = {}
  const rows: ForecastRow[] = []
  const values = new Float64Array(columns.length)
  for (const row of wanted.rows) {
    for (let j = 0; j < columns.length; j++) values[j] = columns[j]![row]!
    const reason = guard.judge(values)
    const realisedReturnBps = wanted.returnsBps[row]!
    if (reason !== undefined) {
      if (!Number.isNaN(realisedReturnBps)) withdrawn[reason] = (withdrawn[reason] ?? 0) + 1
      continue
    }
    // Forecast whether or not its outcome will be known: what comes later must not tell.
    const { probabilityUp, expectedReturnBps, strength } = forecaster.forecast(values)
    if (Number.isNaN(realisedReturnBps)) continue
    const time = matrix.times[row]!
    rows.push({
      row,
      time,
      probabilityUp,
      expectedReturnBps,
      strength,
      realisedReturnBps,
      baseRate: model.training.baseRate,
      fold: wanted.fold,
      halfWidthBps: intervals.next(time, Math.abs(realisedReturnBps - expectedReturnBps)),
    })
  }
  return { rows, withdrawn }
}

/** The columns a model looks at; one that is not there is a mistake of the caller, who has to ask first. */
export function columnsOf(model: ForecastModel, matrix: FeatureMatrix): Float64Array[] {
  return model.features.map((name) => {
    const at = matrix.names.indexOf(name)
    invariant(at >= 0, `no feature ${name}`)
    return matrix.columns[at]!
  })
}

/** Intervals whose outcomes come a horizon later. */
class DelayedIntervals {
  readonly #horizon: number
  readonly #conformal: AdaptiveConformal
  readonly #pending: { known: number; score: number; width: number }[] = []
  #first = 0

  constructor(horizon: number, options: ConformalOptions) {
    this.#horizon = horizon
    this.#conformal = new AdaptiveConformal(options)
  }

  /** The width at an instant, told before its own error is. */
  next(time: number, error: number): number {
    for (; this.#first < this.#pending.length; this.#first++) {
      const due = this.#pending[this.#first]!
      if (due.known > time) break
      this.#conformal.observe(due.score, due.width)
    }
    const width = this.#conformal.width()
    this.#pending.push({ known: time + this.#horizon, score: error, width })
    return width
  }
}
