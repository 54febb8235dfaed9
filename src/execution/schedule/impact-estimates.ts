import { available, unavailable, type Outcome } from '../../math/outcome.ts'

/** A measured number with its standard error. */
export interface Estimate {
  readonly value: number
  readonly standardError: number
  readonly observations: number
}

/** Fewer pairs than this tell nothing of their own scatter. */
const PAIRS_LEAST = 10

/** A slope of y on x through the origin, with White's errors (HC1): scatter may grow with x. */
export function slopeThroughOrigin(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Outcome<Estimate, 'too-few'> {
  let [squares, products] = [0, 0]
  for (let k = 0; k < x.length; k++) {
    squares += x[k]! ** 2
    products += x[k]! * y[k]!
  }
  if (x.length < PAIRS_LEAST || squares === 0) {
    return unavailable('too-few', `${x.length} pairs, at least ${PAIRS_LEAST} are needed`)
  }
  const value = products / squares
  let scatter = 0
  for (let k = 0; k < x.length; k++) scatter += (x[k]! * (y[k]! - value * x[k]!)) ** 2
  const standardError = Math.sqrt((scatter * x.length) / (x.length - 1)) / squares
  return available({ value, standardError, observations: x.length })
}

/**
 * How fast a book refills: the rate rho of
 *
 *   missing(t + delta) = exp(-rho delta) missing(t) + noise
 *
 * from what was missing of its usual depth right after it was taken and one delay later. By least squares for
 * exp(-rho delta), whose error carries over by the delta method.
 *
 * @param delay in the units of time the rate is wanted in
 * @returns `no-decay` where what was missing did not become less
 *
 * @example
 * const after = Float64Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 5)
 * const rate = expectValue(refillRate(after, after.map((missing) => missing / 2), 1))
 * rate.value // => 0.693147
 */
export function refillRate(
  after: ArrayLike<number>,
  later: ArrayLike<number>,
  delay: number,
): Outcome<Estimate, 'too-few' | 'no-decay'> {
  const kept = slopeThroughOrigin(after, later)
  if (kept.kind === 'unavailable') return kept
  const { value, standardError, observations } = kept.value
  if (value >= 1)
    return unavailable('no-decay', `${value} of what was missing still is after ${delay}`)
  // Nothing left, or more than refilled: as fast as can be told at this delay.
  const share = Math.max(value, 1e-6)
  return available({
    value: -Math.log(share) / delay,
    standardError: standardError / share / delay,
    observations,
  })
}

/** A large order and what it did to the price. */
export interface MeasuredOrder {
  /** Q / V: quantity over the volume of the period volatility is measured over. */
  readonly volumeShare: number
  /** In units of that volatility: impact / sigma. */
  readonly impact: number
}

/**
 * The square-root law: impact = Y sigma sqrt(Q / V), with Y by least squares over measured orders.
 *
 * Toth and others (2011), equation 1; Y is of the order of 1 in every market looked at.
 *
 * @example
 * const orders = Array.from({ length: 20 }, (_, k) => ({ volumeShare: (k + 1) / 400, impact: Math.sqrt((k + 1) / 400) }))
 * expectValue(squareRootLaw(orders)).value // => 1
 */
export function squareRootLaw(orders: readonly MeasuredOrder[]): Outcome<Estimate, 'too-few'> {
  return slopeThroughOrigin(
    orders.map(({ volumeShare }) => Math.sqrt(volumeShare)),
    orders.map(({ impact }) => impact),
  )
}

/**
 * What an order of some share of volume is expected to move the price by, in units of volatility.
 *
 * @example
 * squareRootImpact({ value: 0.8, standardError: 0.1, observations: 50 }, 0.01) // => { value: 0.08, standardError: 0.01, observations: 50 }
 */
export function squareRootImpact(law: Estimate, volumeShare: number): Estimate {
  const root = Math.sqrt(volumeShare)
  return { ...law, value: law.value * root, standardError: law.standardError * root }
}
