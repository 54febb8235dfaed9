import type {
  ArbitrageScanResult,
  BookMoment,
  FoundOpportunity,
} from '../src/research/arbitrage/scan-result.ts'
import { groupBy } from './group-by.ts'

/** What a cell of the matrix tells of buying at one venue and selling at another. */
export type EdgeMeasure = 'best' | 'times' | 'profit' | 'captured' | 'moment'

/** Rows buy, columns sell; undefined where there is nothing to tell. */
export interface EdgeMatrix {
  readonly venues: readonly string[]
  readonly cells: readonly (readonly (number | undefined)[])[]
}

/**
 * Venue by venue, what there was between them.
 *
 *   best: the greatest net edge at the touch, bps; times: openings; profit and captured: their sums, in the quote
 *   moment: the net edge of every pair of books at the moment that is kept, bps, below zero where there was none
 *
 * @param base only this asset; null: all (sums are then over assets of one quote currency or they mean nothing)
 */
export function edgeMatrix(
  { venues, opportunities, best }: Pick<ArbitrageScanResult, 'venues' | 'opportunities' | 'best'>,
  measure: EdgeMeasure,
  base: string | null,
): EdgeMatrix {
  const sorted = venues.toSorted()
  if (measure === 'moment') {
    const edgeOf = (buy: string, sell: string): number | undefined =>
      best === null ? undefined : momentEdge(best, buy, sell)
    return { venues: sorted, cells: sorted.map((buy) => sorted.map((sell) => edgeOf(buy, sell))) }
  }
  const wanted = opportunities.filter((each) => base === null || each.base === base)
  const pairs = groupBy(wanted, ({ buyVenue, sellVenue }) => `${buyVenue}\n${sellVenue}`)
  return {
    venues: sorted,
    cells: sorted.map((buy) =>
      sorted.map((sell) => {
        const found = pairs.get(`${buy}\n${sell}`)
        return found === undefined ? undefined : measured(found, measure)
      }),
    ),
  }
}

function measured(
  found: readonly FoundOpportunity[],
  measure: Exclude<EdgeMeasure, 'moment'>,
): number | undefined {
  switch (measure) {
    case 'best':
      return found.reduce((most, { peakBps }) => Math.max(most, peakBps), -Infinity)
    case 'times':
      return found.length
    case 'profit':
      return sumOf(found.map(({ profitQuote }) => profitQuote))
    case 'captured':
      return sumOf(found.map(({ captured }) => captured?.profitQuote ?? null))
  }
}

/** undefined where none is known. */
function sumOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0)
}

/** The best of the venues' books for one asset, after both fees. */
function momentEdge({ books }: BookMoment, buy: string, sell: string): number | undefined {
  if (buy === sell) return undefined
  const edges = books
    .filter(({ venue }) => venue === buy)
    .flatMap((from) =>
      books
        .filter(({ venue }) => venue === sell)
        .map((into) => {
          const [ask, bid] = [from.asks[0]?.[0], into.bids[0]?.[0]]
          if (ask === undefined || bid === undefined) return -Infinity
          const received = bid * (1 - into.takerFeeBps / 1e4)
          return ((received - ask * (1 + from.takerFeeBps / 1e4)) / ask) * 1e4
        }),
    )
  const most = Math.max(...edges)
  return Number.isFinite(most) ? most : undefined
}
