import { expect, test } from 'vitest'
import type { Clock } from '../../core/clock.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Intent } from '../../core/strategy/intent.ts'
import type { Refusal } from '../../core/strategy/refusal.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import { linesOfRun } from './journal-log.ts'
import { killInWords } from './kill-words.ts'
import { withRefusalsTold } from './refusal-notes.ts'

/** OKX's: a thousand DOGE a contract. */
const doge: Instrument = {
  name: 'DOGE-USDT',
  venue: 'okx',
  base: 'DOGE',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 0 },
  contractSize: { units: 1_000, decimals: 0 },
}

const buying: Intent = {
  kind: 'place',
  order: {
    instrument: 0,
    side: 'buy',
    lots: 100 as Lots,
    pricing: { kind: 'limit', priceTicks: 40 as PriceTicks, isPostOnly: false },
  },
}

function heard() {
  const records: JournalRecord[] = []
  const debugged: string[] = []
  const told: string[] = []
  let now = 0
  const { refused } = withRefusalsTold({
    clock: { now: () => now as Instant } as Clock,
    journal: { append: (record: JournalRecord) => void records.push(record) },
    instruments: [doge],
    leastOrders: [{ minQuantity: 1_000, minNotional: 5 }],
    strategies: [{ name: 'drill' } as Strategy],
    tell: (line: string) => void told.push(line),
    debug: (line: () => string) => void debugged.push(line()),
  })
  const refuse = (refusal: Refusal, at: number, intent = buying): void => {
    now = at
    refused(0, { intent, refusal })
  }
  return { records, debugged, told, refuse }
}

const tooMuch: Refusal = { kind: 'order-notional', value: 40_000, limit: 1_000 }

test('every refusal is in the debug log, with its order, its value and its limit', () => {
  const { debugged, told, refuse } = heard()
  refuse(tooMuch, 1)
  refuse({ kind: 'halted', reason: 'stale' }, 2)
  refuse({ kind: 'leverage', value: Infinity, limit: 3 }, 3)
  refuse({ kind: 'no-such-order' }, 4, { kind: 'cancel', clientOrderId: 7 })
  refuse({ kind: 'malformed' }, 5, { ...buying, order: { ...buying.order, instrument: 9 } })
  const order = 'drill: buy 100 contracts of okx:DOGE-USDT:linear at 0.4'
  expect(debugged).toEqual([
    `${order}: order-notional of 40000 beyond 1000`,
    `${order}: halted (stale)`,
    `${order}: leverage of no end beyond 3`,
    'drill: cancel of order 7: no-such-order',
    'drill: place: malformed',
  ])
  expect(told).toEqual([])
})

test('the journal has those that are alike once in ten seconds, with how many they were', () => {
  const { records, refuse } = heard()
  for (let second = 0; second <= 25; second++) refuse(tooMuch, second * 1e6)
  refuse({ kind: 'no-price' }, 26e6)
  expect(linesOfRun([doge], records)).toMatchObject([
    {
      time: 0,
      kind: 'refused',
      venue: 'okx',
      instrument: 'DOGE-USDT',
      side: 'buy',
      quantity: 100,
      price: 0.4,
      refusal: 'order-notional',
      value: 40_000,
      limit: 1_000,
      times: 1,
    },
    { time: 10_000, times: 10 },
    { time: 20_000, times: 10 },
    { time: 26_000, refusal: 'no-price', times: 1 },
  ])
})

test('that orders of an instrument are too small is told once', () => {
  const { told, refuse } = heard()
  for (let second = 0; second < 3; second++) refuse({ kind: 'least-order' }, second * 1e6)
  expect(told).toEqual([
    'okx:DOGE-USDT: not sent, the least order (1000 DOGE, 5 USDT) is more: buy 100 contracts of okx:DOGE-USDT:linear at 0.4; counted from now on and not told again',
  ])
})

test('that even the least order is beyond the limit is told once', () => {
  const { told, refuse } = heard()
  const small = { ...buying, order: { ...buying.order, lots: 2 as Lots } }
  // A contract, which is the least there, is 400.
  refuse({ kind: 'order-notional', value: 800, limit: 400 }, 1, small)
  expect(told).toEqual([])
  for (let at = 2; at < 4; at++)
    refuse({ kind: 'order-notional', value: 800, limit: 399 }, at, small)
  expect(told).toEqual([
    'okx:DOGE-USDT: not sent, the least order (1000 DOGE, 5 USDT) is beyond limits.orderNotionalMost (399): buy 2 contracts of okx:DOGE-USDT:linear at 0.4; counted from now on and not told again',
  ])
})

test('a switch that a loss has thrown says of how much, and beyond what', () => {
  const loss = { kind: 'daily-loss', value: 51.25, limit: 50 } as const
  expect(killInWords(loss, 'USDT')).toBe('daily-loss of 51.25 USDT beyond 50')
  expect(killInWords({ kind: 'asked' }, 'USDT')).toBe('asked')
})
