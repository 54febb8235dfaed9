import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { DueForecasts, type DueForecast } from './due-forecasts.ts'

const told = { probabilityUp: 0.5, expectedReturnBps: 0, strength: 0.5 }
const horizon = 10

/** Widths of forecasts made one after the other, each when the one before has come due. */
function widthsAfter(widthBefore: number): DueForecast[] {
  const random = new Random(7)
  const due = new DueForecasts(horizon, widthBefore)
  return Array.from({ length: 200 }, (_, k) => {
    const forecast = due.add(k * horizon, 100, told, Float64Array.of(k))
    const mid = 100 * (1 + random.normal() / 10_000)
    due.settle(
      (k + 1) * horizon,
      () => mid,
      () => undefined,
    )
    return forecast
  })
}

test('a width that was told beforehand stands until there are outcomes enough, and teaches the later ones nothing', () => {
  const [narrow, wide] = [0.001, 1_000].map(widthsAfter)
  for (const [k, { halfWidthBps, isOwnWidth }] of narrow!.entries()) {
    expect(isOwnWidth).toBe(k >= 30)
    expect([halfWidthBps, wide![k]!.halfWidthBps]).toEqual(
      isOwnWidth ? [halfWidthBps, halfWidthBps] : [0.001, 1_000],
    )
  }
  // Nine in ten of a standard normal lie within 1.64.
  expect(narrow!.at(-1)!.halfWidthBps).toBeCloseTo(1.64, 0)
})

/** Another at every instant, so that it shows which was asked for. */
const midAt = (time: number): number => 100 + time / 100

test('all that are due are told of, the earliest first, and the others wait', () => {
  const due = new DueForecasts(horizon, NaN)
  const row = Float64Array.of(1)
  for (const time of [0, 3, 6]) due.add(time, 100, told, row)
  row[0] = 2
  const heard: (readonly [time: number, bps: number, feature: number])[] = []
  due.settle(13, midAt, (forecast, bps) => heard.push([forecast.time, bps, forecast.row[0]!]))
  expect(heard.map(([time, bps, feature]) => [time, Math.round(bps), feature])).toEqual([
    [0, 10, 1],
    [3, 13, 1],
  ])
  expect(due.waiting).toBe(1)
  due.settle(16, midAt, (forecast) => heard.push([forecast.time, NaN, NaN]))
  expect([heard.length, due.waiting]).toEqual([3, 0])
})

test('a price that is not known when a forecast is due is told as such, and widens no interval', () => {
  const due = new DueForecasts(horizon, NaN)
  const returns: number[] = []
  for (let k = 0; k < 60; k++) {
    due.add(k * horizon, 100, told, Float64Array.of(0))
    const mid = k % 2 === 0 ? NaN : 100.01
    due.settle(
      (k + 1) * horizon,
      () => mid,
      (_, bps) => returns.push(bps),
    )
  }
  expect(returns.filter(Number.isNaN)).toHaveLength(30)
  expect(due.add(600, 100, told, Float64Array.of(0)).halfWidthBps).toBeCloseTo(1, 9)
})
