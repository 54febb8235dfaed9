import type { Interval } from '../../../forecast/scorecard/fold-bootstrap.ts'

/** What the mid had done after fills, signed so that above zero it went the way of whoever was filled. */
export interface FlowMarkout {
  readonly seconds: number
  readonly fills: number
  /** From the price of the fill, before fees. */
  readonly bps: Interval
}

/** Taking where the expected move exceeds what both sides cost. */
export interface TakingUse {
  readonly takerFeeBps: number
  /** Trades that were opened and closed. */
  readonly trades: number
  /** A trade, of its notional, after fees and the spread that was paid. */
  readonly netBps: Interval
  readonly markouts: readonly FlowMarkout[]
}

/** A maker, with or without a forecast. */
export interface MakingSide {
  readonly fills: number
  /** Quote units. */
  readonly turnover: number
  /** All that was gained, of the turnover, after fees. */
  readonly netBps: Interval
  readonly markouts: readonly FlowMarkout[]
}

/** Quotes moved by the forecast, beside the same quotes that are not. */
export interface MakingUse {
  readonly makerFeeBps: number
  readonly plain: MakingSide
  readonly skewed: MakingSide
  /** What the skew adds to what a turnover earns. */
  readonly gainBps: Interval
}

/** Orders that have to be done anyway, waiting for the price or not. */
export interface TimingUse {
  /** Done by both. */
  readonly orders: number
  /** That waited. */
  readonly waited: number
  readonly waitedSecondsMean: number | null
  /** Of an order's notional, over all of them. */
  readonly savingBps: Interval
  readonly markouts: readonly FlowMarkout[]
}

/** What a forecast is good for, through the tick engine. */
export interface FlowUses {
  readonly takerFeeBps: number
  readonly makerFeeBps: number
  readonly latencyMs: number
  /** Of an order, quote units. */
  readonly notional: number
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly taking: TakingUse
  /** The same as if nobody charged a fee. */
  readonly takingFree: TakingUse
  readonly making: MakingUse
  readonly timing: TimingUse
  readonly assumptions: readonly string[]
  readonly verdict: string
}
