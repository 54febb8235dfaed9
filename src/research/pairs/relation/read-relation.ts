import { readFilter } from './filtered-hedge.ts'
import type { FoldModel } from './fold-model.ts'
import { isBrokenAt } from './relation-watch.ts'
import { zScoreAt, type ZScoreWindow } from './z-score.ts'

/** What a fold's relation says at the close of a row, from that row and those before it. */
export interface RelationReading {
  /** Missing where the fold is not traded, or its residual does not move. */
  readonly zScore: number | undefined
  /** What is filled after this close is sized in these; missing where there is nothing to size it in. */
  readonly hedgeRatios: readonly number[] | undefined
  /** Whether the relation's watch has raised its alarm; without a watch it never does. */
  readonly isBroken: boolean
}

/** Reads the relation of a fold at a row's close. */
export function readRelation(model: FoldModel, row: number, window: ZScoreWindow): RelationReading {
  const { hedge, filtered, watch } = model
  if (hedge === undefined) return { zScore: undefined, hedgeRatios: undefined, isBroken: false }
  const isBroken = watch !== undefined && isBrokenAt(watch, row)
  if (filtered === undefined) {
    const zScore = zScoreAt(model, hedge, row, window)
    return { zScore, hedgeRatios: hedge.hedgeRatios, isBroken }
  }
  const { zScore, hedgeRatio } = readFilter(filtered, row)
  return { zScore, hedgeRatios: hedgeRatio > 0 ? [hedgeRatio] : undefined, isBroken }
}
