import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectAllClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { DenseBook } from '../../book/dense-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { topOf } from '../order-flow/book-states.ts'
import { bookElasticity, bookSlope, DepthReader, depthsWithin } from './depth.ts'
import { depthImbalance, queueImbalance, weightedMid } from './imbalance.ts'
import { fitMicroprice, microprice, type TouchColumns } from './microprice.ts'
import { Resiliency, resiliencyOf } from './resiliency.ts'

interface MicropriceGolden {
  readonly imbalanceBuckets: number
  readonly spreadBuckets: number
  readonly touches: readonly (readonly [number, number, number, number])[]
  readonly adjustments: readonly number[]
}

const made = golden('microprice') as MicropriceGolden

function columnsOf(rows: readonly (readonly [number, number, number, number])[]): TouchColumns {
  return {
    bidPrices: Float64Array.from(rows, (row) => row[0]),
    bidQuantities: Float64Array.from(rows, (row) => row[1]),
    askPrices: Float64Array.from(rows, (row) => row[2]),
    askQuantities: Float64Array.from(rows, (row) => row[3]),
  }
}

test('the microprice is the sum of Stoikov, as numpy sums it', () => {
  const { imbalanceBuckets, spreadBuckets } = made
  const model = expectValue(
    fitMicroprice(columnsOf(made.touches), { imbalanceBuckets, spreadBuckets }),
  )
  // A linear system in place of a sum to its limit.
  expectAllClose(model.adjustments, made.adjustments, 1e-10, 'adjustments')
  expect(model.observations).toBe(made.touches.length - 1)
  const touch = { bidPrice: 500, bidQuantity: 9, askPrice: 501, askQuantity: 1 }
  expect(microprice(model, touch)).toBe(500.5 + model.adjustments[3]!)
})

test('the microprice of a mirrored book is the mirrored price', () => {
  const { imbalanceBuckets, spreadBuckets } = made
  const model = expectValue(
    fitMicroprice(columnsOf(made.touches), { imbalanceBuckets, spreadBuckets }),
  )
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 4 }), (q, r, width) => {
      fc.pre(q + r > 0 && (q * imbalanceBuckets) % (q + r) !== 0)
      const touch = { bidPrice: 100, bidQuantity: q, askPrice: 100 + width, askQuantity: r }
      const mirror = { bidPrice: -100 - width, bidQuantity: r, askPrice: -100, askQuantity: q }
      expect(microprice(model, touch)).toBeCloseTo(-microprice(model, mirror), 10)
    }),
  )
})

test('what has no microprice is NaN, and data without a transition have no model', () => {
  const model = { imbalanceBuckets: 2, spreadBuckets: 1, adjustments: [null, 0.2] }
  const touch = { bidPrice: 100, bidQuantity: 1, askPrice: 101, askQuantity: 9 }
  expect(microprice(model, touch)).toBeNaN() // never seen
  expect(microprice(model, { ...touch, bidPrice: 102 })).toBeNaN() // crossed
  expect(microprice(model, { ...touch, bidPrice: 101 })).toBeNaN() // locked
  expect(microprice(model, { ...touch, bidPrice: NaN, bidQuantity: NaN })).toBeNaN()
  expect(fitMicroprice(columnsOf([[1, 1, 2, 1]]))).toMatchObject({ reason: 'too-few-rows' })
  // A state that is never left tells of no change.
  const still = columnsOf(Array.from({ length: 9 }, () => [1, 1, 2, 9]))
  expect(fitMicroprice(still, { imbalanceBuckets: 2 })).toMatchObject({ reason: 'not-identified' })
})

test('imbalances lie between -1 and 1 and turn with the book', () => {
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), (q, r) => {
      fc.pre(q + r > 0)
      expect(Math.abs(queueImbalance(q, r))).toBeLessThanOrEqual(1)
      expect(queueImbalance(q, r) + queueImbalance(r, q)).toBeCloseTo(0, 15)
    }),
  )
  expect(queueImbalance(0, 0)).toBeNaN()
  expect(queueImbalance(NaN, 4)).toBeNaN()
  expect(depthImbalance(topOf([[9, 1]]), topOf([[11, 1]]), 2)).toBeNaN()
  expect(weightedMid({ bidPrice: 1, bidQuantity: 0, askPrice: 3, askQuantity: 0 })).toBeNaN()
})

test('depth within a distance is known only as far as the book is', () => {
  const book = new DenseBook()
  const depth = new Float64Array(5)
  const within = (mid: number, bps: readonly number[]): number[] => {
    depthsWithin(book, eventSide.ask, { mid, bps }, depth)
    return [...depth.subarray(0, bps.length)]
  }
  expect(within(10_000, [10])).toEqual([NaN])
  for (const [price, lots] of [
    [10_002, 3],
    [10_005, 4],
    [10_020, 9],
  ] as const) {
    book.setLevel(eventSide.ask, price, lots)
  }
  expect(within(10_000, [1, 2, 5, 19, 20])).toEqual([0, 3, 7, 7, NaN])
  expect(within(NaN, [5])).toEqual([NaN])
})

test('depth taken together is that of level after level, to the bit', () => {
  const levels = fc.uniqueArray(fc.integer({ min: -3, max: 3000 }), {
    maxLength: 1500,
    size: 'max',
  })
  const mid = 10_000
  const reader = new DepthReader([5, 500, 2500])
  const [found, expected] = [new Float64Array(3), new Float64Array(3)]
  fc.assert(
    fc.property(
      levels,
      fc.constantFrom(1, 2, 300),
      fc.constantFrom(mid, NaN),
      (at, size, centre) => {
        const book = new DenseBook()
        for (const distance of at)
          book.setLevel(eventSide.bid, mid - distance, 1 + (distance % size) ** 2)
        reader.read(book, eventSide.bid, centre, found)
        depthsWithin(book, eventSide.bid, { mid: centre, bps: [5, 500, 2500] }, expected)
        expect(found).toEqual(expected)
      },
    ),
    { numRuns: 30 },
  )
})

test('slopes of what is not there are NaN', () => {
  expect(bookSlope(topOf([[99, 5]]), { mid: 100, levels: 2 })).toBeNaN()
  expect(bookElasticity(topOf([[99, 1]]), { mid: 100, levels: 1 })).toBeNaN()
  expect(bookSlope(topOf([[100, 5]]), { mid: 100, levels: 1 })).toBeNaN()
})

test('resiliency finds how much of a shortfall comes back, and streaming equals batch', () => {
  const random = new Random(4)
  const looks = new Float64Array(4000)
  looks[0] = 50
  for (let t = 1; t < looks.length; t++) {
    looks[t] = looks[t - 1]! + 0.2 * (50 - looks[t - 1]!) + random.normal()
  }
  const whole = resiliencyOf(looks)!
  expect(Math.abs(whole.kappa - 0.2)).toBeLessThan(3 * whole.standardError)
  expect(Math.abs(whole.level - 50)).toBeLessThan(0.5)
  expect(whole.halfLife).toBeCloseTo(Math.LN2 / -Math.log(1 - whole.kappa), 12)
  const rolling = new Resiliency(300)
  for (const look of looks) rolling.push(look)
  const expected = resiliencyOf(looks.subarray(-301))!
  const found = rolling.estimate()!
  expect(found.observations).toBe(300)
  expect(Math.abs(found.kappa - expected.kappa)).toBeLessThan(1e-9 * expected.kappa)
  expect(Math.abs(found.standardError - expected.standardError)).toBeLessThan(1e-9)
  expect(resiliencyOf(looks.subarray(0, 10))).toBeUndefined()
  expect(new Resiliency(20).estimate()).toBeUndefined()
})
