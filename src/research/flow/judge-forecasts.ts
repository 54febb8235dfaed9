import { conformalUsual } from '../../forecast/calibration/adaptive-conformal.ts'
import { forwardReturns } from '../../forecast/labels/forward-return.ts'
import type { ForecastModel } from '../../forecast/model/forecast-model.ts'
import { blockRows } from '../../forecast/scorecard/block-rows.ts'
import { calibrationCurve } from '../../forecast/scorecard/calibration-curve.ts'
import { calibrationError } from '../../forecast/scorecard/calibration-error.ts'
import {
  foldIntervals,
  type FoldDraws,
  type Interval,
} from '../../forecast/scorecard/fold-bootstrap.ts'
import {
  correlationColumns,
  measureColumns,
  measureNames,
  type Predictions,
} from '../../forecast/scorecard/measures.ts'
import { detectableCorrelation, independentSamples } from '../../forecast/scorecard/sample-power.ts'
import { calibrationVerdict } from './calibration-verdict.ts'
import { contemporaneousR2 } from './contemporaneous.ts'
import type { EvaluateOptions } from './evaluate-flow.ts'
import { flowCosts, knownTime, turnoverPerDay } from './flow-costs.ts'
import type { FlowEvaluation, FlowFold } from './flow-result.ts'
import type { FlowSamples } from './flow-samples.ts'
import type { ForecastRow, ForecastRows } from './forecast-rows.ts'
import { permutationImportance } from './permutation-importance.ts'
import { usedColumns } from './used-columns.ts'
import { flowVerdict } from './verdict.ts'

/** A fold's forecasts and what they came from. */
export interface JudgedFold extends ForecastRows {
  readonly told: FlowFold
  readonly model: ForecastModel
}

const calibrationBins = 10
const decaySeconds = [5, 10, 30, 60, 120, 180, 240, 300, 600, 1_800]
/** Of orders, by what a book is heard of. */
const tickLatenciesMs = [0, 50, 250, 1_000]

/** The scorecard of forecasts: pooled over exactly these rows. */
export function judgeForecasts(
  samples: FlowSamples,
  folds: readonly JudgedFold[],
  options: EvaluateOptions,
): FlowEvaluation {
  const { horizon, seed } = options
  const rows = folds.flatMap((fold) => fold.rows)
  const { predictions, drawing, perRow, outOfSample } = scorecardOf(folds, options)
  const independent = independentSamples(predictions.times, horizon)
  const latenciesMs = samples.source === 'bars' ? [0, samples.step / 1_000] : tickLatenciesMs
  const costs = flowCosts(samples, rows, {
    ...options,
    latenciesMs: latenciesMs.filter((latency) => latency * 1_000 < horizon),
  })
  const strongest = costs.breakEven.find((row) => row.strongest === 0.1 && row.latencyMs === 0)
  const features = [...new Set(folds.flatMap(({ model }) => model.features))]
  const spans = folds.map(({ told }) => ({
    from: told.testFrom * 1_000,
    to: told.testTo * 1_000,
  }))
  // A bar's close is known until the next.
  const span = knownTime(samples.path, spans, Math.max(options.gapMost, samples.step))
  const facts = {
    kind: 'flow' as const,
    format: 1 as const,
    instrument: samples.instrument,
    source: samples.source,
    model: options.kind,
    horizonSeconds: horizon / 1e6,
    samples: rows.length,
    independentSamples: independent,
    detectableInformationCoefficient: detectableCorrelation(independent),
    features,
    columns: usedColumns(samples.matrix, features),
    folds: folds.map(({ told }) => told),
    outOfSample,
    contemporaneousR2: contemporaneousR2(samples, horizon, options.gapMost),
    calibration: calibrationCurve(predictions, calibrationBins, independent / rows.length),
    calibrationError: calibrationErrorOf(folds, predictions, drawing),
    decay: decayOf(samples, predictions, { ...options, drawing }),
    breakEvenFeeBps: strongest?.breakEvenFeeBps ?? null,
    turnoverPerDay: turnoverPerDay(rows, horizon, span),
    costs,
    intervals: intervalsOf(rows),
    withdrawn: withdrawnOf(folds),
    importance: options.withImportance ? permutationImportance(samples.matrix, folds, seed) : null,
    blockSeconds: (drawing.meanBlock * perRow) / 1e6,
    seed,
    notes: [
      ...samples.notes,
      ...otherInstrument(samples, options),
      ...empty(folds),
      ...unlearnt(folds),
    ],
  }
  return { ...facts, verdict: flowVerdict(facts) }
}

function calibrationErrorOf(
  folds: readonly JudgedFold[],
  predictions: Predictions,
  drawing: FoldDraws,
): NonNullable<FlowEvaluation['calibrationError']> {
  const { times, realisedReturnBps } = predictions
  const rows = times.length
  const horizon = folds[0]!.model.horizon
  const effectiveShare = independentSamples(times, horizon) / rows
  const error = calibrationError(predictions, { bins: calibrationBins, effectiveShare, drawing })
  const moved = realisedReturnBps.filter((value) => value !== 0).length / rows
  const movedInTraining = folds.reduce(
    (sum, fold) => sum + (2 * fold.model.middle * fold.rows.length) / rows,
    0,
  )
  const verdict = calibrationVerdict(error, { here: moved, trained: movedInTraining })
  return { ...error, moved, movedInTraining, verdict }
}

/** The measures of forecasts with their intervals, and what they were made from. */
export function scorecardOf(
  folds: readonly JudgedFold[],
  { horizon, seed, draws }: Pick<EvaluateOptions, 'horizon' | 'seed' | 'draws'>,
): {
  readonly predictions: Predictions
  readonly drawing: FoldDraws
  /** Usual time between forecasts, microseconds. */
  readonly perRow: number
  readonly outOfSample: FlowEvaluation['outOfSample']
} {
  const predictions = predictionsOf(folds.flatMap((fold) => fold.rows))
  const perRow = usualStepOf(predictions.times)
  const meanBlock = blockRows(predictions, horizon / perRow)
  const drawing: FoldDraws = { starts: startsOf(folds), meanBlock, draws, seed }
  const { columns, statistics } = measureColumns(predictions)
  const intervals = foldIntervals(columns, statistics, drawing)
  const outOfSample = Object.fromEntries(
    measureNames.map((name, k) => [name, intervals[k]!]),
  ) as FlowEvaluation['outOfSample']
  return { predictions, drawing, perRow, outOfSample }
}

function predictionsOf(rows: readonly ForecastRow[]): Predictions {
  const column = (pick: (row: ForecastRow) => number): Float64Array => Float64Array.from(rows, pick)
  return {
    times: column((row) => row.time),
    probabilityUp: column((row) => row.probabilityUp),
    expectedReturnBps: column((row) => row.expectedReturnBps),
    realisedReturnBps: column((row) => row.realisedReturnBps),
    baseRate: column((row) => row.baseRate),
    fold: Int32Array.from(rows, (row) => row.fold),
  }
}

function startsOf(folds: readonly JudgedFold[]): Int32Array {
  const starts = [0]
  for (const { rows } of folds) starts.push(starts.at(-1)! + rows.length)
  return Int32Array.from(starts)
}

/** Median time between forecasts. */
function usualStepOf(times: Float64Array): number {
  const steps = times.slice(1).map((time, k) => time - times[k]!)
  return Math.max(1, steps.toSorted()[Math.floor(steps.length / 2)] ?? 1)
}

/** Labels that do not overlap: below as many of all folds, or as many of one, a horizon has no interval. */
const labelsLeast = { pooled: 30, fold: 5 }

/**
 * The same expectations against what the price did over other horizons; none where labels were moved in time.
 *
 * Blocks go round within a fold: one that is hardly longer than a block is drawn as itself again and again, and the interval
 * would be of no width. There is none where a fold holds but a few horizons.
 */
function decayOf(
  samples: FlowSamples,
  predictions: Predictions,
  options: EvaluateOptions & { readonly drawing: FoldDraws },
): FlowEvaluation['decay'] {
  if (options.rotateSeed !== undefined) return []
  const horizons = decaySeconds.filter((seconds) => (seconds * 1e6) % (samples.step || 1) === 0)
  return horizons.map((horizonSeconds) => {
    const after = { ...options, horizon: horizonSeconds * 1e6 }
    const all = forwardReturns(
      samples.path,
      predictions.times,
      { after: after.horizon },
      options.gapMost,
    )
    const { value, low, high, independent } = correlationOver(predictions, all, {
      horizon: after.horizon,
      ...options.drawing,
      meanBlock: Math.max(
        options.drawing.meanBlock,
        after.horizon / usualStepOf(predictions.times),
      ),
    })
    return {
      horizonSeconds,
      informationCoefficient: value,
      low,
      high,
      independentSamples: independent,
    }
  })
}

function correlationOver(
  predictions: Predictions,
  returns: Float64Array,
  drawing: FoldDraws & { readonly horizon: number },
): Interval & { readonly independent: number } {
  const known: number[] = []
  for (let k = 0; k < returns.length; k++) if (!Number.isNaN(returns[k]!)) known.push(k)
  const pick = (column: Float64Array): Float64Array => Float64Array.from(known, (k) => column[k]!)
  const times = pick(predictions.times)
  const independent = independentSamples(times, drawing.horizon)
  if (known.length < 3) return { value: null, low: null, high: null, independent }
  const starts = drawing.starts.map((start) => known.filter((k) => k < start).length)
  const { columns, statistic } = correlationColumns(
    pick(predictions.expectedReturnBps),
    pick(returns),
  )
  const interval = foldIntervals(columns, [statistic], { ...drawing, starts })[0]!
  const ofFolds = Array.from(starts.subarray(1), (end, fold) =>
    independentSamples(times.subarray(starts[fold], end), drawing.horizon),
  ).filter((count) => count > 0)
  const isEnough =
    independent >= labelsLeast.pooled && ofFolds.every((count) => count >= labelsLeast.fold)
  return isEnough
    ? { ...interval, independent }
    : { value: interval.value, low: null, high: null, independent }
}

function intervalsOf(rows: readonly ForecastRow[]): FlowEvaluation['intervals'] {
  let held = 0
  let told = 0
  let widths = 0
  for (const { halfWidthBps, realisedReturnBps, expectedReturnBps } of rows) {
    if (!Number.isFinite(halfWidthBps)) continue
    told++
    widths += halfWidthBps
    if (Math.abs(realisedReturnBps - expectedReturnBps) <= halfWidthBps) held++
  }
  return {
    nominal: conformalUsual.coverage,
    coverage: told === 0 ? null : held / told,
    meanHalfWidthBps: told === 0 ? null : widths / told,
  }
}

/** What speaks against a model that was trained elsewhere. */
export function otherInstrument(
  { instrument }: Pick<FlowSamples, 'instrument'>,
  { trainedOn }: Pick<EvaluateOptions, 'trainedOn'>,
): string[] {
  return trainedOn === undefined || trainedOn === instrument
    ? []
    : [`the model was trained on ${trainedOn}, whose volumes, depths and ticks are other ones`]
}

/** Folds in which nothing was forecast. */
function empty(folds: readonly JudgedFold[]): string[] {
  const none = folds.filter(({ rows }) => rows.length === 0).length
  return none === 0
    ? []
    : [
        `${none} of ${folds.length} folds ${none === 1 ? 'holds' : 'hold'} no forecast whose outcome is known`,
      ]
}

/** Folds of which no row is expected to move. */
function unlearnt(folds: readonly JudgedFold[]): string[] {
  const level = folds.filter(
    ({ rows }) => rows.length > 0 && rows.every(({ expectedReturnBps }) => expectedReturnBps === 0),
  ).length
  return level === 0
    ? []
    : [
        `in ${level} of ${folds.length} fold${folds.length === 1 ? '' : 's'} nothing was learnt: every forecast is 0`,
      ]
}

/** Forecasts that were not made, by reason. */
export function withdrawnOf(folds: readonly JudgedFold[]): Record<string, number> {
  const all: Record<string, number> = { 'unknown-feature': 0, 'out-of-distribution': 0, drift: 0 }
  for (const { withdrawn } of folds) {
    for (const [reason, count] of Object.entries(withdrawn)) all[reason]! += count
  }
  return all
}
