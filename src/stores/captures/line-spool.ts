import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { worldFileError } from '../data-error.ts'

/** A line that comes back. */
export interface SpooledLine {
  /** Good until the next one. */
  readonly bytes: Buffer
  readonly length: number
  /** 1-based, of the file it was read from. */
  readonly row: number
}

/**
 * Lines put aside in a nameless file of the system's temporary folder, and read again in the order of their times, those of one
 * time as they came. In memory are 28 bytes a line, whatever its length.
 */
export class LineSpool {
  readonly #folder: string
  readonly #file: number
  readonly #times: number[] = []
  readonly #rows: number[] = []
  /** Where each ends, from the first line's beginning. */
  readonly #ends: number[] = []
  readonly #pending = Buffer.allocUnsafe(PENDING)
  #pendingLength = 0

  /** @throws IsobarError `world` when nothing can be written there */
  constructor() {
    const folder = attempted(tmpdir(), () => mkdtempSync(join(tmpdir(), 'isobar-spool-')))
    this.#folder = folder
    this.#file = attempted(folder, () => openSync(join(folder, 'lines'), 'w+'))
    // Without a name from here on: whatever ends this process, nothing is left. Windows keeps an open file until it is
    // closed.
    removeFolder(folder)
  }

  get length(): number {
    return this.#times.length
  }

  /** Puts a line aside. */
  add(line: Buffer, time: number, row: number): void {
    if (this.#pendingLength + line.length > PENDING) this.#flush()
    if (line.length > PENDING) this.#write(line)
    else {
      line.copy(this.#pending, this.#pendingLength)
      this.#pendingLength += line.length
    }
    this.#times.push(time)
    this.#rows.push(row)
    this.#ends.push((this.#ends.at(-1) ?? 0) + line.length)
  }

  /** All lines, by time. */
  *inOrder(): Generator<SpooledLine> {
    this.#flush()
    const times = this.#times
    const order = Uint32Array.from(times, (_, k) => k)
    order.sort((a, b) => times[a]! - times[b]! || a - b)
    let bytes = Buffer.allocUnsafe(2 ** 16)
    for (const k of order) {
      const start = k === 0 ? 0 : this.#ends[k - 1]!
      const length = this.#ends[k]! - start
      if (length > bytes.length) bytes = Buffer.allocUnsafe(2 * length)
      attempted(this.#folder, () => readSync(this.#file, bytes, 0, length, start))
      yield { bytes, length, row: this.#rows[k]! }
    }
  }

  /** Removes what was put aside. */
  close(): void {
    closeSync(this.#file)
    removeFolder(this.#folder)
  }

  #flush(): void {
    this.#write(this.#pending.subarray(0, this.#pendingLength))
    this.#pendingLength = 0
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      at += attempted(this.#folder, () => writeSync(this.#file, bytes, at))
    }
  }
}

const PENDING = 2 ** 20

function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (cause) {
    if (process.platform !== 'win32') throw worldFileError(folder, cause, 'write')
  }
}

function attempted<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw worldFileError(path, cause, 'write')
  }
}
