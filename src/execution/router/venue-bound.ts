import type { Box } from './box.ts'
import type { LotProblem } from './lot-problem.ts'

/** What plans of a box cannot go below when only some of its venues may be used. */
export interface VenueBound {
  readonly bound: number
  /** The venues that look best, as many as may be used: 1 for each that is among them. */
  readonly chosen: Uint8Array
  /** Of each venue that is not decided: no plan of the box that uses it costs less; nor one that does without it. */
  readonly withIt: Float64Array
  readonly without: Float64Array
  /** Cost of a unit at which the bound was found. */
  readonly unitCost: number
}

/** Where to look for a unit cost, and how far to go at first. */
export interface UnitCostStart {
  readonly unitCost: number
  readonly reach: number
}

/** Unit costs tried; the bound is valid wherever it stops. */
const TRIES = 12

/** Bounds nearer to the best there can be than this, relative, are as good. */
const NEAR_ENOUGH = 1e-12

/** The bound at one unit cost, and how it changes with it: by the units that are missing there. */
interface Tangent {
  readonly unitCost: number
  readonly bound: number
  readonly missing: number
}

/**
 * Bounds that know how many venues may be used, by Lagrange's relaxation of the total. For any unit cost u,
 *
 *   cost of a plan >= u total + sum over the best maxVenues of min over n of C_i(n) - u step_i n
 *
 * where n is 0 or from the least order to the most, for whatever is paid for a plan's lots beyond u is no less than the
 * least there is. The bound is concave in u, and its slope is what is missing of the total: the next u is where two
 * tangents meet, above which it cannot be (Kelley 1960), and mostly a handful are tried.
 *
 * A plan that uses a venue beyond the best does without one of those, and one that does without a venue among the best has
 * the next instead: so the same sums also tell what either costs at least, and a search decides most venues at once.
 *
 * A class, for its buffers are kept through a search.
 */
export class VenueBounds {
  readonly #problem: LotProblem
  readonly #total: number
  /** By venue: what it gains, below zero; what using it costs at least, which may be above; and what it gives. */
  readonly #gains: Float64Array
  readonly #used: Float64Array
  readonly #units: Float64Array
  /** Venues that are not decided, those that gain most first. */
  readonly #order: Int32Array
  #undecided = 0

  constructor(problem: LotProblem, total: number) {
    const { venues } = problem
    this.#problem = problem
    this.#total = total
    this.#gains = new Float64Array(venues)
    this.#used = new Float64Array(venues)
    this.#units = new Float64Array(venues)
    this.#order = new Int32Array(venues)
  }

  /** @param start with a bound that is as good as any, where it may stop */
  of(box: Box, start: UnitCostStart & { readonly enough: number }): VenueBound {
    const { venues } = this.#problem
    const found = {
      bound: -Infinity,
      unitCost: start.unitCost,
      chosen: new Uint8Array(venues),
      withIt: new Float64Array(venues).fill(-Infinity),
      without: new Float64Array(venues).fill(-Infinity),
    }
    let [left, right]: (Tangent | undefined)[] = []
    let { unitCost, reach } = start
    for (let k = 0; k < TRIES; k++) {
      const at = this.#try(box, unitCost, found)
      if (at.missing === 0 || found.bound >= start.enough) break
      if (at.missing > 0) left = at
      else right = at
      if (left !== undefined && right !== undefined) {
        unitCost = meeting(left, right)
        const most = left.bound + left.missing * (unitCost - left.unitCost)
        if (!(most - found.bound > NEAR_ENOUGH * Math.abs(most))) break
      } else {
        unitCost += left === undefined ? -reach : reach
        reach *= 2
      }
    }
    return found
  }

  /** The bounds at one unit cost, kept where they are better than those before. */
  #try(box: Box, unitCost: number, found: Writable<VenueBound>): Tangent {
    this.#relax(box, unitCost)
    const { venues, maxVenues } = this.#problem
    let bound = unitCost * this.#total
    let missing = this.#total
    let slots = maxVenues
    for (let venue = 0; venue < venues; venue++) {
      if (box.isVenueOn[venue] === 0) continue
      bound += this.#gains[venue]!
      missing -= this.#units[venue]!
      slots--
    }
    const most = Math.min(slots, this.#undecided)
    let chosen = 0
    while (chosen < most && this.#gains[this.#order[chosen]!]! < 0) {
      const venue = this.#order[chosen]!
      bound += this.#gains[venue]!
      missing -= this.#units[venue]!
      chosen++
    }
    if (bound > found.bound) {
      found.bound = bound
      found.unitCost = unitCost
      found.chosen.set(box.isVenueOn)
      for (let k = 0; k < chosen; k++) found.chosen[this.#order[k]!] = 1
    }
    this.#keepOthers(bound, { chosen, slots }, found)
    return { unitCost, bound, missing }
  }

  /** What plans that differ from the chosen venues in one cost at least. */
  #keepOthers(
    bound: number,
    { chosen, slots }: { readonly chosen: number; readonly slots: number },
    { withIt, without }: VenueBound,
  ): void {
    // Where there is room for one more nothing has to go.
    const last = chosen === slots && chosen > 0 ? this.#gains[this.#order[chosen - 1]!]! : 0
    const next = chosen < this.#undecided ? Math.min(0, this.#gains[this.#order[chosen]!]!) : 0
    for (let k = 0; k < this.#undecided; k++) {
      const venue = this.#order[k]!
      const isChosen = k < chosen
      const used = isChosen ? bound : bound + this.#used[venue]! - last
      const other = isChosen ? bound - this.#gains[venue]! + next : bound
      if (used > withIt[venue]!) withIt[venue] = used
      if (other > without[venue]!) without[venue] = other
    }
  }

  /** What each venue gains and gives at a unit cost, and the order of those that are not decided. */
  #relax(box: Box, unitCost: number): void {
    const { legs, venues } = this.#problem
    this.#gains.fill(0)
    this.#units.fill(0)
    this.#used.fill(Infinity)
    for (let leg = 0; leg < legs.length; leg++) {
      const most = box.high[leg]!
      if (most === 0) continue
      const { curve, step, least, venue } = legs[leg]!
      const fewest = box.low[leg]!
      const wanted = Math.max(fewest, curve.lotsWithin(unitCost * step, most))
      const lots = wanted < least ? least : wanted
      const gain = curve.cost(lots) - unitCost * step * lots
      if (gain < 0 || fewest > 0) {
        this.#gains[venue]! += gain
        this.#units[venue]! += lots * step
      } else this.#used[venue] = Math.min(this.#used[venue]!, gain)
    }
    this.#undecided = 0
    for (let venue = 0; venue < venues; venue++) {
      const gain = this.#gains[venue]!
      if (gain < 0) this.#used[venue] = gain
      if (box.isVenueOn[venue] === 1) continue
      // Few venues: each is put in its place.
      let place = this.#undecided++
      while (place > 0 && this.#gains[this.#order[place - 1]!]! > gain) {
        this.#order[place] = this.#order[place - 1]!
        place--
      }
      this.#order[place] = venue
    }
  }
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

function meeting(left: Tangent, right: Tangent): number {
  const apart = right.bound - right.missing * right.unitCost - left.bound
  return (apart + left.missing * left.unitCost) / (left.missing - right.missing)
}
