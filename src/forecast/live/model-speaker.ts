import { ForecastGuard, guardUsual, type Withdrawal } from '../guard/forecast-guard.ts'
import {
  Forecaster,
  learnerOf,
  type Forecast,
  type ForecastModel,
} from '../model/forecast-model.ts'

/** What scores a row of a model's features. */
export interface RowScorer {
  score(row: Float64Array): number
}

/** Of a feature set: where a column is. */
interface Columns {
  columnOf(name: string): number
}

/**
 * One model at work over the columns of a feature set: it takes its own, has the guard judge them, and forecasts.
 *
 * Asked at each instant of the model's clock, once and none left out: guard and centre look back over what was asked.
 * A class, for it guards both.
 *
 * @example
 * const x = Float64Array.from({ length: 600 }, (_, k) => Math.sin(k))
 * const matrix = { names: ['x'], times: x.map((_, k) => k), columns: [x] }
 * const rows = Int32Array.from(x, (_, k) => k)
 * const fit = fitForecast(matrix, x.map((value, k) => value + (k % 3) - 1), rows, { kind: 'linear', calibration: 'platt', horizon: 1, embargo: 0 })
 * const speaker = new ModelSpeaker(expectValue(fit), { columnOf: () => 0 })
 * speaker.say(Float64Array.of(NaN)) // => 'unknown-feature'
 */
export class ModelSpeaker {
  readonly model: ForecastModel
  /** The model's features of the last instant, in its order. */
  readonly row: Float64Array
  readonly #columns: Int32Array
  readonly #forecaster: Forecaster
  readonly #guard: ForecastGuard
  readonly #scorer: RowScorer

  /** @param scorer in the place of what the model has learnt: one that goes on learning */
  constructor(model: ForecastModel, features: Columns, scorer: RowScorer = learntScorer(model)) {
    this.model = model
    this.#columns = Int32Array.from(model.features, (name) => features.columnOf(name))
    this.row = new Float64Array(this.#columns.length)
    this.#forecaster = new Forecaster(model)
    this.#guard = new ForecastGuard(model.guard, guardUsual)
    this.#scorer = scorer
  }

  /** @param values of all columns @returns the same object each time, or why nothing is said */
  say(values: Float64Array): Forecast | Withdrawal {
    for (let j = 0; j < this.#columns.length; j++) this.row[j] = values[this.#columns[j]!]!
    const withdrawn = this.#guard.judge(this.row)
    return withdrawn ?? this.#forecaster.fromScore(this.#scorer.score(this.row))
  }

  /** Median stability index of the last rows: what `drift` is said by. */
  drift(): number {
    return this.#guard.drift()
  }
}

function learntScorer({ learnt }: ForecastModel): RowScorer {
  const learner = learnerOf(learnt.kind)
  return { score: (row) => learner.score(learnt.model, row) }
}
