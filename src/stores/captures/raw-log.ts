import { createReadStream, createWriteStream } from 'node:fs'
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Instant } from '../../core/time.ts'
import { worldFileError } from '../data-error.ts'
import { makeFolder } from '../make-folder.ts'
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
 * Survives a kill: what `append` has returned for is on the disk, and a line that was torn goes when the log is opened again.
 * One writer, who holds the recording's lock. A class, for it guards open files.
 */
export class RawLog {
  readonly #folder: string
  readonly #open = new Map<string, OpenFile>()
  /** Packing of hours that are over. */
  #packing = Promise.resolve()

  /** @param folder that of the recording */
  constructor(folder: string) {
    this.#folder = join(folder, 'raw')
  }

  /** Puts lines onto the disk, each behind those of its feed that came before. @throws IsobarError of code `world` */
  async append(lines: readonly RawLine[]): Promise<void> {
    const texts = new Map<string, string[]>()
    for (const { feed, localTime, text } of lines) {
      const hour = Math.floor(localTime / hourUs)
      const key = `${hour} ${feed}`
      texts.set(key, [...(texts.get(key) ?? []), text])
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

  /** Packs what is there and lets go. @throws IsobarError of code `world` */
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
    // One at a time: recording goes before.
    this.#packing = this.#packing.then(() => pack(path))
    // Whoever appends or closes next hears of it.
    this.#packing.catch(() => undefined)
  }
}

const hourUs = 3_600_000_000

/** Goes on with a file of this hour that is not packed, or begins one beside those that are. */
async function openHour(folder: string, hour: number): Promise<OpenFile> {
  await makeFolder(folder)
  const names = await readdir(folder)
  const stem = new Date(hour * 3_600_000).toISOString().slice(0, 13)
  let number = 1
  const named = (): string => `${stem}${number === 1 ? '' : `-${number}`}.jsonl`
  while (names.includes(`${named()}.gz`)) number++
  const path = join(folder, named())
  const file = await open(path, 'a+')
  await cutTorn(file)
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
  ).catch((cause: unknown) => {
    throw worldFileError(aside, cause, 'write')
  })
  await rename(aside, `${path}.gz`)
  await rm(path)
}
