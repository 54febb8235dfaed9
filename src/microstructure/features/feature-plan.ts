import { unitsOfQuantity } from '../../core/contract-step.ts'
import type { Instrument } from '../../core/instrument.ts'
import { invariant } from '../../math/invariant.ts'
import type { MicropriceModel } from '../book-shape/microprice.ts'
import type { HawkesModel } from '../hawkes/hawkes-model.ts'

/**
 * Parts of a feature set.
 *
 * - `order-flow`: imbalance of order flow, best level and by depth over many, integrated where there are weights.
 * - `book`: imbalances, weighted mid, microprice where there is a model, spread, slopes, depth at distances.
 * - `trades`: aggressive volume and its imbalance.
 * - `sweeps`: runs of orders that take, and their sizes.
 * - `toxicity`: VPIN by true aggressor and by bulk classification.
 * - `volatility`: returns, realised and bipower volatility, range, jumps.
 * - `impact`: Kyle, Amihud, Roll, Corwin-Schultz, effective and realised spread, resiliency.
 * - `hawkes`: intensities of buying and selling sweeps, by a model.
 * - `leaders`: what other instruments have done that this one has not yet.
 * - `perpetual`: open interest, liquidations, premium, funding, spot against perpetual flow.
 */
export type FeaturePart =
  | 'order-flow'
  | 'book'
  | 'trades'
  | 'sweeps'
  | 'toxicity'
  | 'volatility'
  | 'impact'
  | 'hawkes'
  | 'leaders'
  | 'perpetual'

/**
 * What a feature set measures: plain data, to be kept with the model that was trained on it, fitted parts included. The
 * same plan is the same columns and the same numbers, in training and live.
 */
export interface FeaturePlan {
  readonly parts: readonly FeaturePart[]
  /**
   * How the book is fed. `snapshots`: every message is a whole book, between two of which much has come and gone; order
   * flow from such books is called `snapshot-ofi` in place of `ofi`, for it is another measure.
   */
  readonly bookFeed: 'changes' | 'snapshots'
  /** Levels of order flow, depth and slopes, 1 to 32. */
  readonly levels: number
  /** Of flows. */
  readonly halfLivesSeconds: readonly number[]
  /** Of returns and volatilities; multiples of `stepSeconds`. */
  readonly spansSeconds: readonly number[]
  /** Between looks at prices. */
  readonly stepSeconds: number
  /** Looks over which impact is measured. */
  readonly impactWindow: number
  /** Distances from the mid, ascending. */
  readonly depthBps: readonly number[]
  /** Sweeps over which runs and sizes are counted. */
  readonly sweepWindow: number
  readonly sizeQuantiles: readonly number[]
  /** Prints of one instant may be so far apart by our clock. */
  readonly sweepPatienceMilliseconds: number
  /** Quantity (not lots) of a bucket of VPIN, and how many. */
  readonly bucketQuantity: number
  readonly buckets: number
  /** Bars of bulk classification and of Corwin and Schultz. */
  readonly barSeconds: number
  /** How much later trades are looked at again. */
  readonly costHorizonSeconds: number
  /** Fitted on training data, as many as levels. */
  readonly integratedWeights?: readonly number[]
  /** Fitted on training data. */
  readonly microprice?: MicropriceModel
  /** Fitted on training data; a unit of time is a second, type 0 buys, type 1 sells. */
  readonly hawkes?: HawkesModel
}

const coreParts: readonly FeaturePart[] = [
  'order-flow',
  'book',
  'trades',
  'sweeps',
  'toxicity',
  'volatility',
]

/**
 * The usual plan: order flow, book, trades, sweeps, toxicity and volatility for the next one to five minutes.
 *
 * @param bucketQuantity of VPIN, in the instrument's quantity: say a fiftieth of an average day
 *
 * @example
 * corePlan(100).parts.length // => 6
 */
export function corePlan(bucketQuantity: number): FeaturePlan {
  return {
    parts: coreParts,
    bookFeed: 'changes',
    levels: 5,
    halfLivesSeconds: [1, 10, 60, 300],
    spansSeconds: [10, 60, 300],
    stepSeconds: 1,
    impactWindow: 300,
    depthBps: [],
    sweepWindow: 200,
    sizeQuantiles: [0.5, 0.9],
    sweepPatienceMilliseconds: 10,
    bucketQuantity,
    buckets: 50,
    barSeconds: 60,
    costHorizonSeconds: 10,
  }
}

/**
 * Everything: the usual plan with depth at distances, impact, leaders and what perpetuals tell; intensities where the plan
 * is given a model of them.
 *
 * @example
 * fullPlan(100).parts.includes('impact') // => true
 */
export function fullPlan(bucketQuantity: number, hawkes?: HawkesModel): FeaturePlan {
  const more: readonly FeaturePart[] = ['impact', 'leaders', 'perpetual']
  return {
    ...corePlan(bucketQuantity),
    parts: [...coreParts, ...more, ...(hawkes === undefined ? [] : (['hawkes'] as const))],
    depthBps: [2, 5, 10],
    ...(hawkes === undefined ? {} : { hawkes }),
  }
}

/** An instrument as a feature set sees it: which rows are its own, and what ticks and lots are worth. */
export interface FeatureInstrument {
  /** Index in the run's table. */
  readonly index: number
  readonly tickSize: number
  /** Quantity of a lot in units of the base currency; of inverse contracts, in contracts' quote units. */
  readonly lotSize: number
}

/**
 * An instrument of a run's table for a feature set.
 *
 * @example
 * const [tickSize, lotSize] = [{ units: 1, decimals: 2 }, { units: 1, decimals: 3 }]
 * featureInstrument({ tickSize, lotSize }, 0).tickSize // => 0.01
 */
export function featureInstrument(
  instrument: Pick<Instrument, 'tickSize' | 'lotSize' | 'contractSize'>,
  index: number,
): FeatureInstrument {
  const { tickSize, lotSize } = instrument
  return {
    index,
    tickSize: tickSize.units / 10 ** tickSize.decimals,
    lotSize: unitsOfQuantity(instrument, lotSize.units / 10 ** lotSize.decimals),
  }
}

/** Who is who in a feature set. One instrument may have several roles. */
export interface FeatureRoles {
  /** Whose features these are. */
  readonly target: FeatureInstrument
  /** Instruments that may move first, in the order of the columns. */
  readonly leaders?: readonly FeatureInstrument[]
  /** Of the target's asset; both are needed for premium and divergence. */
  readonly spot?: FeatureInstrument
  readonly perpetual?: FeatureInstrument
}

/** Stops at what no plan may say. */
export function checkPlan(plan: FeaturePlan): void {
  const { levels, spansSeconds, stepSeconds, integratedWeights, halfLivesSeconds } = plan
  invariant(Number.isInteger(levels) && levels >= 1 && levels <= 32, `${levels} levels`)
  invariant(stepSeconds > 0, `a step of ${stepSeconds} s`)
  for (const span of spansSeconds) {
    const steps = span / stepSeconds
    invariant(
      Number.isInteger(steps) && steps >= 3,
      `a span of ${span} s is not three steps or more of ${stepSeconds} s`,
    )
  }
  invariant(
    plan.depthBps.every((bps, k) => bps > (plan.depthBps[k - 1] ?? 0)),
    'distances of depth are positive and ascending',
  )
  // As many bars are what bulk classification takes its deviation over.
  invariant(plan.buckets >= 3, `VPIN over ${plan.buckets} buckets`)
  invariant(halfLivesSeconds.length > 0, 'flow over no half-life')
  invariant(
    integratedWeights === undefined || integratedWeights.length === levels,
    `${integratedWeights?.length} weights for ${levels} levels`,
  )
  invariant(
    !plan.parts.includes('hawkes') || plan.hawkes?.baselines.length === 2,
    'intensities need a model of two types, buys and sells',
  )
  invariant(new Set(plan.parts).size === plan.parts.length, 'a part is named twice')
}
