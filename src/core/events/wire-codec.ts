import type { EventColumns, EventRows } from './event-columns.ts'
import type { Instant } from '../time.ts'

/** One venue message as it arrived. The reader may use one record again and again. */
export interface WireFrame {
  readonly bytes: Uint8Array
  /** First byte of the message. */
  readonly start: number
  /** The byte after its last. */
  readonly end: number
  readonly localTime: Instant
  /** Whom it is about, where it does not say so itself: the answer to a request over REST. */
  readonly instrument?: number
}

/**
 * What one message says about its place in its sequence and about the state it leaves the book in; a rule in
 * `book/sequence` judges it. NaN where the venue does not say.
 */
export interface MessageSequence {
  /** Index of the instrument whose book the message changes; NaN when it changes none. */
  readonly instrument: number
  /** Does the message hold a whole book? Then what it says about its predecessor does not count. */
  readonly isSnapshot: boolean
  /** First update id it holds (Binance `U`). */
  readonly first: number
  /** Last update id it holds (Binance `u`, Bybit `u`, OKX `seqId`), or a number of the connection (Coinbase). */
  readonly last: number
  /** Last update id before it, where the message repeats that (Binance futures `pu`, OKX `prevSeqId`). */
  readonly previous: number
  /** Checksum of the book after it, as an unsigned 32-bit number. */
  readonly checksum: number
  /**
   * How much of the book its stream covers, where a venue has several of one book: levels a side, Infinity of all (and
   * where it is missing), 0 of an answer over REST that no stream builds on. A book is followed by one of them.
   */
  readonly coverage?: number
}

/**
 * What became of one message. The outcome belongs to the decoder and holds until its next call.
 *
 * `decoded` may have left no rows: a book message without changes still moves the sequence, and where a connection
 * numbers everything (Coinbase) so do its heartbeats and answers.
 */
export type DecodeOutcome =
  | { readonly kind: 'decoded'; readonly sequence: MessageSequence }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }
  | {
      readonly kind: 'malformed'
      readonly reason: MalformedReason
      /** Byte of the frame's buffer at which it went wrong. */
      readonly offset: number
      /** One line for a person: what was expected, what came. */
      readonly detail: string
      /** May it have changed a book? Then that book is not known any more. */
      readonly isBook: boolean
      /** Index of the instrument it was about; NaN where that could not be made out. */
      readonly instrument: number
    }

/** Well-formed, and nothing to tell: pong, answer to a subscription, a stream or symbol nobody asked for. */
export type IgnoredReason = 'heartbeat' | 'acknowledgement' | 'other-channel' | 'unknown-symbol'

export type MalformedReason =
  /** Not the syntax of the protocol (broken JSON, cut off). */
  | 'syntax'
  /** A field that must be there is not. */
  | 'missing-field'
  /** A field holds what its protocol does not allow. */
  | 'unexpected-value'
  /** A price or quantity is not a whole number of ticks or lots. */
  | 'off-grid'
  /** A price or quantity is beyond 2^53 - 1 ticks or lots. */
  | 'too-large'

/** What encoding gives: the message, or why this venue cannot say it. */
export type EncodeOutcome =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  | { readonly kind: 'unsupported'; readonly detail: string }

/** A venue's market data, both ways. Built with the feed's `SymbolTable`; keeps nothing from message to message. */
export interface WireCodec {
  /** Appends the rows of one message, all or none. */
  decode(frame: WireFrame, out: EventColumns): DecodeOutcome
  /** The venue's message for rows `[start, end)`, which are one message of one channel. */
  encode(rows: EventRows, start: number, end: number, sequence: MessageSequence): EncodeOutcome
}
