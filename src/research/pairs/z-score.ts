import type { FoldHedge } from './fold-model.ts'
import type { PairColumns } from './pair-columns.ts'

/** How a residual is standardised. */
export interface ZScoreOptions {
  readonly zScore: 'training' | 'trailing'
  /** Length of the trailing window. */
  readonly trainBars: number
}

/**
 * The residual at a row's close in deviations from its mean, under the relation of one fold.
 *
 *   u = y - a - b x,   z = (u - mean u) / deviation u
 *
 * Mean and deviation are those of the training rows, or of the last `trainBars` rows up to and including this one.
 *
 * @returns undefined where the trailing residual does not move
 */
export function zScoreAt(
  columns: PairColumns,
  row: number,
  hedge: FoldHedge,
  options: ZScoreOptions,
): number | undefined {
  const residual = residualAt(columns, row, hedge)
  const { mean, deviation } =
    options.zScore === 'training'
      ? { mean: hedge.residualMean, deviation: hedge.residualDeviation }
      : trailingMoments(columns, row, hedge, options.trainBars)
  return deviation > 0 ? (residual - mean) / deviation : undefined
}

function residualAt({ y, x }: PairColumns, row: number, hedge: FoldHedge): number {
  return y.levels[row]! - hedge.intercept - hedge.hedgeRatio * x.levels[row]!
}

/** Two passes over the window: a running sum would carry the rounding of every row before it. */
function trailingMoments(
  columns: PairColumns,
  row: number,
  hedge: FoldHedge,
  window: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0
  for (let k = row - window + 1; k <= row; k++) sum += residualAt(columns, k, hedge)
  const mean = sum / window
  let squares = 0
  for (let k = row - window + 1; k <= row; k++)
    squares += (residualAt(columns, k, hedge) - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / (window - 1)) }
}
