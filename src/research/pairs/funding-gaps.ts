import { missingSettlements } from '../../core/funding.ts'
import { instantFromMilliseconds, later, type Duration, type Instant } from '../../core/time.ts'
import type { OpenPair, PairTrade } from './backtest-result.ts'
import type { LegMarket } from './trading/leg-market.ts'

/** A settlement that was due while a leg was held and is not in its file. */
export interface FundingGap {
  readonly instrument: string
  readonly time: Instant
  readonly source: string
}

/**
 * All such settlements, in time order: those in `(entry, exit]` of a trade, and those before the mark of what is still
 * open, where the one at the very mark belongs to a bar that has not come yet.
 */
export function fundingGaps(
  markets: ReadonlyMap<string, LegMarket>,
  trades: readonly PairTrade[],
  open: readonly OpenPair[],
): FundingGap[] {
  const gaps = new Map<string, FundingGap>()
  for (const [name, { funding }] of markets) {
    if (funding === undefined) continue
    for (const { from, to } of spansOf(name, trades, open)) {
      for (const time of missingSettlements(funding.times, from, to)) {
        gaps.set(`${name} ${time}`, { instrument: name, time, source: funding.source })
      }
    }
  }
  return [...gaps.values()].toSorted((a, b) => a.time - b.time)
}

const justBefore = -1 as Duration

interface Held {
  readonly from: Instant
  readonly to: Instant
}

/** When an instrument was held, by whatever relation. */
function spansOf(
  instrument: string,
  trades: readonly PairTrade[],
  open: readonly OpenPair[],
): Held[] {
  const has = (legs: readonly { readonly instrument: string }[]): boolean =>
    legs.some((leg) => leg.instrument === instrument)
  return [
    ...trades
      .filter(({ legs }) => has(legs))
      .map(({ entryTime, exitTime }) => ({
        from: instantFromMilliseconds(entryTime),
        to: instantFromMilliseconds(exitTime),
      })),
    ...open
      .filter(({ legs }) => has(legs))
      .map(({ entryTime, markTime }) => ({
        from: instantFromMilliseconds(entryTime),
        to: later(instantFromMilliseconds(markTime), justBefore),
      })),
  ]
}
