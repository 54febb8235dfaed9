import { eventFlag } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'

/** Event rows with their numbers in the recording; what the flag `endsMessage` says of them does not count. */
export interface NumberedRows extends EventRows {
  readonly event: Float64Array
  /** Number of the first event of the message. */
  readonly message: Float64Array
}

/** Events in the order of local time and, where that is the same, of their numbers. */
export interface EventSource {
  /** What is at hand; replaced by `advance`. */
  readonly rows: NumberedRows
  /** The next row to take. */
  at: number
  /** Loads more once all is taken; false at the end. */
  advance(): Promise<boolean>
}

/**
 * Events of many sources in one order, in batches of whole messages.
 *
 * The same columns are handed out again and again: a batch is good until the next is asked for. Where rows of a
 * message were left out (another channel), the last one that is there ends it.
 *
 * @param batchRows when a batch has so many rows, it ends with the message at hand
 */
export async function* mergeEvents(
  sources: readonly EventSource[],
  batchRows: number,
): AsyncGenerator<EventRows> {
  const heap = new SourceHeap()
  for (const source of sources) if (await source.advance()) heap.push(source)
  const out = new EventColumns(batchRows + 1_024)
  let message = NaN
  while (heap.first !== undefined) {
    const source = heap.first
    message = takeRun(source, heap.second(), out, { message, batchRows })
    if (source.at === source.rows.length && !(await source.advance())) heap.pop()
    else heap.settle()
    if (out.length >= batchRows && heap.first !== undefined) {
      const next = heap.first
      if (next.rows.message[next.at] === message) continue
      endMessage(out)
      yield out
      out.empty()
    }
  }
  if (out.length === 0) return
  endMessage(out)
  yield out
}

interface Run {
  /** Number of the message at hand. */
  readonly message: number
  readonly batchRows: number
}

/** Takes rows of a source while they come before those of its rival; stops at a message's end when the batch is full. */
function takeRun(
  source: EventSource,
  rival: EventSource | undefined,
  out: EventColumns,
  run: Run,
): number {
  const { rows } = source
  const timeMost = rival === undefined ? Infinity : rival.rows.localTime[rival.at]!
  const eventMost = rival === undefined ? Infinity : rival.rows.event[rival.at]!
  let { message } = run
  for (; source.at < rows.length; source.at++) {
    const time = rows.localTime[source.at]!
    if (time > timeMost || (time === timeMost && rows.event[source.at]! > eventMost)) break
    if (rows.message[source.at]! !== message) {
      if (out.length >= run.batchRows) break
      endMessage(out)
      message = rows.message[source.at]!
    }
    out.addRow(rows, source.at)
  }
  return message
}

function endMessage(out: EventColumns): void {
  if (out.length > 0) out.flags[out.length - 1]! |= eventFlag.endsMessage
}

/** Sources by their next event, the earliest first: a binary heap. */
class SourceHeap {
  readonly #sources: EventSource[] = []

  get first(): EventSource | undefined {
    return this.#sources[0]
  }

  /** The one that comes after the first. */
  second(): EventSource | undefined {
    const [, left, right] = this.#sources
    return left === undefined || right === undefined || isBefore(left, right) ? left : right
  }

  push(source: EventSource): void {
    const sources = this.#sources
    let at = sources.length
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = sources[(at - 1) >> 1]!
      if (isBefore(parent, source)) break
      sources[at] = parent
    }
    sources[at] = source
  }

  /** Takes the first out. */
  pop(): void {
    const last = this.#sources.pop()
    if (last === undefined || this.#sources.length === 0) return
    this.#sources[0] = last
    this.settle()
  }

  /** The first has moved on: puts it where it belongs now. */
  settle(): void {
    const sources = this.#sources
    const moved = sources[0]
    if (moved === undefined) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= sources.length) break
      if (child + 1 < sources.length && isBefore(sources[child + 1]!, sources[child]!)) child++
      if (!isBefore(sources[child]!, moved)) break
      sources[at] = sources[child]!
      at = child
    }
    sources[at] = moved
  }
}

function isBefore(a: EventSource, b: EventSource): boolean {
  const aTime = a.rows.localTime[a.at]!
  const bTime = b.rows.localTime[b.at]!
  return aTime === bTime ? a.rows.event[a.at]! < b.rows.event[b.at]! : aTime < bTime
}
