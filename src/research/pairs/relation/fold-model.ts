import { engleGranger } from '../../../econometrics/cointegration/engle-granger.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import type { TradingParameters } from '../backtest-result.ts'
import { filteredHedge, type FilteredHedge } from './filtered-hedge.ts'
import { relationOf, withResidual, type FoldHedge } from './fold-relation.ts'
import { levelsOf, type JoinedLegs } from './joined-legs.ts'
import { watchRelation, type RelationWatch } from './relation-watch.ts'

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
  readonly test?: FoldTest
  /** The hedge's path, where it is filtered. */
  readonly filtered?: FilteredHedge
  /** Where the relation is watched. */
  readonly watch?: RelationWatch
}

/** Engle-Granger on the training rows. */
interface FoldTest {
  readonly statistic: number
  readonly pValue: number
  readonly lags: number
  readonly halfLifeBars: number | null
}

/** How a fold is estimated and what it carries on with. */
export type FoldOptions = Pick<TradingParameters, 'hedge' | 'filterHalfLives' | 'breakMonitor'> & {
  /** Of a whole fold. */
  readonly testBars: number
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
 * not traded. Neither is one whose residual does not move, whose regression, filter or watch cannot be had.
 */
export function estimateFold(joined: JoinedLegs, rows: FoldRows, options: FoldOptions): FoldModel {
  const [y, ...xs] = levelsOf(joined, rows.trainFrom, rows.testFrom) as Levels
  const outcome = engleGranger(y, xs)
  return modelFold(joined, rows, options, outcome.kind === 'value' ? outcome.value : undefined)
}

/**
 * The same relation without the test, where nothing asks for it: what a filter remembers is measured by the test's
 * half-life, the other hedges need none of it. Engle-Granger is most of what a fold costs.
 */
export function relateFold(joined: JoinedLegs, rows: FoldRows, options: FoldOptions): FoldModel {
  return options.hedge === 'kalman'
    ? estimateFold(joined, rows, options)
    : modelFold(joined, rows, options, undefined)
}

type Levels = [Float64Array, ...Float64Array[]]

function modelFold(
  joined: JoinedLegs,
  rows: FoldRows,
  options: FoldOptions,
  test: FoldTest | undefined,
): FoldModel {
  const levels = levelsOf(joined, rows.trainFrom, rows.testFrom)
  const [y, ...xs] = levels as Levels
  const relation = relationOf(options.hedge, y, xs)
  if (relation.kind === 'unavailable') return { joined, rows, untraded: relation.detail }
  const estimate = withResidual(relation.value, levels)
  const known = { joined, rows, estimate, ...(test === undefined ? {} : { test }) }
  const untraded = reasonNotToTrade(estimate)
  if (untraded !== undefined) return { ...known, untraded }
  const filtered = options.hedge === 'kalman' ? filterOf(known, options) : available(undefined)
  if (filtered.kind === 'unavailable') return { ...known, untraded: filtered.detail }
  const watch = options.breakMonitor
    ? watchRelation(joined, rows, options.testBars)
    : available(undefined)
  if (watch.kind === 'unavailable') {
    return { ...known, untraded: `the relation cannot be watched: ${watch.detail}` }
  }
  return {
    ...known,
    hedge: estimate,
    ...(filtered.value === undefined ? {} : { filtered: filtered.value }),
    ...(watch.value === undefined ? {} : { watch: watch.value }),
  }
}

/** At least one other leg has to stand against y. */
function reasonNotToTrade({ hedgeRatios, residualDeviation }: FoldHedge): string | undefined {
  const isHedged = hedgeRatios.every(Number.isFinite) && hedgeRatios.some((ratio) => ratio > 0)
  if (!isHedged) return 'hedge ratio not above zero'
  if (!(residualDeviation > 0)) return 'residual does not move'
  return undefined
}

// A filter that remembers less has hardly a residual.
const FILTER_MEMORY_LEAST_BARS = 10

/** The hedge's filter, which remembers several half-lives of the residual, or it would follow what it should trade. */
function filterOf(
  { joined, rows, estimate, test }: FoldModel & { readonly estimate: FoldHedge },
  { filterHalfLives }: FoldOptions,
): Outcome<FilteredHedge, string> {
  const halfLifeBars = test?.halfLifeBars ?? null
  if (halfLifeBars === null) {
    return unavailable(
      'no-half-life',
      'the residual does not revert: no half-life to measure the memory of a filter by',
    )
  }
  return filteredHedge(joined, {
    ...rows,
    residualVariance: estimate.residualDeviation ** 2,
    memoryBars: Math.max(FILTER_MEMORY_LEAST_BARS, filterHalfLives * halfLifeBars),
  })
}
