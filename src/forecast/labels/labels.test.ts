import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterCostSigns, forwardReturns } from './forward-return.ts'
import { SampleTicker } from './sample-clocks.ts'
import { tripleBarrier } from './triple-barrier.ts'

const path = {
  times: Float64Array.of(0, 10, 20, 20, 30, 100),
  prices: Float64Array.of(100, 101, 150, 102, 99, 90),
}

test('a return is that of the last prices known at both ends', () => {
  const times = Float64Array.of(-1, 0, 9, 15, 25, 30, 60)
  const returns = forwardReturns(path, times, { after: 20 }, 40)
  expect(Array.from(returns, (value) => Math.round(value))).toEqual([
    NaN, // before the first price
    200, // 102 / 100: of two prices at one instant the last
    200,
    -198, // 99 / 101, known at 35
    -294,
    0,
    NaN, // at 80 the last price is 50 old
  ])
})

test('a label is not known when the path ends before it, or its price is missing', () => {
  expect(forwardReturns(path, Float64Array.of(81), { after: 20 }, 1_000)[0]).toBeNaN()
  const holed = { times: Float64Array.of(0, 10), prices: Float64Array.of(100, NaN) }
  expect(forwardReturns(holed, Float64Array.of(0), { after: 10 }, 100)[0]).toBeNaN()
})

test('whoever acts later pays the later price', () => {
  const [now, later] = [0, 10].map(
    (delay) => forwardReturns(path, Float64Array.of(0), { after: 20, delay }, 40)[0]!,
  )
  expect([now, later]).toEqual([(102 / 100 - 1) * 1e4, (102 / 101 - 1) * 1e4])
})

test('a return pays when it exceeds both sides', () => {
  const signs = afterCostSigns(Float64Array.of(10, 10.1, -10.1, NaN), 5)
  expect(Array.from(signs)).toEqual([0, 1, -1, NaN])
})

test('the first barrier that is met decides', () => {
  const options = { up: 1, down: 1, after: 50, gapMost: 40 }
  const label = (time: number, bps: number): unknown => {
    const { sides, ends } = tripleBarrier(
      path,
      Float64Array.of(time),
      Float64Array.of(bps),
      options,
    )
    return [sides[0], ends[0]]
  }
  expect(label(0, 90)).toEqual([1, 10])
  expect(label(25, 250)).toEqual([-1, 30])
  expect(label(0, 9_000)).toEqual([0, 50])
  expect(label(21, 9_000)).toEqual([NaN, 71]) // nothing was heard from 30 on
  expect(label(-5, 90)).toEqual([NaN, 45])
})

test('forecasts on each clock depend on what came before alone', () => {
  expect(new SampleTicker({ kind: 'time', every: 5 }).firstFrom(11)).toBe(15)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (volumes) => {
      const ticker = new SampleTicker({ kind: 'volume', every: 4 })
      let sum = 0
      for (const volume of volumes) {
        sum += volume
        const isDue = sum >= 4
        expect(ticker.count(1, volume)).toBe(isDue)
        if (isDue) sum %= 4
      }
    }),
  )
})
