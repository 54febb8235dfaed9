import type { Atoms, Currency } from '../../core/currency.ts'
import type { Lots } from '../../core/price.ts'
import { quantityAtoms } from '../../portfolio/fill.ts'
import type { FillRecord } from './order-record.ts'
import type { TradingAccount } from './trading-account.ts'

/** What a fill of spot did to a currency: what came (below zero: went), and the fee that was paid in it. */
export interface FillMove {
  readonly fill: FillRecord
  readonly amount: Atoms
  readonly fee: Atoms
}

/** What every fill of an account's spot did to a currency, oldest first. */
export function movesOf(account: TradingAccount, currency: Currency): readonly FillMove[] {
  return account.records.fills().flatMap((fill) => {
    const { instrument } = account.tradedOf(fill.order.index).terms
    const isBase = currency === instrument.base
    if (!isBase && currency !== instrument.quote) return []
    const isBuy = fill.order.request.side === 'buy'
    const size = isBase ? quantityAtoms(instrument, fill.lots as Lots) : fill.notional
    const fee = fill.feeCurrency === currency ? fill.feeAtoms : 0n
    return [{ fill, amount: isBase === isBuy ? size : -size, fee }]
  })
}
