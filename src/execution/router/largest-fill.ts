import { cutBox, cutsFor, wholeBox, type Box } from './box.ts'
import { isChain } from './chain-fill.ts'
import type { LotProblem } from './lot-problem.ts'

/** The most that can be filled, and lots that fill it. */
export interface LargestFill {
  /** Units of the problem. */
  readonly total: number
  readonly lots: Float64Array
  /** False where the search ended at its limit: there may be more. */
  readonly isProven: boolean
}

/** Boxes looked at; with ten venues there are at most 2^11 that differ in what is on. */
const BOXES_MOST = 200_000

/** The largest total, at most that of the problem, which some plan fills: lots, minimums, venues and holdings in view. */
export function largestFill(problem: LotProblem): LargestFill {
  const none: LargestFill = {
    total: 0,
    lots: new Float64Array(problem.legs.length),
    isProven: true,
  }
  const boxes = [wholeBox(problem)]
  let best = none
  let isProven = true
  for (let looked = 0; boxes.length > 0; looked++) {
    if (looked === BOXES_MOST) return { ...best, isProven: false }
    const box = boxes.pop()!
    const most = Math.min(mostAtVenues(problem, box), problem.total)
    if (most <= best.total) continue
    const filled = fillBox(problem, box, problem.total)
    if (filled === undefined) continue
    isProven &&= filled.isProven
    if (filled.total <= best.total) continue
    const cuts = cutsFor(problem, box, filled.lots)
    if (cuts === undefined) best = filled
    else {
      // The likelier last: it is looked at first.
      for (const cut of cuts.toReversed()) {
        const part = cutBox(problem, box, cut)
        if (part !== undefined) boxes.push(part)
      }
    }
    if (best.total === problem.total) return { ...best, isProven: true }
  }
  return { ...best, isProven }
}

/** What the venues that may be used have at most. */
function mostAtVenues({ legs, venues, maxVenues }: LotProblem, box: Box): number {
  const has = new Float64Array(venues)
  for (const [leg, { venue, step }] of legs.entries()) has[venue]! += box.high[leg]! * step
  let sum = 0
  let on = 0
  for (let venue = 0; venue < venues; venue++) {
    if (box.isVenueOn[venue] === 0) continue
    on++
    sum += has[venue]!
    has[venue] = 0
  }
  return has
    .toSorted()
    .subarray(Math.max(0, venues - (maxVenues - on)))
    .reduce((a, b) => a + b, sum)
}

function fillBox(problem: LotProblem, box: Box, most: number): LargestFill | undefined {
  const { legs } = problem
  let left = most
  for (const [leg, { step }] of legs.entries()) left -= box.low[leg]! * step
  if (left < 0) return undefined
  if (isChain(problem, box)) return coarsestFirst(problem, box, most)
  return bySums(problem, box, left, most)
}

/**
 * Of lot sizes that divide one another: as much as possible of the coarsest, then of the next. Nothing fills more, for
 * finer lots that make up a coarse one can be exchanged for it.
 */
function coarsestFirst({ legs }: LotProblem, box: Box, most: number): LargestFill {
  const lots = box.low.slice()
  let left = most
  for (const [leg, { step }] of legs.entries()) left -= lots[leg]! * step
  const order = legs
    .map(({ step }, leg) => ({ leg, step, has: (box.high[leg]! - box.low[leg]!) * step }))
    .toSorted((a, b) => b.step - a.step || b.has - a.has)
  for (const { leg, step } of order) {
    const taken = Math.min(box.high[leg]! - lots[leg]!, Math.floor(left / step))
    lots[leg]! += taken
    left -= taken * step
  }
  return { total: most - left, lots, isProven: true }
}

/** Sums looked at one by one. */
const SUMS_MOST = 4_000_000

/** Of any lot sizes: which sums can be reached, leg after leg; what is beyond the limit is filled beforehand. */
function bySums(problem: LotProblem, box: Box, left: number, most: number): LargestFill {
  const { legs } = problem
  const lots = box.low.slice()
  let rest = left
  for (const [leg, { step }] of legs.entries()) {
    const surplus = rest - SUMS_MOST
    if (surplus <= 0) break
    const taken = Math.min(box.high[leg]! - lots[leg]!, Math.floor(surplus / step))
    lots[leg]! += taken
    rest -= taken * step
  }
  rest = Math.min(
    rest,
    legs.reduce((sum, { step }, leg) => sum + (box.high[leg]! - lots[leg]!) * step, 0),
  )
  const isWhole = rest <= SUMS_MOST
  if (!isWhole) return { total: most, lots, isProven: false }
  let reached: Uint8Array = new Uint8Array(rest + 1)
  reached[0] = 1
  const layers = [reached]
  for (const [leg, { step }] of legs.entries()) {
    reached = widened(reached, step, box.high[leg]! - lots[leg]!)
    layers.push(reached)
  }
  const total = reached.lastIndexOf(1)
  let sum = total
  for (let leg = legs.length - 1; leg >= 0; leg--) {
    const { step } = legs[leg]!
    while (layers[leg]![sum] === 0) {
      sum -= step
      lots[leg]!++
    }
  }
  const filled = legs.reduce((all, { step }, leg) => all + lots[leg]! * step, 0)
  return { total: filled, lots, isProven: left <= SUMS_MOST || filled === most }
}

/** Sums that up to so many lots of one more leg reach. */
function widened(reached: Uint8Array, step: number, most: number): Uint8Array {
  const next = reached.slice()
  for (let first = 0; first < Math.min(step, reached.length); first++) {
    let since = Infinity
    for (let sum = first; sum < reached.length; sum += step) {
      since = reached[sum] === 1 ? 0 : since + 1
      if (since <= most) next[sum] = 1
    }
  }
  return next
}
