import { join } from 'node:path'
import type { EventRows } from '../../core/events/event-columns.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { PartWriter } from './part-writer.ts'
import { RecordedRows } from './recorded-rows.ts'
import { partPath, type StreamState } from './stream-state.ts'
import type { EventOrigin, StreamTable } from './stream-table.ts'

/**
 * Writes the rows of streams to their files, one after the other, while more rows come in.
 *
 * One file at a time is on its way; handing over the next waits for it. So at most one part more is held than the
 * table holds.
 */
export class PartQueue {
  readonly #folder: string
  readonly #table: StreamTable
  readonly #writer: PartWriter
  #underWay: Promise<void> = Promise.resolve()
  /** What took up the rows of the last part, to be used again. */
  #spare: RecordedRows | undefined

  private constructor(folder: string, table: StreamTable, writer: PartWriter) {
    this.#folder = folder
    this.#table = table
    this.#writer = writer
  }

  static async open(folder: string, table: StreamTable): Promise<PartQueue> {
    return new PartQueue(folder, table, await PartWriter.open())
  }

  /** Enters rows into the table and writes what has to make way for them. */
  async take(rows: EventRows, origin: EventOrigin): Promise<void> {
    let at = 0
    for (;;) {
      at = this.#table.take(rows, at, origin)
      if (this.#table.due === undefined) return
      await this.#hand(this.#table.due)
    }
  }

  /** Writes all that the table holds, and waits for it. */
  async writeAll(): Promise<void> {
    for (const stream of this.#table.streams) await this.#hand(stream)
    await this.#underWay
  }

  /** Ends the writing, whatever became of it. */
  async close(): Promise<void> {
    try {
      await this.#underWay
    } finally {
      this.#writer.close()
    }
  }

  /** Takes the rows of a stream away, to be written. Fails with what befell the part before. */
  async #hand(stream: StreamState): Promise<void> {
    await this.#underWay
    const rows = stream.rows
    if (rows.length === 0) return
    const file = partPath(stream)
    stream.rows = this.#spare ?? new RecordedRows(Math.min(rows.capacity, 2 ** 16))
    stream.rows.length = 0
    this.#spare = undefined
    this.#underWay = this.#write(stream, file, rows)
    // It is awaited by the next call; until then a failure is nobody's surprise.
    this.#underWay.catch(() => undefined)
  }

  async #write(stream: StreamState, file: string, rows: RecordedRows): Promise<void> {
    const written = await this.#writer.write(join(this.#folder, ...file.split('/')), rows)
    stream.parts.push({
      file,
      events: rows.length,
      from: millisecondsOf(rows.localTime[0] as Instant),
      to: millisecondsOf(rows.localTime[rows.length - 1] as Instant),
      ...written,
    })
    this.#table.release(rows.length)
    this.#spare = rows
  }
}
