import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { qrTriangle } from '../cointegration/error-correction-triangle.ts'
import { reducedRank } from '../cointegration/reduced-rank.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import type { ErrorCorrectionColumns } from './error-correction-columns.ts'
import { orthogonalComplement } from './orthogonal-complement.ts'
import {
  combinationsOf,
  identityRows,
  inverseOf,
  productOf,
  type Rows,
  timesTransposed,
  transposed,
} from './row-matrices.ts'

/** What a model says of its relations and loadings: beta = H phi, alpha = A psi, C phi = 1. */
export interface RelationModel {
  readonly rank: number
  /** H, (series and restricted term) x s. */
  readonly relationBasis: Rows
  /** C, rank x s: what makes phi unique. */
  readonly normalisation: Rows
  /** A, series x m; undefined where loadings are free. */
  readonly loadingBasis: Rows | undefined
}

/** The part of the changes that reacts, and the part that does not. */
export interface SplitChanges {
  /** (A'A)^-1 A' dy. */
  readonly reacting: readonly Float64Array[]
  /** B' dy, B orthogonal to A: regressors of the reacting part. */
  readonly exogenous: readonly Float64Array[]
}

export type RelationFault = 'collinear-series' | 'not-normalisable'

/**
 * phi of the cointegrating relations H phi by reduced-rank regression, s x rank.
 *
 * With H the levels are H'y_{t-1}; with A the regression is that of (A'A)^-1 A'dy_t given B'dy_t. With s = rank there
 * is nothing to estimate. Source: Johansen (1995), theorems 7.2 and 8.2.
 */
export function relationWeights(
  columns: ErrorCorrectionColumns,
  model: RelationModel,
): Outcome<number[][], RelationFault> {
  const { rank, relationBasis, normalisation } = model
  if (rank === 0) return available([])
  const size = relationBasis[0]!.length
  if (size === rank) return normalised(identityRows(rank), normalisation)
  const raw = relationLevels(columns, relationBasis)
  const units = raw.map(unitScale)
  const { reacting, exogenous } = splitChanges(columns, model.loadingBasis)
  const triangle = qrTriangle({
    changes: reacting,
    levels: raw.map((column, c) => scaledBy(column, units[c]!)),
    concentrated: [...columns.concentrated, ...exogenous],
    // Loadings are not taken from here: units beyond those of the relations do not matter.
    levelScales: [...units, ...reacting.map(() => 1)],
    lagDifferences: 0,
  })
  if (triangle.kind === 'unavailable') return triangle
  const { vectors } = reducedRank(triangle.value)
  return normalised(transposed(vectors.slice(0, rank)), normalisation)
}

function normalised(phi: Rows, normalisation: Rows): Outcome<number[][], 'not-normalisable'> {
  const inverse = inverseOf(productOf(normalisation, phi))
  if (inverse === undefined) {
    return unavailable(
      'not-normalisable',
      'the relations have no part in the first series: put others first',
    )
  }
  const weights = productOf(phi, inverse)
  // Where C picks a row of phi as it stands, that row is known to the last digit.
  for (const [i, row] of normalisation.entries()) {
    const picked = row.indexOf(1)
    const alone = row.every((value, j) => value === (j === picked ? 1 : 0))
    if (alone) weights[picked] = weights[picked]!.map((_, j) => (i === j ? 1 : 0))
  }
  return available(weights)
}

/** The levels times a matrix given in the units of the data. */
export function relationLevels(
  { levels, levelUnits }: ErrorCorrectionColumns,
  weights: Rows,
): Float64Array[] {
  return combinationsOf(
    levels,
    weights.map((row, j) => row.map((value) => value / levelUnits[j]!)),
  )
}

export function splitChanges(
  { changes, changeUnits }: ErrorCorrectionColumns,
  loadingBasis: Rows | undefined,
): SplitChanges {
  if (loadingBasis === undefined) return { reacting: changes, exogenous: [] }
  const basis = scaledBasis(loadingBasis, changeUnits)
  const gram = productOf(transposed(basis), basis)
  // A basis without full rank is refused before any estimation.
  const projection = productOf(basis, inverseOf(gram)!)
  return {
    reacting: combinationsOf(changes, projection),
    exogenous: combinationsOf(changes, orthogonalComplement(basis)),
  }
}

/** A in the scaled units of the changes, its columns of length 1: only the space they span matters. */
export function scaledBasis(loadingBasis: Rows, changeUnits: readonly number[]): number[][] {
  const columns = transposed(loadingBasis).map((column) => {
    const scaled = column.map((value, j) => value * changeUnits[j]!)
    const length = Math.hypot(...scaled)
    return scaled.map((value) => value / length)
  })
  return transposed(columns)
}

/** H phi, one list a relation. */
export function relationsOf(relationBasis: Rows, phi: Rows): number[][] {
  return timesTransposed(transposed(phi), relationBasis)
}
