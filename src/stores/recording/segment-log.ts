import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EventRows } from '../../core/events/event-columns.ts'
import { worldFileError } from '../data-error.ts'
import { makeFolder } from '../make-folder.ts'
import { syncFolder } from '../sync-folder.ts'
import type { Listing } from './listing.ts'
import { encodeEntry } from './segment-frame.ts'
import { segmentPath } from './segment-files.ts'
import type { EventOrigin } from './stream-table.ts'

/** One segment being written: events as they come, on the disk before anyone is told that they are kept. */
export class SegmentLog {
  readonly path: string
  bytes = 0

  readonly #file: FileHandle
  /** The numbers by which rows call the listings written so far, by their text. */
  readonly #numbers = new Map<string, number>()

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(folder: string, firstEvent: number): Promise<SegmentLog> {
    const path = segmentPath(folder, firstEvent)
    try {
      await makeFolder(dirname(path))
      const file = await open(path, 'wx')
      await syncFolder(dirname(path))
      return new SegmentLog(path, file)
    } catch (cause) {
      throw worldFileError(path, cause, 'write')
    }
  }

  /** Appends whole messages, and returns when they are on the disk. */
  async append(rows: EventRows, firstEvent: number, origin: EventOrigin): Promise<void> {
    const entries: Buffer[] = []
    const instrument = this.#renumber(rows, origin, entries)
    entries.push(
      encodeEntry({ kind: 'rows', firstEvent, clock: origin.clock, rows: { ...rows, instrument } }),
    )
    const bytes = Buffer.concat(entries)
    try {
      await this.#file.appendFile(bytes)
      await this.#file.datasync()
    } catch (cause) {
      throw worldFileError(this.path, cause, 'write')
    }
    this.bytes += bytes.length
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  /** The column `instrument` in numbers of this segment; a listing is written before the rows that use it. */
  #renumber(rows: EventRows, origin: EventOrigin, entries: Buffer[]): Uint16Array {
    const numbers = new Map<number, number>()
    return rows.instrument.slice(0, rows.length).map((index) => {
      const known = numbers.get(index)
      if (known !== undefined) return known
      const number = this.#numberOf(origin.listingAt(index), entries)
      numbers.set(index, number)
      return number
    })
  }

  #numberOf(listing: Listing, entries: Buffer[]): number {
    const text = JSON.stringify(listing)
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(text, number)
    entries.push(encodeEntry({ kind: 'listing', index: number, listing }))
    return number
  }
}
