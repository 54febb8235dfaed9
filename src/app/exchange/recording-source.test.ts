import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventFlag, eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { joinedSource } from '../../exchanges/world/joined-source.ts'
import { syntheticSource } from '../../exchanges/world/synthetic-source.ts'
import { fixtureStart, recordRows } from '../../../test/recording-fixture.ts'
import { recordingSource } from './recording-source.ts'

const at = (ms: number): Instant => (fixtureStart + ms * 1_000) as Instant

let folder: string
beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'isobar-source-')), 'recording')
  const rows = new EventColumns()
  // Binance's spot, then a message of both instruments of OKX, then a loss at Binance.
  rows.begin(0, at(0), NaN, 1)
  rows.addClear()
  rows.addLevel(eventSide.bid, 100, 5)
  rows.end()
  rows.begin(1, at(10), NaN, 1)
  rows.addTrade(eventSide.buy, 200, 1, 7)
  rows.turnTo(2)
  rows.addTrade(eventSide.sell, 300, 1, 8)
  rows.end()
  rows.begin(0, at(20), NaN, NaN)
  rows.addGap()
  rows.end()
  rows.begin(0, at(30), NaN, 2)
  rows.addTrade(eventSide.buy, 101, 2, 9)
  rows.end()
  await recordRows(folder, rows)
})
afterAll(() => rmSync(join(folder, '..'), { recursive: true }))

const start = 1_800_000_000_000_000 as Instant
const span = { start, until: start }
const failed = (error: unknown): void => {
  throw error
}

test('a recording is moved to its start, told message by message, and begins again when it is over', async () => {
  const source = await recordingSource(folder, ['binance', 'okx'], span, failed)
  expect(source.instruments.list().map(({ venue, class: kind }) => `${venue} ${kind}`)).toEqual([
    'binance spot',
    'okx spot',
    'okx linear',
  ])
  const rows = new EventColumns()
  source.advance((start + 45_000) as Instant, rows)
  const told = Array.from({ length: rows.length }, (_, row) => [
    rows.kind[row],
    rows.instrument[row],
    (rows.localTime[row]! - start) / 1_000,
    (rows.flags[row]! & eventFlag.endsMessage) !== 0,
  ])
  const { clear, level, trade } = eventKind
  // The loss is left out; what follows the last by a millisecond is the first again.
  const once = (from: number): unknown[] => [
    [clear, 0, from, false],
    [level, 0, from, true],
    [trade, 1, from + 10, true],
    [trade, 2, from + 10, true],
    [trade, 0, from + 30, true],
  ]
  expect(told).toEqual([...once(0), ...once(31).slice(0, 4)])
  expect(rows.exchangeTime.subarray(0, rows.length)).toEqual(
    rows.localTime.subarray(0, rows.length),
  )
})

test('what is asked for and was not recorded is wrong usage', async () => {
  await expect(recordingSource(folder, ['kraken'], span, failed)).rejects.toThrow(
    'no events of kraken',
  )
})

test('a recording and a made-up market are one, in the order of time', async () => {
  const recorded = await recordingSource(folder, ['okx'], span, failed)
  const made = syntheticSource({ seed: 1, venues: ['kraken'], start })
  const source = joinedSource(recorded, made)
  const names = source.instruments.list().map(({ venue }) => venue)
  expect(names.slice(0, 2)).toEqual(['okx', 'okx'])
  expect(new Set(names.slice(2))).toEqual(new Set(['kraken']))
  const rows = new EventColumns()
  source.advance((start + 200_000) as Instant, rows)
  const times = [...rows.localTime.subarray(0, rows.length)]
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  const heard = new Set([...rows.instrument.subarray(0, rows.length)].map((each) => names[each]))
  expect(heard).toEqual(new Set(['okx', 'kraken']))
})
