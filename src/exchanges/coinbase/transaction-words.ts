import type { Atoms, Currency } from '../../core/currency.ts'
import type { FillRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText, priceText, quantityText } from '../world/wire-numbers.ts'
import { accountUuid, uuidOf } from './coinbase-ids.ts'
import { isoText } from './products.ts'
import { quantityAtoms } from '../../portfolio/fill.ts'
import type { Lots } from '../../core/price.ts'

/**
 * What went in and out of a currency's account, latest first, as `/v2/accounts/:account/transactions` lists it: the two
 * sides of every fill, the fee in the one that pays it. https://docs.cdp.coinbase.com/coinbase-app/track-apis/transactions
 */
export function transactionRows(
  account: TradingAccount,
  currency: Currency,
): readonly Readonly<Record<string, unknown>>[] {
  return account.records
    .fills()
    .filter(({ order }) => {
      const { base, quote } = account.tradedOf(order.index).terms.instrument
      return currency === base || currency === quote
    })
    .map((fill) => transactionRow(account, currency, fill))
    .toReversed()
}

function transactionRow(
  account: TradingAccount,
  currency: Currency,
  fill: FillRecord,
): Readonly<Record<string, unknown>> {
  const { instrument } = account.tradedOf(fill.order.index).terms
  const id = uuidOf(`transaction ${currency}`, fill.tradeId)
  const time = isoText(fill.at)
  return {
    id,
    type: 'advanced_trade_fill',
    status: 'completed',
    amount: { amount: atomsText(movedOf(account, currency, fill), 8), currency },
    native_amount: { amount: atomsText(fill.notional, 2), currency: 'USD' },
    description: null,
    created_at: time,
    updated_at: time,
    resource: 'transaction',
    resource_path: `/v2/accounts/${accountUuid(currency)}/transactions/${id}`,
    advanced_trade_fill: {
      commission: atomsText(fill.feeAtoms, 8),
      fill_price: priceText(fill.priceTicks, instrument),
      order_id: uuidOf('order', fill.order.orderId),
      order_side: fill.order.request.side,
      product_id: instrument.name,
      size: quantityText(fill.lots, instrument),
    },
  }
}

/** What a fill added to a currency; below zero what it took. */
function movedOf(account: TradingAccount, currency: Currency, fill: FillRecord): Atoms {
  const { instrument } = account.tradedOf(fill.order.index).terms
  const isBase = currency === instrument.base
  const isBuy = fill.order.request.side === 'buy'
  const size = isBase ? quantityAtoms(instrument, fill.lots as Lots) : fill.notional
  const fee = fill.feeCurrency === currency ? fill.feeAtoms : 0n
  return (isBase === isBuy ? size : -size) - fee
}
