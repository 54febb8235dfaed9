import { expect, test } from 'vitest'
import { Candles } from '../world/candles.ts'
import { barCandles, barOf } from './candle-words.ts'

const hour = 3_600_000_000
/** 2026-11-23, a Monday, 00:00 UTC. */
const monday = 1_795_392_000_000_000

/** One lot an hour for three days, each a tick dearer, from that Monday on. */
function threeDays(): Candles {
  const candles = new Candles()
  for (let k = 0; k < 72; k++) {
    candles.add({ id: k, at: monday + k * hour, priceTicks: 100 + k, lots: 1, isBuy: true })
  }
  return candles
}

const range = { from: 0, to: monday + 72 * hour, most: 10 }

test('days are of Hong Kong, 16:00 UTC, unless they say utc', () => {
  expect(new Date(monday / 1_000).toISOString()).toBe('2026-11-23T00:00:00.000Z')
  const days = barCandles(threeDays(), barOf('1D')!, range)
  expect(days.map(({ from, lots }) => [(from - monday) / hour, lots])).toEqual([
    [-8, 16],
    [16, 24],
    [40, 24],
    [64, 8],
  ])
  expect(days[1]).toMatchObject({ open: 116, high: 139, low: 116, close: 139, tickLots: 3_060 })
  const utc = barCandles(threeDays(), barOf('1Dutc')!, range)
  expect(utc.map(({ from }) => (from - monday) / hour)).toEqual([0, 24, 48])
  expect(barOf('1M')).toBeUndefined()
})

test('weeks begin on Mondays of Hong Kong', () => {
  const weeks = barCandles(threeDays(), barOf('1W')!, range)
  expect(weeks.map(({ from, lots }) => [(from - monday) / hour, lots])).toEqual([[-8, 72]])
  const latest = barCandles(threeDays(), barOf('6H')!, { ...range, most: 2 })
  expect(latest.map(({ from }) => (from - monday) / hour)).toEqual([64, 70])
})
