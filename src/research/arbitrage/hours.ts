import type { FoundOpportunity, ScanHour } from './scan-result.ts'

const hourMs = 3_600_000

type OpenInterval = Pick<FoundOpportunity, 'startTime' | 'endTime' | 'peakBps' | 'touchBps'>

/**
 * Opportunities hour by hour, hours without any left out. Time in which several are open counts once.
 *
 * @param opportunities by start
 *
 * @example
 * const one = { startTime: 3_599_000, endTime: 3_601_000, peakBps: 5, touchBps: 4 }
 * hoursOf([one]).map(({ time, durationMs }) => [time, durationMs]) // => [[0, 1000], [3600000, 1000]]
 */
export function hoursOf(opportunities: readonly OpenInterval[]): ScanHour[] {
  const hours = new Map<number, Hour>()
  for (const each of opportunities) {
    const last = Math.max(each.startTime, Math.ceil(each.endTime) - 1)
    for (let time = hourOf(each.startTime); time <= last; time += hourMs) {
      const hour = hours.get(time) ?? { count: 0, sum: 0, best: -Infinity, until: time, open: 0 }
      const [from, to] = [Math.max(each.startTime, time), Math.min(each.endTime, time + hourMs)]
      hour.count++
      hour.sum += each.touchBps
      hour.best = Math.max(hour.best, each.peakBps)
      hour.open += Math.max(0, to - Math.max(from, hour.until))
      hour.until = Math.max(hour.until, to)
      hours.set(time, hour)
    }
  }
  return [...hours]
    .toSorted(([a], [b]) => a - b)
    .map(([time, { count, sum, best, open }]) => ({
      time,
      count,
      durationMs: open,
      bestBps: best,
      meanBps: sum / count,
    }))
}

interface Hour {
  count: number
  sum: number
  best: number
  /** Until when what was open has been counted. */
  until: number
  open: number
}

function hourOf(time: number): number {
  return Math.floor(time / hourMs) * hourMs
}
