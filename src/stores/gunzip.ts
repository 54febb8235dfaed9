import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import { errorText } from '../core/errors.ts'
import { DataError } from './data-error.ts'

const gunzip = promisify(gunzipWithCallback)

/** Whether the bytes begin as a gzip member does (RFC 1952, section 2.3.1). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * The bytes behind a gzip file, all its members one after the other.
 *
 * @throws DataError when the file is torn or damaged, or unpacks to more than `BYTES_MOST`
 */
export async function unpackGzip(file: string, packed: Buffer): Promise<Buffer> {
  try {
    return await gunzip(packed, { chunkSize: chunkSizeOf(packed), maxOutputLength: BYTES_MOST })
  } catch (cause) {
    throw new DataError({
      file,
      expected: 'a whole gzip file',
      came: `gzip data that does not unpack (${errorText(cause)})`,
      cause,
    })
  }
}

/** A file that unpacks to more than this is a bomb or wants a columnar format. */
const BYTES_MOST = 2 ** 31 - 1
const CHUNK_LEAST = 2 ** 18
const CHUNK_MOST = 2 ** 26

/**
 * The last four bytes tell the unpacked length of the last member: taking it as chunk size unpacks a file of one
 * member in one piece, without joining. It is a claim of the file, so it is only believed within bounds.
 */
function chunkSizeOf(packed: Buffer): number {
  const claimed = packed.length < 18 ? 0 : packed.readUInt32LE(packed.length - 4) + 1
  return Math.min(Math.max(claimed, CHUNK_LEAST), CHUNK_MOST)
}
