import type { Box } from './box.ts'
import type { LotProblem } from './lot-problem.ts'

/** Unit costs tried: wherever it stops the start is valid, further on there is less left to fill. */
const TRIES = 5

/**
 * Lots within a box that all cost no more than some cost a unit and give no more than so many units together, as many as
 * a few tries find: where a fill by cost may begin instead of at nothing.
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
  let [cheapest, dearest, room, straddling, open] = [Infinity, -Infinity, units, 0, 0]
  for (let leg = 0; leg < legs.length; leg++) {
    const { curve, step } = legs[leg]!
    room -= low[leg]! * step
    if (!(high[leg]! > low[leg]!)) continue
    room -= step
    straddling += step
    open++
    cheapest = Math.min(cheapest, curve.firstCost() / step)
  }
  if (room < 0) return undefined
  const share = equalShare(legs, { low, high }, { units, open })
  for (let leg = 0; leg < legs.length; leg++) {
    const { curve, step } = legs[leg]!
    if (!(high[leg]! > low[leg]!)) continue
    dearest = Math.max(
      dearest,
      curve.costAfter(Math.min(high[leg]!, Math.ceil(share / step))) / step,
    )
  }
  let [from, to] = [cheapest, dearest]
  // What is given at the dearest is not known; as if twice as much as is needed.
  let [below, above] = [straddling, 2 * units + straddling]
  let tried = low.slice()
  for (let k = 0; k < TRIES && from < to; k++) {
    const unitCost = from + (to - from) * stepWithin({ below, above, k }, units)
    let taken = straddling
    for (let leg = 0; leg < legs.length; leg++) {
      const { curve, step } = legs[leg]!
      const [least, most] = [low[leg]!, high[leg]!]
      const lots =
        most > least ? Math.max(least, Math.floor(curve.lotsWithin(unitCost * step, most))) : least
      tried[leg] = lots
      taken += lots * step
    }
    if (taken > units) {
      to = unitCost
      above = taken
      continue
    }
    from = unitCost
    below = taken
    ;[best, tried] = [tried, best]
    if (taken >= ENOUGH * units) break
  }
  return best
}

/** The rest is walked: going on would take longer. */
const ENOUGH = 0.95

/**
 * Where in a range of unit costs to try next, in 0 .. 1: as if what is given grew evenly from one end to the other; every
 * third time the middle, for it may grow all at once.
 */
function stepWithin(
  { below, above, k }: { readonly below: number; readonly above: number; readonly k: number },
  units: number,
): number {
  if (k % 3 === 2) return 0.5
  const wanted = (1 + ENOUGH) / 2
  return Math.min(0.95, Math.max(0.05, (wanted * units - below) / (above - below)))
}

/** What each leg that is open gives where all give alike and none more than it has: no dearer lot can be needed. */
function equalShare(
  legs: LotProblem['legs'],
  { low, high }: Pick<Box, 'low' | 'high'>,
  { units, open }: { readonly units: number; readonly open: number },
): number {
  for (let share = units / open; ;) {
    let [given, empty] = [0, 0]
    for (let leg = 0; leg < legs.length; leg++) {
      const has = high[leg]! * legs[leg]!.step
      if (!(high[leg]! > low[leg]!) || has >= share) continue
      given += has
      empty++
    }
    const next = (units - given) / (open - empty)
    // Each time another leg has given all.
    if (empty === open || !(next > share)) return share
    share = next
  }
}
