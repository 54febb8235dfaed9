import { missingSettlements } from '../../core/funding.ts'
import { instantFromMilliseconds, later, type Duration, type Instant } from '../../core/time.ts'
import type { BarDriver } from './bar-driver.ts'
import type { OpenPair } from './backtest-result.ts'

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
export function fundingGaps(driver: BarDriver, open: OpenPair | null): FundingGap[] {
  const spans = driver.trades.map(({ entryTime, exitTime }) => spanOf(entryTime, exitTime))
  if (open !== null) {
    const { from, to } = spanOf(open.entryTime, open.markTime)
    spans.push({ from, to: later(to, justBefore) })
  }
  const gaps: FundingGap[] = []
  for (const { bars, funding } of [driver.markets.y, driver.markets.x]) {
    if (funding === undefined) continue
    const missing = spans.flatMap(({ from, to }) => missingSettlements(funding.times, from, to))
    for (const time of missing) {
      gaps.push({ instrument: bars.instrument.name, time, source: funding.source })
    }
  }
  return gaps.toSorted((a, b) => a.time - b.time)
}

const justBefore = -1 as Duration

function spanOf(fromMs: number, toMs: number): { readonly from: Instant; readonly to: Instant } {
  return { from: instantFromMilliseconds(fromMs), to: instantFromMilliseconds(toMs) }
}
