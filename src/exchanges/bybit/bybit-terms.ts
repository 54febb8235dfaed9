import { atomsOf } from '../../core/currency.ts'
import { plainFees } from '../../core/fee-plan.ts'
import { flatFees } from '../../core/fee-schedule.ts'
import type { Instrument, InstrumentClass } from '../../core/instrument.ts'
import type { MarginTier } from '../../core/margin-schedule.ts'
import type { Lots } from '../../core/price.ts'
import type { TradingRules } from '../../core/trading-rules.ts'
import type { Instant } from '../../core/time.ts'
import type { AccountPlan } from '../world/account-plan.ts'

/** What an order must be, as `instruments-info` says and the matching keeps. */
export const bybitLimits = {
  /** Quote units, spot and linear. */
  minNotional: 5,
  maxLots: 900_000_000,
  /** Open orders of one contract. */
  maxOrders: 500,
  /** How far a buy may be above the reference price, or a sell below: X and Y of `riskParameters`. */
  band: { spot: [0.01, 0.02], linear: [0.05, 0.1] },
} as const

/** Basis points of the lowest level. https://www.bybit.com/en/help-center/article/Trading-Fee-Structure */
export const bybitFeesBps = {
  spot: { maker: 10, taker: 10 },
  linear: { maker: 2, taker: 5.5 },
} as const

/** The first risk limits of BTCUSDT, as `/v5/market/risk-limit` lists them. */
export const riskTiers: readonly MarginTier[] = [
  { notionalFrom: 0, maintenanceRate: 0.005, leverageMax: 100 },
  { notionalFrom: 2_000_000, maintenanceRate: 0.0056, leverageMax: 90 },
  { notionalFrom: 2_600_000, maintenanceRate: 0.0063, leverageMax: 80 },
  { notionalFrom: 3_200_000, maintenanceRate: 0.0071, leverageMax: 70 },
  { notionalFrom: 4_300_000, maintenanceRate: 0.0083, leverageMax: 60 },
]

/** What a fresh account has. */
const usualLeverage = 10

/** A unified trading account: spot and linear perpetuals on one balance, one-way mode. */
export const bybitPlan: AccountPlan = {
  name: 'unified',
  classes: ['spot', 'linear'],
  // "orderLinkId: always unique", whatever became of the order. https://bybit-exchange.github.io/docs/v5/order/create-order
  clientIds: 'for-ever',
  takenPostOnly: true,
  fees(instrument) {
    const { maker, taker } = bybitFeesBps[kindOf(instrument.class)]
    const plan = plainFees(flatFees(taker, maker))
    return instrument.class === 'spot' ? { ...plan, paidIn: 'received' } : plan
  },
  rules: bybitRules,
  margin: () => ({
    schedule: [{ from: -Infinity as Instant, tiers: riskTiers }],
    mode: 'cross',
    leverage: usualLeverage,
    liquidationFeeBps: bybitFeesBps.linear.taker,
    fundingOn: 'mark',
  }),
}

export function kindOf(kind: InstrumentClass): 'spot' | 'linear' {
  return kind === 'spot' ? 'spot' : 'linear'
}

function bybitRules(instrument: Instrument): TradingRules {
  const { minNotional, maxLots, band } = bybitLimits
  return [
    {
      from: -Infinity as Instant,
      minLots: 1 as Lots,
      maxLots: maxLots as Lots,
      minNotionalAtoms: atomsOf(minNotional),
      bandBps: Math.round(band[kindOf(instrument.class)][1] * 1e4),
    },
  ]
}
