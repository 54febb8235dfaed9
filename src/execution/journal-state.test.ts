import { expect, test } from 'vitest'
import { atomsOf } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { JournalRecord } from '../core/journal.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import {
  applyRecord,
  heldBy,
  isReconciled,
  newJournalState,
  unsettledOrders,
  type JournalState,
} from './journal-state.ts'

const step = { units: 1, decimals: 1 }
function spot(base: string): Instrument {
  return {
    name: `${base}-USDT`,
    venue: 'binance',
    base,
    quote: 'USDT',
    class: 'spot',
    tickSize: step,
    lotSize: step,
  }
}

let clock = 0
const at = (): Instant => ++clock as Instant

const run = (...instruments: Instrument[]): JournalRecord => ({
  time: at(),
  kind: 'run',
  journalId: 'abcd1234',
  mode: 'paper',
  instruments,
})
function intent(clientOrderId: number, lots = 4, instrument = 0): JournalRecord {
  return {
    time: at(),
    kind: 'intent',
    order: {
      clientOrderId,
      instrument,
      side: clientOrderId % 2 === 1 ? 'buy' : 'sell',
      lots: lots as Lots,
      pricing: { kind: 'limit', priceTicks: 100 as PriceTicks, isPostOnly: false },
      timeInForce: { kind: 'gtc' },
      isReduceOnly: false,
    },
    wireId: `w${clientOrderId}`,
    strategy: 0,
    label: null,
    arrivalMid: 10,
    isOfLegs: false,
  }
}
const sent = (clientOrderId: number): JournalRecord => ({ time: at(), kind: 'sent', clientOrderId })
function fill(clientOrderId: number, tradeId: string, lots: number, leaves: number): JournalRecord {
  const event: OrderEvent = {
    kind: 'filled',
    clientOrderId,
    instrument: 0,
    exchangeTime: at(),
    localTime: at(),
    tradeId,
    lots: lots as Lots,
    priceTicks: 100 as PriceTicks,
    liquidity: 'maker',
    feeAtoms: atomsOf(0.01),
    feeCurrency: 'USDT',
    leavesLots: leaves as Lots,
  }
  return { time: at(), kind: 'answer', event }
}

function stateOf(...records: JournalRecord[]): JournalState {
  const state = newJournalState()
  for (const record of records) applyRecord(state, record)
  return state
}

test('fills are counted once, and positions and money are what they made of them', () => {
  const state = stateOf(
    run(spot('BTC')),
    intent(1),
    sent(1),
    fill(1, 'a', 3, 1),
    fill(1, 'a', 3, 1),
    intent(2, 1),
    sent(2),
    fill(2, 'b', 1, 0),
  )
  expect(state).toMatchObject({ intents: 2, ordersSent: 2, fills: 2, lastOrder: 2 })
  expect(state.positions[0]).toMatchObject({ lots: 2, fills: 2 })
  // 0.3 at 10 bought, 0.1 at 10 sold, two fees of 0.01.
  const money = Object.fromEntries(
    state.positions[0]!.money.map((each) => [each.currency, each.atoms]),
  )
  expect(money).toEqual({ BTC: 200_000_000_000_000_000n, USDT: -2_020_000_000_000_000_000n })
  expect(unsettledOrders(state).map(({ wireId }) => wireId)).toEqual(['w1'])
})

test('an order that showed signs of life was sent, whether or not that was written down', () => {
  const state = stateOf(run(spot('BTC')), intent(1), intent(3), fill(3, 'a', 4, 0))
  expect(state.ordersSent).toBe(1)
})

const deciding = (...names: string[]): JournalRecord => ({
  time: at(),
  kind: 'strategies',
  names,
})
const by = (strategy: number, record: JournalRecord): JournalRecord => ({
  ...(record as Extract<JournalRecord, { kind: 'intent' }>),
  strategy,
})

test('what each strategy holds is told apart, whatever order later runs name them in', () => {
  const state = stateOf(
    run(spot('BTC')),
    deciding('maker', 'taker'),
    by(0, intent(1)),
    by(1, intent(2)),
    by(1, intent(3)),
    fill(1, 'a', 4, 0),
    fill(2, 'b', 1, 3),
  )
  const lots = (): number[] => state.strategies.map((_, index) => heldBy(state, index, 0).lots)
  const usdt = (strategy: number): bigint | undefined =>
    heldBy(state, strategy, 0).money.find(({ currency }) => currency === 'USDT')?.atoms
  expect(lots()).toEqual([4, -1])
  // 0.4 at 10 bought by one, 0.1 sold by the other, each with its fee of 0.01.
  expect([usdt(0), usdt(1)]).toEqual([-4_010_000_000_000_000_000n, 990_000_000_000_000_000n])
  applyRecord(state, run(spot('BTC')))
  applyRecord(state, deciding('taker', 'maker'))
  expect(lots()).toEqual([-1, 4])
  expect(state.orders.map(({ strategy }) => strategy)).toEqual([1, 0, 0])
  applyRecord(state, fill(3, 'c', 2, 2))
  expect(lots()).toEqual([1, 4])
  // One that decides no more leaves what it has to the first.
  applyRecord(state, deciding('other', 'maker'))
  expect(lots()).toEqual([1, 4])
  applyRecord(state, deciding('maker'))
  applyRecord(state, deciding('taker', 'maker'))
  expect(lots()).toEqual([0, 5])
})

test('a new run makes what was out unknown, and an instrument keeps its place', () => {
  const state = stateOf(
    run(spot('BTC'), spot('ETH')),
    intent(1, 4, 1),
    sent(1),
    run(spot('SOL'), spot('ETH')),
    fill(1, 'a', 1, 3),
    intent(3, 4, 0),
  )
  expect(state.positions.map(({ instrument }) => instrument.base)).toEqual(['BTC', 'ETH', 'SOL'])
  expect(state.placeOf).toEqual([2, 1])
  expect(state.positions.map(({ lots }) => lots)).toEqual([0, 1, 0])
  expect(state.orders[1]!.state.request.instrument).toBe(2)
})

test('an order without an answer after a restart freezes until it is found, or proven absent', () => {
  const records = [run(spot('BTC')), intent(1), run(spot('BTC'))]
  const agreed: JournalRecord = {
    time: at(),
    kind: 'reconcile',
    venue: 'binance',
    differences: [],
    actions: [],
  }
  const unknown = stateOf(...records, agreed)
  expect(isReconciled(unknown)).toBe(false)
  applyRecord(unknown, {
    time: at(),
    kind: 'searched',
    clientOrderId: 1,
    result: 'absent',
    filledLots: 0 as Lots,
  })
  expect(isReconciled(unknown)).toBe(true)
  expect(unknown.ordersSent).toBe(0)
  const differs: JournalRecord = { ...agreed, time: at(), differences: ['BTC: 1 here, 2 there'] }
  applyRecord(unknown, differs)
  expect(isReconciled(unknown)).toBe(false)
})

test('an order that provably never left is over', () => {
  const state = stateOf(run(spot('BTC')), intent(1), {
    time: at(),
    kind: 'unsent',
    clientOrderId: 1,
    detail: 'too late',
  })
  expect(state.orders[0]!.state.end).toEqual({ kind: 'never-arrived' })
  expect(state.ordersSent).toBe(0)
})

test('it is its own checkpoint: written, read and gone on with it is the same', () => {
  const records = [
    run(spot('BTC')),
    intent(1),
    sent(1),
    fill(1, 'a', 3, 1),
    fill(1, 'b', 1, 0),
    intent(2),
  ]
  const whole = stateOf(...records)
  for (let cut = 0; cut <= records.length; cut++) {
    const half = stateOf(...records.slice(0, cut))
    const text = JSON.stringify(half, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    const back = JSON.parse(text, (name, value: unknown) =>
      name === 'atoms' ? BigInt(value as string) : value,
    ) as JournalState
    for (const record of records.slice(cut)) applyRecord(back, record)
    expect(back).toEqual(whole)
  }
})
