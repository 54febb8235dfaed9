import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { Arrivals, boundsOf, endOf, stampedAt, type Arrival } from './arrivals.ts'

/** What a venue that tells whole milliseconds lets know of an order that came at an instant, and was heard of later. */
function toldOf(decidedAt: number, leftAt: number, came: number, heardAt = came + 900): Arrival {
  const stamp = Math.floor(came / 1_000) * 1_000
  return {
    decidedAt,
    leftAt,
    ...boundsOf({ stamp, after: leftAt, heardAt }),
    isStamped: true,
  }
}

const spread = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
const mean = (errors: readonly number[]): number =>
  errors.reduce((sum, error) => sum + error, 0) / errors.length

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
  expect(Math.abs(mean(usual))).toBeLessThan(20)
  expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(1_000)
})

test.each([
  [500, 300],
  [900, 300],
  [500, 600],
  [1_200, 1_500],
])(
  'what always leaves %i us into a millisecond and takes %i is no further off than what is known of it allows',
  (disk, way) => {
    const arrivals = new Arrivals()
    const random = new Random(3)
    const errors: number[] = []
    for (let order = 0; order < 500; order++) {
      const decided = order * 100_000
      const left = decided + disk + random.normal() * 35
      const came = left + way
      const told = toldOf(decided, left, came)
      arrivals.add(told)
      errors.push((told.latest - told.soonest) / 2)
    }
    const off = arrivals.list().map(([, microseconds]) => microseconds - disk - way)
    expect(Math.abs(mean(off))).toBeLessThanOrEqual(mean(errors) + 35)
  },
)

test('they ascend, one an instant; what was in vain came as usual, but later than what it lost against', () => {
  const arrivals = new Arrivals()
  arrivals.add(toldOf(20_000, 20_000, 21_400, 23_000))
  arrivals.add(toldOf(10_000, 10_000, 11_900, 13_000))
  arrivals.add(toldOf(10_000, 10_000, 15_900))
  const inVain = { latest: Infinity, isStamped: false }
  arrivals.add({ decidedAt: 30_000, leftAt: 30_000, soonest: 29_500, ...inVain })
  arrivals.add({ decidedAt: 40_000, leftAt: 40_000, soonest: 44_000, ...inVain })
  expect(arrivals.list()).toEqual([
    [10_000, 1_500],
    [20_000, 1_500],
    [30_000, 1_500],
    [40_000, 4_000],
  ])
})

test('where nothing was stamped what is known alone decides, and nothing takes no time', () => {
  const arrivals = new Arrivals()
  const inVain = { latest: Infinity, isStamped: false }
  arrivals.add({ decidedAt: 100, leftAt: 100, soonest: 50, ...inVain })
  arrivals.add({ decidedAt: 200, leftAt: 200, soonest: 900, ...inVain })
  expect(arrivals.list()).toEqual([
    [100, 1],
    [200, 700],
  ])
})

test('what a venue stamps to the microsecond is as it says, and tells how long others are under way', () => {
  const arrivals = new Arrivals()
  for (const [decidedAt, came] of [
    [1_000, 1_345],
    [2_000, 2_355],
    [3_000, 3_365],
  ] as const) {
    const bounds = boundsOf({ stamp: came, after: decidedAt, heardAt: came + 300 })
    arrivals.add({ decidedAt, leftAt: decidedAt, ...bounds, isStamped: true })
  }
  arrivals.add({ decidedAt: 4_000, leftAt: 4_000, soonest: 0, latest: Infinity, isStamped: false })
  expect(arrivals.list().map(([, microseconds]) => microseconds)).toEqual([345, 355, 365, 355])
  expect(endOf(1_345)).toBe(1_345)
  expect(stampedAt({ stamp: 1_345, heardAt: 9_000 })).toBe(1_345)
})

test('of a millisecond that is named it is what was known before and heard after, where clocks agree on that', () => {
  expect(boundsOf({ stamp: 1_000, after: 1_200, heardAt: 1_600 })).toEqual({
    soonest: 1_200,
    latest: 1_600,
  })
  expect(stampedAt({ stamp: 1_000, heardAt: 1_600 })).toBe(1_300)
  expect(endOf(1_000)).toBe(2_000)
  // It is ahead of ours, and behind it.
  expect(boundsOf({ stamp: 1_000, after: 100, heardAt: 700 })).toEqual({
    soonest: 1_000,
    latest: 1_000,
  })
  expect(boundsOf({ stamp: 1_000, after: 4_000, heardAt: 4_900 })).toEqual({
    soonest: 2_000,
    latest: 2_000,
  })
})
