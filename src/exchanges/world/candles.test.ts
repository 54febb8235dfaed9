import { expect, test } from 'vitest'
import { Candles, type Print } from './candles.ts'

const minute = 60_000_000
const day = 1_440 * minute
const print = (at: number, priceTicks: number, lots = 1, isBuy = true): Print => ({
  id: at,
  at,
  priceTicks,
  lots,
  isBuy,
})

test('trades become candles of any span; a span without trades is flat at the last price', () => {
  const candles = new Candles()
  expect(candles.of(minute, { from: 0, to: minute, most: 10 })).toEqual([])
  expect(candles.day(minute)).toBeUndefined()
  for (const each of [
    print(10 * minute + 1, 100, 2),
    print(10 * minute + 2, 90, 1, false),
    print(10 * minute + 3, 95),
    print(12 * minute, 110, 4),
  ]) {
    candles.add(each)
  }
  const rows = candles.of(minute, { from: 0, to: 13 * minute + 1, most: 10 })
  expect(
    rows.map(({ from, open, high, low, close, lots, trades }) => [
      from / minute,
      open,
      high,
      low,
      close,
      lots,
      trades,
    ]),
  ).toEqual([
    [10, 100, 100, 90, 95, 4, 3],
    [11, 95, 95, 95, 95, 0, 0],
    [12, 110, 110, 110, 110, 4, 1],
    [13, 110, 110, 110, 110, 0, 0],
  ])
  expect(rows[0]).toMatchObject({ boughtLots: 3, boughtTickLots: 295, tickLots: 385 })
  const [five] = candles.of(5 * minute, { from: 0, to: 13 * minute, most: 1 })
  expect(five).toMatchObject({
    from: 10 * minute,
    open: 100,
    high: 110,
    low: 90,
    close: 110,
    lots: 8,
    firstTradeId: 10 * minute + 1,
    lastTradeId: 12 * minute,
  })
  expect(
    candles.of(minute, { from: 0, to: 13 * minute + 1, most: 2 }).map(({ from }) => from / minute),
  ).toEqual([12, 13])
  expect(candles.day(13 * minute)).toMatchObject({ open: 100, close: 110, trades: 4 })
  // A minute that begins a day before is over by then: it is not of the day.
  expect(candles.day(10 * minute - 1 + day)).toMatchObject({ trades: 4 })
  expect(candles.day(10 * minute + day)).toMatchObject({ trades: 1 })
  expect(candles.day(13 * minute + day)).toBeUndefined()
})

test('a week begins on a Monday, of which the first was the fifth day of 1970', () => {
  const candles = new Candles()
  for (const [at, ticks] of [
    [3, 100],
    [4, 90],
    [10, 95],
    [11, 80],
  ] as const) {
    candles.add(print(at * day, ticks))
  }
  const weeks = candles.of(7 * day, { from: -7 * day, to: 12 * day, most: 9 })
  expect(weeks.map(({ from, open, close }) => [from / day, open, close])).toEqual([
    [-3, 100, 100],
    [4, 90, 95],
    [11, 80, 80],
  ])
})

test('of seconds the latest thousand and a few more are kept, each as it was', () => {
  const candles = new Candles()
  const second = 1_000_000
  for (let at = 0; at < 4_000; at++) {
    candles.add(print(at * second, 100 + at, 2))
    candles.add(print(at * second + 1, 50 + at, 1, false))
  }
  const rows = candles.of(second, { from: 0, to: 4_000 * second, most: 5_000 })
  expect(rows.length).toBeGreaterThanOrEqual(1_000)
  expect(rows.length).toBeLessThanOrEqual(1_500)
  for (const [k, row] of rows.entries()) {
    const at = 4_000 - rows.length + k
    expect(row).toEqual({
      from: at * second,
      open: 100 + at,
      high: 100 + at,
      low: 50 + at,
      close: 50 + at,
      lots: 3,
      tickLots: 2 * (100 + at) + 50 + at,
      trades: 2,
      boughtLots: 2,
      boughtTickLots: 2 * (100 + at),
      firstTradeId: at * second,
      lastTradeId: at * second + 1,
    })
  }
})
