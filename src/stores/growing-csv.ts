import { open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { makeFolder } from './make-folder.ts'

/** A CSV file of numbers by ascending timestamp that grows at its end, and goes on where a process that died left it. */
export class GrowingCsv {
  readonly path: string
  /** Epoch milliseconds of every row. */
  readonly times: number[]
  readonly #file: FileHandle

  private constructor(path: string, times: number[], file: FileHandle) {
    this.path = path
    this.times = times
    this.#file = file
  }

  /**
   * Opens a file, or begins one. A line that was cut off goes.
   *
   * @throws UsageError when it has other columns
   */
  static async open(path: string, header: string): Promise<GrowingCsv> {
    try {
      await makeFolder(dirname(path))
      const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === 'ENOENT') return ''
        throw cause
      })
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      const [first = '', ...lines] = whole.split('\n').filter((line) => line !== '')
      if (first !== '' && first !== header)
        throw new UsageError(`${path} has columns ${first}, not ${header}`, { file: path })
      const file = await open(path, first === '' ? 'w' : 'r+')
      await file.truncate(Buffer.byteLength(whole))
      if (first === '') await file.write(`${header}\n`, 0)
      const times = lines.map((line) => Number(line.slice(0, line.indexOf(','))))
      return new GrowingCsv(path, times, file)
    } catch (cause) {
      if (cause instanceof UsageError) throw cause
      throw worldFileError(path, cause, 'write')
    }
  }

  /** Appends rows that are later than all there are, and returns when they are on the disk. */
  async append(rows: readonly (readonly number[])[]): Promise<void> {
    if (rows.length === 0) return
    const text = rows.map((row) => `${row.join(',')}\n`).join('')
    try {
      const { size } = await this.#file.stat()
      await this.#file.write(text, size)
      await this.#file.datasync()
    } catch (cause) {
      throw worldFileError(this.path, cause, 'write')
    }
    for (const row of rows) this.times.push(row[0]!)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
