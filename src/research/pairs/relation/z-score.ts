import type { FoldModel } from './fold-model.ts'
import { residualAt, type FoldHedge } from './fold-relation.ts'

/** How a residual is standardised: by its moments over the training rows, or over as many rows up to this one. */
export type ZScoreWindow = 'training' | 'trailing'

/**
 * The residual at a row's close in deviations from its mean, under the relation of one fold.
 *
 *   u = y - a - b x,   z = (u - mean u) / deviation u
 *
 * Mean and deviation are those of the training rows, or of as many rows up to and including this one.
 *
 * @returns undefined where the trailing residual does not move
 */
export function zScoreAt(
  model: FoldModel,
  hedge: FoldHedge,
  row: number,
  window: ZScoreWindow,
): number | undefined {
  const levels = model.joined.legs.map((leg) => leg.levels)
  const residual = residualAt(hedge, levels, row)
  const { mean, deviation } =
    window === 'training'
      ? { mean: hedge.residualMean, deviation: hedge.residualDeviation }
      : trailingMoments(hedge, levels, row, model.rows.testFrom - model.rows.trainFrom)
  return deviation > 0 ? (residual - mean) / deviation : undefined
}

/** Two passes over the window: a running sum would carry the rounding of every row before it. */
function trailingMoments(
  hedge: FoldHedge,
  levels: readonly Float64Array[],
  row: number,
  rows: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0
  for (let k = row - rows + 1; k <= row; k++) sum += residualAt(hedge, levels, k)
  const mean = sum / rows
  let squares = 0
  for (let k = row - rows + 1; k <= row; k++) squares += (residualAt(hedge, levels, k) - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / (rows - 1)) }
}
