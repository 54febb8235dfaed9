import { expect, test } from 'vitest'
import { consolidate } from './consolidate.ts'

const book = (venue: string, instrument: string, bid: number, ask: number) => ({
  venue,
  instrument,
  class: 'spot',
  bids: [
    [bid, 1],
    [bid - 1, 2],
  ] as const,
  asks: [[ask, 3]] as const,
})

test('books in one currency are one, best first, and equal prices add up', () => {
  const [shared, ...others] = consolidate([
    book('binance', 'BTC-USDT', 100, 101),
    book('okx', 'BTC-USDT', 101, 103),
  ])
  expect(others).toEqual([])
  expect(shared).toEqual({
    quote: 'USDT',
    class: 'spot',
    venues: ['binance', 'okx'],
    bids: [
      { price: 101, quantity: 1, venues: ['okx'] },
      { price: 100, quantity: 3, venues: ['binance', 'okx'] },
      { price: 99, quantity: 2, venues: ['binance'] },
    ],
    asks: [
      { price: 101, quantity: 3, venues: ['binance'] },
      { price: 103, quantity: 3, venues: ['okx'] },
    ],
  })
})

test('a dollar and a USDT are never added', () => {
  const shared = consolidate([
    book('binance', 'BTC-USDT', 100, 101),
    book('kraken', 'BTC-USD', 100, 101),
  ])
  expect(shared.map(({ quote, venues }) => [quote, venues])).toEqual([
    ['USDT', ['binance']],
    ['USD', ['kraken']],
  ])
})

test('no books are no book, and an unknown book adds nothing', () => {
  expect(consolidate([])).toEqual([])
  const unknown = { venue: 'okx', instrument: 'BTC-USDT', class: 'spot', bids: [], asks: [] }
  expect(consolidate([unknown])).toEqual([
    { quote: 'USDT', class: 'spot', venues: ['okx'], bids: [], asks: [] },
  ])
})

test('a perpetual is not its coin', () => {
  const perpetual = { ...book('binance', 'BTC-USDT', 100, 101), class: 'linear' }
  const shared = consolidate([book('binance', 'BTC-USDT', 100, 101), perpetual])
  expect(shared.map((each) => each.class)).toEqual(['spot', 'linear'])
})
