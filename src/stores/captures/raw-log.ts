import { createReadStream, createWriteStream } from 'node:fs'
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Instant } from '../../core/time.ts'
import { errorText } from '../../core/errors.ts'
import { worldFileError } from '../data-error.ts'
import { makeFolder } from '../make-folder.ts'
import { rawFolder } from '../recording/recording-format.ts'
import { syncFolder } from '../sync-folder.ts'

/** A message as a line of a capture, and where it belongs. */
export interface RawLine {
  readonly feed: string
  readonly localTime: Instant
  /** A record of cryptofeed with its line end: see `readCapture`. */
  readonly text: string
}

/** What a message is in a capture. */
export function rawLine({
  feed,
  connection,
  kind,
  address,
  localTime,
  bytes,
}: RawMessage): RawLine {
  const base = { conn: connection, ts: localTime / 1e6 }
  const record =
    kind === 'connected'
      ? { t: 'connect', ...base, addr: address }
      : { t: kind === 'answer' ? 'http' : 'recv', ...base, url: address, data: textOf(bytes) }
  return { feed, localTime, text: `${JSON.stringify(record)}\n` }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

interface OpenFile {
  readonly path: string
  readonly file: FileHandle
  readonly hour: number
}

/**
 * Keeps what venues said as they said it, before anybody reads it: a fault of a decoder can be mended later, of what was lost
 * with it nothing can. `raw/FEED/2026-11-29T13.jsonl` in a recording's folder, packed (`.gz`) when its hour is over.
 *
 * Survives a kill: what `append` has returned for is on the disk, and when the log is opened again a line that was torn is
 * taken off, and what was not packed is. One writer, who holds the recording's lock. A class, for it guards open files.
 */
export class RawLog {
  readonly #folder: string
  readonly #tell: (text: string) => void
  readonly #open = new Map<string, OpenFile>()
  /** Packing of hours that are over: one at a time, for recording goes before. */
  #packing = Promise.resolve()

  private constructor(folder: string, tell: (text: string) => void) {
    this.#folder = folder
    this.#tell = tell
  }

  /**
   * @param folder that of the recording
   * @param tell hears of an hour that could not be packed; it stays as it is until the log is opened again
   * @throws IsobarError of code `world`
   */
  static async open(folder: string, tell: (text: string) => void): Promise<RawLog> {
    const log = new RawLog(join(folder, rawFolder), tell)
    for (const path of await leftOver(log.#folder)) log.#packLater(path)
    return log
  }

  /** Puts lines onto the disk, each behind those of its feed that came before. @throws IsobarError of code `world` */
  async append(lines: readonly RawLine[]): Promise<void> {
    const texts = new Map<string, string[]>()
    for (const { feed, localTime, text } of lines) {
      const hour = Math.floor(localTime / hourUs)
      const key = `${hour} ${feed}`
      const own = texts.get(key)
      if (own === undefined) texts.set(key, [text])
      else own.push(text)
    }
    for (const [key, own] of texts) {
      const [hour, feed] = key.split(' ') as [string, string]
      const { path, file } = await this.#fileOf(feed, Number(hour))
      try {
        await file.appendFile(own.join(''))
        await file.datasync()
      } catch (cause) {
        throw worldFileError(path, cause, 'write')
      }
    }
  }

  /** Packs what is there and lets go. */
  async close(): Promise<void> {
    for (const each of this.#open.values()) await this.#end(each)
    this.#open.clear()
    await this.#packing
  }

  async #fileOf(feed: string, hour: number): Promise<OpenFile> {
    const known = this.#open.get(feed)
    // A line that comes late stays with those it came with.
    if (known !== undefined && known.hour >= hour) return known
    if (known !== undefined) await this.#end(known)
    const folder = join(this.#folder, feed)
    const opened = await openHour(folder, hour).catch((cause: unknown) => {
      throw worldFileError(folder, cause, 'write')
    })
    this.#open.set(feed, opened)
    return opened
  }

  async #end({ path, file }: OpenFile): Promise<void> {
    await file.close()
    this.#packLater(path)
  }

  #packLater(path: string): void {
    this.#packing = this.#packing
      .then(() => pack(path))
      .catch((cause: unknown) => this.#tell(`not packed: ${errorText(cause)}`))
  }
}

/** Files of an earlier process that are not packed, their torn last lines taken off; what is half packed goes. */
async function leftOver(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch((): string[] => [])
  const left: string[] = []
  for (const name of names.toSorted()) {
    const path = join(folder, name)
    if (name.endsWith('.part')) await rm(path, { force: true })
    if (!name.endsWith('.jsonl')) continue
    // It was packed, and its process ended before it could remove it.
    if (names.includes(`${name}.gz`)) await rm(path)
    else left.push(path)
  }
  for (const path of left) {
    const file = await open(path, 'r+')
    try {
      await cutTorn(file)
    } finally {
      await file.close()
    }
  }
  return left
}

const hourUs = 3_600_000_000

/** Begins a file of an hour, beside those that there are of it. */
async function openHour(folder: string, hour: number): Promise<OpenFile> {
  await makeFolder(folder)
  const names = await readdir(folder)
  const stem = new Date(hour * 3_600_000).toISOString().slice(0, 13)
  let number = 1
  const named = (): string => `${stem}${number === 1 ? '' : `-${number}`}.jsonl`
  while (names.includes(named()) || names.includes(`${named()}.gz`)) number++
  const path = join(folder, named())
  const file = await open(path, 'ax')
  await syncFolder(folder)
  return { path, file, hour }
}

/** Takes off a last line without an end: it was never acknowledged. */
async function cutTorn(file: FileHandle): Promise<void> {
  const step = 1 << 16
  let { size } = await file.stat()
  const block = Buffer.alloc(step)
  while (size > 0) {
    const from = Math.max(0, size - step)
    const { bytesRead } = await file.read(block, 0, size - from, from)
    const last = block.subarray(0, bytesRead).lastIndexOf(0x0a)
    if (last >= 0) {
      await file.truncate(from + last + 1)
      return
    }
    size = from
  }
  await file.truncate(0)
}

/** Aside, synced and renamed: killed meanwhile, the plain file is still there. */
async function pack(path: string): Promise<void> {
  const aside = `${path}.gz.part`
  await pipeline(
    createReadStream(path),
    createGzip(),
    createWriteStream(aside, { flush: true }),
  ).catch(async (cause: unknown) => {
    await rm(aside, { force: true })
    throw worldFileError(aside, cause, 'write')
  })
  await rename(aside, `${path}.gz`)
  await rm(path)
}
