import { invariant } from '../../math/invariant.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'

/** An order to be worked off in equal intervals, and what that costs. Any unit of time, the same in all of them. */
export interface AlmgrenChrissInput {
  /** X, base units. */
  readonly quantity: number
  /** N. */
  readonly intervals: number
  /** tau, in units of time. */
  readonly intervalLength: number
  /** sigma: quote per base unit and square root of time. */
  readonly volatility: number
  /** gamma: how far a unit traded moves the price for good, quote per base unit squared. */
  readonly permanentImpact: number
  /** eta: how much dearer a unit is when one is traded per unit of time. */
  readonly temporaryImpact: number
  /** epsilon: half a spread and the fee, quote per base unit. Default 0. */
  readonly fixedCost?: number
  /** lambda: what a unit of variance is worth, per unit of quote. Below zero seeks risk. */
  readonly riskAversion: number
}

/** How an order is worked off. */
export interface AlmgrenChrissSchedule {
  /** How fast holdings fall: real above zero risk aversion, imaginary below. */
  readonly urgency: { readonly kind: 'real' | 'zero' | 'imaginary'; readonly perTime: number }
  /** x_0 .. x_N: what is left at each boundary. */
  readonly holdings: Float64Array
  /** n_1 .. n_N: what is traded in each interval. */
  readonly trades: Float64Array
  /** E, quote. */
  readonly expectedCost: number
  /** V, quote squared. */
  readonly variance: number
}

export type NoSchedule = 'impact-too-small' | 'no-optimum'

/**
 * The schedule that minimises E + lambda V over all ways to work off an order, in closed form.
 *
 *   E = gamma X^2 / 2 + epsilon X + (eta~ / tau) sum n_k^2,   V = sigma^2 tau sum x_k^2,   eta~ = eta - gamma tau / 2
 *   x_j = X sinh(kappa (T - t_j)) / sinh(kappa T),   2 (cosh(kappa tau) - 1) / tau^2 = lambda sigma^2 / eta~
 *
 * lambda = 0 is the straight line; below zero kappa is imaginary and sinh becomes sin: the order is held back at first
 * and, from kappa T above pi / 2, bought and sold back on the way (which pays the fixed cost twice: E counts
 * it, the minimisation does not). From kappa T = pi on costs have no least value
 * (`no-optimum`). With eta~ not above zero trading in one instant would be free (`impact-too-small`).
 *
 * Almgren and Chriss (2000), equations 13 to 20. Checked against the normal equations solved in exact fractions
 * (`fixtures/execution`), the article's example among them.
 *
 * @example
 * const example = {
 *   quantity: 1e6, intervals: 5, intervalLength: 1, volatility: 0.95,
 *   permanentImpact: 2.5e-7, temporaryImpact: 2.5e-6, fixedCost: 0.0625, riskAversion: 1e-6,
 * }
 * const schedule = expectValue(almgrenChriss(example))
 * schedule.urgency.perTime // => 0.607076
 * schedule.holdings[1] // => 541955.554374
 */
export function almgrenChriss(
  input: AlmgrenChrissInput,
): Outcome<AlmgrenChrissSchedule, NoSchedule> {
  const { quantity, intervals, intervalLength: tau, volatility, riskAversion } = input
  invariant(Number.isInteger(intervals) && intervals >= 1, `${intervals} intervals`)
  invariant(tau > 0 && volatility >= 0, `an interval of ${tau}, a volatility of ${volatility}`)
  const impact = input.temporaryImpact - (input.permanentImpact * tau) / 2
  if (!(impact > 0)) {
    return unavailable(
      'impact-too-small',
      `temporary impact less half the permanent one of an interval is ${impact}, not above 0`,
    )
  }
  const squared = (riskAversion * volatility ** 2) / impact
  const urgency = urgencyOf(squared, tau)
  if (
    urgency === undefined ||
    (urgency.kind === 'imaginary' && urgency.perTime * tau * intervals >= Math.PI)
  ) {
    return unavailable(
      'no-optimum',
      `risk is sought so much (${riskAversion}) that costs have no least value`,
    )
  }
  const holdings = new Float64Array(intervals + 1)
  for (let k = 0; k <= intervals; k++) {
    holdings[k] = quantity * shareLeft(urgency, tau * (intervals - k), tau * intervals)
  }
  const trades = new Float64Array(intervals)
  for (let k = 0; k < intervals; k++) trades[k] = holdings[k]! - holdings[k + 1]!
  return available({ urgency, holdings, trades, ...costOfTrades(input, trades) })
}

/** What any schedule costs: mean and variance, as the model has it. */
export function costOfTrades(
  input: Omit<AlmgrenChrissInput, 'riskAversion'>,
  trades: Float64Array,
): Pick<AlmgrenChrissSchedule, 'expectedCost' | 'variance'> {
  const { quantity, intervalLength: tau, permanentImpact, fixedCost = 0 } = input
  const impact = input.temporaryImpact - (permanentImpact * tau) / 2
  let [squares, turnover, risk, left] = [0, 0, 0, quantity]
  for (const trade of trades) {
    squares += trade ** 2
    turnover += Math.abs(trade)
    left -= trade
    risk += left ** 2
  }
  return {
    expectedCost:
      (permanentImpact * quantity ** 2) / 2 + fixedCost * turnover + (impact / tau) * squares,
    variance: input.volatility ** 2 * tau * risk,
  }
}

type Urgency = AlmgrenChrissSchedule['urgency']

/** acosh(1 + y) = 2 asinh(sqrt(y / 2)), which keeps its digits where y is small. */
function urgencyOf(squared: number, tau: number): Urgency | undefined {
  if (squared === 0) return { kind: 'zero', perTime: 0 }
  const half = (Math.sqrt(Math.abs(squared)) * tau) / 2
  if (squared > 0) return { kind: 'real', perTime: (2 * Math.asinh(half)) / tau }
  return half > 1 ? undefined : { kind: 'imaginary', perTime: (2 * Math.asin(half)) / tau }
}

function shareLeft({ kind, perTime }: Urgency, left: number, all: number): number {
  if (left === all) return 1
  if (kind === 'zero') return left / all
  if (kind === 'imaginary') return Math.sin(perTime * left) / Math.sin(perTime * all)
  // sinh a / sinh b without what would overflow from b = 710 on.
  return (
    (Math.exp(perTime * (left - all)) * Math.expm1(-2 * perTime * left)) /
    Math.expm1(-2 * perTime * all)
  )
}
