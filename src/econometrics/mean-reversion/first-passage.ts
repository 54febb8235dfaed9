import { erfi } from '../../math/special/dawson.ts'

/** Mean and variance of a waiting time, and how fast each grows with the level. */
export interface PassageMoments {
  readonly mean: number
  readonly variance: number
  readonly meanSlope: number
  readonly varianceSlope: number
}

/** Levels beyond: the variance, of the order of e^(z^2), leaves the doubles at 26.4. */
export const standardLevelMax = 26

// The terms of the series are largest near z^2 / 2, 338 at the largest level, and gone 200 later.
const TERMS_MAX = 1_000

/**
 * The time an Ornstein-Uhlenbeck process takes from its mean up to a level and from there back to the mean, both
 * added: odd in the level, so that the way from any level a to any m and back to a takes the difference of the two.
 *
 *   dz = -z dt + sqrt(2) dW:  z in stationary standard deviations, t in relaxation times (1 / speed)
 *   mean      pi erfi(z / sqrt 2)
 *   variance  A B - sum_k Psi(k - 1/2) b_k,   A = sum_k a_k,   B = sum_k b_k = pi erfi(z / sqrt 2)
 *   a_k = Gamma(k) (sqrt(2) z)^(2k) / (2k)!,   b_k = Gamma(k - 1/2) (sqrt(2) z)^(2k-1) / (2k-1)!,   k from 1
 *
 * Psi(x) = digamma(x) - digamma(1). Every term but one, of Psi(1/2) = -2 ln 2, is positive for z > 0.
 *
 * @param z level, within +-`standardLevelMax`
 * Source: Ricciardi and Sato (1988), Journal of Applied Probability 25, 43-57; Bertram (2010), equations 9 and 10 (his
 * w_1 is A B). Checked against mpmath's integration of the backward equations, 1e-12.
 */
export function passageMoments(z: number): PassageMoments {
  const square = z * z
  const root = Math.sqrt(2 * Math.PI)
  // a_k and b_k over z: their sums and, times their power, their slopes.
  let even = z
  let odd = root
  let psi = -2 * Math.LN2
  let evenSlope = 0
  let evenSum = 0
  let rest = 0
  let restSlope = 0
  for (let k = 1; k < TERMS_MAX; k++) {
    evenSum += even
    evenSlope += 2 * k * even
    rest += psi * odd
    restSlope += psi * (2 * k - 1) * odd
    psi += 2 / (2 * k - 1)
    odd *= (square * (2 * k - 1)) / (2 * k * (2 * k + 1))
    even *= (square * k) / ((k + 1) * (2 * k + 1))
    if (k > 2 && psi * (2 * k + 1) * odd < Number.EPSILON * 0.01 * Math.abs(restSlope)) break
  }
  const mean = Math.PI * erfi(z / Math.SQRT2)
  const meanSlope = root * Math.exp(square / 2)
  return {
    mean,
    variance: evenSum * z * mean - rest * z,
    meanSlope,
    varianceSlope: evenSlope * mean + evenSum * z * meanSlope - restSlope,
  }
}
