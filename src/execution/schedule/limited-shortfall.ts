import { costOfTrades, type AlmgrenChrissInput } from './almgren-chriss.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'

/** A schedule within limits, and how near it is to the best. */
export interface LimitedSchedule {
  readonly trades: Float64Array
  readonly expectedCost: number
  readonly variance: number
  /** How much less the objective E + lambda V could be at most, quote. */
  readonly gap: number
}

/** Exchanges between two intervals; each is exact, and a few times as many as there are intervals are usual. */
const EXCHANGES_MOST = 200_000

/**
 * The schedule that minimises E + lambda V where each interval takes at most so much (a share of its volume, what its books
 * hold) and nothing is traded back.
 *
 * Quantity is exchanged between the two intervals that promise most, exactly, until no exchange promises anything: the
 * objective is convex, so then there is no better schedule. The gap is what the gradient proves: sum over k of
 * (trade there) x (gradient above the least that could take more).
 *
 * @param most most of each interval, base units
 */
export function limitedShortfall(
  input: AlmgrenChrissInput,
  most: Float64Array,
): Outcome<LimitedSchedule, 'too-little-room' | 'impact-too-small' | 'risk-sought'> {
  const { quantity, intervalLength: tau, volatility, riskAversion } = input
  const room = most.reduce((a, b) => a + b, 0)
  if (room < quantity)
    return unavailable('too-little-room', `${room} of ${quantity} fit the limits`)
  const impact = (input.temporaryImpact - (input.permanentImpact * tau) / 2) / tau
  if (!(impact > 0)) return unavailable('impact-too-small', 'trading in one instant would be free')
  if (riskAversion < 0)
    return unavailable('risk-sought', 'a limit on what is taken needs risk to be avoided')
  const risk = riskAversion * volatility ** 2 * tau
  const trades = most.map((own) => (quantity * own) / room)
  let gap = Infinity
  for (let k = 0; k < EXCHANGES_MOST; k++) {
    const gradient = gradientOf(trades, quantity, impact, risk)
    const [to, from] = bestExchange(gradient, trades, most)
    gap = provenGap(gradient, trades, most, quantity)
    if (to < 0 || from < 0 || gap <= 1e-13 * Math.abs(objective(input, trades))) break
    // Along e_to - e_from the objective is a parabola: 2 impact of the trades, and risk of the holdings between.
    const curvature = 4 * impact + 2 * risk * Math.abs(to - from)
    const wanted = (gradient[from]! - gradient[to]!) / curvature
    const moved = Math.min(wanted, trades[from]!, most[to]! - trades[to]!)
    if (!(moved > 0)) break
    trades[to]! += moved
    trades[from]! -= moved
  }
  return available({ trades, gap, ...costOfTrades(input, trades) })
}

function objective(input: AlmgrenChrissInput, trades: Float64Array): number {
  const { expectedCost, variance } = costOfTrades(input, trades)
  return expectedCost + input.riskAversion * variance
}

/** Of impact sum n_k^2 + risk sum x_k^2 by n_k, where x_j is what is left after interval j. */
function gradientOf(
  trades: Float64Array,
  quantity: number,
  impact: number,
  risk: number,
): Float64Array {
  const gradient = new Float64Array(trades.length)
  const left = new Float64Array(trades.length)
  let rest = quantity
  for (let k = 0; k < trades.length; k++) left[k] = rest -= trades[k]!
  let later = 0
  for (let k = trades.length - 1; k >= 0; k--) {
    later += left[k]!
    gradient[k] = 2 * impact * trades[k]! - 2 * risk * later
  }
  return gradient
}

function bestExchange(
  gradient: Float64Array,
  trades: Float64Array,
  most: Float64Array,
): [number, number] {
  let [to, from] = [-1, -1]
  for (let k = 0; k < trades.length; k++) {
    if (trades[k]! < most[k]! && (to < 0 || gradient[k]! < gradient[to]!)) to = k
    if (trades[k]! > 0 && (from < 0 || gradient[k]! > gradient[from]!)) from = k
  }
  return [to, from]
}

/** What the linear problem with this gradient gains: no schedule is better by more, for the objective is convex. */
function provenGap(
  gradient: Float64Array,
  trades: Float64Array,
  most: Float64Array,
  quantity: number,
): number {
  const order = Array.from(gradient, (_, k) => k).toSorted((a, b) => gradient[a]! - gradient[b]!)
  let [left, gap] = [quantity, 0]
  for (const k of order) {
    const taken = Math.min(left, most[k]!)
    gap += gradient[k]! * (trades[k]! - taken)
    left -= taken
  }
  return gap
}
