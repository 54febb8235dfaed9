import { addedTo, identityRows, productOf, type Rows } from './row-matrices.ts'

/**
 * The weights of past errors in a vector autoregression, Phi_0 .. Phi_horizon.
 *
 *   Phi_0 = 1,   Phi_i = sum_{j=1..min(i, p)} Phi_{i-j} A_j
 *
 * @param lagMatrices A_1 .. A_p
 * Source: Luetkepohl (2005), equation 2.1.22.
 */
export function movingAverageWeights(
  lagMatrices: readonly Rows[],
  horizon: number,
  seriesCount: number,
): number[][][] {
  const weights = [identityRows(seriesCount)]
  for (let i = 1; i <= horizon; i++) {
    let weight = identityRows(seriesCount).map((row) => row.map(() => 0))
    for (const [lag, matrix] of lagMatrices.slice(0, i).entries()) {
      weight = addedTo(weight, productOf(weights[i - lag - 1]!, matrix))
    }
    weights.push(weight)
  }
  return weights
}
