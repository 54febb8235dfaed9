import type { BarSeries } from '../core/bars.ts'
import { findGaps } from '../core/gaps.ts'
import { millisecondsOf, type Instant } from '../core/time.ts'

/** What a file of bars holds and what is odd about it; instants in epoch milliseconds. */
export interface BarsDescription {
  readonly venue: string
  readonly instrument: string
  readonly timeframe: string
  readonly rows: number
  /** Open of the first bar; null without bars. */
  readonly firstTime: number | null
  readonly lastTime: number | null
  readonly gaps: number
  readonly missingBars: number
  /** From the open of the first missing bar to that of the next one present; the earliest among equals. */
  readonly longestGap: DescribedGap | null
  readonly zeroVolumeBars: number
  /** Bars whose open or close lies outside of low to high. */
  readonly unenclosedBars: number
  /** From close to close, across gaps too; null without two positive closes in a row. */
  readonly largestMove: { readonly logReturn: number; readonly time: number } | null
  /** The fewest decimals that write every price. */
  readonly priceDecimals: number
}

interface DescribedGap {
  readonly from: number
  readonly to: number
  readonly missingBars: number
}

/** Describes bars without judging them: gaps and odd prints are told, nothing is mended. */
export function describeBars(bars: BarSeries): BarsDescription {
  const { instrument, timeframe, times } = bars
  const gaps = findGaps(times, timeframe.duration)
  return {
    venue: instrument.venue,
    instrument: instrument.name,
    timeframe: timeframe.label,
    rows: times.length,
    firstTime: timeAt(times, 0),
    lastTime: timeAt(times, times.length - 1),
    gaps: gaps.length,
    missingBars: gaps.reduce((sum, gap) => sum + gap.missingBars, 0),
    longestGap: longestOf(
      gaps.map((gap) => ({
        from: millisecondsOf(gap.from),
        to: millisecondsOf(gap.to),
        missingBars: gap.missingBars,
      })),
    ),
    zeroVolumeBars: bars.volume.filter((volume) => volume === 0).length,
    unenclosedBars: countUnenclosed(bars),
    largestMove: largestMoveOf(bars),
    priceDecimals: instrument.tickSize.decimals,
  }
}

function timeAt(times: Float64Array, row: number): number | null {
  const time = times[row]
  return time === undefined ? null : millisecondsOf(time as Instant)
}

function longestOf(gaps: readonly DescribedGap[]): DescribedGap | null {
  let longest: DescribedGap | null = null
  for (const gap of gaps) if (gap.missingBars > (longest?.missingBars ?? 0)) longest = gap
  return longest
}

function countUnenclosed({ open, high, low, close }: BarSeries): number {
  let count = 0
  for (const [row, opened] of open.entries()) {
    const closed = close[row] ?? NaN
    const isEnclosed =
      Math.max(opened, closed) <= (high[row] ?? NaN) &&
      Math.min(opened, closed) >= (low[row] ?? NaN)
    if (!isEnclosed) count++
  }
  return count
}

function largestMoveOf({ times, close }: BarSeries): BarsDescription['largestMove'] {
  let largest: BarsDescription['largestMove'] = null
  let previous = NaN
  for (const [row, price] of close.entries()) {
    // NaN where either price is not positive: no comparison holds for it.
    const logReturn = previous > 0 && price > 0 ? Math.log(price / previous) : NaN
    const size = largest === null ? -1 : Math.abs(largest.logReturn)
    if (Math.abs(logReturn) > size) largest = { logReturn, time: timeAt(times, row) ?? NaN }
    previous = price
  }
  return largest
}
