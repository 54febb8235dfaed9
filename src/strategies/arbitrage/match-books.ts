import { nearestDouble } from '../../math/nearest-double.ts'
import type { Fraction } from './fraction.ts'
import { matchScale, type MatchLimits, type MatchScale } from './match-scale.ts'
import { gainingQuantity, type Walked } from './match-walk.ts'
import type { PricedBook } from './priced-book.ts'
import type { ExactUnits } from './terms.ts'

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
 *   marginal = bid (1 - feeSell) - ask (1 + feeBuy + cost)
 *
 * Both books are walked from their best levels on while the marginal profit of the next bit is not below zero; it never
 * rises on the way, so that what is reached is the most profit there is and, among equals, the largest quantity. Of that,
 * or of what limits leave of it, the largest multiple of both lots: no bit that loses is in it. A quantity below a least one
 * of either venue is none. Nothing is rounded before the end.
 *
 * Checked against single units counted one by one, on random books.
 *
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
  limits?: MatchLimits,
): BookMatch | undefined {
  const scale =
    limits === undefined
      ? plainScale(buy.units, sell.units)
      : matchScale(buy.units, sell.units, limits)
  const taken = gainingQuantity(buy, sell, scale)
  return taken && matchOf(taken, scale, { buy: buy.units, sell: sell.units })
}

/** Scales of pairs of units: worked out once a pair, not once an opening. */
const plainScales = new WeakMap<ExactUnits, WeakMap<ExactUnits, MatchScale>>()

function plainScale(buy: ExactUnits, sell: ExactUnits): MatchScale {
  let ofBuy = plainScales.get(buy)
  if (ofBuy === undefined) plainScales.set(buy, (ofBuy = new WeakMap()))
  let scale = ofBuy.get(sell)
  if (scale === undefined) ofBuy.set(sell, (scale = matchScale(buy, sell, {})))
  return scale
}

function matchOf(
  taken: Walked,
  scale: MatchScale,
  { buy, sell }: { readonly buy: ExactUnits; readonly sell: ExactUnits },
): BookMatch {
  const quantity = { numerator: taken.quantity, denominator: scale.quantity }
  const bought = notionalOf(taken.buyTicks, buy, scale)
  const sold = notionalOf(taken.sellTicks, sell, scale)
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

function notionalOf(ticks: bigint, { price }: ExactUnits, { quantity }: MatchScale): Fraction {
  return { numerator: ticks * price.numerator, denominator: price.denominator * quantity }
}

function average(notional: Fraction, quantity: Fraction): number {
  return nearestDouble(
    notional.numerator * quantity.denominator,
    notional.denominator * quantity.numerator,
  )
}
