import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { CapturedTrade } from '../../strategies/arbitrage/capture.ts'
import type { EndReason, Opportunity } from '../../strategies/arbitrage/opportunity.ts'
import { clustersOf } from './clusters.ts'
import type { FoundOpportunity } from './scan-result.ts'

/** An opportunity on its way into a result. */
export interface Found {
  readonly opportunity: Opportunity
  readonly captureProbability: number | null
  /** Have orders been sent for it whose end is to be told? */
  readonly isAwaited: boolean
  /** Worth of one of its quote in dollars when it began; NaN where nobody told. */
  readonly quoteInUsd: number
  end?: { readonly time: Instant; readonly reason: EndReason }
  captured?: CapturedTrade
}

/** An opportunity without the cluster it belongs to, which the others decide. */
export type FoundRow = Omit<FoundOpportunity, 'cluster'>

/** What was found as a result tells it. @param last until when one that has not ended was seen */
export function foundRow(
  { opportunity, end, captured, captureProbability, quoteInUsd }: Found,
  last: Instant,
): FoundRow {
  const { kind, base, quote, match, buy, sell, startTime, touchBps, peakBps } = opportunity
  const endTime = end?.time ?? last
  const reason = end?.reason ?? 'end-of-tape'
  return {
    kind,
    base,
    quote,
    class: opportunity.class,
    startTime: millisecondsOf(startTime),
    endTime: millisecondsOf(endTime),
    durationMs: (endTime - startTime) / 1_000,
    buyVenue: buy.listed.instrument.venue,
    sellVenue: sell.listed.instrument.venue,
    buySymbol: buy.listed.symbol,
    sellSymbol: sell.listed.symbol,
    quantity: match?.quantity ?? null,
    buyPrice: match?.buyPrice ?? opportunity.ask,
    sellPrice: match?.sellPrice ?? opportunity.bid,
    grossBps: match?.grossBps ?? (opportunity.bid / opportunity.ask - 1) * 1e4,
    netBps: match?.netBps ?? touchBps,
    profitQuote: match?.profit ?? null,
    captured: captured === undefined ? null : capturedRow(captured),
    touchBps,
    peakBps,
    indicative: match === undefined,
    open: reason === 'end-of-tape',
    endReason: reason,
    captureProbability,
    quoteInUsd: Number.isNaN(quoteInUsd) ? null : quoteInUsd,
  }
}

/** What became of two orders, as a result tells it. */
export function capturedRow(trade: CapturedTrade): NonNullable<FoundOpportunity['captured']> {
  const { profitQuote } = trade
  return { ...trade, profitQuote: Number.isFinite(profitQuote) ? profitQuote : null }
}

/** By start, each with its cluster. */
export function withClusters(rows: readonly FoundRow[]): FoundOpportunity[] {
  const sorted = rows.toSorted(
    (a, b) =>
      a.startTime - b.startTime ||
      compare(a.buyVenue, b.buyVenue) ||
      compare(a.sellVenue, b.sellVenue) ||
      compare(a.base, b.base),
  )
  const clusters = clustersOf(sorted)
  return sorted.map((row, index) => ({ ...row, cluster: clusters[index]! }))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
