import { factorCholesky, solveCholesky } from '../../math/cholesky.ts'
import { matrixFromRows } from '../../math/matrix.ts'

/**
 * The regression of the first series on the others in a k x k covariance Omega: loadings Omega_22^-1 Omega_21, and the
 * variance left, Omega_11 - Omega_12 Omega_22^-1 Omega_21. Undefined where the others depend on each other.
 */
export function conditionalOnChanges(
  covariance: readonly (readonly number[])[],
): { readonly loadings: Float64Array; readonly conditionalVariance: number } | undefined {
  const block = covariance.slice(1).map((row) => row.slice(1))
  const sizes = block.map((row, k) => Math.sqrt(row[k]!))
  // As correlations: independence is then judged without regard to units.
  const correlations = block.map((row, i) => row.map((value, j) => value / sizes[i]! / sizes[j]!))
  const lower = factorCholesky(matrixFromRows(correlations))
  if (lower.kind === 'unavailable') return undefined
  const across = covariance[0]!.slice(1)
  const scaled = solveCholesky(
    lower.value,
    Float64Array.from(across, (value, k) => value / sizes[k]!),
  )
  const loadings = scaled.map((value, k) => value / sizes[k]!)
  const explained = across.reduce((sum, value, k) => sum + value * loadings[k]!, 0)
  return { loadings, conditionalVariance: covariance[0]![0]! - explained }
}
