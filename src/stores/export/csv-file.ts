import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { worldFileError } from '../data-error.ts'
import type { OpenFiles } from './open-files.ts'

/**
 * A CSV file being written, line by line, packed where its name ends in `.gz`; on the disk when it is closed.
 *
 * It is open only while there is room among the open files. Packed, it has another member each time it was opened,
 * which whoever unpacks it does not see.
 */
export class CsvFile {
  readonly path: string
  rows = 0
  readonly #among: OpenFiles
  #pending: string
  #open: Writing | undefined
  #isBegun = false

  constructor(path: string, header: string, among: OpenFiles) {
    this.path = path
    this.#among = among
    this.#pending = `${header}\n`
  }

  /** Adds lines, each with its end; waits while the disk is behind. */
  async add(lines: string, count: number): Promise<void> {
    this.rows += count
    this.#pending += lines
    if (this.#pending.length > PENDING_MOST) await this.#flush()
  }

  /** @throws IsobarError `world` when anything could not be written */
  async end(): Promise<void> {
    try {
      await this.#flush()
    } catch (cause) {
      throw worldFileError(this.path, cause, 'write')
    }
    this.#among.leave(this)
    await this.close()
  }

  /**
   * Lets go of the file until more is to be written.
   *
   * @throws IsobarError `world` when anything could not be written
   */
  async close(): Promise<void> {
    const file = this.#open
    this.#open = undefined
    file?.into.end()
    await file?.done.catch((cause: unknown) => {
      throw worldFileError(this.path, cause, 'write')
    })
  }

  async #flush(): Promise<void> {
    await this.#among.enter(this)
    const { into, done } = (this.#open ??= this.#opened())
    const text = this.#pending
    this.#pending = ''
    if (!into.write(text)) await Promise.race([once(into, 'drain'), done])
  }

  #opened(): Writing {
    const file = createWriteStream(this.path, { flags: this.#isBegun ? 'a' : 'w', flush: true })
    this.#isBegun = true
    const done = finished(file)
    // Awaited by `close`; until then a failure is nobody's surprise.
    done.catch(() => undefined)
    if (!this.path.endsWith('.gz')) return { into: file, done }
    const gzip = createGzip({ chunkSize: 2 ** 18 })
    gzip.pipe(file)
    return { into: gzip, done }
  }
}

interface Writing {
  readonly into: Writable
  readonly done: Promise<void>
}

const PENDING_MOST = 2 ** 18
