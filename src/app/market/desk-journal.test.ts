import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { readJournalLog } from '../../stores/journal/journal-files.ts'
import { beginRun } from '../live/begin-run.ts'
import { journalLines } from '../live/journal-log.ts'
import { openJournal } from '../live/open-journal.ts'
import { openDeskJournal, type DeskJournal } from './desk-journal.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-desk-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const [binance, okx] = [fakeInstrument('binance'), fakeInstrument('okx')]
const coarse: Instrument = { ...fakeInstrument('kraken'), lotSize: { units: 1, decimals: 0 } }
const time = 5 as Instant
const intent = (clientOrderId: number, instrument: number): JournalRecord => ({
  time,
  kind: 'intent',
  order: {
    clientOrderId,
    instrument,
    side: 'buy',
    lots: 7 as Lots,
    pricing: { kind: 'limit', priceTicks: 1_000 as PriceTicks, isPostOnly: false },
    timeInForce: { kind: 'gtc' },
    isReduceOnly: false,
  },
  wireId: `i${clientOrderId}`,
  strategy: 0,
  label: null,
  arrivalMid: null,
  isOfLegs: false,
})
const over = (clientOrderId: number): JournalRecord => ({
  time,
  kind: 'unsent',
  clientOrderId,
  detail: '',
})

/** A run that decides once on each of what it names, from an order number on. */
async function earlierRun(instruments: readonly Instrument[], from: number): Promise<void> {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', instruments, time)
  for (const [index] of instruments.entries()) {
    journal.append(intent(from + index, index))
    journal.append(over(from + index))
  }
  await journal.close()
}

const intents = (desk: DeskJournal): string[] =>
  desk
    .rows()
    .filter(({ kind }) => kind === 'intent')
    .map(({ where, what }) => `${where} ${/quantity [\d.]+/.exec(what)![0]}`)
    .toReversed()

test('records of a run that named other instruments, or others first, go by those', async () => {
  await earlierRun([coarse, binance, okx], 1)
  await earlierRun([okx, coarse], 4)
  const desk = await openDeskJournal(folder, true)
  beginRun(desk, 'paper', [binance], time)
  desk.append(intent(6, 0))
  expect(intents(desk)).toEqual([
    'kraken:BTC-USDT quantity 7',
    'binance:BTC-USDT quantity 0.007',
    'okx:BTC-USDT quantity 0.007',
    'okx:BTC-USDT quantity 0.007',
    'kraken:BTC-USDT quantity 7',
    'binance:BTC-USDT quantity 0.007',
  ])
  await desk.close()
})

test('the run of the oldest record shown is known when it is not shown any more itself', async () => {
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [coarse, okx], time)
  for (let order = 1; order <= 150; order++) {
    journal.append(intent(order, order % 2))
    journal.append(over(order))
  }
  await journal.close()
  const desk = await openDeskJournal(folder, true)
  expect(new Set(intents(desk))).toEqual(
    new Set(['kraken:BTC-USDT quantity 7', 'okx:BTC-USDT quantity 0.007']),
  )
  beginRun(desk, 'paper', [binance], time)
  for (let order = 151; order <= 300; order++) {
    desk.append(intent(order, 0))
    desk.append(over(order))
  }
  expect(new Set(intents(desk))).toEqual(new Set(['binance:BTC-USDT quantity 0.007']))
  await desk.close()
})

test('the log of a journal whose first segments are gone goes by what their checkpoint says', async () => {
  const bounds = { segmentBytesMost: 400, bytesMost: 2_000 }
  const journal = await openJournal(folder, bounds)
  beginRun(journal, 'paper', [coarse, okx], time)
  for (let order = 1; order <= 40; order++) {
    journal.append(intent(order, order % 2))
    journal.append(over(order))
    await journal.commit()
  }
  await journal.close()
  const lines = journalLines(await readJournalLog(folder))
  expect(lines.some(({ kind }) => kind === 'run')).toBe(false)
  expect(lines.filter(({ kind }) => kind === 'intent').at(-1)).toMatchObject({
    venue: 'kraken',
    quantity: 7,
  })
  const desk = await openDeskJournal(folder, true)
  expect(intents(desk).at(-1)).toBe('kraken:BTC-USDT quantity 7')
  await desk.close()
})
