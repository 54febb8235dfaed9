import { expect, test } from 'vitest'
import { knownTime, turnoverPerDay } from './flow-costs.ts'
import type { ForecastRow } from './forecast-rows.ts'

const second = 1e6
const day = 86_400 * second

/** Forecasts once a second that change sides at each of them. */
function forecasts(from: number, count: number): ForecastRow[] {
  return Array.from({ length: count }, (_, k) => ({
    row: k,
    time: from + k * second,
    probabilityUp: 0.5,
    expectedReturnBps: k % 2 === 0 ? 1 : -1,
    strength: 0.5,
    realisedReturnBps: 0,
    baseRate: 0.5,
    fold: 0,
    halfWidthBps: Number.NaN,
  }))
}

/** A price each second of two days with a hole of so many days between them. */
function pathWith(hole: number): { times: Float64Array; prices: Float64Array } {
  const seconds = (2 * day) / second
  const times = Float64Array.from({ length: seconds }, (_, k) => {
    return k * second + (2 * k >= seconds ? hole * day : 0)
  })
  return { times, prices: times.map(() => 100) }
}

test('days of which nothing was recorded are not among those that turnover is divided by', () => {
  const gapMost = 30 * second
  const turnovers = [0, 65].map((hole) => {
    const path = pathWith(hole)
    const spans = [{ from: path.times[0]!, to: path.times.at(-1)! + 1 }]
    const rows = [...forecasts(0, 1000), ...forecasts((1 + hole) * day, 1000)]
    return turnoverPerDay(rows, 10 * second, knownTime(path, spans, gapMost))!
  })
  // One forecast in ten is followed, and they have one side: nothing is traded but the first position.
  expect(turnovers[0]).toBeCloseTo(0.5, 4)
  // The hole adds its first 30 seconds, in which the price is still known.
  expect(turnovers[1]! / turnovers[0]!).toBeCloseTo(1 - 30 / 172_800, 4)
})

test('a price is known until the next or for so long, within the spans, and not where it is NaN', () => {
  const path = {
    times: Float64Array.of(0, 10, 20, 100, 110),
    prices: Float64Array.of(1, Number.NaN, 1, 1, 1),
  }
  const known = (from: number, to: number): number => knownTime(path, [{ from, to }], 30)
  // 0 to 10, 20 to 50, 100 to 110.
  expect(known(-5, 500)).toBe(50)
  expect(known(5, 45)).toBe(30)
  expect(known(50, 100)).toBe(0)
  expect(knownTime(path, [], 30)).toBe(0)
})
