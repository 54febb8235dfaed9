import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { orthogonalComplement } from '../vector-autoregression/orthogonal-complement.ts'
import type { RestrictionTest } from '../vector-autoregression/restriction-test.ts'
import { transposed } from '../vector-autoregression/row-matrices.ts'
import {
  vectorErrorCorrection,
  type VectorErrorCorrectionFault,
  type VectorErrorCorrectionResult,
} from '../vector-autoregression/vector-error-correction.ts'
import type { EstimateWarning } from '../warning.ts'
import { type InformationShare, informationShares } from './information-shares.ts'

export interface PriceDiscoveryOptions {
  /** Lagged differences of the error correction model; default 1. */
  readonly lagDifferences?: number
  /**
   * How prices belong together: `unit` for one asset on several venues, all prices move one for one; `estimated` for
   * prices of different things. Default `unit`.
   */
  readonly relation?: 'unit' | 'estimated'
  /** Relations known otherwise, one list each; in place of `relation`. */
  readonly beta?: readonly (readonly number[])[]
  /** How constants and trends enter; default `constant`. */
  readonly deterministic?: DeterministicCase
}

/** Where the price is found. Lists over venues follow the columns. */
export interface PriceDiscoveryResult {
  readonly test: 'hasbrouck'
  /** One list a relation: how strongly each venue moves when the relation is off by one. */
  readonly loadings: readonly (readonly number[])[]
  readonly loadingErrors: readonly (readonly number[])[]
  readonly relation: 'unit' | 'estimated' | 'given'
  /** One list a relation: a coefficient a venue, then the restricted term where there is one. */
  readonly beta: readonly (readonly number[])[]
  /** Whether the relations may be as they were given; null where they are estimated. */
  readonly relationTest: RestrictionTest | null
  readonly informationShares: readonly InformationShare[]
  /** Add up to 1; a venue that moves away from the others has a negative one. */
  readonly componentShares: readonly number[]
  /** Of two venues, else null. */
  readonly informationLeadership: readonly number[] | null
  /** Of the errors of the venues. */
  readonly residualCorrelation: readonly (readonly number[])[]
  readonly deterministic: DeterministicCase
  readonly lagDifferences: number
  readonly observations: number
  readonly warnings: readonly EstimateWarning[]
}

export type PriceDiscoveryFault = VectorErrorCorrectionFault | 'too-many-series' | 'no-common-trend'

/**
 * Price discovery: on which of several venues news enters the price they share.
 *
 *   dy_t = alpha beta' y_{t-1} + sum_i Gamma_i dy_{t-i} + c + u_t,   k venues, k - 1 relations, Omega = cov(u)
 *   psi: the one direction with psi' alpha = 0
 *   component share_j = psi_j / sum psi                      (Gonzalo and Granger)
 *   information share_j = ([psi' M]_j)^2 / (psi' Omega psi)   (Hasbrouck), M M' = Omega in each order of the venues
 *   leadership_1 = L_1 / (L_1 + 1 / L_1),   L_1 = |(IS_1 / IS_2) (CS_2 / CS_1)|   (Yan and Zivot, Putnins)
 *
 * with beta' y = y_1 - y_j, j = 2 .. k, imposed (`unit`), so that prices (or their logarithms) have to be of one asset
 * in one currency; a constant basis is the constant's. Across a dollar and a tether whose rate moves the gap hardly
 * closes, and component shares leave 0 to 1 (Kraken, 20,409 minutes of March 2023, 5 lagged differences: 2.6 and -1.6).
 *
 * Information shares have bounds because news that two venues show in the same bar could be either's: the longer the
 * bar, the wider. Leadership uses their mean; it asks who is first, where the shares also ask who has less noise. It
 * supposes errors that are not correlated: where the bounds are far apart it says nothing (1,500 of those minutes of
 * BTC-USD on Kraken and Coinbase: Kraken has a component share of 0.10, an information share between 0.00 and 0.77, and
 * a leadership of 0.97).
 *
 * @param columns 2 to 12 series of prices on the same instants, in time order
 *
 * Null hypothesis of `relationTest`: the relations are as given. No value: as `vectorErrorCorrection`, more than 12
 * venues, or venues of which none corrects (loadings of zero, shares that do not add up).
 * Cost: one error correction model, then 2^(k-1) k factorisations.
 * Source: Hasbrouck (1995), Journal of Finance 50; Gonzalo and Granger (1995), Journal of Business and Economic
 * Statistics 13, 27-35; Yan and Zivot (2010), Journal of Financial Markets 13; Putnins (2013), Journal of Empirical
 * Finance 23, 68-83. Checked against a plain numpy oracle that goes through all orders, and simulated markets of known
 * shares.
 *
 * @example
 * const random = new Random(1)
 * let level = 0
 * let follower = 0
 * const leader = Float64Array.from({ length: 2000 }, () => (level += random.normal()))
 * const late = leader.map((_, t) => (follower += 0.4 * ((leader[t - 1] ?? 0) - follower) + 0.3 * random.normal()))
 * const result = expectValue(priceDiscovery([leader, late]))
 * result.informationShares[0].mean // => 0.999965
 * result.componentShares[0] // => 1.02933
 */
export function priceDiscovery(
  columns: readonly Float64Array[],
  options: PriceDiscoveryOptions = {},
): Outcome<PriceDiscoveryResult, PriceDiscoveryFault> {
  const { lagDifferences = 1, relation = 'unit', deterministic = 'constant' } = options
  invariant(columns.length > 1, 'a price is discovered on at least two venues')
  const rank = columns.length - 1
  const beta = options.beta ?? (relation === 'unit' ? unitRelations(columns.length) : undefined)
  const fit = vectorErrorCorrection(columns, {
    rank,
    lagDifferences,
    deterministic,
    ...(beta === undefined ? {} : { beta }),
  })
  if (fit.kind === 'unavailable') return fit
  const componentShares = componentSharesOf(fit.value)
  if (componentShares === undefined) {
    return unavailable('no-common-trend', 'the loadings leave no weights that add up to 1')
  }
  const { residualCovariance } = fit.value
  const shares = informationShares(componentShares, residualCovariance)
  if (shares.kind === 'unavailable') return shares
  return available({
    test: 'hasbrouck',
    loadings: fit.value.alpha,
    loadingErrors: fit.value.alphaErrors,
    relation: options.beta === undefined ? relation : 'given',
    beta: fit.value.beta,
    relationTest: fit.value.restrictionTest,
    informationShares: shares.value,
    componentShares,
    informationLeadership: leadership(shares.value, componentShares),
    residualCorrelation: residualCovariance.map((row, i) =>
      row.map(
        (value, j) => value / Math.sqrt(residualCovariance[i]![i]! * residualCovariance[j]![j]!),
      ),
    ),
    deterministic,
    lagDifferences,
    observations: fit.value.observations,
    warnings: fit.value.warnings,
  })
}

/** (1, -1, 0 ..), (1, 0, -1 ..): every price is the first one. */
function unitRelations(size: number): number[][] {
  return Array.from({ length: size - 1 }, (_, k) =>
    Array.from({ length: size }, (_unused, j) => (j === 0 ? 1 : j === k + 1 ? -1 : 0)),
  )
}

/** The direction orthogonal to the loadings, its elements adding up to 1. */
function componentSharesOf(fit: VectorErrorCorrectionResult): number[] | undefined {
  const direction = orthogonalComplement(transposed(fit.alpha)).map((row) => row[0]!)
  const sum = direction.reduce((total, value) => total + value, 0)
  const shares = direction.map((value) => value / sum)
  return shares.every(Number.isFinite) ? shares : undefined
}

function leadership(
  shares: readonly InformationShare[],
  componentShares: readonly number[],
): number[] | null {
  const [first, second] = shares
  const [own, other] = componentShares
  if (shares.length !== 2) return null
  // L_1 / (L_1 + 1 / L_1) with both multiplied out, so that a share of zero divides nothing.
  const one = (first!.mean * other!) ** 2
  const two = (second!.mean * own!) ** 2
  if (!(one + two > 0)) return null
  return [one / (one + two), two / (one + two)]
}
