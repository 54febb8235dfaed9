import { eventKind, type EventKind } from '../../core/events/event-codes.ts'

/**
 * What a recording is parted into beside venue, instrument and hour: one channel holds what a strategy wants together.
 *
 * `book`: levels or orders, with the clears and gaps that concern them; `marks`: mark, index and open interest.
 */
export const channels = ['book', 'trades', 'quotes', 'marks', 'funding', 'liquidations'] as const

export type Channel = (typeof channels)[number]

/** The channel of a kind of event. */
export function channelOf(kind: EventKind): Channel {
  switch (kind) {
    case eventKind.clear:
    case eventKind.level:
    case eventKind.order:
    case eventKind.gap:
      return 'book'
    case eventKind.trade:
      return 'trades'
    case eventKind.quoteBid:
    case eventKind.quoteAsk:
      return 'quotes'
    case eventKind.mark:
    case eventKind.index:
    case eventKind.openInterest:
      return 'marks'
    case eventKind.fundingRate:
    case eventKind.fundingTime:
      return 'funding'
    case eventKind.liquidation:
      return 'liquidations'
  }
}

/** Position in `channels` of the channel of each kind, by the kind's number: for loops over columns. */
export const channelIndexOfKind: Uint8Array = Uint8Array.from(
  Object.values(eventKind).toSorted((a, b) => a - b),
  (kind) => channels.indexOf(channelOf(kind)),
)
