import type { BookChecksum, TopLevels } from './checksum.ts'
import type { Instrument } from '../core/instrument.ts'
import { stepsText, type DecimalFormat } from './parts/decimals.ts'

/**
 * The checksum of OKX and, after its example, Bitget: the 25 best bids and asks in turns, each as price, colon and
 * quantity, with colons between: `bid:quantity:ask:quantity:...`. Where one side has fewer levels the other goes on
 * alone.
 *
 * @param decimals how the venue writes its numbers, since the text is made of those
 */
export function alternatingChecksum(decimals: DecimalFormat['decimals']): BookChecksum {
  const levels = 25
  return {
    levels,
    textOf(bids, asks, instrument) {
      const pieces: string[] = []
      for (let level = 0; level < levels; level++) {
        for (const side of [bids, asks]) {
          if (level < side.count) pieces.push(levelText(side, level, instrument, decimals))
        }
      }
      return pieces.join(':')
    },
  }
}

function levelText(
  { prices, quantities }: TopLevels,
  level: number,
  { tickSize, lotSize }: Instrument,
  decimals: DecimalFormat['decimals'],
): string {
  const price = stepsText(prices[level]!, tickSize, decimals)
  return `${price}:${stepsText(quantities[level]!, lotSize, decimals)}`
}
