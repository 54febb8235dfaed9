/**
 * What a shock of 1 adds to the row k rows later: the moving average of infinite order behind an ARMA process.
 *
 *   psi_0 = 1,   psi_k = theta_k + sum_{i=1..min(k,p)} phi_i psi_{k-i}
 *
 * phi, theta: `ar` and `ma`, either may be empty; `length` weights, none for 0. Where the process is not stable they
 * grow. Cost: length x p. Source: Brockwell and Davis (1991), equation 3.3.3.
 *
 * @example
 * psiWeights([0.5], [], 3) // => [1, 0.5, 0.25]
 */
export function psiWeights(ar: readonly number[], ma: readonly number[], length: number): number[] {
  const weights: number[] = []
  for (let k = 0; k < length; k++) {
    let weight = k === 0 ? 1 : (ma[k - 1] ?? 0)
    for (let i = 1; i <= Math.min(k, ar.length); i++) weight += ar[i - 1]! * weights[k - i]!
    weights.push(weight)
  }
  return weights
}
