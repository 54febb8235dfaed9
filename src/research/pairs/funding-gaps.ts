import { missingSettlements } from '../../core/funding.ts'
import { instantFromMilliseconds, type Instant } from '../../core/time.ts'
import type { BarDriver } from './bar-driver.ts'
import type { OpenPair } from './backtest-result.ts'

/** A settlement that was due while a leg was held and is not in its file. */
export interface FundingGap {
  readonly instrument: string
  readonly time: Instant
  readonly source: string
}

/** All such settlements, in time order. */
export function fundingGaps(driver: BarDriver, open: OpenPair | null): FundingGap[] {
  const spans = driver.trades.map(({ entryTime, exitTime }) => ({ from: entryTime, to: exitTime }))
  if (open !== null) spans.push({ from: open.entryTime, to: open.markTime })
  const gaps: FundingGap[] = []
  for (const { bars, funding } of [driver.markets.y, driver.markets.x]) {
    if (funding === undefined) continue
    const missing = spans.flatMap(({ from, to }) =>
      missingSettlements(funding.times, instantFromMilliseconds(from), instantFromMilliseconds(to)),
    )
    for (const time of missing) {
      gaps.push({ instrument: bars.instrument.name, time, source: funding.source })
    }
  }
  return gaps.toSorted((a, b) => a.time - b.time)
}
