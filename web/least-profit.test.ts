import { expect, test } from 'vitest'
import { leastProfitIn, ofLeastProfit } from './least-profit.ts'

const rows = [2, 0, -1, null, 0.5].map((profitQuote) => ({ profitQuote }))
const shown = (text: string) =>
  ofLeastProfit(rows, leastProfitIn(text)).map(({ profitQuote }) => profitQuote)

test('nothing typed shows all, and zero is a least profit like any other', () => {
  expect(shown('')).toEqual([2, 0, -1, null, 0.5])
  expect(shown(' 0 ')).toEqual([2, 0, 0.5])
  expect(shown('0.5')).toEqual([2, 0.5])
  expect(shown('.5')).toEqual([2, 0.5])
  expect(shown('1,000')).toEqual([])
  expect(shown('\u22121')).toEqual([2, 0, -1, 0.5])
})

test.each(['-', 'much', '1e', '0x1', '1 2', 'NaN'])(
  '%s is no profit, and hides nothing',
  (text) => {
    expect(leastProfitIn(text)).toEqual({ kind: 'unreadable' })
    expect(shown(text)).toHaveLength(5)
  },
)
