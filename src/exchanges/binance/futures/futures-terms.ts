import { atomsOf } from '../../../core/currency.ts'
import { plainFees } from '../../../core/fee-plan.ts'
import { flatFees } from '../../../core/fee-schedule.ts'
import type { Instrument } from '../../../core/instrument.ts'
import type { MarginTier } from '../../../core/margin-schedule.ts'
import type { Lots } from '../../../core/price.ts'
import type { TradingRules } from '../../../core/trading-rules.ts'
import type { Instant } from '../../../core/time.ts'
import type { MarginTerms } from '../../../simulation/venue/venue-terms.ts'
import type { AccountPlan } from '../../world/account-plan.ts'

export const futuresLimits = {
  maxLots: 100_000_000,
  maxOrders: 200,
  /** Prices within so much of the mark, either way. */
  multiplierUp: 1.05,
  multiplierDown: 0.95,
  liquidationFee: 0.0125,
} as const

export const futuresFeesBps = { maker: 2, taker: 5 } as const

/** Least notional in quote units. https://www.binance.com/en/futures/trading-rules */
export function minNotionalOf({ base }: Pick<Instrument, 'base'>): number {
  return leastNotional[base] ?? 5
}

const leastNotional: Readonly<Record<string, number>> = { BTC: 100, ETH: 20 }

/** Brackets as Binance publishes them for its large contracts, cut to the first five. */
export const brackets: readonly MarginTier[] = [
  { notionalFrom: 0, maintenanceRate: 0.004, leverageMax: 125 },
  { notionalFrom: 300_000, maintenanceRate: 0.005, leverageMax: 100 },
  { notionalFrom: 800_000, maintenanceRate: 0.0065, leverageMax: 75 },
  { notionalFrom: 3_000_000, maintenanceRate: 0.01, leverageMax: 50 },
  { notionalFrom: 12_000_000, maintenanceRate: 0.02, leverageMax: 25 },
]

/** What a fresh account has. */
const usualLeverage = 20

/** A USD-M account: one-way mode, cross margin, fees in the currency of settlement. */
export const futuresPlan: AccountPlan = {
  name: 'usd-margined',
  classes: ['linear'],
  clientIds: 'while-open',
  stopsApart: true,
  fees: () => plainFees(flatFees(futuresFeesBps.taker, futuresFeesBps.maker)),
  rules: futuresRules,
  margin: (): MarginTerms => ({
    schedule: [{ from: -Infinity as Instant, tiers: brackets }],
    mode: 'cross',
    leverage: usualLeverage,
    liquidationFeeBps: futuresLimits.liquidationFee * 1e4,
    fundingOn: 'mark',
  }),
}

function futuresRules(instrument: Instrument): TradingRules {
  const { maxLots, multiplierUp } = futuresLimits
  return [
    {
      from: -Infinity as Instant,
      minLots: 1 as Lots,
      maxLots: maxLots as Lots,
      minNotionalAtoms: atomsOf(minNotionalOf(instrument)),
      bandBps: Math.round((multiplierUp - 1) * 1e4),
    },
  ]
}
