import { atomsOf } from '../../core/currency.ts'
import { plainFees } from '../../core/fee-plan.ts'
import { flatFees } from '../../core/fee-schedule.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import type { AccountPlan } from '../world/account-plan.ts'

/** Of the first tier, as a share. https://www.coinbase.com/advanced-fees */
export const feeRates = { taker: 0.012, maker: 0.006 } as const
/** Quote units. */
export const quoteMin = 1
/** Lots. */
export const lotsMost = 3_400_000_000

/** A spot account: fees in the quote currency, an id of the client's names one order for ever. */
export const coinbasePlan: AccountPlan = {
  name: 'spot',
  classes: ['spot'],
  clientIds: 'for-ever',
  fees: () => plainFees(flatFees(feeRates.taker * 1e4, feeRates.maker * 1e4)),
  rules: () => [
    {
      from: -Infinity as Instant,
      minLots: 1 as Lots,
      maxLots: lotsMost as Lots,
      minNotionalAtoms: atomsOf(quoteMin),
    },
  ],
}
