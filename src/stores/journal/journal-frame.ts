import { crc32 } from 'node:zlib'
import type { JournalRecord } from '../../core/journal.ts'

/** What a frame holds: the state everything before it came to, or one record. */
export type JournalEntry =
  | { readonly kind: 'checkpoint'; readonly state: unknown }
  | { readonly kind: 'record'; readonly record: JournalRecord }

/**
 * Magic and version, kind, length of the content, CRC-32 of the content and CRC-32 of all this, each 32 bits. Without
 * the last, a damaged length would look like a frame that was cut off.
 */
const headBytes = 20
/** ISJ and the version of the format. */
const magic = 0x01_4a_53_49
const kindCodes = { checkpoint: 1, record: 2 } as const
/** Far above any checkpoint; a length beyond it is damage. */
const contentBytesMost = 2 ** 28

/** The bytes of an entry. */
export function encodeJournalEntry(entry: JournalEntry): Buffer {
  const value = entry.kind === 'checkpoint' ? entry.state : entry.record
  const content = Buffer.from(JSON.stringify(value, written))
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(magic, 0)
  head.writeUInt32LE(kindCodes[entry.kind], 4)
  head.writeUInt32LE(content.length, 8)
  head.writeUInt32LE(crc32(content), 12)
  head.writeUInt32LE(crc32(head.subarray(0, 16)), 16)
  return Buffer.concat([head, content])
}

/** What stands at an offset: an entry and where it ends, or why there is none. */
export type DecodedFrame =
  | { readonly kind: 'entry'; readonly entry: JournalEntry; readonly end: number }
  /** The file ends within it, as a kill leaves it. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged' }

/** Reads the frame at an offset of a segment's bytes. */
export function decodeJournalFrame(bytes: Buffer, at: number): DecodedFrame {
  if (bytes.length - at < headBytes) return { kind: 'torn' }
  const head = bytes.subarray(at, at + headBytes)
  const isSound =
    head.readUInt32LE(0) === magic && head.readUInt32LE(16) === crc32(head.subarray(0, 16))
  // After a loss of power the end of a file may be zeros that were never filled.
  if (!isSound)
    return bytes.subarray(at).some((byte) => byte !== 0) ? { kind: 'damaged' } : { kind: 'torn' }
  const length = head.readUInt32LE(8)
  const end = at + headBytes + length
  if (length > contentBytesMost) return { kind: 'damaged' }
  if (end > bytes.length) return { kind: 'torn' }
  const content = bytes.subarray(at + headBytes, end)
  if (crc32(content) !== head.readUInt32LE(12)) {
    return end === bytes.length ? { kind: 'torn' } : { kind: 'damaged' }
  }
  const value: unknown = JSON.parse(content.toString('utf8'), read)
  const entry: JournalEntry =
    head.readUInt32LE(4) === kindCodes.checkpoint
      ? { kind: 'checkpoint', state: value }
      : { kind: 'record', record: value as JournalRecord }
  return { kind: 'entry', entry, end }
}

/** Money is a whole number of atoms, larger than a double counts: as text, under names that say so. */
const atomNames = new Set(['atoms', 'feeAtoms'])

function written(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function read(name: string, value: unknown): unknown {
  return atomNames.has(name) && typeof value === 'string' ? BigInt(value) : value
}
