import type { FoldModel } from './fold-model.ts'
import { zScoreAt, type ZScoreWindow } from './z-score.ts'

/** What a fold's relation says at the close of a row, from that row and those before it. */
export interface RelationReading {
  /** Missing where the fold is not traded, or its residual does not move. */
  readonly zScore: number | undefined
  /** What is filled after this close is sized in these; missing where the fold is not traded. */
  readonly hedgeRatios: readonly number[] | undefined
}

/** Reads the relation of a fold at a row's close. */
export function readRelation(model: FoldModel, row: number, window: ZScoreWindow): RelationReading {
  const { hedge } = model
  if (hedge === undefined) return { zScore: undefined, hedgeRatios: undefined }
  return { zScore: zScoreAt(model, hedge, row, window), hedgeRatios: hedge.hedgeRatios }
}
