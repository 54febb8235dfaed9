import { blockRows } from '../scorecard/block-rows.ts'
import { calibrationCurve, type CalibrationBin } from '../scorecard/calibration-curve.ts'
import { foldIntervals, type Interval } from '../scorecard/fold-bootstrap.ts'
import {
  measureColumns,
  measureNames,
  type MeasureName,
  type Predictions,
} from '../scorecard/measures.ts'
import { detectableCorrelation, independentSamples } from '../scorecard/sample-power.ts'
import type { DueForecast } from './due-forecasts.ts'

/** What forecasts have been worth so far. What has no value yet is null. */
export interface LiveScore {
  /** Forecasts whose outcome is known, of the last ones that are kept. */
  readonly forecasts: number
  /** Those that do not overlap, and what they could show at all. */
  readonly independent: number
  readonly detectableInformationCoefficient: number | null
  readonly measures: Readonly<Record<MeasureName, number | null>>
  /** Of intervals of this run: the share that they held, and what they are to hold. */
  readonly coverage: number | null
  readonly intervals: number
}

/** Forecasts that are kept: at one every five seconds, a day and more. */
const keptMost = 20_000
/** Rows that are dropped from the front at once. */
const droppedAtOnce = 2_000
/** A figure needs as many that do not overlap before an interval says anything. */
const independentLeast = 30

/**
 * Scores forecasts as they come due, by the figures of the scorecard (`measureColumns`), over the last 20,000. A class, for
 * it keeps them. Cost of a look: ranking what is kept.
 *
 * @example
 * const score = new RunningScore(60e6, 0.5)
 * score.figures().measures.brier // => null
 */
export class RunningScore {
  readonly #horizon: number
  readonly #baseRate: number
  #kept: { readonly forecast: DueForecast; readonly returnBps: number }[] = []
  #intervals = 0
  #held = 0

  /** @param baseRate share that went up in training */
  constructor(horizon: number, baseRate: number) {
    this.#horizon = horizon
    this.#baseRate = baseRate
  }

  add(forecast: DueForecast, returnBps: number): void {
    this.#kept.push({ forecast, returnBps })
    if (this.#kept.length > keptMost) this.#kept = this.#kept.slice(droppedAtOnce)
    if (!forecast.isOwnWidth) return
    this.#intervals++
    if (Math.abs(returnBps - forecast.expectedReturnBps) <= forecast.halfWidthBps) this.#held++
  }

  figures(): LiveScore {
    const predictions = this.#predictions()
    const { columns, statistics } = measureColumns(predictions)
    const sums = Float64Array.from(columns, (column) => column.reduce((sum, each) => sum + each, 0))
    const independent = independentSamples(predictions.times, this.#horizon)
    const measures = Object.fromEntries(
      measureNames.map((name, k) => [name, independent === 0 ? null : statistics[k]!(sums)]),
    ) as LiveScore['measures']
    return {
      forecasts: predictions.times.length,
      independent,
      detectableInformationCoefficient:
        independent === 0 ? null : detectableCorrelation(independent),
      measures,
      coverage: this.#intervals === 0 ? null : this.#held / this.#intervals,
      intervals: this.#intervals,
    }
  }

  /** The same figures with 95 % intervals by the stationary bootstrap; null while too few do not overlap. */
  judged(draws: number, seed: number): Readonly<Record<MeasureName, Interval>> | null {
    const predictions = this.#predictions()
    const rows = predictions.times.length
    if (independentSamples(predictions.times, this.#horizon) < independentLeast) return null
    const step = (predictions.times[rows - 1]! - predictions.times[0]!) / (rows - 1)
    const meanBlock = blockRows(predictions, this.#horizon / Math.max(1, step))
    const { columns, statistics } = measureColumns(predictions)
    const drawing = { starts: Int32Array.of(0, rows), meanBlock, draws, seed }
    const intervals = foldIntervals(columns, statistics, drawing)
    return Object.fromEntries(measureNames.map((name, k) => [name, intervals[k]!])) as Readonly<
      Record<MeasureName, Interval>
    >
  }

  /** What was told against what came. */
  calibration(bins: number): CalibrationBin[] {
    const predictions = this.#predictions()
    const rows = predictions.times.length
    if (rows === 0) return []
    const independent = independentSamples(predictions.times, this.#horizon)
    return calibrationCurve(predictions, bins, independent / rows)
  }

  #predictions(): Predictions {
    const kept = this.#kept
    const column = (pick: (forecast: DueForecast) => number): Float64Array =>
      Float64Array.from(kept, ({ forecast }) => pick(forecast))
    return {
      times: column(({ time }) => time),
      probabilityUp: column(({ probabilityUp }) => probabilityUp),
      expectedReturnBps: column(({ expectedReturnBps }) => expectedReturnBps),
      realisedReturnBps: Float64Array.from(kept, ({ returnBps }) => returnBps),
      baseRate: column(() => this.#baseRate),
      fold: new Int32Array(kept.length),
    }
  }
}
