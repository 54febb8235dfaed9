import { expect, test } from 'vitest'
import { cutUniverse, randomUniverse } from '../../../../test/random-universe.ts'
import type { Instant } from '../../../core/time.ts'
import { calendarOf, foldWindows, listedSeries } from './fold-windows.ts'

const given = randomUniverse(1, 1_000)
const { universe, listed, ended } = given
const hourUs = 3_600e6
const first = Math.min(...universe.map(({ times }) => times[0]!))
const last = Math.max(...universe.map(({ times }) => times.at(-1)!))

/** Names of a fold's listed series. */
function names(from: number, to: number, of = universe): string[] {
  const window = {
    index: 0,
    formationFrom: (first + from * hourUs) as Instant,
    tradingFrom: (first + to * hourUs) as Instant,
    tradingTo: (first + (to + 100) * hourUs) as Instant,
  }
  return listedSeries(of, window).map(({ bars }) => bars.instrument.base)
}

test('folds follow each other without a gap, and the last ends with the data', () => {
  const windows = foldWindows(universe, 300, 80)
  windows.forEach(({ formationFrom, tradingFrom }, k) => {
    expect(tradingFrom - formationFrom).toBe(300 * hourUs)
    expect(formationFrom - first).toBe(80 * k * hourUs)
  })
  windows.slice(1).forEach(({ tradingFrom }, k) => expect(windows[k]!.tradingTo).toBe(tradingFrom))
  expect(windows.at(-1)!.tradingTo).toBe(last + hourUs)
})

test('without a whole formation and a bar to trade there is no fold', () => {
  expect(foldWindows(universe, 1_001, 80)).toEqual([])
  expect(foldWindows([], 10, 5)).toEqual([])
  expect(foldWindows(cutUniverse(given, first).universe, 10, 5)).toEqual([])
})

test('a series is listed once it has bars over a whole formation, and until it ends', () => {
  const always = ['BTC', 'AAA', 'BBB', 'CCC', 'DDD']
  expect(names(0, 200)).toEqual([...always, 'GONE'])
  expect(names(listed - 50, listed + 150)).toEqual([...always, 'GONE'])
  expect(names(listed, listed + 200)).toEqual([...always, 'LATE', 'GONE'])
  expect(names(ended - 190, ended + 10)).toEqual([...always, 'LATE'])
  // It ends within the trading that follows: nobody knew that then.
  expect(names(ended - 205, ended - 5)).toEqual([...always, 'LATE', 'GONE'])
})

test('nothing after its formation decides who is listed in a fold', () => {
  for (const to of [200, 480, ended - 5, 900]) {
    const before = cutUniverse(given, first + to * hourUs).universe
    expect(names(to - 200, to, before)).toEqual(names(to - 200, to))
  }
})

test('a series that stood still is not listed', () => {
  const still = universe.map((bars) =>
    bars.instrument.base === 'CCC' ? { ...bars, close: bars.close.map(() => 5) } : bars,
  )
  expect(names(0, 200, still)).not.toContain('CCC')
})

test('the calendar has the open of every bar once, in order', () => {
  const calendar = calendarOf(universe, (first + 10 * hourUs) as Instant)
  expect(calendar[0]).toBeGreaterThanOrEqual(first + 10 * hourUs)
  expect(calendar.at(-1)).toBe(last)
  expect(calendar.every((open, k) => k === 0 || open > calendar[k - 1]!)).toBe(true)
})
