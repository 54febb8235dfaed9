/**
 * What a row of events tells, as the number its column holds. Recordings keep these numbers: add at the end, never
 * renumber.
 */
export const eventKind = {
  /** A snapshot begins: forget the book of this instrument. */
  clear: 0,
  /** One level of the book: its whole quantity, 0 when it is gone. */
  level: 1,
  /** One order of an order-by-order book: the quantity it has left, 0 when it is gone. */
  order: 2,
  /** A trade; its side is the aggressor's. */
  trade: 3,
  /** Best bid. */
  quoteBid: 4,
  /** Best ask. */
  quoteAsk: 5,
  /** Mark price. */
  mark: 6,
  /** Price of the underlying index. */
  index: 7,
  /** Funding rate as a fraction per interval, as last stated. */
  fundingRate: 8,
  /** Instant at which the stated funding rate settles. */
  fundingTime: 9,
  /** Open interest, in base units or contracts as the venue states it. */
  openInterest: 10,
  /** A forced order; its side is the order's. */
  liquidation: 11,
  /** A sequence broke or a connection was lost: the book of this instrument is void until the next `clear`. */
  gap: 12,
} as const

export type EventKind = (typeof eventKind)[keyof typeof eventKind]

const quotes: readonly EventKind[] = [eventKind.quoteBid, eventKind.quoteAsk]

/** Does it tell what the book is, or that it is void, rather than what was traded or stated? */
export function isOfBook(kind: EventKind): boolean {
  return kind <= eventKind.order || quotes.includes(kind) || kind === eventKind.gap
}

/** Side of a book, an aggressor or an order: buyers rest on the bid. */
export const eventSide = { bid: 0, ask: 1, buy: 0, sell: 1, unknown: 2 } as const

export type EventSide = (typeof eventSide)[keyof typeof eventSide]

/** A side of a book. */
export type BookSide = typeof eventSide.bid | typeof eventSide.ask

/** Bits of the column of flags. */
export const eventFlag = {
  /** The last row of its venue message: before it a book is between two states. */
  endsMessage: 1,
  /** Part of a snapshot, not of a change. */
  isSnapshot: 2,
} as const
