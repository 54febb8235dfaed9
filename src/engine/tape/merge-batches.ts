import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { messageEnd } from '../../core/events/message-end.ts'

/** A recording batch by batch, and the index each of its instruments has in the run. */
export interface BatchSource {
  /** Each batch is whole messages and holds until the next is asked for; local times never fall. */
  readonly batches: AsyncIterable<EventRows>
  /** By the recording's own index. */
  readonly instruments: readonly number[]
}

/** Long enough that handing over costs nothing, short enough to stay in the cache. */
const batchRows = 16_384

/**
 * Several recordings or venues as one, as `mergeRows` merges what is whole in memory, of any length: held are one batch
 * of each source and the one that is handed out, which is the same columns again and again.
 *
 * @param sources each in the order of its local time; at the same time the source named first comes first
 * @param rowsMost rows after which a batch is handed out, beyond which only its last message goes
 */
export async function* mergeBatches(
  sources: readonly BatchSource[],
  rowsMost: number = batchRows,
): AsyncGenerator<EventRows> {
  const cursors = sources.map(cursorOf)
  const out = new EventColumns(rowsMost + 1_024)
  try {
    for (const cursor of cursors) await refill(cursor)
    for (let next = earliest(cursors); next !== undefined; next = earliest(cursors)) {
      takeRun(next, rivalTime(cursors, next), out, rowsMost)
      if (next.at === next.rows.length) await refill(next)
      if (out.length < rowsMost) continue
      yield out
      out.empty()
    }
    if (out.length > 0) yield out
  } finally {
    for (const { batches } of cursors) await batches.return?.()
  }
}

/** Where a source is read: `at` is before the end of `rows` unless the source is over. */
interface Cursor {
  readonly batches: AsyncIterator<EventRows>
  readonly instruments: readonly number[]
  rows: EventRows
  at: number
}

function cursorOf({ batches, instruments }: BatchSource): Cursor {
  const rows = new EventColumns(1)
  return { batches: batches[Symbol.asyncIterator](), instruments, rows, at: 0 }
}

/** Turns to the next batch that has rows. */
async function refill(cursor: Cursor): Promise<void> {
  do {
    const next = await cursor.batches.next()
    if (next.done === true) return
    cursor.rows = next.value
    cursor.at = 0
  } while (cursor.rows.length === 0)
}

/** As long as a source comes before all others, and before those named earlier even at the same time. */
function takeRun(cursor: Cursor, rival: number, out: EventColumns, rowsMost: number): void {
  do copyMessage(cursor, out)
  while (out.length < rowsMost && timeOf(cursor) < rival)
}

function copyMessage(cursor: Cursor, out: EventColumns): void {
  const { rows, instruments } = cursor
  const end = messageEnd(rows, cursor.at)
  for (let row = cursor.at; row < end; row++) {
    out.addRow(rows, row)
    out.instrument[out.length - 1] = instruments[rows.instrument[row]!]!
  }
  cursor.at = end
}

function timeOf({ rows, at }: Cursor): number {
  return at < rows.length ? rows.localTime[at]! : Infinity
}

function earliest(cursors: readonly Cursor[]): Cursor | undefined {
  let best: Cursor | undefined
  for (const cursor of cursors) {
    if (timeOf(cursor) < (best === undefined ? Infinity : timeOf(best))) best = cursor
  }
  return best
}

function rivalTime(cursors: readonly Cursor[], but: Cursor): number {
  let first = Infinity
  for (const cursor of cursors) if (cursor !== but) first = Math.min(first, timeOf(cursor))
  return first
}
