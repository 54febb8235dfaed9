import type { BookLevels } from '../../core/book-levels.ts'
import { eventSide } from '../../core/events/event-codes.ts'

/** One leg of a way round, in the own currencies of its instrument. */
export interface SizedLeg {
  readonly levels: BookLevels
  readonly side: 'buy' | 'sell'
  /** Quote per base in a tick; base in a lot. */
  readonly tick: number
  readonly lot: number
  /** Part of notional. */
  readonly fee: number
  /** 0 where any quantity goes. */
  readonly orderLot: number
  readonly minQuantity: number
  readonly minNotional: number
}

/** What a way round is worth. */
export interface SizedCycle {
  /** What is put in, in the currency it begins with. */
  readonly quantity: number
  readonly profit: number
  readonly legs: readonly { readonly quantity: number; readonly price: number }[]
}

/**
 * The best quantity to go round with.
 *
 * Every leg's book is walked at once, the leg that runs out first going on to its next level, while the product of the
 * rates is above one. What that comes to is cut down to whole lots in two passes: onwards no leg needs more than the leg
 * before brought, and back each takes the least whole lots, and no less than its venue does, that still bring enough. What
 * is left over on the way counts as nothing: where lots are coarse beside the books less may win more. A leg below a least
 * quantity or notional of its venue leaves none.
 *
 * In doubles: a product of rates of several books is no whole number of anything. Checked against `matchBooks`, which is the
 * way round of two legs, and of three and four against what each lot can cost at most.
 *
 * @returns undefined when after lots and least quantities nothing is won; quantity NaN where a book tells none
 */
export function sizeCycle(legs: readonly SizedLeg[]): SizedCycle | undefined {
  const walks = legs.map((leg) => new LegWalk(leg))
  if (walks.some((walk) => Number.isNaN(walk.left))) return indicative(walks)
  while (walks.every((walk) => walk.isThere()) && product(walks) > 1 + 1e-12) {
    // How much of the first currency each leg's level can take.
    let before = 1
    let room = Infinity
    for (const walk of walks) {
      room = Math.min(room, walk.inputLeft() / before)
      before *= walk.rate
    }
    let input = room
    for (const walk of walks) input = walk.take(input)
  }
  return inLots(walks)
}

function inLots(walks: readonly LegWalk[]): SizedCycle | undefined {
  const legs = walks.map(({ leg }) => leg)
  const quantities: number[] = []
  let brought = Infinity
  for (const { leg, base } of walks) {
    const fed = leg.side === 'sell' ? brought : baseOfNotional(leg, brought / (1 + leg.fee))
    const quantity = cut(Math.min(base, fed), leg.orderLot)
    if (!isAllowed(leg, quantity)) return undefined
    quantities.push(quantity)
    brought = outputOf(leg, quantity)
  }
  for (let at = legs.length - 2; at >= 0; at--) {
    const leg = legs[at]!
    const needed = inputOf(legs[at + 1]!, quantities[at + 1]!)
    const enough = leg.side === 'buy' ? needed : baseOfNotional(leg, needed / (1 - leg.fee))
    const least = cutUp(Math.max(enough, leastOf(leg)), leg.orderLot)
    quantities[at] = Math.min(quantities[at]!, least)
  }
  const put = inputOf(legs[0]!, quantities[0]!)
  if (!(brought > put)) return undefined
  return {
    quantity: put,
    profit: brought - put,
    legs: legs.map((leg, at) => {
      const quantity = quantities[at]!
      return { quantity, price: notionalOf(leg, quantity) / quantity }
    }),
  }
}

function isAllowed(leg: SizedLeg, quantity: number): boolean {
  // Where any quantity goes, what rounding takes from a walk is not missing.
  return quantity > 0 && quantity >= leastOf(leg) * (1 - 1e-9)
}

function indicative(walks: readonly LegWalk[]): SizedCycle {
  const legs = walks.map((walk) => ({ quantity: NaN, price: walk.price }))
  return { quantity: NaN, profit: NaN, legs }
}

function product(walks: readonly LegWalk[]): number {
  return walks.reduce((sofar, { rate }) => sofar * rate, 1)
}

/** What a leg takes to fill so many base units, and what it brings. */
function inputOf(leg: SizedLeg, quantity: number): number {
  return leg.side === 'buy' ? notionalOf(leg, quantity) * (1 + leg.fee) : quantity
}

function outputOf(leg: SizedLeg, quantity: number): number {
  return leg.side === 'buy' ? quantity : notionalOf(leg, quantity) * (1 - leg.fee)
}

/** The least base units its venue takes. */
function leastOf(leg: SizedLeg): number {
  return Math.max(leg.minQuantity, baseOfNotional(leg, leg.minNotional))
}

function cut(quantity: number, lot: number): number {
  // Rounding must not take a whole lot away.
  return lot === 0 ? quantity : multipleOf(lot, Math.floor(quantity / lot + 1e-9))
}

function cutUp(quantity: number, lot: number): number {
  return lot === 0 ? quantity : multipleOf(lot, Math.ceil(quantity / lot - 1e-9))
}

/** Not 40.800000000000004 of 102 lots of 0.4. */
function multipleOf(lot: number, multiple: number): number {
  return Number((multiple * lot).toPrecision(15))
}

/** Base units of so much notional; Infinity where the book holds less. */
function baseOfNotional({ levels, side, tick, lot }: SizedLeg, notional: number): number {
  if (notional <= 0) return 0
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  let left = notional
  let base = 0
  for (let ticks = levels.best(taken); !Number.isNaN(ticks);) {
    const price = ticks * tick
    const there = levels.quantityAt(taken, ticks) * lot
    if (left <= there * price) return base + left / price
    left -= there * price
    base += there
    ticks = levels.nextPrice(taken, ticks)
  }
  // What rounding leaves over is not missing.
  return left <= 1e-12 * notional ? base : Infinity
}

function notionalOf({ levels, side, tick, lot }: SizedLeg, quantity: number): number {
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  let left = quantity
  let notional = 0
  for (let ticks = levels.best(taken); left > 0 && !Number.isNaN(ticks);) {
    const here = Math.min(left, levels.quantityAt(taken, ticks) * lot)
    notional += here * ticks * tick
    left -= here
    ticks = levels.nextPrice(taken, ticks)
  }
  return notional
}

/** A leg's book, level by level, as a rate from what goes in to what comes out. */
class LegWalk {
  readonly leg: SizedLeg
  /** Base units taken. */
  base = 0
  /** Quote per base. */
  price: number
  /** Base units left of the level. */
  left: number
  /** Out per in, after the fee. */
  rate = NaN
  readonly #taken: 0 | 1
  #ticks: number

  constructor(leg: SizedLeg) {
    this.leg = leg
    this.#taken = leg.side === 'buy' ? eventSide.ask : eventSide.bid
    this.#ticks = leg.levels.best(this.#taken)
    this.price = NaN
    this.left = 0
    this.#enter()
  }

  isThere(): boolean {
    return !Number.isNaN(this.#ticks)
  }

  /** What the level can take, in what goes in. */
  inputLeft(): number {
    return this.leg.side === 'buy' ? this.left * this.price * (1 + this.leg.fee) : this.left
  }

  /** Puts an amount in; gives what comes out. */
  take(input: number): number {
    const quantity = this.leg.side === 'buy' ? input / (this.price * (1 + this.leg.fee)) : input
    const out = input * this.rate
    this.base += quantity
    this.left -= quantity
    // What rounding leaves of a level is not worth a step.
    if (this.left <= 1e-12 * quantity) {
      this.#ticks = this.leg.levels.nextPrice(this.#taken, this.#ticks)
      this.#enter()
    }
    return out
  }

  #enter(): void {
    const { leg } = this
    this.price = this.#ticks * leg.tick
    this.left = leg.levels.quantityAt(this.#taken, this.#ticks) * leg.lot
    this.rate = leg.side === 'buy' ? 1 / (this.price * (1 + leg.fee)) : this.price * (1 - leg.fee)
  }
}
