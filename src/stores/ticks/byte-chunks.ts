import { createReadStream, type ReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { crc32, createGunzip, createInflateRaw } from 'node:zlib'
import { IsobarError } from '../../core/errors.ts'
import { DataError, worldFileError } from '../data-error.ts'
import { isGzip } from '../gunzip.ts'
import { findZipEntry, isZip } from './zip-entry.ts'

/**
 * The bytes of a file, unpacked, in pieces: plain, gzip (also several members), or a zip archive of one file.
 *
 * While one piece is at hand, the next is read and unpacked in another thread. What the file is, its first bytes tell.
 *
 * @throws IsobarError `world` when it cannot be read, DataError when it does not unpack
 */
export async function* readChunks(file: string, onRead?: BytesRead): AsyncGenerator<Buffer> {
  const first = await firstBytes(file)
  if (isZip(first)) yield* unzipped(file, onRead)
  else if (isGzip(first)) yield* flowing(file, unpacked(file, createGunzip(unpacking)), onRead)
  else yield* flowing(file, plain(file), onRead)
}

/** Told, after every piece, how many bytes of the file have been read. */
export type BytesRead = (bytes: number) => void

/** Whole lines in `[start, end)`; `bytes[end - 1]` is LF. */
export interface LineChunk {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** The file's last line had no end: it may have been cut off. */
  readonly isUnended: boolean
}

/** The bytes of a file in pieces of whole lines. What is in one piece stays there; only torn lines are joined. */
export async function* readLines(file: string, onRead?: BytesRead): AsyncGenerator<LineChunk> {
  let torn: Buffer = Buffer.alloc(0)
  for await (const chunk of readChunks(file, onRead)) {
    const first = chunk.indexOf(LF) + 1
    const end = chunk.lastIndexOf(LF) + 1
    torn = first === 0 ? Buffer.concat([torn, chunk]) : torn
    if (torn.length > LINE_MOST) {
      const came = `${LINE_MOST} bytes without a line break`
      throw new DataError({ file, expected: 'lines', came })
    }
    if (first === 0) continue
    const start = torn.length === 0 ? 0 : first
    if (start > 0) yield wholeLine(Buffer.concat([torn, chunk.subarray(0, first)]))
    if (end > start) yield { bytes: chunk, start, end, isUnended: false }
    torn = Buffer.from(chunk.subarray(end))
  }
  if (torn.length === 0) return
  yield { ...wholeLine(Buffer.concat([torn, Buffer.from([LF])])), isUnended: true }
}

function wholeLine(bytes: Buffer): LineChunk {
  return { bytes, start: 0, end: bytes.length, isUnended: false }
}

const LF = 0x0a
/** 256 kB and more unpack half again as fast as zlib's usual 16 kB. */
const CHUNK = 2 ** 20
/** The longest line met is an order book in JSON of 3 MB. */
const LINE_MOST = 2 ** 26
/**
 * Unpacking goes on in its thread only to the end of a piece, and of what it was given: short pieces between long ones
 * make whoever reads wait. With 256 kB a third of the time was waited.
 */
const PACKED_CHUNK = 4 * CHUNK
const unpacking = {
  chunkSize: CHUNK,
  readableHighWaterMark: 4 * CHUNK,
  writableHighWaterMark: 2 * PACKED_CHUNK,
}

async function firstBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      const buffer = Buffer.alloc(4)
      const { bytesRead } = await handle.read(buffer, 0, 4, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw worldFileError(file, cause)
  }
}

/** A file on its way, and what comes out. */
interface Flow {
  readonly source: ReadStream
  readonly stream: Readable
}

interface ByteRange {
  readonly start?: number
  readonly end?: number
}

function plain(file: string, range: ByteRange = {}): Flow {
  const source = createReadStream(file, { highWaterMark: CHUNK, ...range })
  return { source, stream: source }
}

function unpacked(
  file: string,
  through: ReturnType<typeof createGunzip>,
  range: ByteRange = {},
): Flow {
  const source = createReadStream(file, { highWaterMark: PACKED_CHUNK, ...range })
  // What goes wrong on the way ends the last stream with it, which is where it is read.
  return { source, stream: pipeline(source, through, () => undefined) }
}

async function* flowing(
  file: string,
  { source, stream }: Flow,
  onRead: BytesRead | undefined,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) {
      yield chunk as Buffer
      onRead?.(source.bytesRead)
    }
  } catch (cause) {
    if (cause instanceof IsobarError) throw cause
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (!code.startsWith('Z_')) throw worldFileError(file, cause)
    throw new DataError({
      file,
      expected: 'a file that unpacks to its end',
      came: `packed data that do not (${(cause as Error).message})`,
      cause,
    })
  }
}

async function* unzipped(file: string, onRead?: BytesRead): AsyncGenerator<Buffer> {
  const entry = await findZipEntry(file)
  const range = { start: entry.start, end: entry.start + entry.packedBytes - 1 }
  if (entry.packedBytes === 0) return
  const flow = entry.deflated
    ? unpacked(file, createInflateRaw(unpacking), range)
    : plain(file, range)
  let crc = 0
  let bytes = 0
  for await (const chunk of flowing(file, flow, onRead)) {
    crc = crc32(chunk, crc)
    bytes += chunk.length
    yield chunk
  }
  if (crc === entry.crc32 && bytes === entry.bytes) return
  throw new DataError({
    file,
    expected: `${entry.bytes} bytes of ${entry.name} with CRC-32 ${entry.crc32}`,
    came: `${bytes} bytes with CRC-32 ${crc}`,
  })
}
