import type { BookLevels } from '../../core/book-levels.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import { leastMultiple, one, type Fraction } from './fraction.ts'
import type { ExactUnits } from './terms.ts'

/** A book with the units its ticks and lots are in. */
export interface PricedBook {
  readonly levels: BookLevels
  readonly units: ExactUnits
}

/** What can be bought in one book and sold in another at a profit; each number the double nearest to its exact value. */
export interface BookMatch {
  /** Base units, on both legs. */
  readonly quantity: number
  readonly exactQuantity: Fraction
  /** Averages over the quantity, before fees, in market quote. */
  readonly buyPrice: number
  readonly sellPrice: number
  /** The worst levels touched, in the ticks of each book. */
  readonly buyLimitTicks: number
  readonly sellLimitTicks: number
  /** `(sellPrice / buyPrice - 1) x 10^4` */
  readonly grossBps: number
  /** `profit / (buyPrice x quantity) x 10^4` */
  readonly netBps: number
  /** What the sale brings less what the purchase takes, fees included, in market quote. */
  readonly profit: number
}

/**
 * The best quantity to buy in one book and sell in another at once.
 *
 *   marginal = bid (1 - feeSell) - ask (1 + feeBuy)
 *
 * Both books are walked from their best levels on while the marginal profit of the next bit is not below zero; it never
 * rises on the way, so that what is reached is the most profit there is and, among equals, the largest quantity. Of that,
 * the largest multiple of both lots: cutting gives up the bit with the least profit. A quantity below a minimum of either
 * venue is none. Nothing is rounded before the end.
 *
 * @param most base units it may not exceed, as where there is no more inventory
 * @returns undefined when nothing can be done at a profit
 *
 * @example
 * const [cheap, dear] = [new DenseBook(), new DenseBook()]
 * cheap.setLevel(eventSide.ask, 100, 3)
 * cheap.setLevel(eventSide.ask, 104, 9)
 * dear.setLevel(eventSide.bid, 102, 5)
 * const units = exactUnits(
 *   {
 *     instrument: { name: 'A-B', venue: 'x', base: 'A', quote: 'B', class: 'spot',
 *       tickSize: { units: 1, decimals: 0 }, lotSize: { units: 1, decimals: 0 } },
 *     symbol: 'AB',
 *     terms: { takerFeeBps: 50, lotSize: 2 },
 *   },
 *   { numerator: 1n, denominator: 1n },
 * )
 * const match = matchBooks({ levels: cheap, units }, { levels: dear, units })
 * match.quantity // => 2
 * match.profit // => 1.98
 */
export function matchBooks(
  buy: PricedBook,
  sell: PricedBook,
  most?: Fraction,
): BookMatch | undefined {
  const scale = scaleOf(buy.units, sell.units)
  const wholeMost = most && (most.numerator * scale.quantity) / most.denominator
  const whole = walk(buy, sell, scale, wholeMost)
  const quantity = whole.quantity - (whole.quantity % scale.lot)
  if (quantity <= 0n) return undefined
  const taken = quantity === whole.quantity ? whole : walk(buy, sell, scale, quantity)
  const exactQuantity = { numerator: quantity, denominator: scale.quantity }
  const bought = notionalOf(taken.buyTicks, buy.units, scale)
  const sold = notionalOf(taken.sellTicks, sell.units, scale)
  const isAllowed =
    meets(exactQuantity, bought, buy.units) && meets(exactQuantity, sold, sell.units)
  return isAllowed ? matchOf(taken, exactQuantity, bought, sold, scale) : undefined
}

/** By what exact numbers of two books are brought to whole ones. */
interface Scale {
  /** Whole quantities are base units times this. */
  readonly quantity: bigint
  /** Net ask and net bid in one tick of each, over `price`. */
  readonly ask: bigint
  readonly bid: bigint
  readonly price: bigint
  /** In whole quantities: what orders must be a multiple of. */
  readonly lot: bigint
}

/** Below any lot: inverse contracts are whole numbers of quote, and their base quantities are cut to this. */
const inverseScale = 10n ** 12n

function scaleOf(buy: ExactUnits, sell: ExactUnits): Scale {
  const [askUnit, bidUnit] = [netUnit(buy, 1n), netUnit(sell, -1n)]
  const isInverse = buy.inversePrice !== undefined || sell.inversePrice !== undefined
  const [lotBuy, lotSell] = [buy.orderLot ?? one, sell.orderLot ?? one]
  let quantity = leastMultiple(buy.lot.denominator, sell.lot.denominator)
  quantity = leastMultiple(quantity, leastMultiple(lotBuy.denominator, lotSell.denominator))
  if (isInverse) quantity = leastMultiple(quantity, inverseScale)
  const wholeLot = ({ numerator, denominator }: Fraction): bigint =>
    numerator * (quantity / denominator)
  return {
    quantity,
    ask: askUnit.numerator * bidUnit.denominator,
    bid: bidUnit.numerator * askUnit.denominator,
    price: askUnit.denominator * bidUnit.denominator,
    lot: leastMultiple(
      buy.orderLot === undefined ? 1n : wholeLot(buy.orderLot),
      sell.orderLot === undefined ? 1n : wholeLot(sell.orderLot),
    ),
  }
}

/** What a tick is worth to a taker after the fee. */
export function netUnit({ price, fee }: ExactUnits, sign: bigint): Fraction {
  return {
    numerator: price.numerator * (fee.denominator + sign * fee.numerator),
    denominator: price.denominator * fee.denominator,
  }
}

interface Walked {
  readonly quantity: bigint
  /** Sums of ticks times whole quantities. */
  readonly buyTicks: bigint
  readonly sellTicks: bigint
  readonly buyLimitTicks: number
  readonly sellLimitTicks: number
}

/** @param most whole quantity to stop at; undefined: where the profit does */
function walk(buy: PricedBook, sell: PricedBook, scale: Scale, most: bigint | undefined): Walked {
  const asks = new SideWalk(buy, eventSide.ask, scale.quantity)
  const bids = new SideWalk(sell, eventSide.bid, scale.quantity)
  let quantity = 0n
  let [buyTicks, sellTicks] = [0n, 0n]
  let [buyLimitTicks, sellLimitTicks] = [NaN, NaN]
  while (quantity !== most && asks.isThere() && bids.isThere()) {
    if (bids.ticks * scale.bid < asks.ticks * scale.ask) break
    let here = asks.left < bids.left ? asks.left : bids.left
    if (most !== undefined && most - quantity < here) here = most - quantity
    quantity += here
    buyTicks += asks.ticks * here
    sellTicks += bids.ticks * here
    if (here > 0n) [buyLimitTicks, sellLimitTicks] = [asks.price, bids.price]
    asks.take(here)
    bids.take(here)
  }
  return { quantity, buyTicks, sellTicks, buyLimitTicks, sellLimitTicks }
}

/** One side of a book, level by level, in whole quantities. */
class SideWalk {
  price: number
  ticks = 0n
  left = 0n
  readonly #book: PricedBook
  readonly #side: 0 | 1
  readonly #scale: bigint

  constructor(book: PricedBook, side: 0 | 1, scale: bigint) {
    this.#book = book
    this.#side = side
    this.#scale = scale
    this.price = book.levels.best(side)
    this.#enter()
  }

  isThere(): boolean {
    return !Number.isNaN(this.price)
  }

  take(quantity: bigint): void {
    this.left -= quantity
    if (this.left > 0n) return
    this.price = this.#book.levels.nextPrice(this.#side, this.price)
    this.#enter()
  }

  #enter(): void {
    if (Number.isNaN(this.price)) return
    const { levels, units } = this.#book
    this.ticks = BigInt(this.price)
    this.left = wholeQuantity(
      levels.quantityAt(this.#side, this.price),
      this.price,
      units,
      this.#scale,
    )
  }
}

/** Lots at a price as base units times a scale; of inverse contracts, cut down. */
export function wholeQuantity(
  lots: number,
  ticks: number,
  { lot, inversePrice }: ExactUnits,
  scale: bigint,
): bigint {
  const units = BigInt(lots) * lot.numerator * scale
  if (inversePrice === undefined) return units / lot.denominator
  const price = BigInt(ticks) * inversePrice.numerator
  return price <= 0n ? 0n : (units * inversePrice.denominator) / (lot.denominator * price)
}

function notionalOf(ticks: bigint, { price }: ExactUnits, { quantity }: Scale): Fraction {
  return { numerator: ticks * price.numerator, denominator: price.denominator * quantity }
}

function meets(quantity: Fraction, notional: Fraction, units: ExactUnits): boolean {
  return isAtLeast(quantity, units.minQuantity) && isAtLeast(notional, units.minNotional)
}

function isAtLeast(value: Fraction, least: Fraction | undefined): boolean {
  return (
    least === undefined ||
    value.numerator * least.denominator >= least.numerator * value.denominator
  )
}

// oxlint-disable-next-line max-params -- five parts of one sum, each already worked out
function matchOf(
  taken: Walked,
  quantity: Fraction,
  bought: Fraction,
  sold: Fraction,
  scale: Scale,
): BookMatch {
  const profit = taken.sellTicks * scale.bid - taken.buyTicks * scale.ask
  const profitScale = scale.price * scale.quantity
  const boughtCross = bought.numerator * sold.denominator
  const soldCross = sold.numerator * bought.denominator
  return {
    quantity: nearestDouble(quantity.numerator, quantity.denominator),
    exactQuantity: quantity,
    buyPrice: average(bought, quantity),
    sellPrice: average(sold, quantity),
    buyLimitTicks: taken.buyLimitTicks,
    sellLimitTicks: taken.sellLimitTicks,
    grossBps: nearestDouble((soldCross - boughtCross) * 10_000n, boughtCross),
    netBps: nearestDouble(profit * bought.denominator * 10_000n, profitScale * bought.numerator),
    profit: nearestDouble(profit, profitScale),
  }
}

function average(notional: Fraction, quantity: Fraction): number {
  return nearestDouble(
    notional.numerator * quantity.denominator,
    notional.denominator * quantity.numerator,
  )
}
