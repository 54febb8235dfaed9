import { atomsOf } from '../../core/currency.ts'
import { plainFees } from '../../core/fee-plan.ts'
import { flatFees } from '../../core/fee-schedule.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { AccountPlan } from '../world/account-plan.ts'

/** Of the first tier, per cent. https://www.kraken.com/features/fee-schedule */
export const feePercent = { taker: 0.4, maker: 0.25 } as const
/** Quote units: `costmin`. */
export const costMin = 0.5
/** Open orders of a pair, `EOrder:Orders limit exceeded` beyond. */
export const openOrdersMost = 225

/** `ordermin` in base units: a few dollars' worth. */
const orderMins: Readonly<Record<string, number>> = { BTC: 0.00005, ETH: 0.001, SOL: 0.02 }

/** The least quantity of an order, whole lots. */
export function orderMinLots({ base, lotSize }: Instrument): number {
  const lot = lotSize.units / 10 ** lotSize.decimals
  return Math.max(1, Math.round((orderMins[base] ?? lot) / lot))
}

/**
 * A spot account: fees in the quote currency (`fciq`), a client order id is unique among open orders.
 */
export const krakenPlan: AccountPlan = {
  name: 'spot',
  classes: ['spot'],
  clientIds: 'while-open',
  fees: () => plainFees(flatFees(feePercent.taker * 100, feePercent.maker * 100)),
  rules: (instrument) => [
    {
      from: -Infinity as Instant,
      minLots: orderMinLots(instrument) as Lots,
      minNotionalAtoms: atomsOf(costMin),
    },
  ],
}
