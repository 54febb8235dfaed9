import { interpolatedQuantile } from '../../econometrics/bootstrap/interpolated-quantile.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { fitIsotonic } from '../calibration/isotonic.ts'
import { calibrated, fitPlatt, type Calibration } from '../calibration/platt.ts'
import { takeEach, takeRows, type FeatureMatrix } from '../feature-matrix.ts'
import { fitGuard } from '../guard/forecast-guard.ts'
import { upOf, type Learner, type TrainingRows } from '../learners/learner.ts'
import { combinatorialSplits } from '../validation/combinatorial.ts'
import { independentSamples } from '../scorecard/sample-power.ts'
import {
  learnerOf,
  type ForecastModel,
  type LearntModel,
  type ModelKind,
} from './forecast-model.ts'
import { ScoreCentre, type CentreState } from './score-centre.ts'

/** How a forecast is fitted. */
export interface FitOptions {
  readonly kind: ModelKind
  readonly calibration: Calibration['kind']
  /** Microseconds. */
  readonly horizon: number
  readonly embargo: number
  /** How often a price without drift rises; half of the share of training returns that are not zero where it is not told. */
  readonly middle?: number
}

/** Folds within the training rows, for calibration and early stopping. */
const innerFolds = 3
/** Independent labels below which nothing is fitted. */
const independentLeast = 100
/** Share of returns that are learnt from as they are. */
const clippedFrom = 0.99
/** Half-life of the centre of scores, as a share of the training rows, and rows it has at least. */
const centreShare = 1 / 400
const centreLeast = 50
/** A column that is not known in more of the training rows is not used. */
const unknownMost = 0.05

/**
 * Fits a forecast: learner, rounds, calibration, expected return and guard, all from the given rows alone.
 *
 * Within them, purged folds are forecast by models that have not seen them: early stopping, the calibration, the line from
 * scores to returns and the strengths come from there; the model itself is then fitted to all rows. Scores are taken from their
 * running median (`ScoreCentre`), and no drift is forecast. A line that would fall is level: a model that is wrong within its
 * own training rows forecasts nothing.
 *
 * @param rows        of the matrix; those with an unknown return or feature are left out
 * @param returnsBps  labels by row of the matrix
 * No value: fewer than 100 labels that do not overlap, no column that is known, or what the learner says.
 *
 * @example
 * const x = Float64Array.from({ length: 600 }, (_, k) => Math.sin(k))
 * const matrix = { names: ['x'], times: x.map((_, k) => k), columns: [x] }
 * const rows = Int32Array.from(x, (_, k) => k)
 * const fit = fitForecast(matrix, x.map((value, k) => value + (k % 3) - 1), rows, { kind: 'linear', calibration: 'platt', horizon: 1, embargo: 0 })
 * expectValue(fit).features // => ['x']
 */
export function fitForecast(
  matrix: FeatureMatrix,
  returnsBps: Float64Array,
  rows: Int32Array,
  options: FitOptions,
): Outcome<ForecastModel, string> {
  const labelled = rows.filter((row) => Number.isFinite(returnsBps[row]))
  const features = knownColumns(matrix, labelled)
  if (labelled.length === 0) {
    return unavailable('too-few-rows', `the return of none of ${rows.length} rows is known`)
  }
  if (features.length === 0) {
    const detail = `no feature is known in enough of ${labelled.length} rows and not always the same`
    return unavailable('too-few-rows', detail)
  }
  const wanted = features.map((j) => matrix.columns[j]!)
  const whole = labelled.filter((row) => wanted.every((column) => Number.isFinite(column[row])))
  const times = takeEach(matrix.times, whole)
  const independent = independentSamples(times, options.horizon)
  if (independent < independentLeast) {
    const detail = `${independent} labels that do not overlap, at least ${independentLeast} are needed (a longer span or a shorter horizon has more)`
    return unavailable('too-few-rows', detail)
  }
  const training = {
    columns: takeRows(wanted, whole),
    returnsBps: clipped(takeEach(returnsBps, whole)),
  }
  const still = neverMoved(training.returnsBps)
  if (still !== undefined)
    return unavailable('one-class', `${still} in these data: nothing to learn`)
  const learner = learnerOf(options.kind)
  const centreRows = Math.max(centreLeast, Math.round(whole.length * centreShare))
  const inner = forecastInside(learner, training, times, { ...options, centreRows })
  if (inner.kind === 'unavailable') return inPlainWords(inner)
  const { scores, returns, rounds } = inner.value
  const learnt = learner.fit(training, Number.isNaN(rounds) ? {} : { rounds })
  if (learnt.kind === 'unavailable') return inPlainWords(learnt)
  const up = upOf(returns)
  const calibration =
    options.calibration === 'platt' ? fitPlatt(scores, up) : fitIsotonic(scores, up)
  if (calibration.kind === 'unavailable') return inPlainWords(calibration)
  const slope = slopeOf(scores, returns)
  const sizes = scores.map((score) => Math.abs(slope * score)).toSorted()
  const { model } = learnt.value
  const middle = options.middle ?? middleOf(training.returnsBps)
  return available({
    features: features.map((j) => matrix.names[j]!),
    horizon: options.horizon,
    learnt: { kind: options.kind, model } as LearntModel,
    calibration: withoutDrift(calibration.value, scores, middle),
    middle,
    centre: centreAfter(learner.scores(model, training.columns), centreRows),
    centreRows,
    slope,
    strengths: Array.from({ length: 101 }, (_, k) => interpolatedQuantile(sizes, k / 100)),
    guard: fitGuard(training.columns),
    training: {
      from: times[0]!,
      to: times.at(-1)!,
      rows: times.length,
      baseRate: meanOf(upOf(training.returnsBps)),
    },
  })
}

/** Which way the price never went, in words; undefined where it rose and did not. */
function neverMoved(returns: Float64Array): string | undefined {
  if (returns.every((value) => !(value > 0))) return 'the price never rises'
  return returns.every((value) => value > 0) ? 'the price never falls' : undefined
}

/** Of a part of the training rows, which has its ups or its downs in the others. */
function inPlainWords(
  fit: Extract<Outcome<never, string>, { readonly kind: 'unavailable' }>,
): Outcome<never, string> {
  return fit.reason === 'one-class'
    ? unavailable(
        'one-class',
        'in a part of the training rows the price never rises, or never falls: nothing to learn',
      )
    : fit
}

/** Returns no larger than nearly all: a few crashes would decide every slope. Their signs stay. */
function clipped(returns: Float64Array): Float64Array {
  const most = interpolatedQuantile(returns.map(Math.abs).toSorted(), clippedFrom)
  return returns.map((value) => Math.max(-most, Math.min(most, value)))
}

function knownColumns({ columns }: FeatureMatrix, rows: Int32Array): number[] {
  return columns.flatMap((column, j) => {
    let unknown = 0
    let least = Infinity
    let most = -Infinity
    for (const row of rows) {
      const value = column[row]!
      if (!Number.isFinite(value)) unknown++
      else {
        if (value < least) least = value
        if (value > most) most = value
      }
    }
    return unknown <= unknownMost * rows.length && most > least ? [j] : []
  })
}

interface Inside {
  readonly scores: Float64Array
  readonly returns: Float64Array
  readonly rounds: number
}

function forecastInside(
  learner: Learner<LearntModel['model']>,
  training: TrainingRows,
  times: Float64Array,
  { horizon, embargo, centreRows }: FitOptions & { readonly centreRows: number },
): Outcome<Inside, string> {
  const scores: number[] = []
  const returns: number[] = []
  let rounds = 0
  const shape = { groups: innerFolds, tested: 1 }
  for (const { train, test } of combinatorialSplits(times, shape, { horizon, embargo })) {
    const part = (rows: Int32Array): TrainingRows => ({
      columns: takeRows(training.columns, rows),
      returnsBps: takeEach(training.returnsBps, rows),
    })
    const watched = part(test)
    const fit = learner.fit(part(train), { watched })
    if (fit.kind === 'unavailable') return fit
    const own = learner.scores(fit.value.model, watched.columns)
    const trained = learner.scores(fit.value.model, takeRows(training.columns, train))
    const centre = new ScoreCentre(centreOf(trained), centreRows)
    for (let k = 0; k < own.length; k++) {
      scores.push(centre.above(own[k]!))
      returns.push(watched.returnsBps[k]!)
    }
    rounds += fit.value.rounds / innerFolds
  }
  return available({
    scores: Float64Array.from(scores),
    returns: Float64Array.from(returns),

    rounds: Number.isNaN(rounds) ? rounds : Math.max(1, Math.round(rounds)),
  })
}

/** Median of scores and mean distance from it: of equal ones exactly their value, and 0. */
function centreOf(scores: Float64Array): CentreState {
  const value = interpolatedQuantile(scores.toSorted(), 0.5)
  return { value, spread: meanOf(scores.map((score) => Math.abs(score - value))) }
}

/** Where the running centre of scores stands after them. */
function centreAfter(scores: Float64Array, rows: number): CentreState {
  const centre = new ScoreCentre(centreOf(scores), rows)
  for (const score of scores) centre.above(score)
  return centre.state()
}

function slopeOf(scores: Float64Array, returns: Float64Array): number {
  const centre = meanOf(scores)
  const mean = meanOf(returns)
  let product = 0
  let square = 0
  for (let k = 0; k < scores.length; k++) {
    product += (scores[k]! - centre) * (returns[k]! - mean)
    square += (scores[k]! - centre) ** 2
  }
  return square > 0 ? Math.max(0, product / square) : 0
}

/** Half of the share that moves: how often a price without drift rises. */
function middleOf(returns: Float64Array): number {
  return returns.filter((value) => value !== 0).length / returns.length / 2
}

/**
 * A calibration with the middle of a price without drift. The share that rose in training is a month's luck, and where it
 * differs from fold to fold it is nothing but noise in what ranks their rows together.
 */
function withoutDrift(calibration: Calibration, scores: Float64Array, middle: number): Calibration {
  if (calibration.kind === 'platt') {
    return { ...calibration, intercept: Math.log(middle / (1 - middle)) }
  }
  const told = meanOf(scores.map((score) => calibrated(calibration, score)))
  const probabilities = calibration.probabilities.map((p) => Math.min(1, (p * middle) / told))
  return { ...calibration, probabilities }
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let k = 0; k < values.length; k++) sum += values[k]!
  return sum / values.length
}
