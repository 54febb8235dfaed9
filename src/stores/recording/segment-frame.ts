import { crc32 } from 'node:zlib'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Listing } from './listing.ts'
import type { RecordedClock } from './recording-format.ts'

/** One entry of a segment: a listing under the number that later rows call it by, or rows. */
export type SegmentEntry =
  | { readonly kind: 'listing'; readonly index: number; readonly listing: Listing }
  | {
      readonly kind: 'rows'
      /** Number of the first event in the recording. */
      readonly firstEvent: number
      readonly clock: RecordedClock
      /** Whole messages; the column `instrument` holds numbers of listings. */
      readonly rows: EventRows
    }

/**
 * What stands before the content of an entry: magic, kind, length, CRC-32 of the content and CRC-32 of all this, each
 * 32 bits. Without the last, a damaged length would look like an entry that was cut off.
 */
export const frameHeadBytes = 20
const MAGIC = 0x42_4f_53_49 // ISOB
const kindCodes = { listing: 1, rows: 2 } as const
const clocks: readonly RecordedClock[] = ['receive', 'exchange']

/** The head of an entry as its bytes tell it. */
export interface FrameHead {
  readonly kind: SegmentEntry['kind']
  readonly length: number
  readonly crc: number
}

/** The bytes of an entry, head and content. */
export function encodeEntry(entry: SegmentEntry): Buffer {
  const content = entry.kind === 'listing' ? listingBytes(entry) : rowsBytes(entry)
  const head = Buffer.alloc(frameHeadBytes)
  head.writeUInt32LE(MAGIC, 0)
  head.writeUInt32LE(kindCodes[entry.kind], 4)
  head.writeUInt32LE(content.length, 8)
  head.writeUInt32LE(crc32(content), 12)
  head.writeUInt32LE(crc32(head.subarray(0, 16)), 16)
  return Buffer.concat([head, content])
}

/** @returns undefined when these bytes begin no entry */
export function decodeHead(head: Buffer): FrameHead | undefined {
  if (head.length < frameHeadBytes || head.readUInt32LE(0) !== MAGIC) return undefined
  if (head.readUInt32LE(16) !== crc32(head.subarray(0, 16))) return undefined
  const code = head.readUInt32LE(4)
  const length = head.readUInt32LE(8)
  const crc = head.readUInt32LE(12)
  if (code === kindCodes.listing) return { kind: 'listing', length, crc }
  return code === kindCodes.rows ? { kind: 'rows', length, crc } : undefined
}

/** @returns undefined when the content is not what the head says */
export function decodeContent(head: FrameHead, content: Buffer): SegmentEntry | undefined {
  if (content.length !== head.length || crc32(content) !== head.crc) return undefined
  if (head.kind === 'rows') return decodeRows(content)
  return { kind: 'listing', ...(JSON.parse(content.toString('utf8')) as ListingContent) }
}

type ListingContent = Omit<Extract<SegmentEntry, { kind: 'listing' }>, 'kind'>

function listingBytes({ index, listing }: ListingContent): Buffer {
  return Buffer.from(JSON.stringify({ index, listing } satisfies ListingContent))
}

/** First event, number of rows and clock; then the columns, the widest first. */
const ROWS_HEAD_BYTES = 16

function rowsBytes(entry: Extract<SegmentEntry, { kind: 'rows' }>): Buffer {
  const { rows, firstEvent, clock } = entry
  const head = Buffer.alloc(ROWS_HEAD_BYTES)
  head.writeDoubleLE(firstEvent, 0)
  head.writeUInt32LE(rows.length, 8)
  head.writeUInt32LE(clocks.indexOf(clock), 12)
  const pieces = columnsOf(rows).map((column) =>
    Buffer.from(column.buffer, column.byteOffset, rows.length * column.BYTES_PER_ELEMENT),
  )
  return Buffer.concat([head, ...pieces])
}

function decodeRows(content: Buffer): SegmentEntry | undefined {
  const length = content.readUInt32LE(8)
  const rows = new EventColumns(length)
  let at = ROWS_HEAD_BYTES
  for (const column of columnsOf(rows)) {
    const bytes = length * column.BYTES_PER_ELEMENT
    const into = new Uint8Array(column.buffer, column.byteOffset, bytes)
    if (at + bytes > content.length) return undefined
    into.set(content.subarray(at, at + bytes))
    at += bytes
  }
  rows.length = length
  const clock = clocks[content.readUInt32LE(12)]
  if (at !== content.length || clock === undefined) return undefined
  return { kind: 'rows', firstEvent: content.readDoubleLE(0), clock, rows }
}

// In the byte order of the machine, which is little-endian wherever Node runs.
function columnsOf(rows: EventRows): readonly (Float64Array | Uint16Array | Uint8Array)[] {
  return [
    rows.exchangeTime,
    rows.localTime,
    rows.sequence,
    rows.price,
    rows.quantity,
    rows.value,
    rows.id,
    rows.instrument,
    rows.kind,
    rows.side,
    rows.flags,
  ]
}
