import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChecksumLayout } from '../../core/events/book-feed.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { bitgetChecksum } from '../../wire/bitget/checksum.ts'
import { krakenChecksum } from '../../wire/kraken/checksum.ts'
import { okxChecksum } from '../../wire/okx/checksum.ts'
import { DenseBook } from '../dense-book.ts'
import { BookChecksum } from './book-checksum.ts'

const { bid, ask } = eventSide

test('gives the checksum of the example Kraken publishes', () => {
  // https://docs.kraken.com/api/docs/guides/spot-ws-book-v1: prices with 5 decimals, volumes of 0.00000500.
  const asks = [5005, 5010, 5015, 5020, 5025, 5030, 5035, 5040, 5045, 5050]
  const bids = [5000, 4995, 4990, 4980, 4975, 4970, 4965, 4960, 4955, 4950]
  const book = new DenseBook()
  for (const price of asks) book.setLevel(ask, price, 500)
  for (const price of bids) book.setLevel(bid, price, 500)
  // An eleventh level is in no checksum.
  book.setLevel(bid, 4900, 7)
  const checksum = new BookChecksum(krakenChecksum, {
    tickSize: { units: 1, decimals: 5 },
    lotSize: { units: 1, decimals: 8 },
  })
  expect(checksum.of(book)).toBe(974_947_235)
})

test('a tick coarser than the decimals written gives the same text', () => {
  const fine = new DenseBook()
  const coarse = new DenseBook()
  for (const [side, price] of [
    [bid, 562_182],
    [ask, 562_183],
  ] as const) {
    coarse.setLevel(side, price, 15)
    fine.setLevel(side, price * 10_000, 15_000_000)
  }
  const lotSize = { units: 1, decimals: 8 }
  const ofFine = new BookChecksum(krakenChecksum, { tickSize: { units: 1, decimals: 5 }, lotSize })
  const ofCoarse = new BookChecksum(krakenChecksum, {
    tickSize: { units: 1, decimals: 1 },
    lotSize: { units: 1, decimals: 2 },
    priceDecimals: 5,
    quantityDecimals: 8,
  })
  expect(ofCoarse.of(coarse)).toBe(ofFine.of(fine))
})

test.each<[string, ChecksumLayout, (price: number) => string, string]>([
  ['OKX', okxChecksum, (price) => String(price / 100), ':'],
  ['Bitget', bitgetChecksum, (price) => (price / 100).toFixed(2), ':'],
])('%s: bids and asks in turns, a shorter side left out where it ends', (_, layout, write) => {
  fc.assert(
    fc.property(fc.nat(30), fc.nat(30), (bids, asks) => {
      const book = new DenseBook()
      for (let level = 0; level < bids; level++) book.setLevel(bid, 30_000 - level, level + 1)
      for (let level = 0; level < asks; level++) book.setLevel(ask, 30_001 + level, level + 1)
      const words: string[] = []
      for (let level = 0; level < 25; level++) {
        if (level < bids) words.push(write(30_000 - level), String(level + 1))
        if (level < asks) words.push(write(30_001 + level), String(level + 1))
      }
      const checksum = new BookChecksum(layout, {
        tickSize: { units: 1, decimals: 2 },
        lotSize: { units: 1, decimals: 0 },
      })
      expect(checksum.of(book)).toBe(crc32(words.join(':')))
    }),
  )
})
