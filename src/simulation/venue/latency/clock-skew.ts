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
  const least = new Map<number, number>()
  for (let row = 0; row < rows.length; row++) {
    const late = rows.localTime[row]! - rows.exchangeTime[row]!
    if (Number.isNaN(late)) continue
    const window = Math.floor(rows.localTime[row]! / windowUs)
    least.set(window, Math.min(late, least.get(window) ?? Infinity))
  }
  const windows = [...least.keys()].toSorted((a, b) => a - b)
  return {
    times: Float64Array.from(windows, (window) => (window + 0.5) * windowUs),
    latencies: Float64Array.from(windows, (window) => least.get(window)! - floorUs),
  }
}
