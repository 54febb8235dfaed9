import type { IgnoredReason, MalformedReason } from '../../core/events/wire-codec.ts'

/** What became of the messages of a captured file. */
export interface CaptureCounts {
  readonly ignored: Readonly<Record<IgnoredReason, number>>
  readonly malformed: Readonly<Record<MalformedReason, number>>
  /** Where the first that was not understood stands, and why; null when all were. */
  readonly firstFault: CaptureFault | null
  /** Checksums compared, right ones and wrong ones. */
  readonly checksums: number
  /** How often a book was lost, by reason. */
  readonly lost: Readonly<Record<'gap' | 'checksum' | 'crossed' | 'disconnected', number>>
  readonly books: BookMessageCounts
}

/** Messages that change books, were understood, and changed none. */
export interface BookMessageCounts {
  /** They told what the book held already, or came while nothing was known of it that they could change. */
  readonly stale: number
  /** They came by another stream of the same book than the one it is followed by. */
  readonly otherStreams: number
}

/** A message that was not understood. */
export interface CaptureFault {
  readonly row: number
  /** Of the message, from 0. */
  readonly byte: number
  readonly detail: string
}
