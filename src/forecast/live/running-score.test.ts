import { expect, test } from 'vitest'
import type { DueForecast } from './due-forecasts.ts'
import { RunningScore } from './running-score.ts'

const horizon = 10

function forecastAt(time: number, change: Partial<DueForecast> = {}): DueForecast {
  return {
    time,
    due: time + horizon,
    mid: 100,
    probabilityUp: 0.6,
    expectedReturnBps: 1,
    strength: 0.5,
    halfWidthBps: 2,
    isOwnWidth: true,
    row: Float64Array.of(0),
    ...change,
  }
}

test('intervals of this run are counted as held where the return is within them, its ends too', () => {
  const score = new RunningScore(horizon, 0.5)
  expect(score.figures()).toMatchObject({ coverage: null, independent: 0, intervals: 0 })
  for (const [k, bps] of [3, -1, 3.1, -1.1].entries()) score.add(forecastAt(k * horizon), bps)
  score.add(forecastAt(40, { isOwnWidth: false }), 0)
  expect(score.figures()).toMatchObject({ coverage: 0.5, intervals: 4, forecasts: 5 })
})

test('nothing is judged of fewer than thirty that do not overlap', () => {
  const score = new RunningScore(horizon, 0.5)
  const add = (k: number): void => score.add(forecastAt(k * 5), k % 3 === 0 ? 1 : -1)
  for (let k = 0; k < 57; k++) add(k)
  expect([score.figures().independent, score.judged(50, 1)]).toEqual([29, null])
  for (let k = 57; k < 60; k++) add(k)
  expect(score.figures().independent).toBe(30)
  expect(score.judged(50, 1)!.hitRate).toMatchObject({ value: expect.any(Number) as number })
})

test('of more than twenty thousand the latest are kept', () => {
  const score = new RunningScore(horizon, 0.5)
  const first = forecastAt(0)
  for (let k = 0; k < 20_000; k++) score.add({ ...first, time: k * horizon }, 1)
  expect(score.figures().forecasts).toBe(20_000)
  score.add({ ...first, time: 20_000 * horizon }, 1)
  expect(score.figures()).toMatchObject({ forecasts: 18_001, intervals: 20_001 })
})
