import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { Arrivals, type Arrival } from './arrivals.ts'

/** What a venue that tells whole milliseconds lets know of an order that came at an instant. */
function toldOf(decided: number, left: number, came: number): Arrival {
  const stamp = Math.floor(came / 1_000) * 1_000
  return { decided, left, from: stamp, to: stamp + 1_000, stamped: stamp + 500 }
}

const spread = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)

test('ways that differ by less than a millisecond are told apart from their millisecond, those that differ by more are within it', () => {
  const arrivals = new Arrivals()
  const random = new Random(7)
  const took: number[] = []
  for (let order = 0; order < 2_000; order++) {
    const decided = order * 100_137
    // The disk takes from half a millisecond to some, and one of fifty is held up on its way.
    const left = decided + 500 + random.uniform() * 3_000
    const way = 700 + random.normal() * 60 + (order % 50 === 0 ? random.uniform() * 20_000 : 0)
    arrivals.add(toldOf(decided, left, left + way))
    took.push(left + way - decided)
  }
  const errors = arrivals.list().map(([, microseconds], order) => microseconds - took[order]!)
  const usual = errors.filter((_, order) => order % 50 !== 0)
  // The middle of a millisecond is 289 us off.
  expect(spread(usual)).toBeLessThan(90)
  expect(Math.abs(usual.reduce((sum, error) => sum + error, 0) / usual.length)).toBeLessThan(20)
  expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(1_000)
})

test('they ascend, one an instant; what was in vain came as usual, but later than what it lost against', () => {
  const arrivals = new Arrivals()
  arrivals.add(toldOf(20_000, 20_000, 21_400))
  arrivals.add(toldOf(10_000, 10_000, 11_900))
  arrivals.add(toldOf(10_000, 10_000, 15_900))
  const inVain = { stamped: undefined, to: Infinity }
  arrivals.add({ decided: 30_000, left: 30_000, from: 29_500, ...inVain })
  arrivals.add({ decided: 40_000, left: 40_000, from: 44_000, ...inVain })
  expect(arrivals.list()).toEqual([
    [10_000, 1_500],
    [20_000, 1_500],
    [30_000, 1_500],
    [40_000, 4_000],
  ])
})

test('where nothing was stamped what is known alone decides, and nothing takes no time', () => {
  const arrivals = new Arrivals()
  const inVain = { stamped: undefined, to: Infinity }
  arrivals.add({ decided: 100, left: 100, from: 50, ...inVain })
  arrivals.add({ decided: 200, left: 200, from: 900, ...inVain })
  expect(arrivals.list()).toEqual([
    [100, 1],
    [200, 700],
  ])
})
