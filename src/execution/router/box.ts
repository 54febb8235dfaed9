import type { LotProblem } from './lot-problem.ts'

/** A part of all plans: between which numbers of lots each leg is, and which venues are used. */
export interface Box {
  /** Fewest and most lots of each leg. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** 1: this leg's low is at least its least order. 0: it may also be nothing. */
  readonly isOn: Uint8Array
  /** 1: counted as used. */
  readonly isVenueOn: Uint8Array
}

/** All plans. */
export function wholeBox({ legs, venues }: LotProblem): Box {
  return {
    low: new Float64Array(legs.length),
    high: Float64Array.from(legs, ({ least, most }) => (least > most ? 0 : most)),
    isOn: new Uint8Array(legs.length),
    isVenueOn: new Uint8Array(venues),
  }
}

/** A change of one leg's box. */
export type Cut =
  | { readonly kind: 'leg-off'; readonly leg: number }
  | { readonly kind: 'leg-on'; readonly leg: number }
  | { readonly kind: 'venue-off'; readonly venue: number }
  | { readonly kind: 'venue-on'; readonly venue: number }
  | { readonly kind: 'at-most'; readonly leg: number; readonly lots: number }
  | { readonly kind: 'at-least'; readonly leg: number; readonly lots: number }

/** The box after a cut; undefined when nothing is left of it. */
export function cutBox(problem: LotProblem, box: Box, cut: Cut): Box | undefined {
  const next: Box = {
    low: box.low.slice(),
    high: box.high.slice(),
    isOn: box.isOn.slice(),
    isVenueOn: box.isVenueOn.slice(),
  }
  const { legs } = problem
  const off = (leg: number): void => void (next.high[leg] = 0)
  const on = (leg: number): void => {
    next.isOn[leg] = 1
    next.low[leg] = Math.max(next.low[leg]!, legs[leg]!.least)
    next.isVenueOn[legs[leg]!.venue] = 1
  }
  switch (cut.kind) {
    case 'leg-off':
      off(cut.leg)
      break
    case 'leg-on':
      on(cut.leg)
      break
    case 'venue-on':
      next.isVenueOn[cut.venue] = 1
      break
    case 'venue-off':
      for (const [leg, { venue }] of legs.entries()) if (venue === cut.venue) off(leg)
      break
    case 'at-most':
      next.high[cut.leg] = Math.min(next.high[cut.leg]!, cut.lots)
      break
    case 'at-least':
      on(cut.leg)
      next.low[cut.leg] = Math.max(next.low[cut.leg]!, cut.lots)
      break
  }
  return settled(problem, next)
}

/**
 * The box without some venues and with others used; the same where that says nothing new, undefined when nothing is left
 * of it.
 */
export function decidedBox(
  problem: LotProblem,
  box: Box,
  { isOff, isOn }: { readonly isOff: Uint8Array; readonly isOn: Uint8Array },
): Box | undefined {
  const { legs } = problem
  const isVenueOn = box.isVenueOn.map((on, venue) => on | isOn[venue]!)
  const high = box.high.map((most, leg) => (isOff[legs[leg]!.venue] === 1 ? 0 : most))
  const isNew =
    isVenueOn.some((on, venue) => on !== box.isVenueOn[venue]) ||
    high.some((most, leg) => most !== box.high[leg])
  if (!isNew) return box
  return settled(problem, { low: box.low.slice(), high, isOn: box.isOn.slice(), isVenueOn })
}

/** Draws the conclusions: what cannot be ordered is off, and beyond the last venue allowed all others are. */
function settled(problem: LotProblem, box: Box): Box | undefined {
  const { legs, maxVenues, pools } = problem
  const isFull = countOf(box.isVenueOn) >= maxVenues
  if (countOf(box.isVenueOn) > maxVenues) return undefined
  for (let leg = 0; leg < legs.length; leg++) {
    const { least, venue } = legs[leg]!
    if (isFull && box.isVenueOn[venue] === 0) box.high[leg] = 0
    if (box.isOn[leg] === 0 && box.high[leg]! < least) box.high[leg] = 0
  }
  for (const pool of pools) {
    const bound = pool.legs.reduce((sum, leg) => sum + box.low[leg]! * legs[leg]!.step, 0)
    for (const leg of pool.legs) {
      const { step } = legs[leg]!
      const room = Math.floor((pool.most - bound) / step) + box.low[leg]!
      box.high[leg] = Math.min(box.high[leg]!, room)
    }
  }
  for (let leg = 0; leg < legs.length; leg++) if (box.low[leg]! > box.high[leg]!) return undefined
  return box
}

/**
 * How a box is to be cut because lots chosen in it are no plan; undefined when they are one.
 *
 * The first of the two cuts is what the lots are closer to.
 */
export function cutsFor(
  problem: LotProblem,
  box: Box,
  lots: Float64Array,
): readonly [Cut, Cut] | undefined {
  const { legs, pools } = problem
  for (let leg = 0; leg < legs.length; leg++) {
    const { least, venue } = legs[leg]!
    const taken = lots[leg]!
    if (taken === 0 || taken >= least) continue
    const off: Cut = { kind: 'leg-off', leg }
    const on: Cut = { kind: 'leg-on', leg }
    return taken * 2 < least && box.isVenueOn[venue] === 0 ? [off, on] : [on, off]
  }
  for (const pool of pools) {
    const cuts = poolCuts(problem, pool, lots)
    if (cuts !== undefined) return cuts
  }
  return venueCuts(problem, box, lots)
}

function poolCuts(
  { legs }: LotProblem,
  pool: LotProblem['pools'][number],
  lots: Float64Array,
): readonly [Cut, Cut] | undefined {
  const spent = (leg: number): number => lots[leg]! * legs[leg]!.step
  const together = pool.legs.reduce((sum, leg) => sum + spent(leg), 0)
  if (together <= pool.most) return undefined
  const leg = pool.legs.reduce((most, other) => (spent(other) > spent(most) ? other : most))
  const share = Math.floor((lots[leg]! * pool.most) / together)
  return [
    { kind: 'at-most', leg, lots: share },
    { kind: 'at-least', leg, lots: share + 1 },
  ]
}

/** Too many venues: decides on the smallest of those that are not decided. */
function venueCuts(
  { legs, venues, maxVenues }: LotProblem,
  box: Box,
  lots: Float64Array,
): readonly [Cut, Cut] | undefined {
  if (maxVenues >= venues) return undefined
  const units = new Float64Array(venues)
  for (const [leg, { venue, step }] of legs.entries()) units[venue]! += lots[leg]! * step
  let [used, smallest] = [0, -1]
  for (let venue = 0; venue < venues; venue++) {
    const isOn = box.isVenueOn[venue] === 1
    if (units[venue]! > 0 || isOn) used++
    if (units[venue]! > 0 && !isOn && (smallest < 0 || units[venue]! < units[smallest]!))
      smallest = venue
  }
  if (used <= maxVenues || smallest < 0) return undefined
  return [
    { kind: 'venue-off', venue: smallest },
    { kind: 'venue-on', venue: smallest },
  ]
}

function countOf(flags: Uint8Array): number {
  let count = 0
  for (let k = 0; k < flags.length; k++) count += flags[k]!
  return count
}
