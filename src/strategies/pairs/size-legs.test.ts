import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeLegs } from './size-legs.ts'

const positive = fc.double({ min: 1e-4, max: 1e5, noNaN: true })

test('gross is the notional, the legs stand opposite and in the hedge ratio', () => {
  fc.assert(
    fc.property(positive, positive, positive, fc.boolean(), (b, y, x, log) => {
      const [qy, qx] = sizeLegs({ hedgeRatios: [b], log }, 'long', 10_000, [y, x])
      expect(qy).toBeGreaterThan(0)
      expect(qx).toBeLessThan(0)
      expect((qy! * y - qx! * x) / 10_000).toBeCloseTo(1, 10)
      const ratio = log ? (-qx! * x) / (qy! * y) : -qx! / qy!
      expect(ratio / b).toBeCloseTo(1, 10)
    }),
  )
})

test('of a basket every leg stands in its own ratio to y, on its own side', () => {
  for (const log of [true, false]) {
    const [y, a, b] = sizeLegs({ hedgeRatios: [2, -0.5], log }, 'short', 700, [4, 2, 8])
    const of = (quantity: number, price: number): number => (log ? quantity * price : quantity)
    expect(of(a!, 2) / of(y!, 4)).toBeCloseTo(-2, 12)
    expect(of(b!, 8) / of(y!, 4)).toBeCloseTo(0.5, 12)
    expect(y).toBeLessThan(0)
    expect(Math.abs(y!) * 4 + Math.abs(a!) * 2 + Math.abs(b!) * 8).toBeCloseTo(700, 9)
  }
})

test('short is the opposite of long', () => {
  const long = sizeLegs({ hedgeRatios: [1.5], log: true }, 'long', 100, [2, 3])
  const short = sizeLegs({ hedgeRatios: [1.5], log: true }, 'short', 100, [2, 3])
  expect(short).toEqual(long.map((quantity) => -quantity))
})
