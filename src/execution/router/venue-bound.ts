import type { Box } from './box.ts'
import type { LotProblem } from './lot-problem.ts'

/** What plans of a box cannot go below when only some of its venues may be used. */
export interface VenueBound {
  readonly bound: number
  /** The venues that look best, as many as may be used: 1 for each that is among them. */
  readonly chosen: Uint8Array
}

/** Halvings of the range of unit costs; the bound is valid wherever it stops. */
const HALVINGS = 16

/**
 * A bound that knows how many venues may be used, by Lagrange's relaxation of the total. For any unit cost u,
 *
 *   cost of a plan >= u total + sum over the best maxVenues of min over n of C_i(n) - u step_i n
 *
 * where n is 0 or from the least order to the most, for whatever is paid for a plan's lots beyond u is no less than the
 * least there is. The bound is concave in u, and its slope is what is missing of the total: u is found by halving.
 *
 * @param enough a bound that is as good as any, where the search may stop
 */
export function venueBound(
  problem: LotProblem,
  box: Box,
  total: number,
  enough: number = Infinity,
): VenueBound {
  const { legs } = problem
  let low = Infinity
  let high = -Infinity
  for (const [leg, { curve, step }] of legs.entries()) {
    const most = box.high[leg]!
    if (most === 0) continue
    low = Math.min(low, curve.firstCost() / step)
    high = Math.max(high, curve.costAfter(Math.min(most, Math.ceil(total / step))) / step)
  }
  let best: VenueBound = { bound: -Infinity, chosen: new Uint8Array(problem.venues) }
  for (let k = 0; k < HALVINGS && low <= high && best.bound < enough; k++) {
    const unitCost = (low + high) / 2
    const { bound, chosen, units } = relaxed(problem, box, unitCost)
    if (bound + unitCost * total > best.bound) best = { bound: bound + unitCost * total, chosen }
    if (units < total) low = unitCost
    else high = unitCost
  }
  return best
}

interface Relaxed extends VenueBound {
  /** What the chosen venues give at this unit cost. */
  readonly units: number
}

function relaxed(problem: LotProblem, box: Box, unitCost: number): Relaxed {
  const { legs, venues, maxVenues } = problem
  const gains = new Float64Array(venues)
  const units = new Float64Array(venues)
  for (const [leg, { curve, step, least, venue }] of legs.entries()) {
    const [fewest, most] = [box.low[leg]!, box.high[leg]!]
    if (most === 0) continue
    const wanted = Math.max(fewest, curve.lotsWithin(unitCost * step, most))
    const lots = wanted > 0 && wanted < least ? least : wanted
    const gain = curve.cost(lots) - unitCost * step * lots
    if (gain < 0 || fewest > 0) {
      gains[venue]! += gain
      units[venue]! += lots * step
    }
  }
  const chosen = box.isVenueOn.slice()
  let [bound, given, left] = [0, 0, maxVenues]
  const free: number[] = []
  for (let venue = 0; venue < venues; venue++) {
    if (chosen[venue] === 0) {
      free.push(venue)
      continue
    }
    bound += gains[venue]!
    given += units[venue]!
    left--
  }
  for (const venue of free.toSorted((a, b) => gains[a]! - gains[b]!).slice(0, left)) {
    if (gains[venue]! >= 0) break
    chosen[venue] = 1
    bound += gains[venue]!
    given += units[venue]!
  }
  return { bound, chosen, units: given }
}
