import { eventSide } from '../../core/events/event-codes.ts'
import { leastMultiple, one, type Fraction } from './fraction.ts'
import { wholeQuantity, type PricedBook } from './priced-book.ts'

/** An order that takes what it finds, in base units. */
export interface TakingOrder {
  readonly side: 'buy' | 'sell'
  readonly quantity: Fraction
  /** The worst price it takes, in ticks of the book; undefined: any. */
  readonly limitTicks: number | undefined
}

/** What an order took. */
export interface Taken {
  readonly quantity: Fraction
  /** In market quote, before fees. */
  readonly notional: Fraction
  /** What it paid, or received, after fees. */
  readonly net: Fraction
}

/**
 * Walks a book for an order, exactly. Under a limit it fills whole multiples of the venue's lot; at the market, whatever
 * is asked for.
 */
export function takeLevels(book: PricedBook, order: TakingOrder): Taken {
  const { units } = book
  const lot = order.limitTicks === undefined ? undefined : units.orderLot
  let scale = leastMultiple(units.lot.denominator, order.quantity.denominator)
  scale = leastMultiple(scale, (lot ?? one).denominator)
  if (units.inversePrice !== undefined) scale = leastMultiple(scale, 10n ** 12n)
  const asked = order.quantity.numerator * (scale / order.quantity.denominator)
  const found = walk(book, order, asked, scale)
  const step = lot === undefined ? 1n : lot.numerator * (scale / lot.denominator)
  const whole = found.quantity - (found.quantity % step)
  const { quantity, ticks } = whole === found.quantity ? found : walk(book, order, whole, scale)
  const notional = {
    numerator: ticks * units.price.numerator,
    denominator: units.price.denominator * scale,
  }
  const sign = order.side === 'buy' ? 1n : -1n
  const { numerator, denominator } = units.fee
  return {
    quantity: { numerator: quantity, denominator: scale },
    notional,
    net: {
      numerator: notional.numerator * (denominator + sign * numerator),
      denominator: notional.denominator * denominator,
    },
  }
}

function walk(
  { levels, units }: PricedBook,
  { side, limitTicks }: TakingOrder,
  most: bigint,
  scale: bigint,
): { readonly quantity: bigint; readonly ticks: bigint } {
  const taken = side === 'buy' ? eventSide.ask : eventSide.bid
  let quantity = 0n
  let ticks = 0n
  for (let price = levels.best(taken); quantity < most; price = levels.nextPrice(taken, price)) {
    if (Number.isNaN(price)) break
    if (limitTicks !== undefined && (side === 'buy' ? price > limitTicks : price < limitTicks))
      break
    const lots = levels.quantityAt(taken, price)
    // Nobody knows how much stands behind a quote without a quantity.
    if (Number.isNaN(lots)) break
    const there = wholeQuantity(lots, price, units, scale)
    const here = most - quantity < there ? most - quantity : there
    quantity += here
    ticks += here * BigInt(price)
  }
  return { quantity, ticks }
}
