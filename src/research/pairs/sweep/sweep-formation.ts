import type { BacktestOptions } from '../backtest-options.ts'
import { readFilter } from '../relation/filtered-hedge.ts'
import { foldRows, relateFold, type FoldModel } from '../relation/fold-model.ts'
import { residualAt, type FoldHedge } from '../relation/fold-relation.ts'
import type { JoinedLegs } from '../relation/joined-legs.ts'
import { alarmRowBy } from '../relation/relation-watch.ts'
import { trailingZScores } from './trailing-z-scores.ts'

/**
 * What all cells share that estimate alike: the relations, and what they say at every row, in columns. A cell of other
 * thresholds or costs reads them and adds nothing.
 */
export interface SweepFormation {
  readonly models: readonly FoldModel[]
  /** The first row that is traded. */
  readonly firstRow: number
  /** The fold in force at each row. */
  readonly folds: Int32Array
  /** z at each close under the relation in force; NaN where it has none. */
  readonly zScores: Float64Array
  /** The same as a pair hears it that holds nothing: NaN also where nothing could be sized, and after an alarm. */
  readonly openable: Float64Array
  /** What an order of this close is sized in; NaN where it cannot be. */
  readonly hedgeRatios: Float64Array
  /** Of each fold, the row at whose close its watch raises its alarm; Infinity where it never does. */
  readonly alarmRows: Float64Array
  /** z of a fold's relation at a row behind its last, for what is still held on it. */
  readonly carriedZScore: (fold: number, row: number) => number
}

/** The parameters a formation depends on; cells that agree in them share one. */
export function formationKey({
  trainBars,
  testBars,
  filterHalfLives,
  hedge,
}: BacktestOptions): string {
  return [trainBars, testBars, hedge === 'kalman' ? filterHalfLives : 0].join(' ')
}

/** The formation of a parameter set; undefined where not one fold fits. */
export function formSweep(
  joined: JoinedLegs,
  options: BacktestOptions,
): SweepFormation | undefined {
  const windows = foldRows(joined.rows, options.trainBars, options.testBars)
  if (windows.length === 0) return undefined
  const models = windows.map((rows) => relateFold(joined, rows, options))
  const columns = {
    folds: new Int32Array(joined.rows),
    zScores: new Float64Array(joined.rows).fill(Number.NaN),
    hedgeRatios: new Float64Array(joined.rows).fill(Number.NaN),
    alarmRows: Float64Array.from(models, (model) => alarmRowOf(model, joined.rows)),
  }
  for (const [fold, model] of models.entries()) readFold(model, fold, options, columns)
  const openable = columns.zScores.map((zScore, row) =>
    Number.isNaN(columns.hedgeRatios[row]) || row >= columns.alarmRows[columns.folds[row]!]!
      ? Number.NaN
      : zScore,
  )
  return {
    models,
    firstRow: windows[0]!.testFrom,
    ...columns,
    openable,
    carriedZScore: carriedZScores(models, options),
  }
}

function alarmRowOf({ watch, rows }: FoldModel, end: number): number {
  if (watch === undefined) return Infinity
  const last = Math.min(end, rows.trainFrom + watch.monitor.horizonRows) - 1
  return alarmRowBy(watch, last) ?? Infinity
}

/** What a fold says over its own test rows. */
function readFold(
  model: FoldModel,
  fold: number,
  { zScore: window }: BacktestOptions,
  columns: Pick<SweepFormation, 'folds' | 'zScores' | 'hedgeRatios'>,
): void {
  const { rows, hedge, filtered } = model
  const { folds, zScores, hedgeRatios } = columns
  folds.fill(fold, rows.testFrom, rows.testTo)
  if (hedge === undefined) return
  if (filtered !== undefined) {
    for (let row = rows.testFrom; row < rows.testTo; row++) {
      const reading = readFilter(filtered, row)
      zScores[row] = reading.zScore ?? Number.NaN
      hedgeRatios[row] = reading.hedgeRatio > 0 ? reading.hedgeRatio : Number.NaN
    }
    return
  }
  hedgeRatios.fill(hedge.hedgeRatios[0]!, rows.testFrom, rows.testTo)
  if (window === 'trailing') {
    zScores.set(trailingZScores(model, hedge, rows.testFrom, rows.testTo), rows.testFrom)
    return
  }
  const levels = levelsIn(model)
  for (let row = rows.testFrom; row < rows.testTo; row++)
    zScores[row] = standing(hedge, levels, row)
}

function levelsIn({ joined }: FoldModel): readonly Float64Array[] {
  return joined.legs.map((leg) => leg.levels)
}

/** The residual in the deviations of its training rows. */
function standing(hedge: FoldHedge, levels: readonly Float64Array[], row: number): number {
  const { residualMean, residualDeviation } = hedge
  return residualDeviation > 0
    ? (residualAt(hedge, levels, row) - residualMean) / residualDeviation
    : Number.NaN
}

// Rows that are read on at once behind a fold's end, where a window or a filter makes a row dear.
const CARRIED_ROWS = 64

function carriedZScores(
  models: readonly FoldModel[],
  { zScore: window }: BacktestOptions,
): SweepFormation['carriedZScore'] {
  const carried = models.map((): number[] => [])
  const levels = levelsIn(models[0]!)
  return (fold, row) => {
    const model = models[fold]!
    const { hedge, filtered, rows, joined } = model
    if (hedge === undefined) return Number.NaN
    if (filtered === undefined && window === 'training') return standing(hedge, levels, row)
    const known = carried[fold]!
    while (known.length <= row - rows.testTo) {
      const from = rows.testTo + known.length
      const to = Math.min(joined.rows, from + CARRIED_ROWS)
      if (filtered === undefined) known.push(...trailingZScores(model, hedge, from, to))
      else for (let k = from; k < to; k++) known.push(readFilter(filtered, k).zScore ?? Number.NaN)
    }
    return known[row - rows.testTo]!
  }
}
