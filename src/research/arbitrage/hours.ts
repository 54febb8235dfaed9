import type { FoundOpportunity, ScanHour } from './scan-result.ts'

const hourMs = 3_600_000

type OpenInterval = Pick<FoundOpportunity, 'startTime' | 'endTime'>

/** The greatest edge at every instant of a tape, hour by hour. Times are epoch milliseconds. */
export class HourlyEdges {
  readonly #hours = new Map<number, Edges>()

  /** From `from` until `to`, exclusive, the best edge was so many basis points; NaN: nothing was open. */
  note(from: number, to: number, edgeBps: number): void {
    if (Number.isNaN(edgeBps)) return
    for (let time = hourOf(from); time === hourOf(from) || time < to; time += hourMs) {
      const hour = this.#hours.get(time) ?? { best: -Infinity, sum: 0, ms: 0 }
      const ms = Math.max(0, Math.min(to, time + hourMs) - Math.max(from, time))
      hour.best = Math.max(hour.best, edgeBps)
      hour.sum += edgeBps * ms
      hour.ms += ms
      this.#hours.set(time, hour)
    }
  }

  /** undefined where nothing was open at any instant of an hour. */
  at(time: number): { readonly best: number; readonly mean: number } | undefined {
    const hour = this.#hours.get(time)
    return hour && { best: hour.best, mean: hour.ms === 0 ? hour.best : hour.sum / hour.ms }
  }
}

/**
 * Opportunities hour by hour, hours without any left out. Time in which several are open counts once.
 *
 * @param opportunities by start
 *
 * @example
 * const edges = new HourlyEdges()
 * edges.note(3_599_000, 3_601_000, 5)
 * const one = { startTime: 3_599_000, endTime: 3_601_000 }
 * hoursOf([one], edges).map(({ time, durationMs }) => [time, durationMs]) // => [[0, 1000], [3600000, 1000]]
 */
export function hoursOf(opportunities: readonly OpenInterval[], edges: HourlyEdges): ScanHour[] {
  const hours = new Map<number, Hour>()
  for (const each of opportunities) {
    const last = Math.max(each.startTime, Math.ceil(each.endTime) - 1)
    for (let time = hourOf(each.startTime); time <= last; time += hourMs) {
      const hour = hours.get(time) ?? { count: 0, until: time, open: 0 }
      const [from, to] = [Math.max(each.startTime, time), Math.min(each.endTime, time + hourMs)]
      hour.count++
      hour.open += Math.max(0, to - Math.max(from, hour.until))
      hour.until = Math.max(hour.until, to)
      hours.set(time, hour)
    }
  }
  return [...hours]
    .toSorted(([a], [b]) => a - b)
    .map(([time, { count, open }]) => {
      const { best, mean } = edges.at(time) ?? { best: NaN, mean: NaN }
      return { time, count, durationMs: open, bestBps: best, meanBps: mean }
    })
}

interface Hour {
  count: number
  /** Until when what was open has been counted. */
  until: number
  open: number
}

interface Edges {
  best: number
  /** Of edges times milliseconds. */
  sum: number
  ms: number
}

function hourOf(time: number): number {
  return Math.floor(time / hourMs) * hourMs
}
