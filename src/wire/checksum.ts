import { crc32 } from '../math/crc32.ts'
import type { Instrument } from '../core/instrument.ts'
import { utf8Bytes } from '../core/utf8.ts'

/** The best levels of one side, best first: the first `count` of two arrays, as a book gives them. */
export interface TopLevels {
  /** Whole ticks. */
  readonly prices: ArrayLike<number>
  /** Whole lots. */
  readonly quantities: ArrayLike<number>
  readonly count: number
}

/** How a venue sums up its book. */
export interface BookChecksum {
  /** How many levels of each side count. */
  readonly levels: number
  /** The text whose CRC-32 the checksum is. Levels beyond `levels` are not read. */
  readonly textOf: (bids: TopLevels, asks: TopLevels, instrument: Instrument) => string
}

/** The checksum of a book as its venue would send it, as an unsigned number. */
export function checksumOf(
  { textOf }: BookChecksum,
  bids: TopLevels,
  asks: TopLevels,
  instrument: Instrument,
): number {
  return crc32(utf8Bytes(textOf(bids, asks, instrument)))
}
