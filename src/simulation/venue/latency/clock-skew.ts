import type { EventRows } from '../../../core/events/event-columns.ts'
import { invariant } from '../../../math/invariant.ts'
import type { RecordedLatencies } from './order-latency.ts'

/**
 * How far a venue's clock is behind ours, window by window: the least of local minus exchange time in each is the
 * quickest message, which is thought to have taken `floorUs`.
 *
 *   skew_k = min over window k of (localTime - exchangeTime) - floor
 *
 * @returns at the middle of each window that has rows with an exchange time; empty when none has
 */
export function clockSkew(
  rows: EventRows,
  { windowUs, floorUs }: { readonly windowUs: number; readonly floorUs: number },
): RecordedLatencies {
  invariant(windowUs > 0 && floorUs >= 0, 'a window and a floor')
  return byWindow(rows, windowUs, (late) => late[0]! - floorUs)
}

/**
 * What messages of a feed took, window by window, where nobody has measured round trips: the median of local minus
 * exchange time in each, less what the venue's clock is behind there (`clockSkew` over the same windows).
 *
 *   latency_k = median - min + floor
 */
export function feedLatencies(
  rows: EventRows,
  { windowUs, floorUs }: { readonly windowUs: number; readonly floorUs: number },
): RecordedLatencies {
  invariant(windowUs > 0 && floorUs >= 0, 'a window and a floor')
  return byWindow(rows, windowUs, (late) => late[late.length >> 1]! - late[0]! + floorUs)
}

/** One number a window of what local and exchange time of its messages differ by, ascending. */
function byWindow(
  rows: EventRows,
  windowUs: number,
  numberOf: (late: Float64Array) => number,
): RecordedLatencies {
  const windows = new Map<number, number[]>()
  for (let row = 0; row < rows.length; row++) {
    const late = rows.localTime[row]! - rows.exchangeTime[row]!
    if (Number.isNaN(late)) continue
    const window = Math.floor(rows.localTime[row]! / windowUs)
    const known = windows.get(window)
    if (known === undefined) windows.set(window, [late])
    else known.push(late)
  }
  const ascending = [...windows].toSorted(([a], [b]) => a - b)
  return {
    times: Float64Array.from(ascending, ([window]) => (window + 0.5) * windowUs),
    latencies: Float64Array.from(ascending, ([, late]) =>
      numberOf(Float64Array.from(late).toSorted()),
    ),
  }
}
