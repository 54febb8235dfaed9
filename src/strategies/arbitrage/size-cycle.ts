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
 * The most profitable quantity to go round with.
 *
 * Every leg's book is walked at once, the leg that runs out first going on to its next level, while the product of the
 * rates is above one: the best there is without lots. Then the multiples of the coarsest lot are tried, from there
 * downwards and upwards: for each the least that brings it is put in before it, and after it all that it brings goes on,
 * every leg in whole lots and no less than its venue takes; what is left over on the way counts as nothing. As long as
 * going round with as much of that leg without lots would beat the best so far, it is looked further: at no more than 256
 * multiples, beyond which lots are too fine to matter.
 *
 * In doubles: a product of rates of several books is no whole number of anything. Checked against all quantities of all
 * legs, tried one by one.
 *
 * @param wanted `any`: the first that wins anything is enough
 * @returns undefined when after lots and least quantities nothing is won; quantity NaN where a book tells none
 */
export function sizeCycle(
  legs: readonly SizedLeg[],
  wanted: 'best' | 'any' = 'best',
): SizedCycle | undefined {
  const walks = legs.map((leg) => new LegWalk(leg))
  if (walks.some((walk) => Number.isNaN(walk.left))) return indicative(walks)
  const first = walks.map(({ rate }) => rate)
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
  return bestInLots(walks, coarsest(legs, first), wanted)
}

/** The leg whose lot is worth most, in what is put in. */
function coarsest(legs: readonly SizedLeg[], rates: readonly number[]): number {
  let [found, most, before] = [0, -1, 1]
  for (const [at, { side, orderLot }] of legs.entries()) {
    const worth = orderLot / (side === 'buy' ? before * rates[at]! : before)
    if (worth > most) [found, most] = [at, worth]
    before *= rates[at]!
  }
  return found
}

const multiplesMost = 256

function bestInLots(
  walks: readonly LegWalk[],
  pivot: number,
  wanted: 'best' | 'any',
): SizedCycle | undefined {
  const legs = walks.map(({ leg }) => leg)
  const { base, leg } = walks[pivot]!
  if (leg.orderLot === 0) return winning(goRound(legs, { at: pivot, quantity: base }, 'lots'))
  const most = Math.floor(base / leg.orderLot + 1e-9)
  let best: SizedCycle | undefined
  let left = multiplesMost
  for (const [from, step] of [
    [most, -1],
    [most + 1, 1],
  ] as const) {
    for (let multiple = from; multiple > 0 && left > 0; multiple += step, left--) {
      const pinned = { at: pivot, quantity: multipleOf(leg.orderLot, multiple) }
      const bound = goRound(legs, pinned, 'no lots')
      if (bound === undefined || bound.profit <= (best?.profit ?? 0)) break
      const found = winning(goRound(legs, pinned, 'lots'))
      if (found !== undefined && wanted === 'any') return found
      if (found !== undefined && found.profit > (best?.profit ?? 0)) best = found
    }
  }
  return best
}

function winning(found: SizedCycle | undefined): SizedCycle | undefined {
  return found !== undefined && found.profit > 0 ? found : undefined
}

function indicative(walks: readonly LegWalk[]): SizedCycle {
  const legs = walks.map((walk) => ({ quantity: NaN, price: walk.price }))
  return { quantity: NaN, profit: NaN, legs }
}

function product(walks: readonly LegWalk[]): number {
  return walks.reduce((sofar, { rate }) => sofar * rate, 1)
}

/**
 * Round with so much on one leg: the least before it that brings that, the most after it that it brings.
 *
 * @returns undefined where the books do not hold it, or a venue takes no order as small; a loss too is told
 */
function goRound(
  legs: readonly SizedLeg[],
  pinned: { readonly at: number; readonly quantity: number },
  kind: 'lots' | 'no lots',
): SizedCycle | undefined {
  const hasLots = kind === 'lots'
  const quantities = legs.map(() => pinned.quantity)
  for (let at = pinned.at - 1; at >= 0; at--) {
    const leg = legs[at]!
    const wanted = inputOf(legs[at + 1]!, quantities[at + 1]!)
    const least = leg.side === 'buy' ? wanted : baseOfNotional(leg, wanted / (1 - leg.fee))
    quantities[at] = hasLots ? cutUp(Math.max(least, leastOf(leg)), leg.orderLot) : least
  }
  for (let at = pinned.at + 1; at < legs.length; at++) {
    const leg = legs[at]!
    const brought = outputOf(legs[at - 1]!, quantities[at - 1]!)
    const most = leg.side === 'sell' ? brought : baseOfNotional(leg, brought / (1 + leg.fee))
    // What the book does not hold is left over.
    const held = Math.min(most, depthOf(leg))
    quantities[at] = hasLots ? cut(held, leg.orderLot) : held
  }
  const isTaken = legs.every((leg, at) => {
    const quantity = quantities[at]!
    const least = hasLots ? leastOf(leg) * (1 - 1e-12) : 0
    return quantity > 0 && quantity >= least && quantity <= depthOf(leg) * (1 + 1e-9)
  })
  if (!isTaken) return undefined
  const put = inputOf(legs[0]!, quantities[0]!)
  return {
    quantity: put,
    profit: outputOf(legs.at(-1)!, quantities.at(-1)!) - put,
    legs: legs.map((leg, at) => {
      const quantity = quantities[at]!
      return { quantity, price: notionalOf(leg, quantity) / quantity }
    }),
  }
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
function baseOfNotional(leg: SizedLeg, notional: number): number {
  let left = notional
  let base = 0
  if (left <= 0) return 0
  for (const [price, there] of levelsOf(leg)) {
    if (left <= there * price) return base + left / price
    left -= there * price
    base += there
  }
  // What rounding leaves over is not missing.
  return left <= 1e-12 * notional ? base : Infinity
}

function notionalOf(leg: SizedLeg, quantity: number): number {
  let left = quantity
  let notional = 0
  for (const [price, there] of levelsOf(leg)) {
    const here = Math.min(left, there)
    notional += here * price
    left -= here
    if (left <= 0) break
  }
  return notional
}

function depthOf(leg: SizedLeg): number {
  let depth = 0
  for (const [, there] of levelsOf(leg)) depth += there
  return depth
}

/** Prices and base units of the side that is taken, the best first. */
function* levelsOf({ levels, side, tick, lot }: SizedLeg): Generator<readonly [number, number]> {
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  for (let price = levels.best(taken); !Number.isNaN(price);) {
    yield [price * tick, levels.quantityAt(taken, price) * lot]
    price = levels.nextPrice(taken, price)
  }
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
