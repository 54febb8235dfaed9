import { expect, test } from 'vitest'
import { filledFor, twoLegs, type TwoLegs } from '../../test/engine/two-legs.ts'
import type { Instant } from '../core/time.ts'
import { setHalt } from '../risk/risk-state.ts'
import { process } from './process.ts'

// A strategy may give legs the label of some that are over. What is still to come of those is no news of the others.

/** Has the switch close positions, by which legs are given up. */
function giveUp({ engine }: TwoLegs): void {
  process(engine, { kind: 'kill', time: engine.time })
  process(engine, { kind: 'flatten', time: engine.time })
}

function lotsOf({ engine }: TwoLegs): number[] {
  return engine.account.holdings.map(({ lots }) => lots)
}

test('an undo that waited when its legs were given up does not sell what others of their label have bought', () => {
  const hedge = twoLegs({ mendsMost: 0 })
  const { engine, begin, hear, placed, told } = hedge
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  setHalt(engine.risk, 0, 'not-reconciled', true)
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  setHalt(engine.risk, 0, 'not-reconciled', false)
  giveUp(hedge)
  hear(placed()[0]!, filledFor(10, 'c'))
  process(engine, { kind: 'resume', time: engine.time })
  begin()
  const [next, other] = placed()
  hear(next!, filledFor(10, 'b2'))
  while (engine.timers.nextAt() <= 2e6)
    process(engine, { kind: 'timer', time: engine.timers.nextAt() as Instant })
  expect(placed()).toEqual([])
  hear(other!, filledFor(10, 's2'))
  expect(lotsOf(hedge)).toEqual([10, -10])
  expect(told).toMatchObject([{ outcome: 'stopped' }, { outcome: 'entered' }])
})

test('an order that outlived its legs is no order of others of their label', () => {
  const hedge = twoLegs()
  const { engine, begin, hear, placed, told } = hedge
  begin()
  const [old, sold] = placed()
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  giveUp(hedge)
  process(engine, { kind: 'resume', time: engine.time })
  begin()
  const [next, other] = placed()
  hear(old!, { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: 0 })
  hear(other!, filledFor(10, 's2'))
  // What is bought is still out: nothing is lacking.
  expect([placed(), told]).toMatchObject([[], [{ outcome: 'stopped' }]])
  hear(next!, filledFor(10, 'b2'))
  expect(lotsOf(hedge)).toEqual([10, -10])
  expect(told).toMatchObject([{ outcome: 'stopped' }, { outcome: 'entered' }])
})

test('legs that are begun in answer to the end of others, with their label, stay under way', () => {
  const hedge = twoLegs({ isRestless: true, lots: [2], leastOrders: [{ minQuantity: 0.003 }] })
  const { engine, begin, placed, told } = hedge
  begin()
  expect(placed()).toMatchObject([{ lots: 10 }, { lots: 10 }])
  expect([engine.runners[0]!.legs.size, told.length]).toEqual([1, 1])
})
