import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeLegs } from './size-legs.ts'

const positive = fc.double({ min: 1e-4, max: 1e5, noNaN: true })

test('gross is the notional, the legs stand opposite and in the hedge ratio', () => {
  fc.assert(
    fc.property(positive, positive, positive, fc.boolean(), (b, y, x, log) => {
      const legs = sizeLegs({ hedgeRatio: b, log }, 'long', 10_000, { y, x })
      expect(legs.y).toBeGreaterThan(0)
      expect(legs.x).toBeLessThan(0)
      expect((legs.y * y - legs.x * x) / 10_000).toBeCloseTo(1, 10)
      const ratio = log ? (-legs.x * x) / (legs.y * y) : -legs.x / legs.y
      expect(ratio / b).toBeCloseTo(1, 10)
    }),
  )
})

test('short is the opposite of long', () => {
  const long = sizeLegs({ hedgeRatio: 1.5, log: true }, 'long', 100, { y: 2, x: 3 })
  const short = sizeLegs({ hedgeRatio: 1.5, log: true }, 'short', 100, { y: 2, x: 3 })
  expect(short).toEqual({ y: -long.y, x: -long.x })
})
