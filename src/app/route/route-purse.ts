import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import {
  exactDecimalOfNumber,
  exactDecimalOfSteps,
  exactOne,
  productOf,
  sumOf,
  unitsAt,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { RouteBook } from '../../execution/router/route-book.ts'

/** What an order spends. */
export function spentIn({ base, quote }: Instrument, side: 'buy' | 'sell'): Currency {
  return side === 'buy' ? quote : base
}

/** The account that it is spent from. */
export function purseOf(instrument: Instrument, side: 'buy' | 'sell'): string {
  return `${instrument.venue} ${spentIn(instrument, side)}`
}

/** Of the lots of a buy as many as its account can pay for at its limit, which venues set aside, not what will be paid. */
export function payableLots(book: RouteBook, lots: number, worstPrice: ExactDecimal): number {
  const { balance, lotSize, takerFeeBps } = book
  if (balance === undefined) return lots
  const fee = productOf(exactDecimalOfNumber(Math.max(0, takerFeeBps)), { units: 1n, decimals: 4 })
  const price = productOf(worstPrice, sumOf(exactOne, fee))
  const each = productOf(price, exactDecimalOfSteps(1, lotSize))
  const decimals = Math.max(each.decimals, balance.decimals)
  return Math.min(lots, Number(unitsAt(balance, decimals) / unitsAt(each, decimals)))
}
