import { eventSide, type EventSide } from '../../core/events/event-codes.ts'

/** What befell an order: what is left of it now, and when that was heard. */
export interface OrderChange {
  readonly id: number
  readonly side: EventSide
  readonly price: number
  readonly quantityLeft: number
  /** Microseconds. */
  readonly localTime: number
}

/** A trade that does not say who took. */
export interface BareTrade {
  readonly price: number
  readonly quantity: number
  /** Microseconds. */
  readonly localTime: number
}

/**
 * Who took, in a log that tells orders by their ids and trades without a side.
 *
 * Both orders of a trade lose its quantity, and the log tells both before the trade, in either order. The older of them,
 * with the lower id, rested: its price is the trade's, and the other one took. Where the log tells only one, it is known
 * by what a resting order cannot be, or a taking one:
 *
 * - its limit is better than the price of the trade: it took;
 * - it has stood for longer than `takerAgeMost`: it rested;
 * - an order from before the log, of which nobody knows how much it lost, was changed at the price of the trade on the
 *   other side: that one is older, and rested.
 *
 * Else nobody knows. Nothing that was heard after the trade is used.
 *
 * Checked on the 471 trades of Bitstamp, 2015-05-01 (`real-trade-sides.test.ts`): 465 sides, 457 of them those of the
 * mid on which they traded, and none another than what pairing says that may look ahead.
 *
 * @example
 * const sides = new TradeSides()
 * const [bid, ask] = [eventSide.bid, eventSide.ask]
 * sides.place({ id: 7, side: bid, price: 235.02, quantityLeft: 3, localTime: 0 })
 * sides.place({ id: 9, side: ask, price: 235.02, quantityLeft: 2, localTime: 1 })
 * sides.change({ id: 7, side: bid, price: 235.02, quantityLeft: 1, localTime: 2 }, false)
 * sides.change({ id: 9, side: ask, price: 235.02, quantityLeft: 0, localTime: 2 }, true)
 * sides.aggressorOf({ price: 235.02, quantity: 2, localTime: 3 }) // => eventSide.sell
 */
export class TradeSides {
  readonly #open = new Map<number, { readonly quantity: number; readonly since: number }>()
  /** The changes heard last, oldest first. */
  readonly #losses: Loss[] = []

  /** An order was placed. */
  place({ id, quantityLeft, localTime }: OrderChange): void {
    if (this.#open.size === ordersMost) this.#open.delete(this.#open.keys().next().value!)
    this.#open.set(id, { quantity: quantityLeft, since: localTime })
  }

  /** An order was changed, or is gone. */
  change(order: OrderChange, isGone: boolean): void {
    const { id, quantityLeft, localTime } = order
    const known = this.#open.get(id)
    if (isGone) this.#open.delete(id)
    else if (known !== undefined) this.#open.set(id, { ...known, quantity: quantityLeft })
    const quantity = known === undefined ? NaN : known.quantity - quantityLeft
    // What is left of an order that is gone was withdrawn, and not traded.
    if (quantity === 0 || (known === undefined && isGone && quantityLeft > 0)) return
    if (this.#losses.length === lossesMost) this.#losses.shift()
    this.#losses.push({ ...order, quantity, age: localTime - (known?.since ?? -Infinity) })
  }

  /** The side that took; what it lost is not looked at again. */
  aggressorOf(trade: BareTrade): EventSide {
    const recent = this.#losses.filter(
      (loss) => trade.localTime - loss.localTime <= lossAgeMost && reaches(loss, trade.price),
    )
    const lost = recent.filter(({ quantity }) => isSame(quantity, trade.quantity))
    const old = recent.filter(
      ({ quantity, price }) => Number.isNaN(quantity) && price === trade.price,
    )
    const pair = pairOf(lost, lost, trade.price) ?? pairOf(lost, old, trade.price)
    if (pair !== undefined) {
      for (const loss of pair) this.#losses.splice(this.#losses.indexOf(loss), 1)
      return takenFrom(pair[0].side)
    }
    const alone = lost.at(-1)
    if (alone === undefined || lost.some(({ side }) => side !== alone.side))
      return eventSide.unknown
    this.#losses.splice(this.#losses.indexOf(alone), 1)
    if (alone.price !== trade.price) return takerSide(alone.side)
    return alone.age > takerAgeMost ? takenFrom(alone.side) : eventSide.unknown
  }
}

interface Loss extends OrderChange {
  /** NaN of an order that was placed before the log began. */
  readonly quantity: number
  /** How long it has stood. */
  readonly age: number
}

/** The latest taker with the latest resting order at the price that is older and on the other side. */
function pairOf(
  takers: readonly Loss[],
  makers: readonly Loss[],
  price: number,
): readonly [maker: Loss, taker: Loss] | undefined {
  for (const taker of takers.toReversed()) {
    const maker = makers.findLast(
      (each) => each.side !== taker.side && each.id < taker.id && each.price === price,
    )
    if (maker !== undefined) return [maker, taker]
  }
  return undefined
}

/** May an order with this limit trade at the price? */
function reaches({ side, price }: Loss, traded: number): boolean {
  return side === eventSide.bid ? price >= traded : price <= traded
}

/** Quantities have eight decimals, and their differences as doubles the last bit wrong. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.5e-8
}

function takerSide(side: EventSide): EventSide {
  return side === eventSide.bid ? eventSide.buy : eventSide.sell
}

function takenFrom(maker: EventSide): EventSide {
  return maker === eventSide.bid ? eventSide.sell : eventSide.buy
}

/** Far more than a venue holds; what is beyond was placed longest ago. */
const ordersMost = 2 ** 20
/** Between the first of both changes and the trade stand 2 rows in the median, and 23 at most. */
const lossesMost = 64
const lossAgeMost = 3_000_000
/** In the pairs of the log above an order that took had stood for 2.4 s at most. */
const takerAgeMost = 10_000_000
