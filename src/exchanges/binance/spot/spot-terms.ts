import { atomsOf } from '../../../core/currency.ts'
import { plainFees } from '../../../core/fee-plan.ts'
import { flatFees } from '../../../core/fee-schedule.ts'
import type { Instrument } from '../../../core/instrument.ts'
import type { Lots } from '../../../core/price.ts'
import type { TradingRules } from '../../../core/trading-rules.ts'
import type { Instant } from '../../../core/time.ts'
import type { AccountPlan } from '../../world/account-plan.ts'

/** What an order of a pair must be, as `exchangeInfo` says and the matching keeps. */
export const spotLimits = {
  /** Quote units. */
  minNotional: 5,
  /** Lots. */
  maxLots: 900_000_000,
  /** A buy may be priced up to so many times the reference price, a sell down to the other. */
  bidMultiplierUp: 5,
  askMultiplierDown: 0.2,
  maxOrders: 200,
} as const

/** Everyone's fees, basis points. https://www.binance.com/en/fee/schedule */
const feeBps = 10

/** A spot account: fees are taken from what a fill brings; a repeated id is refused while its order is open. */
export const spotPlan: AccountPlan = {
  name: 'spot',
  classes: ['spot'],
  clientIds: 'while-open',
  fees: () => ({ ...plainFees(flatFees(feeBps)), paidIn: 'received' }),
  rules: spotRules,
}

function spotRules(_instrument: Instrument): TradingRules {
  const { minNotional, maxLots, bidMultiplierUp } = spotLimits
  return [
    {
      from: -Infinity as Instant,
      minLots: 1 as Lots,
      maxLots: maxLots as Lots,
      minNotionalAtoms: atomsOf(minNotional),
      bandBps: (bidMultiplierUp - 1) * 1e4,
    },
  ]
}
