import { expect, test } from 'vitest'
import { twoLegs } from '../../test/engine/two-legs.ts'
import type { Lots } from '../core/price.ts'
import { setHalt } from '../risk/risk-state.ts'

test.each([0, 1])(
  'legs of which risk refuses leg %i are not begun, and it is told once',
  (halted) => {
    const { engine, told, begin } = twoLegs()
    setHalt(engine.risk, halted, 'stale', true)
    begin()
    expect(engine.outbox).toEqual([])
    expect(told).toMatchObject([{ kind: 'legs', label: 1, outcome: 'stopped', units: 0 }])
    const { refusals, refusalsBy, legs } = engine.runners[0]!
    expect([refusals, [...refusalsBy.keys()], legs.size]).toEqual([1, ['halted'], 0])
  },
)

test.each([
  [{ openOrdersMost: 1 }, 'open-orders'],
  [{ ordersPerSecondMost: 1 }, 'order-rate'],
])('legs that risk would let out alone and not together are not begun: %o', (limits, kind) => {
  const { engine, told, begin } = twoLegs({ limits })
  begin()
  expect(engine.outbox).toEqual([])
  expect(told).toMatchObject([{ kind: 'legs', label: 1, outcome: 'stopped', units: 0 }])
  expect([...engine.runners[0]!.refusalsBy.keys()]).toEqual([kind])
})

test('a strategy that wants legs again at once, and is refused them each time, is not asked for ever', () => {
  const { engine, told, begin } = twoLegs({ isRestless: true })
  setHalt(engine.risk, 0, 'stale', true)
  begin()
  expect(engine.outbox).toEqual([])
  expect(told).toHaveLength(9)
  expect([...engine.runners[0]!.refusalsBy]).toEqual([
    ['halted', 9],
    ['legs-in-a-row', 1],
  ])
})

test('what is wanted beside legs that are refused for coming too often is done', () => {
  const order = {
    instrument: 1,
    side: 'sell',
    lots: 1 as Lots,
    pricing: { kind: 'market' },
  } as const
  const { engine, told, begin, placed } = twoLegs({
    isRestless: true,
    beside: { kind: 'place', order },
  })
  setHalt(engine.risk, 0, 'stale', true)
  begin()
  // One at the beginning, and one after each end.
  expect([placed().length, told.length]).toEqual([10, 9])
})
