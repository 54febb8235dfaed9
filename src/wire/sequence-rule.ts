/**
 * How the messages of a venue's book follow one another: what a follower must hold `MessageSequence` against. Where two
 * rules are given, each message must pass both.
 *
 * - `first-follows`: `first` is the `last` of the message before plus one; behind a snapshot, `first` to `last` must
 *   hold the snapshot's `last` plus one (Binance spot, Gate.io).
 * - `previous-is-last`: `previous` is the `last` of the message before; behind a snapshot that does not take part in
 *   this, `first` to `last` must hold the snapshot's `last` (Binance futures), else `previous` is it (OKX, Deribit,
 *   Bitget since 2026).
 * - `last-counts-up`: `last` is the one before plus one, and a snapshot begins anew (Bybit).
 * - `connection-counts-up`: `last` is the one before plus one over all messages of the connection, whatever they tell;
 *   a message that changes no book counts too (Coinbase).
 * - `checksum`: the book after the message has this `checksum`, where the message brings one.
 * - `clock`: `last` is the venue's clock and never goes back; what is at or before a snapshot's is in it. A lost message
 *   cannot be noticed (Bitstamp).
 * - `snapshots`: every message is a whole book (Hyperliquid).
 */
export type SequenceRule =
  | 'first-follows'
  | 'previous-is-last'
  | 'last-counts-up'
  | 'connection-counts-up'
  | 'checksum'
  | 'clock'
  | 'snapshots'
