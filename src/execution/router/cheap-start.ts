import type { Box } from './box.ts'
import type { LotProblem } from './lot-problem.ts'

/** Halvings of the range of unit costs: wherever it stops the start is valid, further on there is less left to fill. */
const HALVINGS = 18

/**
 * Lots within a box that all cost no more than some cost a unit and give no more than so many units together, as many as
 * halving finds: where a fill by cost may begin instead of at nothing.
 *
 *   c_i(u) = whole lots of leg i in levels that cost at most u a unit, not below low_i nor above high_i
 *   sum (c_i + 1) step_i <= units
 *
 * The one more of each leg is the lot that straddles into a level above u: it may cost less than u and is no part of c_i.
 *
 * @returns undefined where the box's own least are more than that
 */
export function cheapStart(
  { legs }: LotProblem,
  { low, high }: Box,
  units: number,
): Float64Array | undefined {
  let best = low.slice()
  let cheapest = Infinity
  let dearest = -Infinity
  let room = units
  let straddling = 0
  for (const [leg, { curve, step }] of legs.entries()) {
    room -= low[leg]! * step
    if (!(high[leg]! > low[leg]!)) continue
    room -= step
    straddling += step
    cheapest = Math.min(cheapest, curve.firstCost() / step)
    // What fills all of it alone is the most that can be needed.
    dearest = Math.max(
      dearest,
      curve.costAfter(Math.min(high[leg]!, Math.floor(units / step))) / step,
    )
  }
  if (room < 0) return undefined
  let [from, to] = [cheapest, dearest]
  let tried = low.slice()
  for (let k = 0; k < HALVINGS && from < to; k++) {
    const unitCost = (from + to) / 2
    let taken = straddling
    for (let leg = 0; leg < legs.length && taken <= units; leg++) {
      const { curve, step } = legs[leg]!
      const [least, most] = [low[leg]!, high[leg]!]
      const lots =
        most > least ? Math.max(least, Math.floor(curve.lotsWithin(unitCost * step, most))) : least
      tried[leg] = lots
      taken += lots * step
    }
    if (taken > units) {
      to = unitCost
      continue
    }
    from = unitCost
    ;[best, tried] = [tried, best]
    if (taken >= ENOUGH * units) break
  }
  return best
}

/** The rest is walked: halving on would take longer. */
const ENOUGH = 0.95
