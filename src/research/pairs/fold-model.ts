import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import { johansen } from '../../econometrics/cointegration/johansen.ts'
import { leastSquares } from '../../econometrics/regression/least-squares.ts'
import { totalLeastSquares } from '../../econometrics/regression/total-least-squares.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { HedgeMethod } from './backtest-result.ts'
import type { PairColumns } from './pair-columns.ts'

/** The rows of a fold: trained on `[trainFrom, testFrom)`, traded on `[testFrom, testTo)`. */
export interface FoldRows {
  readonly index: number
  readonly trainFrom: number
  readonly testFrom: number
  readonly testTo: number
}

/** The relation a fold trades on. */
export interface FoldHedge {
  readonly hedgeRatio: number
  readonly intercept: number
  readonly residualMean: number
  /** Sample deviation (n - 1) of the training residuals. */
  readonly residualDeviation: number
}

/** What a fold learned from its training rows, and nothing later. */
export interface FoldModel {
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
 * A hedge ratio that is not above zero would put both legs on the same side, which is no pair: the fold is not
 * traded. Neither is one whose residual does not move, or whose regression cannot be had.
 */
export function estimateFold(columns: PairColumns, rows: FoldRows, method: HedgeMethod): FoldModel {
  const y = columns.y.levels.subarray(rows.trainFrom, rows.testFrom)
  const x = columns.x.levels.subarray(rows.trainFrom, rows.testFrom)
  const relation = relationOf(method, y, x)
  if (relation.kind === 'unavailable') return { rows, untraded: relation.detail }
  const estimate = withResidual(relation.value, y, x)
  const outcome = engleGranger(y, [x])
  const test = outcome.kind === 'value' ? { test: outcome.value } : {}
  const untraded = reasonNotToTrade(estimate)
  return untraded === undefined
    ? { rows, hedge: estimate, estimate, ...test }
    : { rows, untraded, estimate, ...test }
}

type Relation = Pick<FoldHedge, 'hedgeRatio' | 'intercept'>

function relationOf(
  method: HedgeMethod,
  y: Float64Array,
  x: Float64Array,
): Outcome<Relation, string> {
  switch (method) {
    case 'ols': {
      const fit = leastSquares(y, [x])
      if (fit.kind === 'unavailable') return fit
      const [hedgeRatio, intercept] = fit.value.coefficients as [number, number]
      return available({ hedgeRatio, intercept })
    }
    case 'tls':
      return totalLeastSquares(y, x)
    case 'johansen':
      return johansenRelation(y, x)
  }
}

/** The first eigenvector, y's coefficient set to one; the constant is what makes the residual's mean zero. */
function johansenRelation(y: Float64Array, x: Float64Array): Outcome<Relation, string> {
  const outcome = johansen([y, x], { deterministic: 'constant', lagDifferences: 1 })
  if (outcome.kind === 'unavailable') return outcome
  const [vy, vx] = outcome.value.eigenvectors[0] as [number, number]
  const hedgeRatio = -vx / vy
  if (!Number.isFinite(hedgeRatio)) {
    return unavailable('no-relation', 'the cointegrating vector leaves y out')
  }
  return available({ hedgeRatio, intercept: mean(y) - hedgeRatio * mean(x) })
}

function withResidual(relation: Relation, y: Float64Array, x: Float64Array): FoldHedge {
  const residual = y.map((level, row) => level - relation.intercept - relation.hedgeRatio * x[row]!)
  const residualMean = mean(residual)
  const squares = residual.reduce((sum, value) => sum + (value - residualMean) ** 2, 0)
  return {
    hedgeRatio: relation.hedgeRatio,
    intercept: relation.intercept,
    residualMean,
    residualDeviation: Math.sqrt(squares / (residual.length - 1)),
  }
}

function reasonNotToTrade({ hedgeRatio, residualDeviation }: FoldHedge): string | undefined {
  if (!(hedgeRatio > 0) || hedgeRatio === Infinity) return 'hedge ratio not above zero'
  if (!(residualDeviation > 0)) return 'residual does not move'
  return undefined
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
