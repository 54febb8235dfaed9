import type { Currency } from '../../core/currency.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import {
  compared,
  doubleOf,
  exactDecimalOfNumber,
  exactZero,
  negated,
  productOf,
  sumOf,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { Market } from '../../execution/router/market-book.ts'
import { planRoute } from '../../execution/router/plan-route.ts'
import type { RouteBook, RouteRequest } from '../../execution/router/route-book.ts'
import { routeBooksOf } from '../../execution/router/route-order.ts'

/** What accounts lack for an order. */
export interface MissingFunds {
  /** Base units that are to be bought or sold. */
  readonly quantity: number
  /** What it spends: the plan's quote currency for a buy, base for a sell. */
  readonly currency: Currency
  readonly needed: number
  readonly missing: number
  /** By account, in what is held there. */
  readonly held: readonly {
    readonly venue: string
    readonly currency: Currency
    readonly units: number
  }[]
}

/**
 * What all accounts together hold too little of for an order; undefined where they hold enough, or one does not tell.
 *
 * @param books of the market, with what their accounts hold
 * @param isAtOnce in one slice: a buy takes what its plan pays, fees included; else at least its quantity at the best price
 */
export function missingFunds(
  market: Market,
  books: readonly RouteBook[],
  request: RouteRequest,
  isAtOnce: boolean,
): MissingFunds | undefined {
  const purses = new Map<string, { readonly of: MissingFunds['held'][0]; worth: ExactDecimal }>()
  for (const [at, { venue, balance }] of books.entries()) {
    if (balance === undefined) return undefined
    const { base, quote } = market.books[at]!
    const currency = request.side === 'buy' ? quote : base
    const worth = request.side === 'buy' ? productOf(balance, market.rates[at]!) : balance
    const of = { venue, currency, units: doubleOf(balance) }
    purses.set(`${venue} ${currency}`, { of, worth })
  }
  const held = [...purses.values()].reduce((sum, { worth }) => sumOf(sum, worth), exactZero)
  const needed = neededFor(routeBooksOf(market, request.side), request, isAtOnce)
  if (needed === undefined || compared(held, needed) >= 0) return undefined
  return {
    quantity: doubleOf(request.quantity),
    currency: request.side === 'buy' ? market.quote : market.base,
    needed: doubleOf(needed),
    missing: doubleOf(sumOf(needed, negated(held))),
    held: [...purses.values()].map(({ of }) => of),
  }
}

function neededFor(
  books: readonly RouteBook[],
  request: RouteRequest,
  isAtOnce: boolean,
): ExactDecimal | undefined {
  const { side, quantity, limitPrice } = request
  if (side === 'sell') return quantity
  if (isAtOnce) return planRoute(books, request).cost
  const prices = books.flatMap(({ levels, quoteRate }) => {
    if (levels.count === 0) return []
    const own = exactDecimalOfNumber(priceOf(levels.prices[0]! as PriceTicks, levels.priceStep))
    return [quoteRate === undefined ? own : productOf(own, quoteRate)]
  })
  // Where it costs more than the limit now it is waited for.
  const all = limitPrice === undefined ? prices : [...prices, limitPrice]
  const least = all.toSorted(compared)[0]
  return least === undefined ? undefined : productOf(quantity, least)
}
