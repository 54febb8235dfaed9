import { plainFees } from '../../core/fee-plan.ts'
import { flatFees } from '../../core/fee-schedule.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { MarginTier } from '../../core/margin-schedule.ts'
import type { Lots } from '../../core/price.ts'
import type { TradingRules } from '../../core/trading-rules.ts'
import type { Instant } from '../../core/time.ts'
import type { AccountPlan } from '../world/account-plan.ts'

export const okxLimits = {
  maxLots: 900_000_000,
  /** Open orders of one instrument. */
  maxOrders: 500,
  /** How far above the reference price a buy may be, a sell below. */
  band: 0.05,
} as const

/** Basis points of a regular user. https://www.okx.com/fees */
export const okxFeesBps = {
  SPOT: { maker: 8, taker: 10 },
  SWAP: { maker: 2, taker: 5 },
} as const

/** The first tiers of BTC-USDT-SWAP, as `/api/v5/public/position-tiers` lists them. */
export const positionTiers: readonly MarginTier[] = [
  { notionalFrom: 0, maintenanceRate: 0.004, leverageMax: 100 },
  { notionalFrom: 1_500_000, maintenanceRate: 0.005, leverageMax: 75 },
  { notionalFrom: 5_000_000, maintenanceRate: 0.01, leverageMax: 50 },
  { notionalFrom: 20_000_000, maintenanceRate: 0.015, leverageMax: 33 },
]

/** What a fresh account has. */
const usualLeverage = 3

/** An account in futures mode: spot and swaps on one balance, net positions. */
export const okxPlan: AccountPlan = {
  name: 'trading',
  classes: ['spot', 'linear'],
  // Of several orders of one clOrdId a question finds the latest: an id is refused while an order of it is open.
  // https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-details
  clientIds: 'while-open',
  takenPostOnly: true,
  stopsApart: true,
  fees(instrument) {
    const { maker, taker } = okxFeesBps[typeOf(instrument)]
    const plan = plainFees(flatFees(taker, maker))
    return instrument.class === 'spot' ? { ...plan, paidIn: 'received' } : plan
  },
  rules: okxRules,
  margin: () => ({
    schedule: [{ from: -Infinity as Instant, tiers: positionTiers }],
    mode: 'cross',
    leverage: usualLeverage,
    liquidationFeeBps: okxFeesBps.SWAP.taker,
    fundingOn: 'mark',
  }),
}

export type InstrumentType = 'SPOT' | 'SWAP'

export function typeOf({ class: kind }: Pick<Instrument, 'class'>): InstrumentType {
  return kind === 'spot' ? 'SPOT' : 'SWAP'
}

function okxRules(): TradingRules {
  const { maxLots, band } = okxLimits
  return [
    {
      from: -Infinity as Instant,
      minLots: 1 as Lots,
      maxLots: maxLots as Lots,
      bandBps: Math.round(band * 1e4),
    },
  ]
}
