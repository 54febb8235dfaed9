import type { AttemptSkip } from '../../strategies/arbitrage/arbitrage-trader.ts'
import type { ScanFault } from './scan-result.ts'

/** What trading every opportunity that was worth it would have come to. Version 1. Instants are epoch milliseconds. */
export interface ArbitrageBacktestResult {
  readonly kind: 'arb-backtest'
  readonly version: 1
  readonly parameters: ArbitrageBacktestParameters
  readonly venues: readonly string[]
  readonly events: number
  readonly from: number | null
  readonly to: number | null
  /** Everything is counted in it. */
  readonly quote: string | null
  readonly trades: readonly ArbitrageTrade[]
  readonly transfers: readonly ArbitrageTransfer[]
  readonly pnl: ArbitragePnl
  /** Units by venue and currency, at the end; `in transit` is on its way. */
  readonly balances: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly summary: ArbitrageBacktestSummary
}

export interface ArbitrageBacktestParameters {
  readonly minEdgeBps: number
  readonly staleMs: number
  readonly latencyMs: {
    readonly usual: number | null
    readonly venues: Readonly<Record<string, number>>
  }
  readonly quoteMap: Readonly<Record<string, string>>
  /** Worth of quote and worth of base that each venue begins with. */
  readonly capitalPerVenue: number
  readonly notionalMost: number
  readonly profitLeast: number
  /** After so long what is still open is looked at again; absent in results of before, which never did. */
  readonly lookAgainMs?: number
  readonly inventoryBps: number
  readonly capitalBpsPerYear: number
  readonly takerFeeBps: Readonly<Record<string, number>>
}

/** Two legs from their decision to their end. */
export interface ArbitrageTrade {
  readonly startTime: number
  readonly endTime: number
  readonly base: string
  readonly buyVenue: string
  readonly sellVenue: string
  /** Base units that were wanted, and that both legs got. */
  readonly quantity: number
  readonly filledQuantity: number
  readonly outcome: 'entered' | 'stopped' | 'stuck'
  readonly orders: number
  readonly captureProbability: number
  readonly expectedProfit: number
  /** At its end, by cause; what moves afterwards is inventory. */
  readonly pnl: Pick<ArbitragePnl, 'edge' | 'slippage' | 'legs' | 'fees'> & {
    readonly total: number
  }
  /** Most base units by which one leg was ahead, or may have been; it is never more than `quantity`. */
  readonly nakedMost: number
}

export interface ArbitrageTransfer {
  readonly startTime: number
  readonly endTime: number
  readonly currency: string
  readonly from: string
  readonly to: string
  readonly quantity: number
  readonly networkFee: number
  readonly expectedCost: number
}

/** In the market's quote, costs below zero. `total` is what the balances are worth more at the end than at the start. */
export interface ArbitragePnl {
  /** What the books promised when trades were decided, of the quantity both legs got, before fees. */
  readonly edge: number
  /** What was filled of it at other prices. */
  readonly slippage: number
  /** What only one leg got, and its undoing. */
  readonly legs: number
  readonly fees: number
  /** Network fees of transfers. */
  readonly transfers: number
  /** Base that was held all the while, and its price: not arbitrage. */
  readonly inventory: number
  /** Quote currencies against the one everything is counted in. */
  readonly currency: number
  readonly total: number
  /** What the capital would have brought elsewhere; not in the total. */
  readonly capital: number
}

export interface ArbitrageBacktestSummary {
  readonly opportunities: number
  readonly traded: number
  readonly skipped: Readonly<Record<AttemptSkip | 'no-latency', number>>
  readonly full: number
  /** Of the forecasts of full capture that trades were decided on; null without trades. */
  readonly forecast: { readonly brier: number; readonly brierBaseRate: number } | null
  /** Worth of all balances at the start. */
  readonly capital: number
  /** Edge, slippage, legs, fees, transfers and capital: what is left of arbitrage alone. */
  readonly arbitrage: number
  readonly faults: readonly ScanFault[]
  readonly notes: readonly string[]
}
