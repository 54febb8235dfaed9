import { expect, test } from 'vitest'
import { filledFor, twoLegs, type TwoLegs } from '../../test/engine/two-legs.ts'
import type { LeastOrder } from '../core/least-order.ts'

/** All ten lots are bought at the first venue, and eight of ten sold at the second. */
function twoLotsApart(leastOrders: readonly LeastOrder[]): TwoLegs {
  const hedge = twoLegs({ leastOrders })
  const { begin, hear, placed } = hedge
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  hear(sold!, { ...filledFor(8, 's'), leavesLots: 2 })
  hear(sold!, { kind: 'cancelled', reason: 'immediate-or-cancel', filledLots: 8 })
  return hedge
}

function refused({ engine }: TwoLegs): Readonly<Record<string, number>> {
  return Object.fromEntries(engine.runners[0]!.refusalsBy)
}

test('what a leg lacks is not sent where its venue takes no order so small: what is ahead is undone', () => {
  const hedge = twoLotsApart([{}, { minQuantity: 0.003 }])
  const { placed, hear, told } = hedge
  const [undone, ...others] = placed()
  expect([undone, others]).toMatchObject([{ instrument: 0, side: 'sell', lots: 2 }, []])
  hear(undone!, filledFor(2, 'u'))
  expect(placed()).toEqual([])
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stopped', units: 0 }])
  expect(refused(hedge)).toEqual({ 'least-order': 1 })
})

test('what can neither be sent for nor be undone is left, with no order and its reason once for each leg', () => {
  const hedge = twoLotsApart([{ minQuantity: 0.003 }, { minQuantity: 0.003 }])
  expect(hedge.placed()).toEqual([])
  expect(hedge.told).toMatchObject([{ kind: 'legs', outcome: 'stuck', units: 0 }])
  expect(refused(hedge)).toEqual({ 'least-order': 2 })
})

test('what is as much as the least order is sent', () => {
  const hedge = twoLotsApart([{}, { minQuantity: 0.002 }])
  expect(hedge.placed()).toMatchObject([{ instrument: 1, side: 'sell', lots: 2 }])
  expect(refused(hedge)).toEqual({})
})

// Ten lots of a thousandth at ten dollars are a dime.
test.each([
  [{ limitTicks: 1_000, leastOrders: [{}, { minNotional: 0.11 }] }, 0],
  [{ limitTicks: 1_000, leastOrders: [{}, { minNotional: 0.1 }] }, 2],
  // Nobody knows what they are worth: the venue says.
  [{ leastOrders: [{}, { minNotional: 0.11 }] }, 2],
  [{ leastOrders: [{ minQuantity: 0.011 }] }, 0],
] as const)('of legs with %o so many first orders go out: %i', (made, count) => {
  const hedge = twoLegs(made)
  hedge.begin()
  expect(hedge.placed()).toHaveLength(count)
  const stopped = [{ kind: 'legs', outcome: 'stopped', units: 0 }]
  expect(hedge.told).toMatchObject(count === 0 ? stopped : [])
  expect(refused(hedge)).toEqual(count === 0 ? { 'least-order': 1 } : {})
})
