import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderPricing } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { applyRecord, newJournalState, type JournalState } from '../../execution/journal-state.ts'
import { leftInWords } from './left-open.ts'
import type { LiveDesk } from './live-desk.ts'

const time = 1 as Instant
const limit: OrderPricing = { kind: 'limit', priceTicks: 1 as PriceTicks, isPostOnly: false }
const stop: OrderPricing = { kind: 'stop', triggerTicks: 1 as PriceTicks, triggeredBy: 'mark' }

/** An order that its venue has taken. */
function taken(clientOrderId: number, instrument: number, pricing = limit): JournalRecord[] {
  const told = { clientOrderId, instrument }
  const order = {
    ...told,
    side: 'sell',
    lots: 1 as Lots,
    pricing,
    timeInForce: { kind: 'gtc' },
    isReduceOnly: pricing.kind === 'stop',
  } as const
  const of = { strategy: 0, label: null, arrivalMid: null, isOfLegs: false }
  return [
    { time, kind: 'intent', wireId: `w${clientOrderId}`, order, ...of },
    {
      time,
      kind: 'answer',
      event: { ...told, kind: 'accepted', exchangeTime: time, localTime: time },
    },
  ]
}

/** As the journal alone knows it. */
function wordsOf(state: JournalState): string[] {
  const setup = { journal: { state } }
  return leftInWords({ setup, engine: { orders: { of: () => undefined } } } as unknown as LiveDesk)
}

test('what an end leaves open is told by its own instrument, whatever a run trades; a stop that rests is none of it', () => {
  const state = newJournalState()
  const instruments = ['binance', 'okx'].map(fakeInstrument)
  const run = { time, kind: 'run', journalId: 'a', mode: 'live' } as const
  const records: JournalRecord[] = [{ ...run, instruments }, ...taken(1, 1), ...taken(2, 1, stop)]
  for (const record of records) applyRecord(state, record)
  expect(wordsOf(state)).toEqual(['okx:BTC-USDT: order w1 (sell 0.001) is not over'])
  // The next run trades one of them alone, at another place.
  applyRecord(state, { ...run, instruments: instruments.slice(1) })
  for (const record of taken(3, 0)) applyRecord(state, record)
  applyRecord(state, { time, kind: 'sent', clientOrderId: 3 })
  expect(wordsOf(state).join()).toMatch(/okx:BTC-USDT: order w3 /)
  for (let id = 4; id <= 12; id++) for (const record of taken(id, 0)) applyRecord(state, record)
  expect(wordsOf(state)).toHaveLength(11)
  expect(wordsOf(state).at(-1)).toMatch(/^and \d orders more$/)
})
