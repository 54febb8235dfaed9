import { expect, test } from 'vitest'
import { ReferenceCandles } from './reference-candles.ts'

const minute = 60_000_000

test('mark, index and the premium between them are candles of their own', () => {
  const candles = new ReferenceCandles()
  candles.add('mark', 101, 0)
  expect(candles.premium.of(minute, { from: 0, to: minute, most: 9 })).toEqual([])
  candles.add('index', 100, 10)
  candles.add('mark', 99, 20)
  candles.add('mark', 102, minute + 1)
  const range = { from: 0, to: 2 * minute, most: 9 }
  const shape = (kind: 'mark' | 'index' | 'premium') =>
    candles[kind]
      .of(minute, range)
      .map(({ from, open, high, low, close }) => [
        from / minute,
        ...[open, high, low, close].map((value) => Math.round(value * 1e6) / 1e6),
      ])
  expect(shape('mark')).toEqual([
    [0, 101, 101, 99, 99],
    [1, 102, 102, 102, 102],
  ])
  expect(shape('index')[0]).toEqual([0, 100, 100, 100, 100])
  expect(shape('premium')).toEqual([
    [0, 0.01, 0.01, -0.01, -0.01],
    [1, 0.02, 0.02, 0.02, 0.02],
  ])
})
