/** Where a reading keeps the numbers of a message: positions in `Reading.numbers`. */
export const slot = {
  // Of the message.
  /** Microseconds: when what it tells happened. */
  exchangeTime: 0,
  /** Microseconds: when it was sent; its time where it has no other. */
  sentTime: 1,
  first: 2,
  last: 3,
  previous: 4,
  checksum: 5,

  // Of the level, trade or order being read.
  price: 6,
  quantity: 7,
  id: 8,
  /** Its own exchange time. */
  rowTime: 9,

  // Of the best prices and values being read.
  bidPrice: 10,
  bidQuantity: 11,
  askPrice: 12,
  askQuantity: 13,
  mark: 14,
  index: 15,
  fundingRate: 16,
  fundingTime: 17,
  openInterest: 18,
} as const

export type Slot = (typeof slot)[keyof typeof slot]

/** First slot of a row, and the one behind its last. */
export const rowSlots: readonly [number, number] = [slot.price, slot.rowTime + 1]

/** First slot of quotes and values, and the one behind their last. */
export const marketSlots: readonly [number, number] = [slot.bidPrice, slot.openInterest + 1]

export const slotCount: number = slot.openInterest + 1
