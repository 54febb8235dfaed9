/**
 * Messages of venues to market events and back: `import { codecOf, protocols } from 'isobar/wire'`.
 *
 * What events are, and what a codec owes, is in `core/events`.
 */
export type { BookFeed, ChecksumLayout, MessageNumbering } from '../core/events/book-feed.ts'
export { EventColumns, type EventRows } from '../core/events/event-columns.ts'
export { InstrumentTable } from '../core/events/instrument-table.ts'
export { marketEventAt, type MarketEvent } from '../core/events/market-event.ts'
export { SymbolTable, type Listing } from '../core/events/symbol-table.ts'
export type {
  DecodeOutcome,
  EncodeOutcome,
  MessageSequence,
  WireCodec,
  WireFrame,
} from '../core/events/wire-codec.ts'
export { bitgetChecksum } from './bitget/checksum.ts'
export { codecOf } from './codec.ts'
export { DecodeCounts } from './decode-counts.ts'
export { krakenChecksum } from './kraken/checksum.ts'
export { okxChecksum } from './okx/checksum.ts'
export type { Protocol } from './part.ts'
export { protocols, type FeedName } from './protocols.ts'
