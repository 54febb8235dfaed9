import { cutBox, cutsFor, decidedBox, wholeBox, type Box } from './box.ts'
import { chainFill, isChain } from './chain-fill.ts'
import type { LotProblem } from './lot-problem.ts'
import { VenueBounds, type UnitCostStart, type VenueBound } from './venue-bound.ts'
import { cutLotFill } from './cut-lot-fill.ts'
import { mixedFill } from './mixed-fill.ts'

/** How much work a search may be. */
export interface SearchLimits {
  /** Boxes looked at once there is a plan, and until there is one. */
  readonly boxes: number
  readonly boxesWithoutPlan: number
  /** Partial sums of mixed lots kept at once. */
  readonly sums: number
}

/** Lots that fill a total, and what no plan can go below. */
export interface FoundLots {
  /** Undefined when none were found. */
  readonly lots: Float64Array | undefined
  /** Infinity when none were found. */
  readonly cost: number
  /** No plan that fills the total costs less. */
  readonly bound: number
}

/** Costs nearer to each other than this, relative, are equal: sums of doubles are not surer. */
const EQUAL_WITHIN = 1e-14

/** What a bound by venues costs of a fill. */
const OF_A_FILL = 0.2

/** How far, relative, the unit cost of a part is looked for at first. */
const NEARBY = 1e-5

/**
 * The cheapest whole lots that fill a total, by branch and bound.
 *
 * Within a box minimums, the number of venues and common holdings are left out of account: what then is cheapest
 * (`chainFill`, exact; or its bound where lot sizes do not divide one another) bounds all plans of the box. If it is a
 * plan, it is the box's best; else the box is cut in two at what is wrong with it. Where it uses too many venues,
 * `VenueBounds` tells which of them a better plan can have or be without, and mostly decides all but two or three at once.
 * Boxes that cannot be better than the best plan so far are dropped. What is left at the limit bounds what was not looked
 * at.
 *
 * @param start lots that are known to be a plan, where there are any
 */
export function searchLots(
  problem: LotProblem,
  total: number,
  limits: SearchLimits,
  start?: Float64Array,
): FoundLots {
  const search = new Search(problem, total, limits, start)
  while (search.step());
  return search.found()
}

interface OpenBox {
  readonly box: Box
  /** Of the box it was cut from. */
  readonly bound: number
  /** Where to look for the unit cost that bounds it: near that of the box it was cut from. */
  readonly near?: UnitCostStart
  /** Have the venues that look best in it been looked at? */
  readonly isTried?: true
}

class Search {
  readonly #problem: LotProblem
  readonly #total: number
  readonly #limits: SearchLimits
  readonly #open: OpenBox[]
  #lots: Float64Array | undefined
  #cost = Infinity
  /** Least bound of what was given up. */
  #abandoned = Infinity
  /** Boxes looked at; one that is only bounded counts for less. */
  #work = 0
  #bounds: VenueBounds | undefined

  constructor(
    problem: LotProblem,
    total: number,
    limits: SearchLimits,
    start: Float64Array | undefined,
  ) {
    this.#problem = problem
    this.#total = total
    this.#limits = limits
    this.#open = [{ box: wholeBox(problem), bound: -Infinity }]
    if (start !== undefined) this.#keep(start)
  }

  /** Looks at one box; false when there is nothing more to look at. */
  step(): boolean {
    const next = this.#open.at(-1)
    const { boxes, boxesWithoutPlan } = this.#limits
    const most = this.#lots === undefined ? boxesWithoutPlan : boxes
    if (next === undefined || this.#work >= most) return false
    this.#open.pop()
    if (!this.#isWorse(next.bound)) {
      this.#work++
      this.#look(next)
    }
    return true
  }

  found(): FoundLots {
    const bound = Math.min(this.#cost, this.#abandoned, ...this.#open.map((open) => open.bound))
    return { lots: this.#lots, cost: this.#cost, bound }
  }

  #look(open: OpenBox): void {
    const { box, near } = open
    let above = open.bound
    if (near !== undefined) {
      if (usable(this.#problem, box) > this.#problem.maxVenues) {
        // That too many look good is known by now.
        this.#work -= 1 - OF_A_FILL
        this.#cutVenues(open, near)
        return
      }
      // It knows of minimums, which a fill does not, and is found in a fraction of the time.
      above = Math.max(above, sure(this.#boundsOf(box, near).bound))
      if (this.#isWorse(above)) return
    }
    if (isChain(this.#problem, box)) {
      const lots = chainFill(this.#problem, box, this.#total)
      if (lots !== undefined)
        this.#judge({ ...open, bound: Math.max(above, this.#costOf(lots)) }, lots)
      return
    }
    const fill = cutLotFill(this.#problem, box, this.#total)
    if (fill === undefined || this.#isWorse(fill.bound)) return
    const bound = Math.max(above, fill.bound)
    if (cutsFor(this.#problem, box, fill.lots) !== undefined) {
      this.#judge({ ...open, bound }, fill.lots)
      return
    }
    const mixed = mixedFill(
      this.#problem,
      box,
      { ...fill, total: this.#total },
      { sums: this.#limits.sums, below: this.#cost },
    )
    if (mixed.kind === 'found') {
      const cost = this.#costOf(mixed.lots)
      this.#judge({ ...open, bound: Math.max(bound, cost) }, mixed.lots)
    } else if (mixed.kind === 'limit') this.#abandon(box, mixed.lots, bound)
  }

  /** Lots that are the box's best, or what bounds it. */
  #judge(open: OpenBox, lots: Float64Array): void {
    const { box, bound } = open
    if (this.#isWorse(bound)) return
    const cuts = cutsFor(this.#problem, box, lots)
    if (cuts === undefined) {
      this.#keep(lots)
      return
    }
    if (cuts[0].kind === 'venue-off') {
      this.#cutVenues(open, open.near ?? startFor(this.#problem, box, lots))
      return
    }
    // The likelier last: it is looked at first.
    for (const cut of cuts.toReversed())
      this.#push(cutBox(this.#problem, box, cut), { ...open, bound })
  }

  /**
   * Too many venues look good: those that no better plan uses are left out, those that none does without are used; where
   * none is decided so, the one that says most is. Where there is no plan yet, those that look best are looked at first.
   */
  #cutVenues(open: OpenBox, start: UnitCostStart): void {
    const { box, bound } = open
    const venues = this.#boundsOf(box, start)
    const known = Math.max(bound, sure(venues.bound))
    if (this.#isWorse(known)) return
    const { withIt, without, unitCost } = venues
    const near = { unitCost, reach: NEARBY * Math.abs(unitCost) }
    if (this.#lots === undefined && open.isTried !== true) {
      const place = this.#open.length
      const chosen = likelyVenues(this.#problem, box, venues, this.#total)
      this.#look({ box: chosenBox(this.#problem, box, chosen), bound: known })
      if (this.#lots === undefined) {
        // Beneath what is to be looked at of the likely ones.
        this.#open.splice(place, 0, { box, bound: known, near, isTried: true })
        return
      }
    }
    const isOff = Uint8Array.from(withIt, (least) => (this.#isWorse(sure(least)) ? 1 : 0))
    const isOn = Uint8Array.from(without, (least) => (this.#isWorse(sure(least)) ? 1 : 0))
    const part = decidedBox(this.#problem, box, { isOff, isOn })
    if (part !== box) {
      this.#push(part, { bound: known, near })
      return
    }
    const venue = mostTelling(box, venues)
    const [on, off] = [withIt[venue]!, without[venue]!]
    const parts = [
      { cut: { kind: 'venue-on', venue } as const, least: Math.max(known, sure(on)) },
      { cut: { kind: 'venue-off', venue } as const, least: Math.max(known, sure(off)) },
    ]
    // The likelier last: it is looked at first.
    for (const { cut, least } of parts.toSorted((a, b) => b.least - a.least))
      this.#push(cutBox(this.#problem, box, cut), { bound: least, near })
  }

  #boundsOf(box: Box, start: UnitCostStart): VenueBound {
    this.#bounds ??= new VenueBounds(this.#problem, this.#total)
    return this.#bounds.of(box, { ...start, enough: this.#cost })
  }

  #push(box: Box | undefined, part: Omit<OpenBox, 'box'>): void {
    if (box !== undefined && !this.#isWorse(part.bound)) this.#open.push({ ...part, box })
  }

  #abandon(box: Box, lots: Float64Array | undefined, bound: number): void {
    this.#abandoned = Math.min(this.#abandoned, bound)
    if (lots !== undefined && cutsFor(this.#problem, box, lots) === undefined) this.#keep(lots)
  }

  #keep(lots: Float64Array): void {
    const cost = this.#costOf(lots)
    if (cost >= this.#cost) return
    this.#cost = cost
    this.#lots = lots.slice()
  }

  #isWorse(bound: number): boolean {
    return bound >= this.#cost - EQUAL_WITHIN * Math.abs(this.#cost)
  }

  #costOf(lots: Float64Array): number {
    const { legs } = this.#problem
    let cost = 0
    for (let leg = 0; leg < legs.length; leg++) cost += legs[leg]!.curve.cost(lots[leg]!)
    return cost
  }
}

/** Around the dearest of some lots that use too many venues: of fewer, all give more of what is dearer. */
function startFor({ legs }: LotProblem, box: Box, lots: Float64Array): UnitCostStart {
  let [dearest, cheapest] = [-Infinity, Infinity]
  for (const [leg, { curve, step }] of legs.entries()) {
    if (box.high[leg] === 0) continue
    cheapest = Math.min(cheapest, curve.firstCost() / step)
    if (lots[leg]! > 0) dearest = Math.max(dearest, curve.costAfter(lots[leg]!) / step)
  }
  return { unitCost: dearest, reach: Math.max(dearest - cheapest, NEARBY * Math.abs(dearest)) }
}

/** How many venues may still be used. */
function usable({ legs, venues }: LotProblem, { high, isVenueOn }: Box): number {
  const isUsable = isVenueOn.slice()
  for (const [leg, { venue }] of legs.entries()) if (high[leg]! > 0) isUsable[venue] = 1
  let count = 0
  for (let venue = 0; venue < venues; venue++) count += isUsable[venue]!
  return count
}

/**
 * The venues that look best; where their lots cannot make up the total, with one in place of another so that they can.
 */
function likelyVenues(
  problem: LotProblem,
  box: Box,
  { chosen, withIt, without }: VenueBound,
  total: number,
): Uint8Array {
  if (total % commonStep(problem, box, chosen) === 0) return chosen
  let [best, least] = [chosen, Infinity]
  for (const [from, isFrom] of chosen.entries()) {
    for (const [to, isTo] of chosen.entries()) {
      if (isFrom === 0 || isTo === 1 || box.isVenueOn[from] === 1) continue
      const loses = withIt[to]! + without[from]!
      if (!(loses < least)) continue
      const other = chosen.with(from, 0).with(to, 1)
      if (total % commonStep(problem, box, other) === 0) [best, least] = [other, loses]
    }
  }
  return best
}

/** What all numbers of units that some venues can give are multiples of. */
function commonStep({ legs }: LotProblem, { high }: Box, venues: Uint8Array): number {
  let common = 0
  for (const [leg, { venue, step }] of legs.entries()) {
    if (venues[venue] === 0 || high[leg] === 0) continue
    let [a, b] = [common, step]
    while (b > 0) [a, b] = [b, a % b]
    common = a
  }
  return common
}

/** Without the venues that do not look best. */
function chosenBox({ legs }: LotProblem, box: Box, chosen: Uint8Array): Box {
  const high = box.high.slice()
  for (const [leg, { venue }] of legs.entries()) if (chosen[venue] === 0) high[leg] = 0
  return { ...box, high, isVenueOn: chosen }
}

/** The venue of which one of the two answers costs most. */
function mostTelling(box: Box, { withIt, without }: VenueBound): number {
  let [best, most] = [0, -Infinity]
  for (const [venue, isOn] of box.isVenueOn.entries()) {
    const tells = Math.max(withIt[venue]!, without[venue]!)
    if (isOn === 0 && tells > most && tells < Infinity) [best, most] = [venue, tells]
  }
  return best
}

/** A sum of many doubles, and its rounding. */
function sure(bound: number): number {
  return bound - EQUAL_WITHIN * Math.abs(bound)
}
