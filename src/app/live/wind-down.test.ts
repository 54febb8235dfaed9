import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { OrderPricing } from '../../core/orders/order.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { applyRecord, newJournalState } from '../../execution/journal-state.ts'
import { leftOpenInWords } from './wind-down.ts'

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

test('what an end leaves open is told by instrument, and a stop that rests beside a position is none of it', () => {
  const state = newJournalState()
  const instruments = ['binance', 'okx'].map(fakeInstrument)
  const records: JournalRecord[] = [
    { time, kind: 'run', journalId: 'a', mode: 'live', instruments },
    ...taken(1, 0),
    ...taken(2, 1, stop),
  ]
  for (const record of records) applyRecord(state, record)
  expect(leftOpenInWords(state)).toEqual([
    'binance:BTC-USDT: 1 order left at the end, 0 of unknown fate (w1): the next start looks for what is out there',
  ])
  for (const record of [3, 4, 5, 6, 7].flatMap((id) => taken(id, 1))) applyRecord(state, record)
  applyRecord(state, taken(8, 1)[0]!)
  applyRecord(state, { time, kind: 'sent', clientOrderId: 8 })
  const unknown = { time, kind: 'searched', filledLots: 0 as Lots, result: 'unknown' } as const
  applyRecord(state, { ...unknown, clientOrderId: 8 })
  expect(leftOpenInWords(state)[1]).toMatch(
    /^okx:BTC-USDT: 6 orders left at the end, 1 of unknown fate \(w3, w4, w5, w6, w7, …\): /,
  )
})
