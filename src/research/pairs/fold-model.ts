import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import type { HedgeMethod } from './backtest-result.ts'
import { relationOf, withResidual, type FoldHedge } from './fold-relation.ts'
import { levelsOf, type JoinedLegs } from './joined-legs.ts'

/** The rows of a fold: trained on `[trainFrom, testFrom)`, traded on `[testFrom, testTo)`. */
export interface FoldRows {
  readonly index: number
  readonly trainFrom: number
  readonly testFrom: number
  readonly testTo: number
}

/** What a fold learned from its training rows, and nothing later. */
export interface FoldModel {
  readonly joined: JoinedLegs
  readonly rows: FoldRows
  /** Missing where nothing can be traded; `untraded` then says why. */
  readonly hedge?: FoldHedge
  readonly untraded?: string
  /** The relation as estimated, also where it is not traded. */
  readonly estimate?: FoldHedge
  readonly test?: {
    readonly statistic: number
    readonly pValue: number
    readonly lags: number
    readonly halfLifeBars: number | null
  }
}

/** The folds that fit: each has all its training rows and at least one row to trade. */
export function foldRows(rows: number, trainBars: number, testBars: number): FoldRows[] {
  const folds: FoldRows[] = []
  for (let testFrom = trainBars; testFrom < rows; testFrom += testBars) {
    folds.push({
      index: folds.length,
      trainFrom: testFrom - trainBars,
      testFrom,
      testTo: Math.min(testFrom + testBars, rows),
    })
  }
  return folds
}

/**
 * Estimates a fold on its training rows.
 *
 * A hedge ratio that is not above zero would put both legs of a pair on the same side, which is no pair: the fold is
 * not traded. Neither is one whose residual does not move, or whose regression cannot be had.
 */
export function estimateFold(joined: JoinedLegs, rows: FoldRows, method: HedgeMethod): FoldModel {
  const levels = levelsOf(joined, rows.trainFrom, rows.testFrom)
  const [y, ...xs] = levels as [Float64Array, ...Float64Array[]]
  const relation = relationOf(method, y, xs)
  if (relation.kind === 'unavailable') return { joined, rows, untraded: relation.detail }
  const estimate = withResidual(relation.value, levels)
  const outcome = engleGranger(y, xs)
  const test = outcome.kind === 'value' ? { test: outcome.value } : {}
  const untraded = reasonNotToTrade(estimate)
  return untraded === undefined
    ? { joined, rows, hedge: estimate, estimate, ...test }
    : { joined, rows, untraded, estimate, ...test }
}

/** At least one other leg has to stand against y. */
function reasonNotToTrade({ hedgeRatios, residualDeviation }: FoldHedge): string | undefined {
  const isHedged = hedgeRatios.every(Number.isFinite) && hedgeRatios.some((ratio) => ratio > 0)
  if (!isHedged) return 'hedge ratio not above zero'
  if (!(residualDeviation > 0)) return 'residual does not move'
  return undefined
}
