import type { Calibration } from '../calibration/platt.ts'
import { calibrated } from '../calibration/platt.ts'
import type { GuardModel } from '../guard/forecast-guard.ts'
import { boostedForFlow, boostedLearner } from '../learners/boosted-learner.ts'
import type { BoostedModel } from '../learners/boosted-trees.ts'
import type { Learner } from '../learners/learner.ts'
import {
  linearLearner,
  logisticLearner,
  penaltyPath,
  type StandardisedModel,
} from '../learners/linear-learner.ts'
import { ScoreCentre, type CentreState } from './score-centre.ts'

/** Which learner a forecast comes from. */
export type ModelKind = 'linear' | 'logistic' | 'boosted'

/** What a learner of each kind has learnt. */
export type LearntModel =
  | { readonly kind: 'linear' | 'logistic'; readonly model: StandardisedModel }
  | { readonly kind: 'boosted'; readonly model: BoostedModel }

/** A forecast of one horizon: plain data, to be kept in a file. */
export interface ForecastModel {
  /** Of the columns it looks at, in their order. */
  readonly features: readonly string[]
  /** Microseconds. */
  readonly horizon: number
  readonly learnt: LearntModel
  readonly calibration: Calibration
  /** Probability of a rise at the centre: that of a price without drift. */
  readonly middle: number
  /** What scores are taken from at the first row that is forecast: their running median at the end of training. */
  readonly centre: CentreState
  /** Rows after which half of a score is forgotten by that centre. */
  readonly centreRows: number
  /** Expected return for each unit of score above the centre, bps. */
  readonly slope: number
  /** |expected return|, bps, of forecasts on rows not trained on: quantiles 0, 0.01 .. 1. */
  readonly strengths: readonly number[]
  readonly guard: GuardModel
  readonly training: {
    /** Instants of the first and last forecast trained on, microseconds. */
    readonly from: number
    readonly to: number
    readonly rows: number
    /** Share that went up. */
    readonly baseRate: number
  }
}

/** What is said of one row. */
export interface Forecast {
  probabilityUp: number
  expectedReturnBps: number
  /** Share of forecasts on rows not trained on that expected less, either way; 0 to 1. */
  strength: number
}

/**
 * The learner of a kind, as `isobar flow` uses it.
 *
 * @example
 * learnerOf('boosted').kind // => 'boosted'
 */
export function learnerOf(kind: ModelKind): Learner<LearntModel['model']> {
  switch (kind) {
    case 'linear':
      return linearLearner(penaltyPath)
    case 'logistic':
      return logisticLearner({ strength: 0.001, l1Ratio: 0 })
    case 'boosted':
      return boostedLearner(boostedForFlow)
  }
}

/**
 * Runs a model over rows, one at a time, in the order of time: live and in evaluation alike. A score is taken from the
 * running median of those before it, so that no drift is forecast (`ScoreCentre`). What it gives is the same object each
 * time, and nothing is allocated. A class, for it holds that object and that centre.
 *
 * @example
 * const x = Float64Array.from({ length: 600 }, (_, k) => Math.sin(k))
 * const matrix = { names: ['x'], times: x.map((_, k) => k), columns: [x] }
 * const rows = Int32Array.from(x, (_, k) => k)
 * const fit = fitForecast(matrix, x.map((value, k) => value + (k % 3) - 1), rows, { kind: 'linear', calibration: 'platt', horizon: 1, embargo: 0 })
 * new Forecaster(expectValue(fit)).forecast(Float64Array.of(1)).probabilityUp > 0.6 // => true
 */
export class Forecaster {
  readonly model: ForecastModel
  readonly #learner: Learner<LearntModel['model']>
  readonly #centre: ScoreCentre
  readonly #forecast: Forecast = { probabilityUp: 0, expectedReturnBps: 0, strength: 0 }

  constructor(model: ForecastModel) {
    this.model = model
    this.#learner = learnerOf(model.learnt.kind)
    this.#centre = new ScoreCentre(model.centre, model.centreRows)
  }

  /** @param row the model's features in their order, none of them NaN */
  forecast(row: Float64Array): Forecast {
    return this.fromScore(this.#learner.score(this.model.learnt.model, row))
  }

  fromScore(score: number): Forecast {
    const { calibration, slope, strengths } = this.model
    const told = this.#forecast
    const above = this.#centre.above(score)
    told.probabilityUp = calibrated(calibration, above)
    told.expectedReturnBps = slope * above
    told.strength = strengthOf(strengths, Math.abs(told.expectedReturnBps))
    return told
  }
}

function strengthOf(strengths: readonly number[], size: number): number {
  let low = 0
  let high = strengths.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (strengths[middle]! < size) low = middle + 1
    else high = middle
  }
  return Math.min(1, low / (strengths.length - 1))
}
