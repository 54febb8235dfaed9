import { factorCholesky, solveLower } from '../../math/cholesky.ts'
import { zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'

/** The information share of one venue, over all orders in which the venues may be taken. */
export interface InformationShare {
  readonly low: number
  readonly high: number
  /** Over all orders; these add up to 1 over the venues. */
  readonly mean: number
}

/** Venues up to which all orders are gone through: 12 x 2^11 small factorisations take some 30 ms. */
export const venueCountMax = 12

/**
 * Hasbrouck's information shares: what part of the variance of the common efficient price each venue's news makes up.
 *
 *   S_j = ([psi M]_j)^2 / (psi Omega psi'),   Omega = M M', M lower triangular
 *
 * psi: weights of the venues' errors in the permanent change of the price (any multiple). M and so S depend on the
 * order of the venues where errors are correlated: news they share goes to whoever comes first. The share of j depends
 * only on who comes before it, so that 2^(k-1) sets stand for k! orders, each with its number of orders in the mean.
 *
 * @param weights    psi, k values, not all zero
 * @param covariance Omega, k x k as a list of rows, positive definite
 *
 * No value: more than `venueCountMax` venues, a covariance that is not positive definite, or weights of zero.
 * Cost: 2^(k-1) k factorisations. Source: Hasbrouck (1995), Journal of Finance 50, 1175-1199, equation 13.
 * Checked, through `priceDiscovery`, against numpy's Cholesky factor in each of the k! orders.
 *
 * @example
 * const shares = expectValue(informationShares([0.8, 0.2], [[1, 0.5], [0.5, 1]]))
 * shares[0].low // => 0.571429
 * shares[0].high // => 0.964286
 */
export function informationShares(
  weights: readonly number[],
  covariance: readonly (readonly number[])[],
): Outcome<
  readonly InformationShare[],
  'too-many-series' | 'collinear-series' | 'no-common-trend'
> {
  const size = weights.length
  if (size > venueCountMax) {
    return unavailable('too-many-series', `${size} venues, at most ${venueCountMax} are possible`)
  }
  // Covariance of each venue's error with the permanent change.
  const pulls = covariance.map((row) => product(row, weights))
  const total = product(pulls, weights)
  if (!(total > 0)) return unavailable('no-common-trend', 'the permanent change has no variance')
  const chances = Array.from({ length: size }, (_, before) => setWeight(before, size))
  const shares: InformationShare[] = []
  for (let venue = 0; venue < size; venue++) {
    let low = Infinity
    let high = 0
    let mean = 0
    for (const before of subsetsWithout(venue, size)) {
      const news = newsOf([...before, venue], covariance, pulls)
      if (news === undefined) {
        return unavailable('collinear-series', 'the errors of the venues depend linearly')
      }
      const share = news / total
      low = Math.min(low, share)
      high = Math.max(high, share)
      mean += chances[before.length]! * share
    }
    shares.push({ low, high, mean })
  }
  return available(shares)
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0)
}

/** The part of all orders in which one certain set of so many venues comes before a given one. */
function setWeight(before: number, size: number): number {
  let orders = 1 / size
  for (let k = 1; k <= before; k++) orders *= k / (size - k)
  return orders
}

/** All sets of the venues but one. */
function subsetsWithout(venue: number, size: number): number[][] {
  const others = Array.from({ length: size }, (_, k) => k).filter((k) => k !== venue)
  return Array.from({ length: 2 ** others.length }, (_, mask) =>
    others.filter((_unused, bit) => (mask >> bit) % 2 === 1),
  )
}

/** The square of the last element of M^-1 Omega psi in an order that begins so: what the last venue adds. */
function newsOf(
  order: readonly number[],
  covariance: readonly (readonly number[])[],
  pulls: readonly number[],
): number | undefined {
  const size = order.length
  const part = zeroMatrix(size, size)
  for (const [j, b] of order.entries()) {
    for (const [i, a] of order.entries()) part.data[j * size + i] = covariance[a]![b]!
  }
  const factor = factorCholesky(part)
  if (factor.kind === 'unavailable') return undefined
  const solved = solveLower(
    factor.value,
    Float64Array.from(order, (k) => pulls[k]!),
  )
  return solved[size - 1]! ** 2
}
