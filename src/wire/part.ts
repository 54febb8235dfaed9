import type { BookFeed } from '../core/events/book-feed.ts'
import { eventKind, type EventKind } from '../core/events/event-codes.ts'
import type { IgnoredReason } from '../core/events/wire-codec.ts'
import type { Reading } from './reading.ts'
import { scanOf, type Scan, type Template } from './scan.ts'
import type { Writing } from './writing.ts'

/**
 * One place in a venue's message, both ways. A message is a part made of parts, so that its layout is written once and
 * read from top to bottom in the venue's own order; `codec.ts` makes a codec of it.
 */
export interface Part {
  /** Reads the value that comes next; false when it failed, which the reading has noted. */
  readonly read: (reading: Reading) => boolean
  /** Writes the value; false when the rows have nothing to say here. */
  readonly write: (writing: Writing) => boolean
  /** May the value be left out? Then the key goes with it. */
  readonly isOptional?: true
  /** What it looks like when nothing is unusual; a part without is always walked. */
  readonly template?: Template
  /** Another usual look. */
  readonly wrapped?: Template
}

/** One kind of message of a venue. */
export interface Channel {
  /** For people. */
  readonly name: string
  /** The kinds of rows it can tell. */
  readonly kinds: readonly EventKind[]
  /** Does it begin the book anew? `told`: the message says so itself. */
  readonly snapshot: 'always' | 'never' | 'told'
  readonly shape: Part
  /** Of one that changes books: `MessageSequence.coverage`, or what finds it in a message that was read. */
  readonly coverage: number | CoverageTold
  /** Does it change books? */
  readonly isBook: boolean
  /** The usual looks of its shape, made ready. */
  readonly scans: readonly Scan[]
}

/** The coverage that a message tells, whose rows begin at `row` of `reading.out`. */
export type CoverageTold = (reading: Reading, row: number) => number

/** What a venue's file says of a channel; one that covers no less than another of the same book need not say so. */
type ChannelLayout = Omit<Channel, 'coverage' | 'isBook' | 'scans'> &
  Partial<Pick<Channel, 'coverage'>>

/** A channel as its venue's file describes it. */
export function channel(layout: ChannelLayout): Channel {
  const isBook = layout.kinds.some((kind) => kind === eventKind.level || kind === eventKind.order)
  const { template, wrapped } = layout.shape
  const scans = [template, wrapped].filter((look) => look !== undefined).map(scanOf)
  return { coverage: Infinity, ...layout, isBook, scans }
}

/** Which channel a message belongs to, or why it tells nothing; undefined when it cannot be made out. */
export type Routing = (reading: Reading) => Channel | IgnoredReason | undefined

/** How one venue speaks, and how its books hang together. */
export interface Protocol extends BookFeed {
  /** As in `Instrument.venue`. */
  readonly venue: string
  readonly route: Routing
  /** The likelier first; the first that can say certain rows is the one that writes them. */
  readonly channels: readonly Channel[]
  /** What finds the symbol in the address of a request for a book, whose answer does not name it. */
  readonly bookRequest?: RegExp
  /** Messages that look like those of another channel, and are told apart by the routing alone. */
  readonly isLookalike?: (reading: Reading) => boolean
  /** Texts that are no JSON. */
  readonly plainTexts?: Readonly<Record<string, IgnoredReason>>
}
