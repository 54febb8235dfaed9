import type { BarSeries } from '../../../core/bars.ts'
import { flatFees, type FeeSchedule } from '../../../core/fee-schedule.ts'
import type { FundingSeries } from '../../../core/funding.ts'

/** One instrument's market and terms: what a leg trades on and what that costs. */
export interface LegMarket {
  readonly bars: BarSeries
  readonly fees: FeeSchedule
  readonly slippageBps: number
  /** Of a short spot leg; a perpetual borrows nothing. */
  readonly borrowBpsPerDay: number
  readonly funding?: FundingSeries
}

/** What every market of a run costs, in basis points. */
export interface MarketTerms {
  readonly feeBps: number
  readonly slippageBps: number
  readonly borrowBpsPerDay: number
}

/** The market of one series under the terms of a run. */
export function legMarket(
  bars: BarSeries,
  funding: FundingSeries | undefined,
  { feeBps, slippageBps, borrowBpsPerDay }: MarketTerms,
): LegMarket {
  return {
    bars,
    fees: flatFees(feeBps),
    slippageBps,
    borrowBpsPerDay,
    ...(funding === undefined ? {} : { funding }),
  }
}
