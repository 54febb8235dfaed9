/**
 * How the messages of a venue's book follow one another: by what they say of their place (`MessageSequence`). The rule
 * of each is in `book/sequence`.
 *
 * - `ranges`: each holds the updates `first` to `last`, one id after the other; the snapshot comes by another way
 *   (Binance spot, Gate.io).
 * - `linked-ranges`: each holds a range and names the last id before it, `previous` (Binance futures).
 * - `linked`: each names the message before it, `previous` (OKX, Deribit, Bitget since 2026).
 * - `contiguous`: `last` counts one up; a snapshot begins anew (Bybit).
 * - `ascending`: `last` is a clock that never goes back; a lost message cannot be noticed (Bitstamp).
 * - `unnumbered`: nothing; only a checksum, or the numbers of the connection, tell of what is lost (Kraken, Coinbase).
 * - `snapshots`: every message is a whole book (Hyperliquid).
 */
export type MessageNumbering =
  | 'ranges'
  | 'linked-ranges'
  | 'linked'
  | 'contiguous'
  | 'ascending'
  | 'unnumbered'
  | 'snapshots'

/** How a venue turns the top of a book into the text whose CRC-32 it sends. */
export interface ChecksumLayout {
  /** How many levels of each side count. */
  readonly levels: number
  /**
   * `asks-then-bids`: all asks, then all bids, nothing between the numbers (Kraken).
   * `alternating`: best bid, best ask, second bid and so on, colons between the numbers; a side that is shorter is
   * left out where it ends (OKX, Bitget).
   */
  readonly order: 'asks-then-bids' | 'alternating'
  readonly style: NumberStyle
}

/**
 * How a number is written.
 *
 * `fixed`: all its decimals (0.00003530). `shortest`: no needless zeros (5.16, 30316). `digits`: neither point nor
 * leading zeros (3530).
 */
export type NumberStyle = 'fixed' | 'shortest' | 'digits'

/** What keeps the books of a feed from being wrong without being noticed; a venue's file in `wire` says it. */
export interface BookFeed {
  readonly numbering: MessageNumbering
  /** Of the book after the message, where one brings it. */
  readonly checksum?: ChecksumLayout
  /** Are messages numbered through the connection, whatever they tell? Then each of them counts. */
  readonly sequencedBy?: 'connection'
  /**
   * Where messages tell the depth subscribed to, and levels beyond it fall out without being deleted: what finds it in
   * a snapshot or the answer to the subscription.
   */
  readonly depthTold?: RegExp
  /** The depths there are to subscribe to, where levels fall out. */
  readonly depths?: readonly number[]
}
