import type { LagRoot } from '../autoregression/lag-roots.ts'
import { deterministicTerms } from '../cointegration/deterministic-terms.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { companionRoots } from './companion.ts'
import type { ErrorCorrectionEstimates } from './error-correction-units.ts'
import { addedTo, identityRows, productOf, type Rows, transposed } from './row-matrices.ts'

/** An error correction model as the vector autoregression in levels that it is. */
export interface LevelsForm {
  /** A_1 .. A_{k+1}. */
  readonly lagMatrices: readonly Rows[]
  /** Of det(1 - A_1 z - ...), nearest to zero first. */
  readonly roots: readonly LagRoot[]
  /** One list a series: what multiplies 1 and the number of the row, restricted terms included. */
  readonly levelTrend: Rows
}

/**
 *   A_1 = 1 + alpha beta' + Gamma_1,   A_i = Gamma_i - Gamma_{i-1},   A_{k+1} = -Gamma_k
 *
 * A restricted trend belongs to y_{t-1}: alpha rho (t - 1) is -alpha rho in the constant.
 */
export function levelsForm(
  estimates: Pick<
    ErrorCorrectionEstimates,
    'alpha' | 'beta' | 'gamma' | 'deterministicCoefficients'
  >,
  deterministic: DeterministicCase,
): LevelsForm {
  const { alpha, beta, gamma, deterministicCoefficients } = estimates
  const size = deterministicCoefficients.length
  const zeros = identityRows(size).map((row) => row.map(() => 0))
  const pull =
    alpha.length === 0
      ? zeros
      : productOf(
          transposed(alpha),
          beta.map((row) => row.slice(0, size)),
        )
  const differences = [addedTo(identityRows(size), pull), ...gamma.map(() => zeros)]
  const lagMatrices = differences.map((matrix, lag) =>
    addedTo(addedTo(matrix, gamma[lag] ?? zeros), negated(gamma[lag - 1] ?? zeros)),
  )
  const [inside] = deterministicTerms[deterministic].inside
  return {
    lagMatrices,
    roots: companionRoots(lagMatrices),
    levelTrend: deterministicCoefficients.map((row, k) => {
      const restricted =
        inside === undefined
          ? 0
          : alpha.reduce((sum, loading, i) => sum + loading[k]! * beta[i]![size]!, 0)
      const [constant = 0, trend = 0] = row
      if (inside === 0) return [constant + restricted, trend]
      return [constant - restricted, trend + restricted]
    }),
  }
}

const negated = (matrix: Rows): number[][] => matrix.map((row) => row.map((value) => -value))
