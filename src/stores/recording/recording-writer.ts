import { readdir } from 'node:fs/promises'
import { UsageError } from '../../core/errors.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { worldFileError } from '../data-error.ts'
import { makeFolder } from '../make-folder.ts'
import { manifestOf, writeManifest } from './manifest.ts'
import { PartQueue } from './part-queue.ts'
import type { RecordedSource, RecordingManifest } from './recording-format.ts'
import { StreamTable, type EventOrigin } from './stream-table.ts'

/**
 * Writes a recording from events that come batch by batch, each stream of them in the order of its local time.
 *
 * Memory is bounded whatever comes. There is no recording before `finish`: what a killed writer leaves behind has no
 * `recording.json`. A recorder that must not lose what it has received writes with `RecordingLog`.
 */
export class RecordingWriter {
  readonly #folder: string
  readonly #table: StreamTable
  readonly #parts: PartQueue

  private constructor(folder: string, table: StreamTable, parts: PartQueue) {
    this.#folder = folder
    this.#table = table
    this.#parts = parts
  }

  /** @throws UsageError when there is something in the folder already */
  static async create(folder: string): Promise<RecordingWriter> {
    await makeFolder(folder).catch((cause: unknown) => {
      throw worldFileError(folder, cause, 'write')
    })
    if ((await readdir(folder)).length > 0) {
      throw new UsageError(`${folder} is not empty: a recording needs a folder of its own`, {
        folder,
      })
    }
    const table = new StreamTable()
    return new RecordingWriter(folder, table, await PartQueue.open(folder, table))
  }

  /**
   * Takes whole messages.
   *
   * @throws StreamDisorder, UncountableValue, or what the file system says; the recording is then lost
   */
  async append(rows: EventRows, origin: EventOrigin): Promise<void> {
    await this.#parts.take(rows, origin)
  }

  /** Writes what is left, and `recording.json`. */
  async finish(version: string, sources: readonly RecordedSource[]): Promise<RecordingManifest> {
    await this.#parts.writeAll()
    await this.#parts.close()
    const manifest = manifestOf(this.#table, { version, open: false, sources })
    await writeManifest(this.#folder, manifest)
    return manifest
  }

  /** Gives up: ends what is under way and leaves the folder to whoever made it. */
  async abandon(): Promise<void> {
    await this.#parts.close().catch(() => undefined) // the reason to give up is told by who does
  }
}
