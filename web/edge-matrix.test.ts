import { expect, test } from 'vitest'
import type { FoundOpportunity } from '../src/research/arbitrage/scan-result.ts'
import { edgeMatrix } from './edge-matrix.ts'

const found = (buyVenue: string, sellVenue: string, more: Partial<FoundOpportunity>) =>
  ({
    base: 'BTC',
    buyVenue,
    sellVenue,
    peakBps: 1,
    profitQuote: null,
    captured: null,
    ...more,
  }) as FoundOpportunity

const book = (venue: string, bid: number, ask: number, takerFeeBps: number) => ({
  venue,
  instrument: 'BTC-USD',
  takerFeeBps,
  bids: [[bid, 1]] as const,
  asks: [[ask, null]] as const,
})

const result = {
  venues: ['b', 'a', 'c'],
  opportunities: [
    found('a', 'b', { peakBps: 3, profitQuote: 2 }),
    found('a', 'b', {
      peakBps: 9,
      profitQuote: 5,
      captured: { buyQuantity: 1, sellQuantity: 1, profitQuote: -1 },
    }),
    found('b', 'c', { base: 'ETH' }),
  ],
  best: {
    time: 0,
    base: 'BTC',
    quote: 'USD',
    buy: { venue: 'a', instrument: 'BTC-USD' },
    sell: { venue: 'b', instrument: 'BTC-USD' },
    touchBps: 80,
    profitQuote: 1,
    books: [book('a', 99, 100, 10), book('b', 101, 102, 10)],
  },
}

test('rows buy and columns sell, venues by name, and what never was is no zero', () => {
  const { venues, cells } = edgeMatrix(result, 'best', null)
  expect(venues).toEqual(['a', 'b', 'c'])
  expect(cells).toEqual([
    [undefined, 9, undefined],
    [undefined, undefined, 1],
    [undefined, undefined, undefined],
  ])
})

test('sums are of what is known, of one asset where it is named', () => {
  expect(edgeMatrix(result, 'profit', 'BTC').cells[0]![1]).toBe(7)
  expect(edgeMatrix(result, 'captured', null).cells[0]![1]).toBe(-1)
  expect(edgeMatrix(result, 'profit', null).cells[1]![2]).toBeUndefined()
  expect(edgeMatrix(result, 'times', 'ETH').cells.flat().filter(Number.isFinite)).toEqual([1])
})

test('at its moment every pair of books has an edge after both fees, most below zero', () => {
  const { cells } = edgeMatrix(result, 'moment', null)
  // (101 x 0.999 - 100 x 1.001) / 100 and (99 x 0.999 - 102 x 1.001) / 102, in bps.
  expect(cells[0]![1]).toBeCloseTo(79.9, 9)
  expect(cells[1]![0]).toBeCloseTo((-3.201 / 102) * 1e4, 9)
  expect(cells[0]![0]).toBeUndefined()
  expect(cells[0]![2]).toBeUndefined()
})

function summed(quoteInUsd: number | null): number | undefined {
  const rows = [
    found('a', 'b', { quote: 'USD', quoteInUsd: 1, profitQuote: 2 }),
    found('a', 'b', { quote: 'EUR', quoteInUsd, profitQuote: 4 }),
  ]
  return edgeMatrix({ ...result, opportunities: rows }, 'profit', null).cells[0]![1]
}

test('sums over several currencies are in dollars, and nothing where their worth is not known', () => {
  expect(summed(1.25)).toBe(7)
  expect(summed(null)).toBeUndefined()
})
