import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { applyRecord, newJournalState } from '../../execution/journal-state.ts'
import { FileJournal } from '../../stores/journal/file-journal.ts'
import { beginRun } from './begin-run.ts'
import { journalLines } from './journal-log.ts'
import { openJournal } from './open-journal.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-legs-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const [binance, okx] = [fakeInstrument('binance'), fakeInstrument('okx')]
const time = 5 as Instant
const legs: JournalRecord = {
  time,
  kind: 'legs',
  strategy: 0,
  wish: {
    label: 7,
    legs: [
      { instrument: 0, side: 'buy', lotsPerUnit: 12 as Lots },
      { instrument: 1, side: 'sell', lotsPerUnit: 12 as Lots },
    ],
    units: 3,
    unitsAtOnce: 1,
  },
  progress: {
    phase: 'mending',
    heldLots: [12, 5],
    mends: 1,
    unwinds: 0,
    barrenSlices: 0,
    unitsBefore: 0,
    isStopping: false,
  },
  orders: [null, { clientOrderId: 3, direction: 'enter', lots: 7, filledLots: 0 }],
}

test('legs are kept over runs by their instruments, whatever order the next run names them in', async () => {
  const first = await openJournal(folder)
  beginRun(first, 'paper', [binance, okx], time)
  first.append(legs)
  await first.close()
  const second = await openJournal(folder)
  expect(() => beginRun(second, 'paper', [binance], time)).toThrow(
    'legs of an earlier run are under way on okx:BTC-USDT, which this run does not name',
  )
  beginRun(second, 'paper', [okx, binance], time)
  const [left] = second.state.legs
  expect(left!.wish.legs.map(({ instrument }) => second.state.placeOf.indexOf(instrument))).toEqual(
    [1, 0],
  )
  expect(left).toMatchObject({ progress: { heldLots: [12, 5] }, orders: [null, { lots: 7 }] })
  second.append({ time, kind: 'legs-over', strategy: 0, label: 7, outcome: 'stopped', units: 0 })
  expect(second.state.legs).toEqual([])
  await second.close()
})

test('a journal from before there were legs is read', async () => {
  const { legs: _, ...older } = newJournalState()
  const journal = await FileJournal.open(folder, () => () => older)
  await journal.close()
  const opened = await openJournal(folder)
  beginRun(opened, 'paper', [binance, okx], time)
  expect(opened.state.legs).toEqual([])
  await opened.close()
})

test('the log tells legs in units of their coins', () => {
  const run: JournalRecord = {
    time,
    kind: 'run',
    journalId: 'abcdefgh',
    mode: 'paper',
    instruments: [binance, okx],
  }
  const over: JournalRecord = {
    time,
    kind: 'legs-over',
    strategy: 0,
    label: 7,
    outcome: 'entered',
    units: 3,
  }
  const state = newJournalState()
  for (const record of [run, legs, over]) applyRecord(state, record)
  expect(journalLines({ checkpoint: undefined, records: [run, legs, over] }).slice(1)).toEqual([
    {
      time: 0.005,
      kind: 'legs',
      label: 7,
      phase: 'mending',
      legs: [
        'buy binance:BTC-USDT 0.012 in units of 0.012',
        'sell okx:BTC-USDT 0.005 in units of 0.012',
      ],
      orders: ['#3'],
    },
    { time: 0.005, kind: 'legs', label: 7, outcome: 'entered', units: 3 },
  ])
})
