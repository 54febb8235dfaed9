import { elementOf, matrixFromColumns } from '../../math/matrix.ts'
import { dependentColumn, factorQr, inverseGram } from '../../math/qr.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { relationLevels, type RelationModel } from './cointegrating-relations.ts'
import type { ErrorCorrectionColumns } from './error-correction-columns.ts'
import type { ErrorCorrectionFit } from './error-correction-fit.ts'
import { orthogonalComplement } from './orthogonal-complement.ts'
import { inverseOf, productOf, transposed } from './row-matrices.ts'

/**
 * Standard errors of the relations, one list a relation; zero where a coefficient is fixed.
 *
 *   beta = H (phi_0 + N theta), C N = 0,   cov(vec theta') = (N'H' R1'R1 H N)^-1 (x) (alpha' S^-1 alpha)^-1
 *
 * R1: levels after the concentrated columns are taken out. Without restrictions N picks the series after the first
 * r, and this is Luetkepohl's (2005) equation 7.2.25. Undefined where loadings vanish.
 */
export function relationErrors(
  columns: ErrorCorrectionColumns,
  model: RelationModel,
  fit: ErrorCorrectionFit,
): number[][] | undefined {
  const { rank, relationBasis, normalisation } = model
  const fixed = Array.from({ length: rank }, () => relationBasis.map(() => 0))
  if (rank === 0 || relationBasis[0]!.length === rank) return fixed
  const precision = loadingPrecision(fit)
  if (precision === undefined) return undefined
  const directions = productOf(relationBasis, orthogonalComplement(transposed(normalisation)))
  const raw = relationLevels(columns, directions)
  const units = raw.map(unitScale)
  const factor = factorQr(
    matrixFromColumns([
      ...columns.concentrated,
      ...raw.map((column, c) => scaledBy(column, units[c]!)),
    ]),
  )
  if (dependentColumn(factor) !== undefined) return undefined
  const gram = inverseGram(factor)
  const first = columns.concentrated.length
  const variances = directions.map((row) => {
    const scaled = row.map((value, c) => value * units[c]!)
    let sum = 0
    for (const [c, left] of scaled.entries()) {
      for (const [d, right] of scaled.entries()) {
        sum += left * right * elementOf(gram, first + c, first + d)
      }
    }
    // What is left of an exact zero by rounding has no error.
    return row.every((value) => Math.abs(value) < 1e-14) ? 0 : sum
  })
  return fixed.map((_, i) =>
    variances.map((value) => Math.sqrt(value * precision[i]![i]!) / fit.relationUnits[i]!),
  )
}

/** (alpha' S^-1 alpha)^-1 in the scaled units. */
function loadingPrecision({ alpha, covariance }: ErrorCorrectionFit): number[][] | undefined {
  const inverse = inverseOf(covariance)
  if (inverse === undefined) return undefined
  return inverseOf(productOf(productOf(transposed(alpha), inverse), alpha))
}
