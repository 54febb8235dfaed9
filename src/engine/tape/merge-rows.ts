import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'

/** Rows of one recording, and the index each of its instruments has in the run. */
export interface MergedSource {
  readonly rows: EventRows
  /** By the recording's own index. */
  readonly instruments: readonly number[]
}

/**
 * Columns of several recordings or venues as one, message by message in the order of local time. Where that is the
 * same the source named first comes first, and what a source tells stays in its order: the same sources give the same
 * rows.
 *
 * @param sources each in the order of its local time
 *
 * @example
 * mergeRows([]).length // => 0
 */
export function mergeRows(sources: readonly MergedSource[]): EventColumns {
  const out = new EventColumns(sources.reduce((sum, { rows }) => sum + rows.length, 0))
  const at = sources.map(() => 0)
  for (;;) {
    const next = earliest(sources, at)
    if (next < 0) return out
    const { rows, instruments } = sources[next]!
    const rival = rivalTime(sources, at, next)
    // As long as it comes before all others, and before those named earlier even at the same time.
    do {
      const end = messageEnd(rows, at[next]!)
      for (let row = at[next]!; row < end; row++) {
        out.addRow(rows, row)
        out.instrument[out.length - 1] = instruments[rows.instrument[row]!]!
      }
      at[next] = end
    } while (at[next] < rows.length && rows.localTime[at[next]]! < rival)
  }
}

function earliest(sources: readonly MergedSource[], at: readonly number[]): number {
  let best = -1
  let bestTime = Infinity
  for (const [source, { rows }] of sources.entries()) {
    const time = at[source]! < rows.length ? rows.localTime[at[source]!]! : Infinity
    if (time < bestTime) {
      best = source
      bestTime = time
    }
  }
  return best
}

function rivalTime(sources: readonly MergedSource[], at: readonly number[], but: number): number {
  let first = Infinity
  for (const [source, { rows }] of sources.entries()) {
    if (source !== but && at[source]! < rows.length) {
      first = Math.min(first, rows.localTime[at[source]!]!)
    }
  }
  return first
}
