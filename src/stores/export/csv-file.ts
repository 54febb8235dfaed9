import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { worldFileError } from '../data-error.ts'

/** A CSV file being written, line by line, packed where its name ends in `.gz`. */
export class CsvFile {
  readonly path: string
  rows = 0
  readonly #into: Writable
  readonly #done: Promise<void>
  #pending = ''

  constructor(path: string, header: string) {
    this.path = path
    const file = createWriteStream(path)
    this.#done = finished(file)
    // Awaited by `end`; until then a failure is nobody's surprise.
    this.#done.catch(() => undefined)
    this.#into = file
    if (path.endsWith('.gz')) {
      const gzip = createGzip({ chunkSize: 2 ** 18 })
      gzip.pipe(file)
      this.#into = gzip
    }
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
      this.#into.end()
      await this.#done
    } catch (cause) {
      throw worldFileError(this.path, cause, 'write')
    }
  }

  async #flush(): Promise<void> {
    const text = this.#pending
    this.#pending = ''
    if (!this.#into.write(text)) await Promise.race([once(this.#into, 'drain'), this.#done])
  }
}

const PENDING_MOST = 2 ** 18
