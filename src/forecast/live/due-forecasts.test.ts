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

/** The width after 200 known outcomes, each before another that is known or not. */
function widthAfter(others: number): { readonly width: number; readonly unknown: number } {
  const random = new Random(3)
  const due = new DueForecasts(horizon, NaN)
  let [time, unknown] = [0, 0]
  const add = (mid: number): DueForecast => {
    const forecast = due.add(time, 100, told, Float64Array.of(0))
    time += horizon
    due.settle(
      time,
      () => mid,
      (_, bps) => (unknown += Number.isNaN(bps) ? 1 : 0),
    )
    return forecast
  }
  for (let k = 0; k < 200; k++) {
    add(100 * (1 + random.normal() / 10_000))
    for (let other = 0; other < others; other++) add(NaN)
  }
  return { width: add(100).halfWidthBps, unknown }
}

test('a price that is not known when a forecast is due is told as such, and teaches the intervals nothing', () => {
  const [plain, holed] = [widthAfter(0), widthAfter(1)]
  expect([plain.unknown, holed.unknown]).toEqual([0, 200])
  expect(holed.width).toBe(plain.width)
})
