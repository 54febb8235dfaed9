import type { EventRows } from '../../core/events/event-columns.ts'
import { FeatureSet } from '../../microstructure/features/feature-set.ts'
import type { FeaturePlan, FeatureRoles } from '../../microstructure/features/feature-plan.ts'
import type { Withdrawal } from '../guard/forecast-guard.ts'
import type { Forecast, ForecastModel } from '../model/forecast-model.ts'
import { ModelSpeaker } from './model-speaker.ts'

/** A model, and for which instants it speaks: from the first, before the last, microseconds. */
export interface TimedModel {
  readonly from: number
  readonly to: number
  readonly model: ForecastModel
}

/** What forecasts of an instrument are made of. */
export interface LiveForecastSetup {
  readonly plan: FeaturePlan
  readonly roles: FeatureRoles
  /** In the order of time, none of them at once: of a walk-forward one a fold, live the one that was trained. */
  readonly models: readonly TimedModel[]
}

/** Why nothing is said: the guard's word, or that no model speaks of that instant. */
export type Silence = Withdrawal | 'no-model'

/**
 * Forecasts from market events as they come: the feature set, the model and the guard of training, behind one another.
 *
 * Rows go in as whole messages in the order of local time; `at` is asked on the clock that the model was trained on, each
 * instant once and none left out, for guard and centre look back over what was asked. Asked so, it says what the
 * walk-forward says of the same rows, to the last bit (`test/flow-uses.test.ts`). A class, for it guards all of these.
 *
 * @example
 * const plan = corePlan(10)
 * const roles = { target: { index: 0, tickSize: 1, lotSize: 1 } }
 * new LiveForecast({ plan, roles, models: [] }).at(1_700_000_000_000_000) // => 'no-model'
 */
export class LiveForecast {
  readonly features: FeatureSet
  readonly #models: readonly TimedModel[]
  #next = 0
  #speaking: { readonly to: number; readonly speaker: ModelSpeaker } | undefined

  constructor({ plan, roles, models }: LiveForecastSetup) {
    this.features = new FeatureSet(plan, roles)
    this.#models = models
  }

  /** The rows `[start, end)`: whole messages. */
  hear(rows: EventRows, start: number, end: number): void {
    this.features.apply(rows, start, end)
  }

  /** @param time local, microseconds, after the last row and the last instant that was asked for */
  at(time: number): Forecast | Silence {
    const values = this.features.read(time)
    while (this.#next < this.#models.length && this.#models[this.#next]!.from <= time) {
      const { to, model } = this.#models[this.#next++]!
      this.#speaking = { to, speaker: new ModelSpeaker(model, this.features) }
    }
    const speaking = this.#speaking
    return speaking === undefined || time >= speaking.to ? 'no-model' : speaking.speaker.say(values)
  }
}
