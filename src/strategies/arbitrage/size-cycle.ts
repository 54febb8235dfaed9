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
 * The best quantity to go round with: every leg's book is walked at once, the leg that runs out first going on to its next
 * level, while the product of the rates is above one. Then each leg is cut to its lots in turn, so that it never needs
 * more than the leg before brought; what is left over on the way counts as nothing.
 *
 * In doubles: a product of rates of several books is no whole number of anything.
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
  return cutToLots(walks)
}

function indicative(walks: readonly LegWalk[]): SizedCycle {
  const legs = walks.map((walk) => ({ quantity: NaN, price: walk.price }))
  return { quantity: NaN, profit: NaN, legs }
}

function product(walks: readonly LegWalk[]): number {
  return walks.reduce((sofar, { rate }) => sofar * rate, 1)
}

function cutToLots(walks: readonly LegWalk[]): SizedCycle | undefined {
  const filled: { readonly quantity: number; readonly price: number }[] = []
  let put = NaN
  let brought = NaN
  for (const [at, { leg, base }] of walks.entries()) {
    let wanted = base
    if (at > 0) wanted = Math.min(base, leg.side === 'sell' ? brought : affordable(leg, brought))
    const quantity = cut(wanted, leg.orderLot)
    const notional = notionalOf(leg, quantity)
    const isAllowed = quantity > 0 && quantity >= leg.minQuantity && notional >= leg.minNotional
    if (!isAllowed) return undefined
    const isBuy = leg.side === 'buy'
    if (at === 0) put = isBuy ? notional * (1 + leg.fee) : quantity
    brought = isBuy ? quantity : notional * (1 - leg.fee)
    filled.push({ quantity, price: notional / quantity })
  }
  return brought > put ? { quantity: put, profit: brought - put, legs: filled } : undefined
}

function cut(quantity: number, lot: number): number {
  if (lot === 0) return quantity
  // Rounding must not take a whole lot away, nor leave 40.800000000000004 of 102 lots of 0.4.
  return Number((Math.floor(quantity / lot + 1e-9) * lot).toPrecision(15))
}

/** Base units that so much quote buys, fee included. */
function affordable(leg: SizedLeg, quote: number): number {
  let left = quote
  let base = 0
  const { levels, tick, lot, fee } = leg
  for (
    let price = levels.best(eventSide.ask);
    left > 0;
    price = levels.nextPrice(eventSide.ask, price)
  ) {
    if (Number.isNaN(price)) break
    const cost = price * tick * (1 + fee)
    const here = Math.min(levels.quantityAt(eventSide.ask, price) * lot, left / cost)
    base += here
    left -= here * cost
  }
  return base
}

function notionalOf({ levels, side, tick, lot }: SizedLeg, quantity: number): number {
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  let left = quantity
  let notional = 0
  for (let price = levels.best(taken); left > 0 && !Number.isNaN(price);) {
    const here = Math.min(left, levels.quantityAt(taken, price) * lot)
    notional += here * price * tick
    left -= here
    price = levels.nextPrice(taken, price)
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
