import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { sumOf } from '../../math/sum.ts'
import { PastValues } from './past-values.ts'
import { DecayedSums, decayedSum } from './decayed-sums.ts'
import { RollingQuantiles, quantileOf } from './rolling-quantiles.ts'
import { RollingRegression, lineThrough } from './rolling-regression.ts'
import { RollingSum } from './rolling-sum.ts'
import { TimeGrid } from './time-grid.ts'

test('decayed sums equal their batch twin to 1e-12, over thousands of half-lives and long pauses', () => {
  const random = new Random(1)
  const count = 20_000
  const times = new Float64Array(count)
  const terms = new Float64Array(count)
  let time = 1.7e15
  for (let row = 0; row < count; row++) {
    // Half of them at one instant with others, a few after minutes.
    if (random.uniform() < 0.5) time += Math.floor(random.exponential() * 20_000)
    if (random.uniform() < 0.001) time += 200e6
    times[row] = time
    terms[row] = random.normal() * 10 ** random.integerBelow(4)
  }
  const halfLives = [1e5, 1e6, 6e7, 3e8]
  const sums = new DecayedSums(2, halfLives)
  for (let row = 0; row < count; row++) {
    sums.advance(times[row]!)
    sums.add(1, terms[row]!)
    if (row % 997 !== 0) continue
    const at = times[row]! + 12_345
    const [seenTimes, seen] = [times.subarray(0, row + 1), terms.subarray(0, row + 1)]
    for (const [k, halfLife] of halfLives.entries()) {
      const size = decayedSum(seenTimes, seen.map(Math.abs), { halfLife, at })
      const expected = decayedSum(seenTimes, seen, { halfLife, at })
      expect(Math.abs(sums.at(1, k, at) - expected)).toBeLessThanOrEqual(1e-12 * size)
      expect(sums.at(0, k, at)).toBe(0)
    }
  }
  sums.restart()
  expect(sums.at(1, 0, time)).toBe(0)
  expect(() => new DecayedSums(1, [0])).toThrow('half-lives are positive')
})

test('a rolling sum equals that of its window to 1e-12, whatever has passed through', () => {
  const values = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  )
  fc.assert(
    fc.property(
      fc.array(values, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (series, window) => {
        const rolling = new RollingSum(window)
        for (const [row, value] of series.entries()) {
          rolling.push(value)
          const seen = series.slice(Math.max(0, row + 1 - window), row + 1)
          const sum = rolling.partialSum()
          const size = sumOf(seen.map(Math.abs))
          // 80 roundings of second order of what has passed through.
          expect(Math.abs(sum - sumOf(seen))).toBeLessThanOrEqual(
            1e-12 * size + 80 * 1e15 * 2 ** -104,
          )
          expect(Number.isNaN(rolling.sum())).toBe(row + 1 < window)
        }
      },
    ),
  )
})

test('what is not known makes a rolling sum NaN until it has left', () => {
  const rolling = new RollingSum(2)
  const sums = [1, Number.NaN, 2, 3, Infinity, 4, 5].map((value) => {
    rolling.push(value)
    return rolling.sum()
  })
  expect(sums).toEqual([NaN, NaN, NaN, 5, NaN, NaN, 9])
})

test('a rolling line equals a fresh one to 1e-9, after bad ticks and over constants too', () => {
  const random = new Random(3)
  const window = 40
  const rolling = new RollingRegression(window)
  const [xs, ys]: [number[], number[]] = [[], []]
  let refused = 0
  for (let t = 0; t < 3000; t++) {
    const spike = random.uniform() < 0.01 ? 1e7 : 1
    const isFlat = t % 500 > 420
    const x = isFlat ? 3 : 1e4 + random.normal() * spike
    const y = 2 * x + random.normal() * spike
    rolling.push(x, y)
    if (t % 7 === 0) rolling.push(Number.NaN, 1)
    xs.push(x)
    ys.push(y)
    const expected = lineThrough(
      Float64Array.from(xs.slice(-window)),
      Float64Array.from(ys.slice(-window)),
    )
    const line = rolling.line()
    expect(line === undefined).toBe(expected === undefined)
    if (expected === undefined) refused++
    if (expected === undefined || line === undefined) continue
    const scale = Math.max(Math.abs(expected.slope), expected.slopeError)
    expect(Math.abs(line.slope - expected.slope)).toBeLessThanOrEqual(1e-9 * scale)
    // The error is the root of a difference: where the fit is all but perfect, only its square has nine digits.
    const square = line.slopeError ** 2 - expected.slopeError ** 2
    expect(Math.abs(square)).toBeLessThanOrEqual(1e-9 * scale ** 2)
  }
  expect(refused).toBeGreaterThan(100)
})

test('rolling quantiles are those of the sorted window, whenever they are asked for', () => {
  const values = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double({ noNaN: true, min: 0, max: 9 }),
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(values, fc.boolean()), { minLength: 1, maxLength: 150 }),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (series, window, p) => {
        const rolling = new RollingQuantiles(window)
        for (const [row, [value, isAsked]] of series.entries()) {
          rolling.push(value)
          if (!isAsked && row + 1 < series.length) continue
          const seen = Float64Array.from(
            series.slice(Math.max(0, row + 1 - window), row + 1),
            valueOf,
          )
          expect(rolling.quantile(p)).toBe(quantileOf(seen, p))
          const below = seen.filter((each) => each < value).length
          const equal = seen.filter((each) => each === value).length
          expect(rolling.shareBelow(value)).toBe((below + equal / 2) / seen.length)
        }
      },
    ),
  )
  expect(new RollingQuantiles(3).quantile(0.5)).toBeNaN()
  expect(new RollingQuantiles(3).shareBelow(1)).toBeNaN()
})

test.each([
  ['growing', (k: number, u: number) => u * (1 + k / 400)],
  ['falling', (k: number, u: number) => u - k],
  ['of few sizes', (_: number, u: number) => Math.floor(u * 4)],
])('quantiles of a window of a thousand values, %s, are those of all of them', (_, valueOf) => {
  const random = new Random(5)
  const rolling = new RollingQuantiles(1_000)
  const values: number[] = []
  for (let k = 0; k < 5_000; k++) {
    values.push(valueOf(k, random.uniform()))
    rolling.push(values.at(-1)!)
    if (k % 37 !== 0) continue
    const window = Float64Array.from(values.slice(-1_000))
    for (const p of [0, 0.1, 0.5, 0.9, 1]) expect(rolling.quantile(p)).toBe(quantileOf(window, p))
    const asked = values[Math.floor(random.uniform() * values.length)]!
    const below = window.filter((value) => value < asked).length
    const equal = window.filter((value) => value === asked).length
    expect(rolling.shareBelow(asked)).toBe((below + equal / 2) / window.length)
  }
})

const valueOf = ([value]: readonly [number, unknown]): number => value

test('a grid gives what stood at each instant, however often it is asked', () => {
  const changes = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 35 }), value: fc.integer({ min: 0, max: 9 }) }),
    { minLength: 1, maxLength: 30 },
  )
  fc.assert(
    fc.property(changes, fc.integer({ min: 0, max: 9 }), (steps, ask) => {
      const [grid, asked] = [new TimeGrid(10, 5), new TimeGrid(10, 5)]
      let time = 3
      const heard: { time: number; value: number }[] = []
      for (const { wait, value } of steps) {
        // Asking in between changes nothing.
        asked.advance(time)
        if (ask < wait) asked.advance(time + ask)
        time += wait
        for (const each of [grid, asked]) {
          each.advance(time)
          each.set(value)
        }
        heard.push({ time, value })
      }
      for (const each of [grid, asked]) each.advance(time + 25)
      const first = asked.nextInstant() - 10
      for (let samples = 0; samples < 5; samples++) {
        const instant = first - 10 * samples
        const stood = heard.findLast((change) => change.time <= instant)?.value ?? NaN
        expect(asked.ago(samples)).toBe(samples < asked.count ? stood : NaN)
        expect(samples < grid.count ? grid.ago(samples) : stood).toBe(stood)
      }
    }),
  )
})

test('what stood a lag ago is the last value that was set by then, at any instant', () => {
  const changes = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 9 }), value: fc.integer({ min: 0, max: 99 }) }),
    { minLength: 1, maxLength: 300 },
  )
  fc.assert(
    fc.property(changes, fc.integer({ min: 0, max: 9 }), (steps, ask) => {
      const lags = [40, 7]
      const past = new PastValues(lags, 2)
      const few = new PastValues(lags, 1, 64)
      const heard: { time: number; value: number }[] = []
      let time = 0
      for (const { wait, value } of steps) {
        time += wait
        past.set(time, value, -value)
        few.set(time, value)
        heard.push({ time, value })
        // Asking in between changes nothing.
        if (wait < ask) continue
        for (const [k, lag] of lags.entries()) {
          const stood = heard.findLast((change) => change.time <= time - lag)?.value ?? NaN
          expect(past.at(past.ago(k, time), 0)).toBe(stood)
        }
      }
      for (const [k, lag] of lags.entries()) {
        const stood = heard.findLast((change) => change.time <= time + ask - lag)?.value ?? NaN
        expect([past.at(past.ago(k, time + ask), 0), past.at(past.ago(k, time + ask), 1)]).toEqual([
          stood,
          -stood,
        ])
        // At most 40 instants lie within the longest lag.
        expect(few.at(few.ago(k, time + ask), 0)).toBe(stood)
      }
    }),
  )
})

test('beyond the most that is kept the past is not known', () => {
  const past = new PastValues([1000, 10], 1, 64)
  for (let time = 0; time < 500; time++) past.set(time, time)
  expect([past.at(past.ago(0, 1000), 0), past.at(past.ago(1, 1000), 0)]).toEqual([NaN, 499])
  past.restart()
  past.set(1001, 5)
  expect(past.at(past.ago(1, 1011), 0)).toBe(5)
  expect(() => new PastValues([0], 1)).toThrow('lags of 0')
})

test('what is held comes back to the bit', () => {
  const random = new Random(4)
  const [sum, twinSum] = [new RollingSum(7), new RollingSum(7)]
  const [line, twinLine] = [new RollingRegression(7), new RollingRegression(7)]
  for (let t = 0; t < 200; t++) {
    const [x, y] = [random.normal() * 10 ** random.integerBelow(9), random.normal()]
    sum.hold()
    line.hold()
    sum.push(t % 5 === 0 ? NaN : y)
    line.push(y, x)
    sum.release()
    line.release()
    sum.push(x)
    line.push(x, y)
    twinSum.push(x)
    twinLine.push(x, y)
    expect([sum.sum(), sum.count]).toEqual([twinSum.sum(), twinSum.count])
    expect(line.line()).toEqual(twinLine.line())
  }
})
