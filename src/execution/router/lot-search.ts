import { cutBox, cutsFor, wholeBox, type Box } from './box.ts'
import { chainFill, isChain } from './chain-fill.ts'
import type { LotProblem } from './lot-problem.ts'
import { venueBound } from './venue-bound.ts'
import { cutLotFill, mixedFill } from './mixed-fill.ts'

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
  readonly boxes: number
}

/** Costs nearer to each other than this, relative, are equal: sums of doubles are not surer. */
const EQUAL_WITHIN = 1e-14

/**
 * The cheapest whole lots that fill a total, by branch and bound.
 *
 * Within a box minimums, the number of venues and common holdings are left out of account: what then is cheapest
 * (`chainFill`, exact; or its bound where lot sizes do not divide one another) bounds all plans of the box. If it is a
 * plan, it is the box's best; else the box is cut in two at what is wrong with it. Boxes that cannot be better than the
 * best plan so far are dropped. What is left at the limit bounds what was not looked at.
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
  #boxes = 0

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
    if (next === undefined || this.#boxes >= most) return false
    this.#open.pop()
    if (!this.#isWorse(next.bound)) {
      this.#boxes++
      this.#look(next)
    }
    return true
  }

  found(): FoundLots {
    const bound = Math.min(this.#cost, this.#abandoned, ...this.#open.map((open) => open.bound))
    return { lots: this.#lots, cost: this.#cost, bound, boxes: this.#boxes }
  }

  #look({ box, bound: above }: OpenBox): void {
    if (isChain(this.#problem, box)) {
      const lots = chainFill(this.#problem, box, this.#total)
      if (lots !== undefined) this.#judge(box, lots, Math.max(above, this.#costOf(lots)))
      return
    }
    const fill = cutLotFill(this.#problem, box, this.#total)
    if (fill === undefined || this.#isWorse(fill.bound)) return
    const bound = Math.max(above, fill.bound)
    if (cutsFor(this.#problem, box, fill.lots) !== undefined) {
      this.#judge(box, fill.lots, bound)
      return
    }
    const mixed = mixedFill(
      this.#problem,
      box,
      { ...fill, total: this.#total },
      { sums: this.#limits.sums, below: this.#cost },
    )
    if (mixed.kind === 'found')
      this.#judge(box, mixed.lots, Math.max(bound, this.#costOf(mixed.lots)))
    else if (mixed.kind === 'limit') this.#abandon(box, mixed.lots, bound)
  }

  /** Lots that are the box's best, or what bounds it. */
  #judge(box: Box, lots: Float64Array, bound: number): void {
    if (this.#isWorse(bound)) return
    const cuts = cutsFor(this.#problem, box, lots)
    if (cuts === undefined) {
      this.#keep(lots)
      return
    }
    const known = cuts[0].kind === 'venue-off' ? this.#boundByVenues(box, bound) : bound
    if (this.#isWorse(known)) return
    // The likelier last: it is looked at first.
    for (const cut of cuts.toReversed()) {
      const part = cutBox(this.#problem, box, cut)
      if (part !== undefined) this.#open.push({ box: part, bound: known })
    }
  }

  /** A better bound where too many venues look good; the first time with a plan from those that look best. */
  #boundByVenues(box: Box, bound: number): number {
    const venues = venueBound(this.#problem, box, this.#total, this.#cost)
    if (this.#lots === undefined) {
      const { legs } = this.#problem
      const part = { ...box, high: box.high.slice(), isVenueOn: venues.chosen }
      for (const [leg, { venue }] of legs.entries()) {
        if (venues.chosen[venue] === 0) part.high[leg] = 0
      }
      this.#look({ box: part, bound })
    }
    return Math.max(bound, venues.bound - EQUAL_WITHIN * Math.abs(venues.bound))
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
    let cost = 0
    for (const [leg, { curve }] of this.#problem.legs.entries()) cost += curve.cost(lots[leg]!)
    return cost
  }
}
