import type { StrategyTally } from '../core/strategy/strategy.ts'
import type { PnlByCause } from '../engine/engine-result.ts'
import type { PositionGain, ToldMoney } from './told-gain.ts'
import type { ToldPricing } from './told-order.ts'

/** Where the prices of the live pages come from. What is not the real market is marked wherever it is shown. */
export type MarketMode =
  /** The desk was started without a market. */
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly detail: string }
  /** Public feeds of real exchanges; orders are on paper. */
  | { readonly kind: 'real' }
  /** Exchanges served on this machine, whose prices are made up. */
  | {
      readonly kind: 'simulated'
      readonly seed: number
      /** Where they can be reached by other programs too. */
      readonly address: string
      /** Why not the real market. */
      readonly reason: string
    }
  | { readonly kind: 'recording'; readonly name: string }
  | { readonly kind: 'failed'; readonly message: string }

/** A venue as its feed behaves. What is not known is null. */
export interface VenueRow {
  readonly venue: string
  readonly status: 'connecting' | 'live' | 'silent' | 'halted'
  /** The least trusted of its books, 0 to 1. */
  readonly trust: number
  /** Half of the messages took no longer from the venue's stamp to here, its clock put right; over the last minute. */
  readonly latencyMsMedian: number | null
  readonly latencyMsHigh: number | null
  /** The venue's clock before ours; null while it was not asked. */
  readonly clockOffsetMs: number | null
  readonly messagesPerSecond: number
  /** Times that a book was lost since the start. */
  readonly gaps: number
  readonly lastMessageAt: number | null
  /** The last thing its feed told of itself. */
  readonly notice: string | null
}

/** An instrument, its touch, and what is held of it. */
export interface InstrumentRow {
  readonly venue: string
  readonly instrument: string
  readonly class: string
  readonly base: string
  readonly quote: string
  readonly bid: number | null
  readonly ask: number | null
  readonly trust: number
  /** Why nothing is risked on it. */
  readonly halts: readonly string[]
  /** Decimals of a price and of a quantity, as its steps have them. */
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

/** What is held of an instrument. */
export interface PositionRow extends PositionGain {
  readonly venue: string
  readonly instrument: string
  /** Net since the journal began. */
  readonly quantity: number
  /** What it counts; absent: the coin. */
  readonly unit?: 'contracts'
  readonly fills: number
  /** What it is worth at its mark, in the account's currency; null while there is none. */
  readonly value: number | null
  /** Decimals of a price and of a quantity, as its steps have them. */
  readonly priceDecimals: number
  readonly quantityDecimals: number
}

/** An execution, as it was heard. */
export interface FillRow {
  /** Counts those this desk has seen. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly time: number
  readonly strategy: string
  readonly venue: string
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  /** What it counts; absent: the coin. */
  readonly unit?: 'contracts'
  readonly price: number
  readonly liquidity: 'maker' | 'taker'
  readonly fee: number
  readonly feeCurrency: string
}

/** What a desk can be asked to trade on paper. */
export interface StrategyChoice {
  /** How it is asked for. */
  readonly name: string
  readonly title: string
  readonly words: string
  /** `own`: of whoever started the desk. `none`: nothing is traded. */
  readonly kind: 'own' | 'example' | 'none'
  /** Why it cannot be chosen now; null where it can. */
  readonly obstacle: string | null
}

/** What came of a strategy since the desk, or it, was started. */
export interface StrategyRow {
  readonly name: string
  /** What asked for orders: to be woken is not counted. */
  readonly intents: number
  readonly refusals: number
  /** Chances it saw, where it counts them. */
  readonly tally?: StrategyTally
  readonly fills: number
  /** Notional of its fills, in the account's currency; null, as what came of them, while a price that is needed is not known. */
  readonly turnover: number | null
  readonly pnl: PnlByCause | null
}

/** What trades on the account. */
export interface TradingState {
  /** The name of what is chosen. */
  readonly chosen: string
  readonly choices: readonly StrategyChoice[]
  /** Is another being put in its place? */
  readonly isChanging: boolean
  /** Since when it runs, epoch milliseconds. */
  readonly since: number
  readonly strategies: readonly StrategyRow[]
  /** What the venues are supposed to be, in words. */
  readonly assumptions: readonly string[]
}

interface OrderRow extends ToldPricing {
  readonly clientOrderId: string
  readonly venue: string
  readonly instrument: string
  readonly quantity: number
  readonly filledQuantity: number
  /** What they count; absent: the coin. */
  readonly unit?: 'contracts'
  readonly stage: string
}

/** A record of the journal, in words. */
export interface JournalRow {
  /** Counts the records this desk has seen. */
  readonly number: number
  /** Epoch milliseconds. */
  readonly time: number
  readonly kind: string
  readonly where: string
  readonly what: string
}

/** Since when and why nothing but the way out is open. */
interface Killed {
  readonly time: number
  readonly reason: string
  /** Are positions closed too? */
  readonly flatten: boolean
}

/** The account of the desk, on paper. */
export interface AccountState {
  readonly mode: 'paper'
  readonly journal: string
  /** Everything counted in it. */
  readonly currency: string
  readonly equity: number | null
  /** Epoch milliseconds and equity since it was started, evenly thinned. */
  readonly equityPath: readonly (readonly [time: number, equity: number])[]
  readonly trading: TradingState
  readonly positions: readonly PositionRow[]
  /** What all of them have brought, those of earlier desks with this journal included. */
  readonly pnl: ToldMoney
  readonly openOrders: readonly OrderRow[]
  readonly intents: number
  /** How many since the journal began. */
  readonly fills: number
  /** The last ones, the newest first. */
  readonly lastFills: readonly FillRow[]
  readonly killed: Killed | null
  /** The last records, the newest first. */
  readonly records: readonly JournalRow[]
  /** Rows of market data that were dropped because more waited than may. */
  readonly droppedRows: number
}

/** `GET /api/market`, and a frame of the socket once a second. */
export interface MarketState {
  readonly mode: MarketMode
  /** Epoch milliseconds. */
  readonly time: number
  readonly venues: readonly VenueRow[]
  readonly instruments: readonly InstrumentRow[]
  readonly account: AccountState | null
}

/** Price and quantity. */
export type Level = readonly [price: number, quantity: number]

/** A book as it stands, best levels first; both sides empty while nothing is known of it. */
export interface BookView {
  readonly venue: string
  readonly instrument: string
  /** Spot, or what kind of perpetual. */
  readonly class: string
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/** Frames of `/ws` about the market. */
export type MarketFrame =
  | ({ readonly type: 'market' } & MarketState)
  /** One book after another, to whoever asked for nothing in particular. */
  | ({ readonly type: 'book' } & BookView)
  /** The books of a coin over all venues, to whoever watches it. `skipped`: frames that this reader was too slow for. */
  | {
      readonly type: 'ladder'
      readonly base: string
      readonly time: number
      readonly skipped: number
      readonly books: readonly BookView[]
    }

/** What a page may say on the socket. `base` null: no books at all. */
export interface WatchRequest {
  readonly type: 'watch'
  readonly base: string | null
}
