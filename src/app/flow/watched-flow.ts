import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { DueForecasts, type DueForecast } from '../../forecast/live/due-forecasts.ts'
import { ModelSpeaker } from '../../forecast/live/model-speaker.ts'
import { onlineScorer, type OnlineScorer } from '../../forecast/live/online-scorer.ts'
import { RunningScore } from '../../forecast/live/running-score.ts'
import type { Withdrawal } from '../../forecast/guard/forecast-guard.ts'
import type { LearntModel } from '../../forecast/model/forecast-model.ts'
import type { SampleClock } from '../../forecast/labels/sample-clocks.ts'
import type { FeaturePlan, FeatureRoles } from '../../microstructure/features/feature-plan.ts'
import { FeatureSet } from '../../microstructure/features/feature-set.ts'
import type {
  WatchForecast,
  WatchOutcome,
  WatchScore,
  WatchSilence,
  WatchWithdrawal,
} from '../../research/flow/flow-watch-result.ts'
import { BookWatch } from './book-watch.ts'
import type { KeptModel } from './model-file.ts'
import { SampledTape } from './sampled-tape.ts'
import { warmUpOf, warmUpWords, type WarmUp } from './warm-up.ts'

/** What a watch is made of. */
export interface WatchSetup {
  readonly kept: KeptModel & { readonly plan: FeaturePlan; readonly clock: SampleClock }
  readonly roles: FeatureRoles
  /** A price that old is not known, microseconds. */
  readonly gapMost: number
  /** Does the model go on learning from what comes due? Not of trees. */
  readonly isOnline: boolean
}

/** Who hears of a watch. */
export interface WatchListener {
  tell(record: WatchForecast | WatchWithdrawal | WatchOutcome): void
  /** The columns at each instant that is looked at; the array is used again. */
  looked?(time: number, values: Float64Array): void
}

/**
 * A trained model on market events as they come: looks at each instant of its clock, forecasts with an interval or says why
 * not, and scores what it said when that comes due. What it looks at is sampled by the code that made its training set
 * (`SampledTape`), and what it says of a tape is what the walk-forward says of it. A class, for it guards all of these.
 */
export class WatchedFlow {
  readonly features: FeatureSet
  readonly book: BookWatch
  readonly score: RunningScore
  readonly withdrawn: Partial<Record<WatchSilence, number>> = {}
  forecasts = 0
  scored = 0
  unknown = 0
  readonly #setup: WatchSetup
  readonly #listener: WatchListener
  readonly #tape: SampledTape
  readonly #speaker: ModelSpeaker
  readonly #online: OnlineScorer | undefined
  readonly #due: DueForecasts
  readonly #warmUp: WarmUp
  /** Since when what is remembered is whole. */
  #since = Number.NaN

  constructor(setup: WatchSetup, listener: WatchListener) {
    const { kept, roles, gapMost, isOnline } = setup
    const { model, plan, clock, scorecard } = kept
    this.#setup = setup
    this.#listener = listener
    this.features = new FeatureSet(plan, roles)
    this.book = new BookWatch(this.features, roles.target.index, gapMost)
    this.#tape = new SampledTape(this.features, roles.target, clock, {
      sample: (time, values) => this.#look(time, values),
      silent: (time) => this.#hearNothing(time),
      passed: (time) => this.#settle(time - 1),
      heard: (rows, start, end) => {
        this.#remember(rows, start, end)
        this.book.hear(rows, start, end)
      },
    })
    this.#online = isOnline ? onlineScorer(model) : undefined
    this.#speaker = new ModelSpeaker(model, this.features, this.#online)
    const widthBefore = 'reason' in scorecard ? null : scorecard.intervals.meanHalfWidthBps
    this.#due = new DueForecasts(model.horizon, widthBefore ?? Number.NaN)
    this.#warmUp = warmUpOf(model.features, plan)
    this.score = new RunningScore(model.horizon, model.training.baseRate)
  }

  get waiting(): number {
    return this.#due.waiting
  }

  /** What has been learnt by now; undefined where nothing is. */
  learnt(): LearntModel | undefined {
    return this.#online?.learnt()
  }

  /** Whole messages of target and leaders, in the order of local time. */
  hear(rows: EventRows): void {
    this.#tape.apply(rows)
  }

  /** No message before an instant will come any more. */
  advance(time: number): void {
    this.#tape.advance(time)
  }

  scoreAt(time: number): WatchScore {
    return { kind: 'score', time: time / 1_000, waiting: this.waiting, ...this.score.figures() }
  }

  #look(time: number, values: Float64Array): void {
    this.#settle(time)
    this.#listener.looked?.(time, values)
    // Asked whatever becomes of it: guard and centre see every row, as they did in the walk-forward.
    const said = this.#speaker.say(values)
    const fault = this.book.faultAt(time)
    if (fault !== undefined) this.#withdraw(time, fault.reason, fault.detail)
    else if (typeof said === 'string') this.#withdraw(time, said, this.#detailOf(said, time))
    else {
      this.forecasts++
      const mid = this.book.midAt(time)
      this.#listener.tell(recordOf(this.#due.add(time, mid, said, this.#speaker.row)))
    }
  }

  /** Nothing has come for so long that model and guard are not asked, in training neither. */
  #hearNothing(time: number): void {
    this.#settle(time)
    const fault = this.book.faultAt(time)
    if (fault !== undefined) this.#withdraw(time, fault.reason, fault.detail)
  }

  #withdraw(time: number, reason: WatchSilence, detail: string): void {
    this.withdrawn[reason] = (this.withdrawn[reason] ?? 0) + 1
    this.#listener.tell({ kind: 'withdrawn', time: time / 1_000, reason, detail })
  }

  #detailOf(reason: Withdrawal, time: number): string {
    const { features, guard } = this.#setup.kept.model
    const { row } = this.#speaker
    if (reason === 'drift') {
      return `the last rows are spread as training was not: stability index ${this.#speaker.drift().toFixed(2)}`
    }
    const at = features.flatMap((name, j) => {
      const value = row[j]!
      const isUnknown = !Number.isFinite(value)
      const isOutside = value < guard.lows[j]! || value > guard.highs[j]!
      return (reason === 'unknown-feature' ? isUnknown : isOutside) ? [name] : []
    })
    const what = reason === 'unknown-feature' ? 'not known yet' : 'beyond what was trained on'
    const told = `${at.length} of ${features.length} features ${what}: ${listed(at)}`
    if (reason !== 'unknown-feature') return told
    const waited = {
      ...this.#warmUp,
      byVolume: this.#warmUp.byVolume.filter((name) => at.includes(name)),
      bySweeps: this.#warmUp.bySweeps.filter((name) => at.includes(name)),
    }
    const until = warmUpWords(waited, { since: this.#since, now: time })
    return until === '' ? told : `${told}; ${until}`
  }

  #remember(rows: EventRows, start: number, end: number): void {
    if (Number.isNaN(this.#since)) this.#since = rows.localTime[start]!
    for (let row = start; row < end; row++) {
      if (rows.kind[row] === eventKind.gap) this.#since = rows.localTime[row]!
    }
  }

  #settle(time: number): void {
    this.#due.settle(
      time,
      (due) => this.book.midAt(due),
      (forecast, returnBps) => {
        const isKnown = !Number.isNaN(returnBps)
        if (isKnown) {
          this.scored++
          this.score.add(forecast, returnBps)
          this.#online?.learn(forecast.row, returnBps)
        } else this.unknown++
        this.#listener.tell(outcomeOf(forecast, returnBps))
      },
    )
  }
}

const namesMost = 4

function listed(names: readonly string[]): string {
  const more = names.length - namesMost
  return `${names.slice(0, namesMost).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function recordOf(forecast: DueForecast): WatchForecast {
  const { time, due, mid, probabilityUp, expectedReturnBps, strength } = forecast
  const { halfWidthBps, isOwnWidth } = forecast
  const hasWidth = Number.isFinite(halfWidthBps)
  return {
    kind: 'forecast',
    time: time / 1_000,
    due: due / 1_000,
    mid,
    probabilityUp,
    expectedReturnBps,
    lowBps: hasWidth ? expectedReturnBps - halfWidthBps : null,
    highBps: hasWidth ? expectedReturnBps + halfWidthBps : null,
    intervalFrom: hasWidth ? (isOwnWidth ? 'live' : 'training') : null,
    strength,
  }
}

function outcomeOf(forecast: DueForecast, returnBps: number): WatchOutcome {
  const { time, due, probabilityUp, expectedReturnBps, halfWidthBps } = forecast
  const isKnown = !Number.isNaN(returnBps)
  const isJudged = isKnown && !Number.isNaN(halfWidthBps)
  return {
    kind: 'outcome',
    time: time / 1_000,
    due: due / 1_000,
    probabilityUp,
    expectedReturnBps,
    realisedReturnBps: isKnown ? returnBps : null,
    held: isJudged ? Math.abs(returnBps - expectedReturnBps) <= halfWidthBps : null,
  }
}
