import { commonMoney, type CommonMoney } from '../src/core/common-money.ts'
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
 *   best: the greatest net edge at the touch, bps; times: openings
 *   profit and captured: their sums, in dollars where there are several quotes, and nothing where what they are worth is not known
 *   moment: the net edge of every pair of books at the moment that is kept, bps, below zero where there was none
 *
 * @param base only this asset; null: all
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
  const money = commonMoney(wanted)
  const pairs = groupBy(wanted, ({ buyVenue, sellVenue }) => `${buyVenue}\n${sellVenue}`)
  return {
    venues: sorted,
    cells: sorted.map((buy) =>
      sorted.map((sell) => {
        const found = pairs.get(`${buy}\n${sell}`)
        return found === undefined ? undefined : measured(found, measure, money)
      }),
    ),
  }
}

function measured(
  found: readonly FoundOpportunity[],
  measure: Exclude<EdgeMeasure, 'moment'>,
  money: CommonMoney | undefined,
): number | undefined {
  switch (measure) {
    case 'best':
      return found.reduce((most, { peakBps }) => Math.max(most, peakBps), -Infinity)
    case 'times':
      return found.length
    case 'profit':
      return sumOf(found, ({ profitQuote }) => profitQuote, money)
    case 'captured':
      return sumOf(found, ({ captured }) => captured?.profitQuote ?? null, money)
  }
}

/** undefined where none is known, or not what they are worth in one currency. */
function sumOf(
  found: readonly FoundOpportunity[],
  of: (each: FoundOpportunity) => number | null,
  money: CommonMoney | undefined,
): number | undefined {
  if (money === undefined) return undefined
  const known = found.flatMap((each) => {
    const value = of(each)
    return value === null ? [] : [money.of(each, value)]
  })
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
