import type { EventRows } from '../../../core/events/event-columns.ts'
import type { Instrument } from '../../../core/instrument.ts'
import type { Strategy } from '../../../core/strategy/strategy.ts'
import type { Duration } from '../../../core/time.ts'
import { Replay, type RunVenue } from '../../../engine/replay.ts'
import type { Reporting } from '../../../engine/reporting.ts'
import { LiveForecast, type TimedModel } from '../../../forecast/live/live-forecast.ts'
import type { FeaturePlan, FeatureRoles } from '../../../microstructure/features/feature-plan.ts'
import type { FlowFill, FlowMark, FlowTerms } from '../../../strategies/flow/flow-desk.ts'
import { flowMaker } from '../../../strategies/flow/flow-maker.ts'
import { flowTaker } from '../../../strategies/flow/flow-taker.ts'
import { flowTiming } from '../../../strategies/flow/flow-timing.ts'
import type { FlowUses } from './flow-uses-result.ts'
import { makingUse, takingUse, timingUse, type JudgeOptions, type UseRun } from './judge-uses.ts'
import { usesVerdict } from './uses-verdict.ts'

/** What uses are tried on, and what is supposed of it. */
export interface FlowUsesSetup {
  /** By the indexes of the tape. */
  readonly instruments: readonly Instrument[]
  readonly plan: FeaturePlan
  readonly roles: FeatureRoles
  /** Of a walk-forward, a fold each. */
  readonly models: readonly TimedModel[]
  /** The clock of the forecasts, microseconds. */
  readonly every: number
  readonly horizon: number
  /** Of an order, quote units. */
  readonly notional: number
  readonly takerFeeBps: number
  readonly makerFeeBps: number
  readonly latencyMs: number
  readonly seed: number
  readonly reporting: Reporting
  /** New ones each time: each strategy has a market of its own, so that none takes from another. */
  readonly venues: () => {
    readonly venues: readonly RunVenue[]
    readonly venueOf: readonly number[]
    readonly assumptions: readonly string[]
  }
}

/** Rows may be under way for so long, microseconds. */
const flightMost = 5e6 as Duration
const answerWithin = 5e6 as Duration
const watchEvery = 60e6 as Duration
/** In the reporting currency: so much that no loss of a small order matters to risk. */
const capital = 1e9

interface Run extends UseRun {
  readonly replay: Replay
}

type Runs = Readonly<Record<'taking' | 'takingFree' | 'plain' | 'skewed' | 'atOnce' | 'timed', Run>>

/**
 * Tries what a forecast may be good for, through the tick engine: taking where the expected move exceeds what it costs,
 * skewing a maker's quotes, and timing orders that have to be done anyway; the last two beside the same without a forecast.
 * Each strategy hears the tape itself, with a feature set and a forecaster of its own, and trades at a venue of its own.
 *
 * The tape goes in by batches of whole messages in the order of local time. A class, for it guards six runs.
 */
export class FlowUsesRun {
  readonly #setup: FlowUsesSetup
  readonly #runs: Runs
  readonly #assumptions: readonly string[]

  constructor(setup: FlowUsesSetup) {
    this.#setup = setup
    this.#assumptions = setup.venues().assumptions
    const { takerFeeBps } = setup
    this.#runs = {
      taking: this.#run(flowTaker, { takerFeeBps, isForecast: true }),
      takingFree: this.#run(flowTaker, { takerFeeBps: 0, isForecast: true }),
      plain: this.#run(flowMaker, { takerFeeBps, isForecast: false }),
      skewed: this.#run(flowMaker, { takerFeeBps, isForecast: true }),
      atOnce: this.#run(flowTiming, { takerFeeBps, isForecast: false }),
      timed: this.#run(flowTiming, { takerFeeBps, isForecast: true }),
    }
  }

  feed(batch: EventRows): void {
    for (const { replay } of Object.values(this.#runs)) replay.feed(batch)
  }

  end(options: JudgeOptions): FlowUses {
    for (const { replay } of Object.values(this.#runs)) replay.end()
    const { taking, takingFree, plain, skewed, atOnce, timed } = this.#runs
    const { takerFeeBps, makerFeeBps, latencyMs, notional, models } = this.#setup
    const uses = {
      takerFeeBps,
      makerFeeBps,
      latencyMs,
      notional,
      from: models[0]!.from / 1_000,
      to: models.at(-1)!.to / 1_000,
      taking: takingUse(taking, takerFeeBps, options),
      takingFree: takingUse(takingFree, 0, options),
      making: makingUse(plain, skewed, { makerFeeBps, takerFeeBps }, options),
      timing: timingUse(atOnce, timed, options),
      assumptions: this.#assumptions,
    }
    return { ...uses, verdict: usesVerdict(uses) }
  }

  #run(
    make: (terms: FlowTerms) => Strategy,
    how: { readonly takerFeeBps: number; readonly isForecast: boolean },
  ): Run {
    const setup = this.#setup
    const { plan, roles, models, every, horizon, notional } = setup
    const run = { fills: [] as FlowFill[], marks: [] as FlowMark[] }
    const strategy = make({
      instrument: roles.target.index,
      tickSize: roles.target.tickSize,
      lotSize: roles.target.lotSize,
      notional,
      every,
      horizon,
      takerFeeBps: how.takerFeeBps,
      from: models[0]!.from,
      to: models.at(-1)!.to,
      ...(how.isForecast ? { forecast: new LiveForecast({ plan, roles, models }) } : {}),
      ...run,
    })
    const { venues, venueOf } = setup.venues()
    const replay = new Replay({
      instruments: setup.instruments,
      strategies: [strategy],
      reporting: setup.reporting,
      capital,
      limits: {},
      seed: setup.seed,
      answerWithin,
      watchEvery,
      flightMost,
      venues,
      venueOf,
    })
    return { ...run, replay }
  }
}
