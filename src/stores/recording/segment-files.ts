import { open, readdir, type FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DataError, worldFileError } from '../data-error.ts'
import { segmentsFolder } from './recording-format.ts'
import { decodeContent, decodeHead, frameHeadBytes, type SegmentEntry } from './segment-frame.ts'

/** The path of the segment whose first event has this number. */
export function segmentPath(folder: string, firstEvent: number): string {
  return join(folder, segmentsFolder, `${String(firstEvent).padStart(16, '0')}.segment`)
}

/** The number of a segment's first event. */
export function firstEventOf(segment: string): number {
  return Number(basename(segment, '.segment'))
}

/** The segments of a recording, in the order of their events; none where there never was one. */
export async function listSegments(folder: string): Promise<string[]> {
  const place = join(folder, segmentsFolder)
  const names = await readdir(place).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw worldFileError(place, cause)
  })
  const segments = names.filter((name) => name.endsWith('.segment'))
  return segments.toSorted().map((name) => join(place, name))
}

/** How a segment ended. */
export interface SegmentEnd {
  /** Bytes of an entry that was not written to its end, as a kill leaves it. */
  readonly tornBytes: number
}

/**
 * The entries of a segment. One that is cut off at the end of the file was being written when its writer was killed,
 * was not acknowledged to anyone, and is left out.
 *
 * @throws DataError naming the offset, when an entry is damaged that others follow
 */
export async function* readSegment(file: string): AsyncGenerator<SegmentEntry, SegmentEnd> {
  const handle = await open(file).catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  try {
    const { size } = await handle.stat()
    let at = 0
    while (at < size) {
      const head = decodeHead(await readAt(handle, at, Math.min(frameHeadBytes, size - at)))
      const end = at + frameHeadBytes + (head?.length ?? 0)
      const isWhole = head !== undefined && end <= size
      const entry = isWhole
        ? decodeContent(head, await readAt(handle, at + frameHeadBytes, head.length))
        : undefined
      if (entry === undefined) {
        if (await isTail(handle, { at, end, size, hasHead: head !== undefined })) break
        throw damaged(file, at)
      }
      yield entry
      at = end
    }
    return { tornBytes: size - at }
  } finally {
    await handle.close()
  }
}

interface BadEntry {
  readonly at: number
  readonly end: number
  readonly size: number
  readonly hasHead: boolean
}

/** Is a bad entry the last thing in its file: cut off, or, after a loss of power, zeros that were never filled? */
async function isTail(handle: FileHandle, { at, end, size, hasHead }: BadEntry): Promise<boolean> {
  if (hasHead) return end >= size
  if (size - at < frameHeadBytes) return true
  for (let from = at; from < size; from += PIECE) {
    const piece = await readAt(handle, from, Math.min(PIECE, size - from))
    if (piece.some((byte) => byte !== 0)) return false
  }
  return true
}

const PIECE = 2 ** 20

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function damaged(file: string, offset: number): DataError {
  return new DataError({
    file,
    offset,
    expected: 'an entry as it was written',
    came: 'other bytes',
  })
}
