import { expect, test } from 'vitest'
import { ladderRows, spreadBps, stepDecimals } from './ladder-rows.ts'

const books = [
  {
    venue: 'a',
    instrument: 'X',
    takerFeeBps: 0,
    bids: [[9, 1]],
    asks: [
      [10, 1],
      [12, 4],
    ],
  },
  {
    venue: 'b',
    instrument: 'X',
    takerFeeBps: 1_000,
    bids: [[9, 2]],
    asks: [
      [10, 3],
      [11, null],
    ],
  },
] as const

test('what several venues have at one price is one row, best first, and adds up downwards', () => {
  const rows = ladderRows(books, { side: 'asks', rowsMost: 9, withFees: false })
  expect(rows.map(({ price, quantity, cumulative }) => [price, quantity, cumulative])).toEqual([
    [10, 4, 4],
    [11, 0, 4],
    [12, 4, 8],
  ])
  expect(rows[0]!.parts).toEqual([
    { venue: 'a', quantity: 1 },
    { venue: 'b', quantity: 3 },
  ])
})

test('with fees a cheap book behind a dear venue moves back, and a bid down', () => {
  const asks = ladderRows(books, { side: 'asks', rowsMost: 2, withFees: true })
  expect(asks.map(({ price }) => price)).toEqual([10, 11])
  const bids = ladderRows(books, { side: 'bids', rowsMost: 9, withFees: true })
  expect(bids.map(({ price }) => price)).toEqual([9, 8.1])
})

test('venues that cross have a spread below zero, and no side is no spread', () => {
  expect(spreadBps(101, 99)).toBeCloseTo(-200, 9)
  expect(spreadBps(undefined, 99)).toBeNaN()
  expect(ladderRows([], { side: 'bids', rowsMost: 3, withFees: false })).toEqual([])
})

test('prices of another currency stand in the row of the step they are shown as, with its decimals', () => {
  const book = { instrument: 'X', takerFeeBps: 0, priceStep: 0.1, bids: [] } as const
  const mixed = [
    { ...book, venue: 'dollars', asks: [[60_002.4, 1]] },
    { ...book, venue: 'tethers', asks: [[60_002.40002, 2]] },
    { ...book, venue: 'dearer', priceStep: 1, asks: [[60_002.46, 4]] },
    // Cheaper than the first of its row.
    { ...book, venue: 'last', asks: [[60_002.37, 8]] },
  ] as const
  const rows = ladderRows(mixed, { side: 'asks', rowsMost: 9, withFees: false })
  expect(rows.map(({ price, best, quantity }) => [price, best, quantity])).toEqual([
    [60_002.4, 60_002.37, 11],
    [60_002.5, 60_002.46, 4],
  ])
  const bids = mixed.map(({ asks, ...rest }) => ({ ...rest, bids: asks, asks: [] }))
  const [, second] = ladderRows(bids, { side: 'bids', rowsMost: 9, withFees: false })
  expect(second!.best).toBe(60_002.40002)
  // A fee of a hundredth of a basis point is six cents here: less than a step.
  const fine = [{ ...book, venue: 'dollars', takerFeeBps: 0.01, asks: [[60_002.4, 1]] }] as const
  expect(ladderRows(fine, { side: 'asks', rowsMost: 9, withFees: true })[0]!.price).toBe(60_002.46)
  expect([0.1, 0.25, 1, 10, 1e-8].map(stepDecimals)).toEqual([1, 2, 0, 0, 8])
})
