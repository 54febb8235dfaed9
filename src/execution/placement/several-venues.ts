import { invariant } from '../../math/invariant.ts'
import type { PlacementCosts } from './single-venue.ts'

/** A venue's queue with what may happen to it. */
export interface QueueScenarios {
  /** r: what a maker is paid. */
  readonly makerRebate: number
  /**
   * By scenario: units that would be filled of an order that never ends, joining the queue now: what leaves the queue less
   * what stands ahead, zero or more. Scenarios of all venues belong together, position by position.
   */
  readonly reach: Float64Array
}

/** Units to take now, and to leave in each venue's queue. */
export interface Placement {
  readonly market: number
  readonly limits: Float64Array
  readonly expectedCost: number
  /** Mean units filled in each queue. */
  readonly expectedFills: Float64Array
  /** Chance that each queue fills all that is left in it; NaN where nothing is. */
  readonly fillProbabilities: Float64Array
}

/**
 * Splits an order between taking now and waiting in the queues of several venues at the least expected cost.
 *
 *   min E[ (h + f) M - sum (h + r_k) fill_k + theta (M + sum L_k + (S - A)+) + lambda_u (S - A)+ + lambda_o (A - S)+ ]
 *   fill_k = min(reach_k, L_k),   A = M + sum fill_k,   M, L_k >= 0
 *
 * More may be left in queues than is wanted, at most the whole in each: what one does not fill another may. The mean over
 * scenarios is linear between its kinks, and convex but for what too many fills cost. It is gone down by moving units
 * between two places, or into or out of one, by steps of all sizes until none gains; from several starts, one of them
 * found by subgradients. No bound is proven: on six random questions of two venues and eight scenarios it was within
 * 4 x 10^-6 of the mixed-integer optimum (HiGHS).
 *
 * Cont and Kukanov (2017), problem 6; their stochastic approximation is one of the starts.
 *
 * @example
 * const costs = { halfSpread: 1, takerFee: 1, penaltyUnder: 5, penaltyOver: 5 }
 * const sure = { makerRebate: 0, reach: Float64Array.of(4, 4) }
 * const placed = placeAtVenues(costs, [sure], 10)
 * placed.market // => 6
 * placed.limits[0] // => 4
 */
export function placeAtVenues(
  costs: PlacementCosts,
  venues: readonly QueueScenarios[],
  quantity: number,
): Placement {
  const scenarios = venues[0]?.reach.length ?? 0
  invariant(scenarios > 0, 'at least one venue with scenarios')
  invariant(
    venues.every(({ reach }) => reach.length === scenarios),
    'scenarios of all venues belong together',
  )
  const problem = { costs, venues, quantity, scenarios }
  const splits = startsOf(problem).map((start) => byExchanges(problem, start))
  const costsOf = splits.map((split) => meanCost(problem, split))
  return summary(problem, splits[costsOf.indexOf(Math.min(...costsOf))]!)
}

/** All in one place, each place in turn; the same in all queues; and where subgradients lead. */
function startsOf(problem: Problem): Split[] {
  const places = problem.venues.length + 1
  const corners = Array.from({ length: places }, (_, place) => {
    const split = new Float64Array(places)
    split[place] = problem.quantity
    return split
  })
  const even = new Float64Array(places).fill(problem.quantity / problem.venues.length)
  even[0] = 0
  return [...corners, even, bySubgradients(problem)]
}

interface Problem {
  readonly costs: PlacementCosts
  readonly venues: readonly QueueScenarios[]
  readonly quantity: number
  readonly scenarios: number
}

/** Place 0 is the market, place k + 1 the queue of venue k. */
type Split = Float64Array

function meanCost(problem: Problem, split: Split, gradient?: Float64Array): number {
  const { costs, venues, quantity, scenarios } = problem
  const { halfSpread, takerFee, impact = 0, penaltyUnder, penaltyOver } = costs
  gradient?.fill(0)
  let cost = 0
  for (let s = 0; s < scenarios; s++) {
    let filled = split[0]!
    for (let k = 0; k < venues.length; k++) {
      const { reach, makerRebate } = venues[k]!
      const fill = Math.min(reach[s]!, split[k + 1]!)
      filled += fill
      cost -= (halfSpread + makerRebate) * fill
    }
    const missing = quantity - filled
    const slope = missing > 0 ? penaltyUnder + impact : -penaltyOver
    cost += slope * missing
    if (gradient === undefined) continue
    gradient[0]! -= slope / scenarios
    for (let k = 0; k < venues.length; k++) {
      const { reach, makerRebate } = venues[k]!
      if (split[k + 1]! < reach[s]!)
        gradient[k + 1]! -= (slope + halfSpread + makerRebate) / scenarios
    }
  }
  let sent = 0
  for (const units of split) sent += units
  if (gradient !== undefined) {
    gradient[0]! += halfSpread + takerFee
    for (let place = 0; place < gradient.length; place++) gradient[place]! += impact
  }
  return cost / scenarios + (halfSpread + takerFee) * split[0]! + impact * sent
}

const STEPS = 400

function bySubgradients(problem: Problem): Split {
  const places = problem.venues.length + 1
  const split = new Float64Array(places)
  split[0] = problem.quantity / 2
  const gradient = new Float64Array(places)
  let best = split.slice()
  let bestCost = Infinity
  for (let k = 1; k <= STEPS; k++) {
    const cost = meanCost(problem, split, gradient)
    if (cost < bestCost) {
      bestCost = cost
      best = split.slice()
    }
    let norm = 0
    for (const slope of gradient) norm += slope ** 2
    if (norm === 0) break
    const step = problem.quantity / Math.sqrt(k * norm)
    for (let place = 0; place < places; place++) {
      const moved = split[place]! - step * gradient[place]!
      split[place] = Math.min(problem.quantity, Math.max(0, moved))
    }
  }
  return best
}

/** Steps are halved from a quarter of the order to less than a millionth of it: below any lot. */
const SCALES = 18
/** Against a loop that gains ever less. */
const MOVES_MOST = 2000

function byExchanges(problem: Problem, start: Split): Split {
  const { quantity } = problem
  let split = start
  let cost = meanCost(problem, split)
  let scale = 0
  // What no step of one size gains a larger or a smaller one may: it ends when every size has been tried in vain.
  for (let failed = 0, k = 0; failed < SCALES && k < MOVES_MOST; k++) {
    const moved = bestMove(problem, split, quantity / 4 / 2 ** scale)
    if (moved.cost < cost - 1e-12 * Math.abs(cost)) {
      split = moved.split
      cost = moved.cost
      failed = 0
    } else {
      failed++
      scale = (scale + 1) % SCALES
    }
  }
  return split
}

/** The best of: units from one place to another, in or out of one. Beyond the last place is nowhere. */
function bestMove(
  problem: Problem,
  split: Split,
  step: number,
): { readonly split: Split; readonly cost: number } {
  let best = { split, cost: Infinity }
  for (let from = 0; from <= split.length; from++) {
    const units = from === split.length ? step : Math.min(step, split[from]!)
    if (units === 0) continue
    for (let to = 0; to <= split.length; to++) {
      if (from === to) continue
      const next = split.slice()
      if (from < split.length) next[from]! -= units
      if (to < split.length) next[to] = Math.min(problem.quantity, next[to]! + units)
      const cost = meanCost(problem, next)
      if (cost < best.cost) best = { split: next, cost }
    }
  }
  return best
}

function summary(problem: Problem, split: Split): Placement {
  const { venues, scenarios } = problem
  // What never fills need not wait.
  const limits = split.slice(1).map((limit, k) =>
    Math.min(
      limit,
      venues[k]!.reach.reduce((a, b) => Math.max(a, b), 0),
    ),
  )
  const fills = limits.map((limit, k) => {
    let sum = 0
    for (const reach of venues[k]!.reach) sum += Math.min(reach, limit)
    return sum / scenarios
  })
  const chances = limits.map((limit, k) => {
    let count = 0
    for (const reach of venues[k]!.reach) count += reach >= limit ? 1 : 0
    return limit === 0 ? NaN : count / scenarios
  })
  return {
    market: split[0]!,
    limits,
    expectedCost: meanCost(problem, Float64Array.of(split[0]!, ...limits)),
    expectedFills: fills,
    fillProbabilities: chances,
  }
}
