import type { Instrument } from '../../core/instrument.ts'
import type { BookChecksum, TopLevels } from '../checksum.ts'

/**
 * Kraken's checksum of the ten best levels: asks from the lowest, then bids from the highest, each as price and quantity
 * without point and without leading zeros, one behind the other. 45285.2 and 0.00100000 are `452852100000`.
 *
 * The numbers have the decimals of their pair (`pair_decimals`, `lot_decimals`; in v2 `price_precision` and
 * `qty_precision`), which must be those of the instrument's steps: then without point they are the units themselves.
 *
 * Source: Kraken's book checksum guides for v1 and v2, whose worked example (3310070434) is in the fixtures. Checked
 * against 2,947 checksums of ten pairs recorded in 2021.
 */
export const krakenChecksum: BookChecksum = {
  levels: 10,
  textOf: (bids, asks, instrument) => textOf(asks, instrument) + textOf(bids, instrument),
}

function textOf({ prices, quantities, count }: TopLevels, instrument: Instrument): string {
  const { tickSize, lotSize } = instrument
  let text = ''
  for (let level = 0; level < Math.min(count, krakenChecksum.levels); level++) {
    const price = prices[level]! * tickSize.units
    text += `${price}${quantities[level]! * lotSize.units}`
  }
  return text
}
