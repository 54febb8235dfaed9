import { open, type FileHandle } from 'node:fs/promises'
import { DataError, worldFileError } from '../data-error.ts'

/** Where the bytes of the one file in a zip archive lie. */
export interface ZipEntry {
  readonly name: string
  /** Are the bytes deflated, or as they are? */
  readonly deflated: boolean
  /** First byte of its data in the archive. */
  readonly start: number
  readonly packedBytes: number
  readonly bytes: number
  readonly crc32: number
}

/** Whether the bytes begin as a zip archive does (APPNOTE 4.3.7). */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04
}

/**
 * Finds the file in an archive of one, as venues publish them; archives over 4 GB included.
 *
 * @throws DataError when the archive is cut off or damaged, encrypted, or holds no file or several
 */
export async function findZipEntry(file: string): Promise<ZipEntry> {
  const handle = await open(file).catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  try {
    const directory = await findDirectory(file, handle)
    const entries = readDirectory(file, await bytesAt(handle, directory.start, directory.bytes))
    const files = entries.filter(({ name }) => !name.endsWith('/'))
    const [entry, ...others] = files
    if (entry === undefined || others.length > 0) {
      throw notSound(file, 'an archive of one file', `${files.length} of them`)
    }
    return { ...entry, start: await startOfData(file, handle, entry.start) }
  } finally {
    await handle.close()
  }
}

const END_BYTES = 22
const END64_BYTES = 56
const LOCATOR_BYTES = 20
const COMMENT_MOST = 65_535
const LOCAL_BYTES = 30
const CENTRAL_BYTES = 46

async function findDirectory(
  file: string,
  handle: FileHandle,
): Promise<{ readonly start: number; readonly bytes: number }> {
  const { size } = await handle.stat()
  const tailStart = Math.max(0, size - END_BYTES - COMMENT_MOST)
  const tail = await bytesAt(handle, tailStart, size - tailStart)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + END_BYTES > tail.length) {
    throw notSound(file, 'a whole zip archive', 'one without its end: it is cut off')
  }
  const start = tail.readUInt32LE(end + 16)
  const bytes = tail.readUInt32LE(end + 12)
  if (start !== 0xffffffff && bytes !== 0xffffffff) return { start, bytes }
  const locator = tail.subarray(Math.max(0, end - LOCATOR_BYTES), end)
  if (locator.length < LOCATOR_BYTES || locator.readUInt32LE(0) !== 0x07064b50) {
    throw notSound(file, 'a whole zip archive', 'one without its 64-bit end')
  }
  const wide = await bytesAt(handle, Number(locator.readBigUInt64LE(8)), END64_BYTES)
  if (wide.length < END64_BYTES) throw notSound(file, 'a whole zip archive', 'one cut off')
  return { start: Number(wide.readBigUInt64LE(48)), bytes: Number(wide.readBigUInt64LE(40)) }
}

function readDirectory(file: string, directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  while (at + CENTRAL_BYTES <= directory.length && directory.readUInt32LE(at) === 0x02014b50) {
    const nameBytes = directory.readUInt16LE(at + 28)
    const extraBytes = directory.readUInt16LE(at + 30)
    const name = directory.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes)
    const extraStart = at + CENTRAL_BYTES + nameBytes
    const extra = directory.subarray(extraStart, extraStart + extraBytes)
    const method = directory.readUInt16LE(at + 10)
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) !== 0
    if (isEncrypted || (method !== 0 && method !== 8)) {
      const came = isEncrypted ? 'an encrypted one' : `method ${method}`
      throw notSound(file, `${name} stored or deflated`, came)
    }
    const wide = wideNumbers(extra)
    // Each that does not fit 32 bits stands in the extra field, in this order.
    const bytes = wide(directory.readUInt32LE(at + 24))
    const packedBytes = wide(directory.readUInt32LE(at + 20))
    const start = wide(directory.readUInt32LE(at + 42))
    const crc32 = directory.readUInt32LE(at + 16)
    entries.push({ name, deflated: method === 8, start, packedBytes, bytes, crc32 })
    at = extraStart + extraBytes + directory.readUInt16LE(at + 32)
  }
  if (at !== directory.length) throw notSound(file, 'a whole zip archive', 'a damaged directory')
  return entries
}

/** Replaces 0xffffffff by the next number of the extra field for zip64. */
function wideNumbers(extra: Buffer): (narrow: number) => number {
  let at = 0
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1)
    at += 4 + extra.readUInt16LE(at + 2)
  at += 4
  return (narrow) => {
    if (narrow !== 0xffffffff || at + 8 > extra.length) return narrow
    const number = Number(extra.readBigUInt64LE(at))
    at += 8
    return number
  }
}

/** The local header before the data has a name and an extra field of its own lengths. */
async function startOfData(file: string, handle: FileHandle, header: number): Promise<number> {
  const local = await bytesAt(handle, header, LOCAL_BYTES)
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== 0x04034b50) {
    throw notSound(file, 'a whole zip archive', 'no file where the directory says')
  }
  return header + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28)
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.min(length, DIRECTORY_BYTES_MOST))
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
  return buffer.subarray(0, bytesRead)
}

/** The directory of an archive of one file is some hundred bytes. */
const DIRECTORY_BYTES_MOST = 2 ** 24

function notSound(file: string, expected: string, came: string): DataError {
  return new DataError({ file, expected, came })
}
