import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { JournalRecord } from '../core/journal.ts'
import type { OrderPricing } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { compareHoldings } from './compare-holdings.ts'
import { applyRecord, newJournalState, type JournalState } from './journal-state.ts'
import { relisting } from './relisting.ts'

const time = 1 as Instant
const before: Instrument = {
  name: 'BTC-USDT',
  venue: 'okx',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
  contractSize: { units: 1, decimals: 2 },
}
const finer: Instrument = {
  ...before,
  tickSize: { units: 5, decimals: 2 },
  lotSize: { units: 1, decimals: 4 },
}

const run = (instrument: Instrument): JournalRecord => ({
  time,
  kind: 'run',
  journalId: 'a',
  mode: 'live',
  instruments: [instrument],
})
const order = (clientOrderId: number, lots: number, pricing: OrderPricing): JournalRecord => ({
  time,
  kind: 'intent',
  wireId: `w${clientOrderId}`,
  strategy: 1,
  label: null,
  arrivalMid: null,
  isOfLegs: false,
  order: {
    clientOrderId,
    instrument: 0,
    side: 'buy',
    lots: lots as Lots,
    pricing,
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  },
})
const filled = (clientOrderId: number, lots: number, leaves: number): JournalRecord => ({
  time,
  kind: 'answer',
  event: {
    kind: 'filled',
    clientOrderId,
    instrument: 0,
    exchangeTime: time,
    localTime: time,
    tradeId: `t${clientOrderId}`,
    lots: lots as Lots,
    priceTicks: 1_000 as PriceTicks,
    liquidity: 'taker',
    feeAtoms: 0n,
    feeCurrency: 'USDT',
    leavesLots: leaves as Lots,
  },
})
const limit: OrderPricing = { kind: 'limit', priceTicks: 1_000 as PriceTicks, isPostOnly: false }
const stop: OrderPricing = {
  kind: 'stop',
  triggerTicks: 900 as PriceTicks,
  triggeredBy: 'mark',
  limitTicks: 890 as PriceTicks,
}

/** Held: 4 of before, and 30 bought by the second of two strategies; more is open. */
function journalled(...open: JournalRecord[]): JournalState {
  const state = newJournalState()
  const records: JournalRecord[] = [
    run(before),
    { time, kind: 'strategies', names: ['one', 'two'] },
    {
      time,
      kind: 'baseline',
      venue: 'okx',
      balances: [],
      positions: [{ instrument: 0, lots: 4 as Lots }],
    },
    order(1, 30, limit),
    filled(1, 30, 0),
    ...open,
  ]
  for (const record of records) applyRecord(state, record)
  return state
}

test('what was counted in the steps of an earlier listing is counted in those of now, to the lot', () => {
  const state = journalled(order(2, 50, limit), filled(2, 20, 30), order(3, 7, stop))
  applyRecord(state, run(finer))
  const [position] = state.positions
  expect(position).toMatchObject({
    instrument: finer,
    lots: 500,
    shares: [{ strategy: 'two', lots: 500 }],
  })
  expect(state.orders.map(({ state: each }) => each)).toMatchObject([
    { fate: 'ended', lots: 300, filledLots: 300 },
    { lots: 500, filledLots: 200, priceTicks: 2_000, request: { lots: 500 } },
    { lots: 70, request: { pricing: { triggerTicks: 1_800, limitTicks: 1_780 } } },
  ])
  const there = (lots: number): string[] =>
    compareHoldings(state, 'okx', {
      balances: new Map(),
      positions: new Map([[0, lots as Lots]]),
    })
  expect([there(540), there(54)]).toEqual([
    [],
    [expect.stringMatching(/^position BTC-USDT: 0.054 /)],
  ])
  // And back again.
  expect(relisting(state, 0, before).kind).toBe('exact')
  applyRecord(state, run(before))
  expect(state.positions[0]).toMatchObject({ instrument: before, lots: 50 })
})

test('a contract of another size is another number of lots', () => {
  const state = journalled()
  applyRecord(state, run({ ...before, contractSize: { units: 1, decimals: 3 } }))
  expect(state.positions[0]).toMatchObject({ lots: 300 })
})

const coarser: Instrument = { ...before, lotSize: { units: 1, decimals: 2 } }

test.each([
  ['what is held', [order(2, 5, limit), filled(2, 5, 0)], coarser, 'the 0.035 that are held'],
  ['an order', [order(2, 5, limit)], coarser, 'order w2'],
  [
    'a price',
    [order(2, 10, limit)],
    { ...before, tickSize: { units: 3, decimals: 1 } },
    'order w2',
  ],
  ['what was there at first', [], coarser, 'what was held of BTC-USDT before the journal began'],
] as const)('%s that is no whole number of the new steps is said', (_, open, now, what) => {
  const state = journalled(...open)
  expect(relisting(state, 0, now)).toEqual({ kind: 'inexact', what })
  // What an older version wrote all the same is read as it read it.
  applyRecord(state, run(now))
  expect(state.positions[0]!.instrument).toBe(before)
})

test('an order that is over and cannot be counted any more is forgotten', () => {
  const state = journalled(order(2, 5, limit), {
    time,
    kind: 'unsent',
    clientOrderId: 2,
    detail: '',
  })
  applyRecord(state, {
    time,
    kind: 'baseline',
    venue: 'okx',
    balances: [],
    positions: [{ instrument: 0, lots: 30 as Lots }],
  })
  applyRecord(state, run(coarser))
  expect(state.positions[0]).toMatchObject({ lots: 3 })
  expect(state.orders.map(({ wireId }) => wireId)).toEqual(['w1'])
})
