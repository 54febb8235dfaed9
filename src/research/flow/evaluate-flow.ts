import { formatInstant, type Instant } from '../../core/time.ts'
import { forwardReturns } from '../../forecast/labels/forward-return.ts'
import { fitForecast, type FitOptions } from '../../forecast/model/fit-forecast.ts'
import type { TimedModel } from '../../forecast/live/live-forecast.ts'
import type { ForecastModel } from '../../forecast/model/forecast-model.ts'
import { holesOf } from '../../forecast/validation/holes.ts'
import { rowsWithin, walkForwardFolds, type Fold } from '../../forecast/validation/walk-forward.ts'
import { independentSamples } from '../../forecast/scorecard/sample-power.ts'
import { Random } from '../../math/random.ts'
import type { FlowEvaluation, FlowFold, FlowRefusal } from './flow-result.ts'
import type { FlowSamples } from './flow-samples.ts'
import { forecastRows, type ForecastRow } from './forecast-rows.ts'
import { judgeForecasts, otherInstrument, withdrawnOf, type JudgedFold } from './judge-forecasts.ts'
import { usedColumns } from './used-columns.ts'

/** How forecasts are made and judged. */
export interface EvaluateOptions extends FitOptions {
  readonly folds: number
  readonly firstShare: number
  /** A price that old is not known any more, microseconds. */
  readonly gapMost: number
  readonly draws: number
  readonly seed: number
  readonly withImportance: boolean
  /** Labels are moved round in time by a random half of the span or so: there is then nothing to forecast. */
  readonly rotateSeed?: number
  /** Of a model that was trained before: its instrument. */
  readonly trainedOn?: string
}

/** A figure of a scorecard needs as many forecasts that do not overlap. */
const independentLeast = 30

export interface EvaluatedFlow {
  readonly result: FlowEvaluation | FlowRefusal
  readonly rows: readonly ForecastRow[]
  /** What was forecast by, fold by fold. */
  readonly models: readonly TimedModel[]
}

/**
 * Walks forward over samples: each fold is fitted on what was known before it and forecasts what comes.
 *
 * How often the price moves at all is taken once, from the first training window: it changes over months, and where each
 * fold had its own, the rows of one fold would rank above those of another whatever flow says. Of labels rotated in time
 * that is all there is to rank by, and the AUC then says how six months follow one another.
 *
 * Yields the share that is done.
 */
export function* evaluateFlow(
  samples: FlowSamples,
  options: EvaluateOptions,
): Generator<number, EvaluatedFlow> {
  const { judged, reason, isTooFew } = yield* walkForward(samples, options)
  const left = options.folds - judged.length
  const notes =
    left === 0
      ? []
      : [
          `${left} of ${options.folds} folds ${left === 1 ? 'was' : 'were'} left out, for what lies before ${left === 1 ? 'it' : 'them'} teaches nothing: ${reason}`,
        ]
  const noted = { ...samples, notes: [...samples.notes, ...notes] }
  return concluded(noted, judged, { ...options, reason, isTooFew })
}

/**
 * The folds of `evaluateFlow` and what was forecast in them, without any judgement: for who asks for one figure, many times.
 *
 * @returns the folds that could be fitted, and why the last of the others could not
 */
export function* walkForward(
  samples: FlowSamples,
  options: EvaluateOptions,
): Generator<number, WalkedFolds> {
  const labels = labelsOf(samples, options)
  const { times } = samples.matrix
  const judged: JudgedFold[] = []
  let middle: { readonly middle?: number } = {}
  let reason = times.length > 0 ? 'no row is before them' : 'no sample'
  let isTooFew = true
  if (times.length > 0) {
    const plan = { ...options, holes: holesOf(times) }
    const folds = walkForwardFolds(times[0]!, times.at(-1)! + 1, plan).map(inWholeMilliseconds)
    for (const [k, fold] of folds.entries()) {
      const train = trainingRows(times, fold)
      const fit = fitForecast(samples.matrix, labels, train, { ...options, ...middle })
      if (fit.kind === 'unavailable') {
        isTooFew = fit.reason === 'too-few-rows'
        reason = isTooFew ? `${fit.detail}; ${moreToLearnFrom}` : fit.detail
      } else {
        middle = { middle: fit.value.middle }
        judged.push(forecastFold(samples, { fit: fit.value, fold, labels, at: judged.length }))
      }
      yield (k + 1) / (folds.length + 1)
    }
  }
  return { judged, reason, isTooFew }
}

interface WalkedFolds {
  readonly judged: readonly JudgedFold[]
  readonly reason: string
  /** Would more data help, as far as that reason says? */
  readonly isTooFew: boolean
}

const moreToLearnFrom = 'fewer folds or a greater --first-share leave more to learn from'

/**
 * The same for a model that was trained before: one fold, of what came after its training rows and their labels.
 */
export function evaluateModel(
  samples: FlowSamples,
  model: ForecastModel,
  options: EvaluateOptions,
): EvaluatedFlow {
  const labels = labelsOf(samples, options)
  const { times } = samples.matrix
  const testFrom = Math.max(times[0] ?? 0, model.training.to + 1 + model.horizon)
  const fold = inWholeMilliseconds({
    trainFrom: model.training.from,
    trainTo: model.training.to + 1,
    testFrom,
    testTo: (times.at(-1) ?? 0) + 1,
  })
  const isThere = fold.testTo > testFrom
  const judged = isThere ? [forecastFold(samples, { fit: model, fold, labels, at: 0 })] : []
  const reason = `nothing comes after what the model was trained on, whose last row is of ${formatInstant(model.training.to as Instant)}`
  return concluded(samples, judged, { ...options, reason, isTooFew: true })
}

/** Returns over the horizon by row of the matrix, bps; NaN where they are not known. */
function labelsOf(
  { matrix, path }: FlowSamples,
  { horizon, gapMost, rotateSeed }: Pick<EvaluateOptions, 'horizon' | 'gapMost' | 'rotateSeed'>,
): Float64Array {
  const labels = forwardReturns(path, matrix.times, { after: horizon }, gapMost)
  if (rotateSeed === undefined || labels.length < 4) return labels
  const quarter = Math.floor(labels.length / 4)
  const by = quarter + new Random(rotateSeed).fork('rotation').integerBelow(2 * quarter)
  return labels.map((_, k) => labels[(k + by) % labels.length]!)
}

/**
 * As results tell folds. Test windows begin and end with the millisecond after their border, so that rows at whole ones are in
 * the windows they were in, and what lies between training and test is not less than it was.
 */
function inWholeMilliseconds({ trainFrom, trainTo, testFrom, testTo }: Fold): Fold {
  const begins = Math.ceil(testFrom / 1_000) * 1_000
  return {
    trainFrom: Math.floor(trainFrom / 1_000) * 1_000,
    trainTo: Math.floor((begins - (testFrom - trainTo)) / 1_000) * 1_000,
    testFrom: begins,
    testTo: Math.ceil(testTo / 1_000) * 1_000,
  }
}

function trainingRows(times: Float64Array, { trainFrom, trainTo }: Fold): Int32Array {
  return rowsWithin(times, trainFrom, trainTo)
}

function forecastFold(
  samples: FlowSamples,
  made: {
    readonly fit: ForecastModel
    readonly fold: Fold
    readonly labels: Float64Array
    readonly at: number
  },
): JudgedFold {
  const { fit: model, fold, labels, at } = made
  const rows = rowsWithin(samples.matrix.times, fold.testFrom, fold.testTo)
  const forecasts = forecastRows(model, samples.matrix, { rows, returnsBps: labels, fold: at })
  const told: FlowFold = {
    trainFrom: fold.trainFrom / 1_000,
    trainTo: fold.trainTo / 1_000,
    testFrom: fold.testFrom / 1_000,
    testTo: fold.testTo / 1_000,
    purgedSeconds: (fold.testFrom - fold.trainTo) / 1e6,
    trainSamples: model.training.rows,
    testSamples: forecasts.rows.length,
  }
  return { told, model, ...forecasts }
}

function concluded(
  samples: FlowSamples,
  judged: readonly JudgedFold[],
  options: EvaluateOptions & Pick<WalkedFolds, 'reason' | 'isTooFew'>,
): EvaluatedFlow {
  const rows = judged.flatMap((fold) => fold.rows)
  const times = Float64Array.from(rows, ({ time }) => time)
  const independent = independentSamples(times, options.horizon)
  const models = judged.map(({ told, model }) => {
    return { from: told.testFrom * 1_000, to: told.testTo * 1_000, model }
  })
  if (independent >= independentLeast) {
    return { rows, models, result: judgeForecasts(samples, judged, options) }
  }
  const withdrawn = withdrawnOf(judged)
  const reason = [
    refusedBecause(samples, judged, { rows: rows.length, independent, reason: options.reason }),
    ...otherInstrument(samples, options),
  ].join('; ')
  return {
    rows: [],
    models,
    result: {
      kind: 'flow',
      format: 1,
      instrument: samples.instrument,
      horizonSeconds: options.horizon / 1e6,
      samples: rows.length,
      withdrawn,
      reason,
      verdict:
        (rows.length > 0 || options.isTooFew) && isOfData(withdrawn, rows.length)
          ? `Too few data for any figure: ${reason}.`
          : `Nothing to judge: ${reason}.`,
    },
  }
}

/** Is it the data that are too few? Where most of what was asked for was withdrawn, more of them would not help. */
function isOfData(withdrawn: Readonly<Record<string, number>>, rows: number): boolean {
  return Object.values(withdrawn).every((count) => count <= rows)
}

function refusedBecause(
  { matrix }: FlowSamples,
  judged: readonly JudgedFold[],
  left: { readonly rows: number; readonly independent: number; readonly reason: string },
): string {
  const withdrawn = Object.entries(withdrawnOf(judged)).filter(([, count]) => count > 0)
  const told = withdrawn.map(([why, count]) => `${count} for ${why}`).join(', ')
  const { lacking } = usedColumns(
    matrix,
    judged.flatMap(({ model }) => model.features),
  )
  const missing =
    lacking.length === 0 ? '' : ` (never known here: ${lacking.slice(0, namesMost).join(', ')})`
  const { rows, independent, reason } = left
  if (rows === 0) return told === '' ? reason : `every forecast was withdrawn, ${told}${missing}`
  const few = `${independent} that do not overlap are left, at least ${independentLeast} are needed`
  if (!isOfData(withdrawnOf(judged), rows)) {
    return `most forecasts were withdrawn, ${told}${missing}; ${few}`
  }
  const apart = `${independent} forecasts that do not overlap, at least ${independentLeast} are needed (a longer span or a shorter horizon has more)`
  return told === '' ? apart : `${apart}; withdrawn: ${told}${missing}`
}

const namesMost = 6

/** Rows of a matrix as a model's training window has them: for a model that is kept. */
export function fitOn(
  samples: FlowSamples,
  to: number,
  options: EvaluateOptions,
): ReturnType<typeof fitForecast> {
  const labels = labelsOf(samples, options)
  const { times } = samples.matrix
  const rows = rowsWithin(times, -Infinity, to - options.horizon + 1)
  return fitForecast(samples.matrix, labels, rows, options)
}
