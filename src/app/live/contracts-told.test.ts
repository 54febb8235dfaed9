import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { applyRecord, newJournalState } from '../../execution/journal-state.ts'
import { openOrderLines } from '../cli/position-lines.ts'
import { detailsInWords, linesOfRun } from './journal-log.ts'
import { journalStatus } from './journal-report.ts'

const time = 5 as Instant
const coin = fakeInstrument('okx')
/** A tenth of a coin each. */
const contracts: Instrument = {
  ...coin,
  class: 'linear',
  contractSize: { units: 1, decimals: 1 },
}
const told = { clientOrderId: 1, instrument: 0, exchangeTime: time, localTime: time } as const

function recordsOf(instrument: Instrument): JournalRecord[] {
  return [
    { time, kind: 'run', mode: 'live', journalId: 'j', instruments: [instrument] },
    {
      time,
      kind: 'intent',
      order: {
        clientOrderId: 1,
        instrument: 0,
        side: 'buy',
        lots: 1_333 as Lots,
        pricing: { kind: 'limit', priceTicks: 1_000 as PriceTicks, isPostOnly: false },
        timeInForce: { kind: 'gtc' },
        isReduceOnly: false,
      },
      wireId: 'k3v9',
      strategy: 0,
      label: null,
      arrivalMid: null,
      isOfLegs: false,
    },
    { time, kind: 'sent', clientOrderId: 1 },
    { time, kind: 'answer', event: { ...told, kind: 'accepted' } },
  ]
}

test.each([
  [contracts, 'contracts', '1.333 contracts', '0 contracts'],
  [coin, undefined, '1.333', '0'],
] as const)('quantities are told with their unit: %#', (instrument, unit, quantity, filled) => {
  const records = recordsOf(instrument)
  const state = newJournalState()
  for (const record of records) applyRecord(state, record)
  const status = journalStatus(state, true)
  expect(status.openOrders[0]?.unit).toBe(unit)
  const [table] = openOrderLines(status)
  expect(table).toMatch(new RegExp(`buy +${quantity} +${filled} +`))
  const line = linesOfRun([], records)[1]!
  expect([line['quantity'], line['unit']]).toEqual([1.333, unit])
  expect(detailsInWords(line)).toEqual([
    ['clientOrderId', 'k3v9'],
    ['side', 'buy'],
    ['quantity', quantity],
    ['type', 'limit'],
    ['price', '100'],
  ])
})
