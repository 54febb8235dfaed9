import type { Currency } from '../../core/currency.ts'
import { movesOf, type FillMove } from '../world/fill-moves.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText, priceText, quantityText } from '../world/wire-numbers.ts'
import { accountUuid, uuidOf } from './coinbase-ids.ts'
import { isoText } from './products.ts'

/**
 * What went in and out of a currency's account, latest first, as `/v2/accounts/:account/transactions` lists it: the two
 * sides of every fill, the fee in the one that pays it. https://docs.cdp.coinbase.com/coinbase-app/track-apis/transactions
 */
export function transactionRows(
  account: TradingAccount,
  currency: Currency,
): readonly Readonly<Record<string, unknown>>[] {
  return movesOf(account, currency)
    .map((move) => transactionRow(account, currency, move))
    .toReversed()
}

function transactionRow(
  account: TradingAccount,
  currency: Currency,
  { fill, amount, fee }: FillMove,
): Readonly<Record<string, unknown>> {
  const { instrument } = account.tradedOf(fill.order.index).terms
  const id = uuidOf(`transaction ${currency}`, fill.tradeId)
  const time = isoText(fill.at)
  return {
    id,
    type: 'advanced_trade_fill',
    status: 'completed',
    amount: { amount: atomsText(amount - fee, 8), currency },
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
