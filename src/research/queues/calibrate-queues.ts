import type { QueueModel } from '../../book/queue/queue-model.ts'
import { interpolatedQuantile } from '../../econometrics/bootstrap/interpolated-quantile.ts'
import { microsecondsPerSecond } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import { censoredFates, classFigures, fatesOf, isSaid, isSaidFirst, known } from './fates.ts'
import {
  forecastFigures,
  forecastTable,
  type ForecastFigures,
  type ForecastTable,
} from './forecast-figures.ts'
import type { OrderLog } from './order-log.ts'
import type {
  CalibrationAtHorizon,
  Estimate,
  QueueCalibrationParameters,
  QueueCalibrationResult,
  QueueClass,
  QueueModelCalibration,
} from './queue-calibration-result.ts'
import type { QueuePlace, QueueTrial } from './queue-trials.ts'
import { judgementOf, verdictSentence } from './queue-verdict.ts'
import { replayTrials } from './replay-trials.ts'

/** What is calibrated, and by what. */
export interface QueueCalibrationOptions {
  readonly venue: string
  readonly instrument: string
  /** By the names of `parameters.models`. */
  readonly models: readonly QueueModel[]
  readonly parameters: QueueCalibrationParameters
}

/** Together over all horizons; each has its share of what is missing. */
const level = 0.95

/**
 * Queue models against orders that really stood in a book: every order that joined near the touch is a trial, each
 * model says when it would have been filled had it stayed, and what became of it says whether that is so, as far as it
 * was not cancelled first.
 *
 * Intervals are drawn by blocks of time, for orders of the same minutes share their trades.
 *
 * @yields the share of the draws that are made
 */
export function* calibrateQueues(
  log: OrderLog,
  options: QueueCalibrationOptions,
): Generator<number, QueueCalibrationResult> {
  const { parameters } = options
  const { horizonsSeconds } = parameters
  const longestUs = horizonsSeconds.at(-1)! * microsecondsPerSecond
  const replayed = replayTrials(log, options.models, {
    warmUpUs: parameters.warmUpSeconds * microsecondsPerSecond,
    behindShareMost: parameters.behindBps / 1e4,
    followUs: longestUs,
  })
  // Those that joined too late to be followed to the longest horizon would be censored by the clock, or a break, alone.
  const trials = replayed.trials.filter(
    ({ joinedAt, knownUntil }) => joinedAt + longestUs <= knownUntil,
  )
  const behind = trials.filter(({ aheadLots }) => aheadLots > 0)
  const table = forecastTable(behind, horizonsSeconds)
  const blocks = blocksOf(behind, parameters.blockSeconds * microsecondsPerSecond)
  const draws = yield* drawn(table, blocks, parameters)
  const judged = judge({ trials: behind, table, draws, parameters, blocks: blocks.length })
  const classes = classesOf(trials, horizonsSeconds)
  return {
    kind: 'queue-calibration',
    version: 1,
    venue: options.venue,
    instrument: options.instrument,
    parameters,
    log: {
      from: log.firstAt / 1e3,
      to: replayed.endsAt / 1e3,
      isCrossed: replayed.isCrossed,
      orderRows: log.rows.length,
      trades: log.trades,
      looseTrades: log.looseTrades.length,
      unknownPlaces: replayed.unknownPlaces,
      unseenOrders: log.unseenOrders,
      idsAscend: log.idsAscend,
      breaks: log.breaks.length,
    },
    blocks: blocks.length,
    classes,
    isCensoringInformative: isExactLeftOut(classes[0]!),
    ...judged,
    notes,
  }
}

const notes = [
  'An order is cancelled for reasons that have to do with its chance of a fill: when the price moves away, and when it comes near. Kaplan-Meier and the weights take the cancelled for orders like any other; what they say of fills is right only as far as that is so. Aalen-Johansen, and a fill said before the cancellation, say what happened with cancellation at work and need no such supposition.',
  'The exact queue supposes that nobody would have acted otherwise had the order stayed. Against it nobody is censored, so that a difference from it is the work of the model alone.',
]

function isExactLeftOut({ horizons }: QueueClass): boolean {
  return horizons.some(({ filled: { lower, upper }, predicted }) => {
    const exact = predicted.at(-1)
    return (
      exact !== undefined && lower !== null && upper !== null && (exact < lower || exact > upper)
    )
  })
}

/** Rows of the trials that joined in each block of time that has any. */
function blocksOf(trials: readonly QueueTrial[], blockUs: number): readonly Uint32Array[] {
  const blocks = new Map<number, number[]>()
  for (const [row, { joinedAt }] of trials.entries()) {
    const block = Math.floor(joinedAt / blockUs)
    const rows = blocks.get(block)
    if (rows === undefined) blocks.set(block, [row])
    else rows.push(row)
  }
  return [...blocks.values()].map((rows) => Uint32Array.from(rows))
}

type Figures = readonly (readonly ForecastFigures[])[]

function* drawn(
  table: ForecastTable,
  blocks: readonly Uint32Array[],
  { draws, seed }: QueueCalibrationParameters,
): Generator<number, readonly Figures[]> {
  const random = new Random(seed)
  const figures: Figures[] = []
  for (let draw = 0; draw < draws && blocks.length > 0; draw++) {
    const picked = blocks.map(() => blocks[random.integerBelow(blocks.length)]!)
    figures.push(forecastFigures(table, joinedRows(picked)))
    yield (draw + 1) / draws
  }
  return figures
}

function joinedRows(blocks: readonly Uint32Array[]): Uint32Array {
  const rows = new Uint32Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    rows.set(block, at)
    at += block.length
  }
  return rows
}

interface Judging {
  readonly trials: readonly QueueTrial[]
  readonly table: ForecastTable
  readonly draws: readonly Figures[]
  readonly parameters: QueueCalibrationParameters
  readonly blocks: number
}

function judge(judging: Judging): Pick<QueueCalibrationResult, 'judged' | 'models'> {
  const { trials, parameters } = judging
  const longest = parameters.horizonsSeconds.at(-1)!
  const exact = parameters.models.length
  const judged = {
    trials: trials.length,
    filled: censoredFates(fatesOf(trials, longest)).causes.filter((cause) => cause === 1).length,
    filledByExact: trials.filter((trial) => isSaid(trial, exact, longest)).length,
  }
  if (trials.length === 0) return { judged, models: [] }
  const whole = forecastFigures(judging.table, Uint32Array.from(trials.keys()))
  const names = [...parameters.models, 'exact']
  const models = names.map((model, at): QueueModelCalibration => {
    const horizons = horizonsOf(judging, whole, at)
    const fates = judgementOf(
      horizons.map((each) => ({
        horizonSeconds: each.horizonSeconds,
        difference: each.saidFirstLessFilledFirst,
        said: each.saidFirst,
        share: each.filledFirst.value ?? 0,
        trials: trials.length,
      })),
      judging.blocks,
    )
    const ofExact = judgementOf(
      horizons.map((each) => ({
        horizonSeconds: each.horizonSeconds,
        difference: each.saidLessExact,
        said: each.said,
        share: each.said - (each.saidLessExact.value ?? 0),
        trials: trials.length,
      })),
      judging.blocks,
    )
    return {
      model,
      ...timing(trials, at, longest),
      horizons,
      againstFates: fates.verdict,
      againstExact: ofExact.verdict,
      conclusion: verdictSentence(model, fates, at === exact ? undefined : ofExact),
    }
  })
  return { judged, models }
}

function horizonsOf(
  { draws, parameters }: Judging,
  whole: Figures,
  model: number,
): readonly CalibrationAtHorizon[] {
  const { horizonsSeconds } = parameters
  return horizonsSeconds.map((horizonSeconds, horizon) => {
    const own = whole[horizon]![model]!
    const estimate = (of: keyof ForecastFigures): Estimate =>
      estimateOf(
        own[of],
        draws.map((draw) => draw[horizon]![model]![of]),
        horizonsSeconds.length,
      )
    return {
      horizonSeconds,
      saidFirst: own.saidFirst,
      filledFirst: estimate('filledFirst'),
      saidFirstLessFilledFirst: estimate('saidFirstLessFilledFirst'),
      said: own.said,
      filled: estimate('filled'),
      saidLessFilled: estimate('saidLessFilled'),
      filledWhenSaid: estimate('filledWhenSaid'),
      filledWhenNotSaid: estimate('filledWhenNotSaid'),
      brier: known(own.brier),
      saidLessExact: estimate('saidLessExact'),
    }
  })
}

/** How often a model fills an order too early or too late: as far as its fate tells, and by the exact queue. */
function timing(
  trials: readonly QueueTrial[],
  model: number,
  longest: number,
): Pick<QueueModelCalibration, 'early' | 'late' | 'soonerThanExact' | 'laterThanExact'> {
  const isFilled = ({ fate, joinedAt, endedAt }: QueueTrial): boolean =>
    fate === 'filled' && endedAt - joinedAt <= longest * microsecondsPerSecond
  const early = trials.filter((trial) =>
    isFilled(trial)
      ? trial.filledAt[model]! < trial.endedAt
      : isSaidFirst(trial, model, longest) && trial.fate !== 'filled',
  )
  const late = trials.filter(
    (trial) => isFilled(trial) && !(trial.filledAt[model]! <= trial.endedAt),
  )
  // Not filled within the horizon is later than any time within it.
  const filledAt = (trial: QueueTrial, by: number): number =>
    isSaid(trial, by, longest) ? trial.filledAt[by]! : Infinity
  const exact = (trial: QueueTrial): number => filledAt(trial, trial.filledAt.length - 1)
  return {
    early: early.length,
    late: late.length,
    soonerThanExact: trials.filter((trial) => filledAt(trial, model) < exact(trial)).length,
    laterThanExact: trials.filter((trial) => filledAt(trial, model) > exact(trial)).length,
  }
}

/** Percentiles of the draws; those in which there is nobody to average over are left out. */
function estimateOf(value: number, draws: readonly number[], horizons: number): Estimate {
  const ascending = Float64Array.from(draws.filter(Number.isFinite)).toSorted()
  const beyond = (1 - level) / horizons / 2
  return {
    value: known(value),
    lower: known(interpolatedQuantile(ascending, beyond)),
    upper: known(interpolatedQuantile(ascending, 1 - beyond)),
  }
}

const places: readonly QueuePlace[] = ['front', 'touch', 'deeper']

/** All of them, each place, and each place by size. */
function classesOf(
  trials: readonly QueueTrial[],
  horizonsSeconds: readonly number[],
): readonly QueueClass[] {
  const sizes = Float64Array.from(trials, ({ lots }) => lots).toSorted()
  const median = interpolatedQuantile(sizes, 0.5)
  const classes = [classFigures({ place: 'all', size: 'all' }, trials, horizonsSeconds)]
  for (const place of places) {
    const here = trials.filter((trial) => trial.place === place)
    const small = here.filter(({ lots }) => lots <= median)
    const large = here.filter(({ lots }) => lots > median)
    classes.push(
      classFigures({ place, size: 'all' }, here, horizonsSeconds),
      classFigures({ place, size: 'small' }, small, horizonsSeconds),
      classFigures({ place, size: 'large' }, large, horizonsSeconds),
    )
  }
  return classes.filter((each) => each.trials > 0 || each.place === 'all')
}
