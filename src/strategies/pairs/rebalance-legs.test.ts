import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hedgeDrift, rebalancingQuantities } from './rebalance-legs.ts'
import { sizeLegs } from './size-legs.ts'

const positive = fc.double({ min: 1e-2, max: 1e3, noNaN: true })
const side = fc.constantFrom('long' as const, 'short' as const)

test('legs that were just sized stand where they should, whatever the prices', () => {
  fc.assert(
    fc.property(
      fc.tuple(positive, positive, positive, positive, positive),
      side,
      fc.boolean(),
      ([a, b, ...prices], to, log) => {
        const hedge = { hedgeRatios: [a, -b], log }
        const quantities = sizeLegs(hedge, to, 5_000, prices)
        expect(hedgeDrift(hedge, { quantities, prices })).toBeLessThan(1e-12)
      },
    ),
  )
})

test('what is traded brings the legs back, and leaves y alone', () => {
  fc.assert(
    fc.property(
      fc.tuple(positive, positive, positive, positive),
      side,
      fc.boolean(),
      ([before, after, ...prices], to, log) => {
        const quantities = sizeLegs({ hedgeRatios: [before], log }, to, 5_000, prices)
        const hedge = { hedgeRatios: [after], log }
        const traded = rebalancingQuantities(hedge, { quantities, prices })
        const now = quantities.map((quantity, k) => quantity + traded[k]!)
        expect(traded[0]).toBe(0)
        expect(hedgeDrift(hedge, { quantities: now, prices })).toBeLessThan(1e-9)
      },
    ),
  )
})

test('prices that move apart unbalance notionals and leave quantities in their ratio', () => {
  const held = { quantities: [10, -5], prices: [1, 4] }
  expect(hedgeDrift({ hedgeRatios: [1], log: true }, held)).toBeCloseTo(1, 12)
  expect(hedgeDrift({ hedgeRatios: [0.5], log: false }, held)).toBe(0)
})
