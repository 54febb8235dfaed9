import { expect, test } from 'vitest'
import type { Intent } from '../core/strategy/intent.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { intentFault } from './intent-fault.ts'

const order = { instrument: 0, side: 'buy', lots: 1 as Lots, pricing: { kind: 'market' } } as const
const leg = { instrument: 0, side: 'sell', lotsPerUnit: 1 as Lots } as const
const ticks = 7 as PriceTicks
const stop = { kind: 'stop', triggerTicks: ticks, triggeredBy: 'mark' } as const
const whole = { label: 1, legs: [leg, leg], units: 2, unitsAtOnce: 1 }
const good: readonly Intent[] = [
  { kind: 'place', order },
  {
    kind: 'place',
    order: {
      ...order,
      pricing: { kind: 'limit', priceTicks: ticks, isPostOnly: true },
      timeInForce: { kind: 'gtd', until: 9 as Instant },
      isReduceOnly: true,
      label: 3,
    },
  },
  { kind: 'place', order: { ...order, pricing: { ...stop, limitTicks: ticks } } },
  { kind: 'cancel', clientOrderId: 1 },
  { kind: 'amend', clientOrderId: 1, lots: 2 as Lots, priceTicks: ticks },
  { kind: 'enter-legs', wish: whole },
  { kind: 'stop-legs', label: 1 },
  { kind: 'wake', at: Infinity as Instant, key: 1 },
]

test.each(good)('%o is an intent', (intent) => {
  expect(intentFault(intent)).toBeUndefined()
})

test.each([
  [{ kind: 'plce', order }, 'no intent of kind "plce"; nearest are place,'],
  [
    { kind: 'place', order: { ...order, lots: -1 } },
    'place, order, lots: expected nothing below 0',
  ],
  [{ kind: 'amend', clientOrderId: 1, lots: -2, priceTicks: ticks }, 'amend, lots: expected'],
  [{ kind: 'enter-legs', wish: { ...whole, units: -1 } }, 'enter-legs, units: expected'],
  [{ kind: 'toString' }, 'no intent of kind "toString"'],
  ['buy', 'an intent is a record with a kind, got "buy"'],
  [undefined, 'got nothing'],
  [{ kind: 'place' }, 'place: expected an order'],
  [{ kind: 'place', order: { ...order, side: 'long' } }, 'side: expected buy or sell, got "long"'],
  [
    { kind: 'place', order: { ...order, quantity: 1 } },
    'place, order: no field quantity; nearest are',
  ],
  [{ kind: 'place', order: { ...order, lots: '1' } }, 'lots: expected a number, got "1"'],
  [{ kind: 'place', order: { ...order, pricing: 'market' } }, 'pricing: expected a record'],
  [
    { kind: 'place', order: { ...order, pricing: { kind: 'limit', priceTicks: 1 } } },
    'isPostOnly: expected true or false, got nothing',
  ],
  [
    { kind: 'place', order: { ...order, pricing: { kind: 'stop', triggerTicks: 1 } } },
    'triggeredBy: expected trade or mark, got nothing',
  ],
  [{ kind: 'place', order: { ...order, timeInForce: 'ioc' } }, 'timeInForce: expected a record'],
  [
    { kind: 'place', order: { ...order, timeInForce: { kind: 'day' } } },
    'kind: expected gtc or ioc or fok or gtd, got "day"',
  ],
  [
    { kind: 'place', order: { ...order, pricing: { ...stop, limitPrice: 3 } } },
    'pricing: no field limitPrice; nearest are limitTicks',
  ],
  [
    { kind: 'enter-legs', wish: { ...whole, legs: [leg, { ...leg, limit: 1 }] } },
    'legs[1]: no field limit; nearest are limitTicks',
  ],
  [{ kind: 'cancel', clientOrderId: 1, instrument: 0 }, 'cancel: no field instrument'],
  [{ kind: 'wake', at: 1 }, 'wake, key: expected a number, got nothing'],
  [{ kind: 'enter-legs', wish: { label: 1, legs: [leg] } }, 'expected two legs or more'],
  [
    { kind: 'enter-legs', wish: { label: 1, legs: [leg, { ...leg, side: 0 }] } },
    'units: expected a number',
  ],
])('%o is none, and what is wrong is said', (intent, message) => {
  expect(intentFault(intent)).toContain(message)
})
