import type { RiskState } from './risk-state.ts'
import type { RiskView } from './risk-view.ts'

/**
 * The mid of an instrument over all venues where the same is traded, in its own quote: the median, so that no one venue,
 * its own among them, moves it alone.
 *
 *   median over venues of  mid x (quote in the reporting currency) / (own quote in the reporting currency)
 *
 * Books that are stale or distrusted do not count. NaN where nothing is known.
 */
export function consolidatedMid(
  { halts }: Pick<RiskState, 'halts'>,
  view: RiskView,
  instrument: number,
): number {
  const own = view.instruments[instrument]!
  const ownRate = view.reportingRate(own.quote)
  const mids: number[] = []
  for (const [index, other] of view.instruments.entries()) {
    if (other.base !== own.base || other.class !== own.class) continue
    const reasons = halts.get(index)
    if (reasons?.has('stale') === true || reasons?.has('distrusted') === true) continue
    const isSameQuote = other.quote === own.quote
    const rate = isSameQuote ? 1 : view.reportingRate(other.quote) / ownRate
    const mid = view.midPrice(index) * rate
    if (!Number.isNaN(mid)) mids.push(mid)
  }
  return median(mids)
}

/** Half way between the middle two of an even number; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
