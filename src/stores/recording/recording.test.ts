import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  collectRows,
  drawnColumns,
  drawnMessages,
  fixtureLevels,
  fixtureListings,
  fixtureOrigin,
  fixtureStart,
  keyOfInstrument,
  plainRows,
  recordRows,
  sliceRows,
} from '../../../test/recording-fixture.ts'
import { eventFlag, type EventKind } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { channelOf, type Channel } from './channel.ts'
import type { Listing } from './listing.ts'
import { openRecording, type Recording } from './open-recording.ts'
import { RecordingLog } from './recording-log.ts'
import { RecordingWriter } from './recording-writer.ts'

// With more drawn recordings: ISOBAR_RUNS=200 npx vitest run src/stores/recording src/stores/export --testTimeout 0
// Each is dozens of messages of all kinds: what goes wrong with one kind shows in any; rare meetings are for the long form.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 4)

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-recording-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const freshFolder = (): string => join(root, `r${made++}`)

const nameInRun = (index: number): string => keyOfInstrument(fixtureListings[index]!.instrument)
const nameIn =
  ({ instruments }: Recording) =>
  (index: number): string =>
    keyOfInstrument(instruments.at(index))

test('what is recorded comes back bit for bit and in its order', async () => {
  await fc.assert(
    fc.asyncProperty(drawnMessages, fc.nat(10), async (messages, split) => {
      const folder = freshFolder()
      const rows = drawnColumns(messages)
      const cut = drawnColumns(messages.slice(0, split)).length
      const writer = await RecordingWriter.create(folder)
      await writer.append(sliceRows(rows, 0, cut), fixtureOrigin)
      await writer.append(sliceRows(rows, cut, rows.length), fixtureOrigin)
      await writer.finish('0', [])
      const recording = await openRecording(folder)
      const replayed = await collectRows(recording.events())
      expect(plainRows(replayed, nameIn(recording))).toEqual(plainRows(rows, nameInRun))
    }),
    { numRuns: runs, seed: 1 },
  )
})

test('parts of a quarter of a million rows and batches of whole messages', async () => {
  const folder = freshFolder()
  const writer = await RecordingWriter.create(folder)
  const columns = new EventColumns()
  for (let batch = 0; batch < 6; batch++) {
    columns.empty()
    for (let message = 0; message < 1_000; message++) {
      columns.begin(
        0,
        (fixtureStart + batch * 1_000 + message) as Instant,
        NaN,
        batch * 1_000 + message,
      )
      for (let k = 0; k < 50; k++) columns.addLevel(0, k + 1, message)
      columns.end()
    }
    await writer.append(columns, fixtureOrigin)
  }
  const manifest = await writer.finish('0', [])
  expect(manifest.events).toBe(300_000)
  expect(manifest.streams[0]!.parts.map(({ events }) => events)).toEqual([
    2 ** 18,
    300_000 - 2 ** 18,
  ])
  let events = 0
  for await (const batch of (await openRecording(folder)).events()) {
    events += batch.length
    expect(batch.length % 50).toBe(0)
    expect(batch.flags[batch.length - 1]! & eventFlag.endsMessage).toBe(eventFlag.endsMessage)
    expect(batch.length).toBeLessThan(20_000)
  }
  expect(events).toBe(300_000)
})

test('venues, instruments, channels and times are chosen, and messages still end', async () => {
  await fc.assert(
    fc.asyncProperty(drawnMessages, async (messages) => {
      const folder = freshFolder()
      const rows = drawnColumns(messages)
      await recordRows(folder, rows)
      const recording = await openRecording(folder)
      const times = rows.localTime.subarray(0, rows.length)
      const from = times[Math.floor(rows.length / 4)] as Instant | undefined
      const to = times[Math.floor((3 * rows.length) / 4)] as Instant | undefined
      if (from === undefined || to === undefined) return
      const selection = { venues: ['okx'], channels: ['book', 'trades'] as Channel[], from, to }
      const replayed = await collectRows(recording.events(selection))
      // Filtered by hand; the last wanted row of a message ends it.
      const wanted = new EventColumns()
      let isOpen = false
      for (let row = 0; row < rows.length; row++) {
        const isWanted =
          rows.instrument[row] !== 0 &&
          selection.channels.includes(channelOf(rows.kind[row] as EventKind)) &&
          times[row]! >= from &&
          times[row]! < to
        const ends = (rows.flags[row]! & eventFlag.endsMessage) !== 0
        if (isWanted) {
          wanted.addRow(rows, row)
          wanted.flags[wanted.length - 1]! &= eventFlag.isSnapshot
          isOpen = true
        }
        if (ends && isOpen) {
          wanted.flags[wanted.length - 1]! |= eventFlag.endsMessage
          isOpen = false
        }
      }
      expect(plainRows(replayed, nameIn(recording))).toEqual(plainRows(wanted, nameInRun))
    }),
    { numRuns: runs, seed: 3 },
  )
})

test('a folder that holds anything is refused', async () => {
  const folder = freshFolder()
  await recordRows(folder, fixtureLevels(1, 1))
  await expect(RecordingWriter.create(folder)).rejects.toThrow('is not empty')
  const other = mkdtempSync(join(root, 'other-'))
  writeFileSync(join(other, 'notes.txt'), '')
  await expect(RecordingLog.open(other, '0')).rejects.toThrow('holds notes.txt')
})

test('an event older than the one before it in its stream is refused', async () => {
  const writer = await RecordingWriter.create(freshFolder())
  await writer.append(fixtureLevels(3, 10), fixtureOrigin)
  await expect(writer.append(fixtureLevels(1, 0), fixtureOrigin)).rejects.toThrow(
    `binance BTC-USDT book: local time ${fixtureStart} us comes after ${fixtureStart + 20} us`,
  )
  await writer.abandon()
})

/** Instruments with a tick so fine that the double of a price need not tell it. */
const fineOrigin = {
  ...fixtureOrigin,
  listingAt: (index: number): Listing => {
    const listing = fixtureOrigin.listingAt(index)
    const tickSize = { units: 1, decimals: 8 }
    return { ...listing, instrument: { ...listing.instrument, tickSize } }
  },
}

test('a price whose double does not tell its ticks is refused; a quantity like that is kept as the nearest', async () => {
  const writer = await RecordingWriter.create(freshFolder())
  const rows = fixtureLevels(1, 1)
  rows.price[0] = 8_000_000_000_000_002
  await expect(writer.append(rows, fineOrigin)).rejects.toThrow('has no double that tells them')
  await writer.abandon()
  const folder = freshFolder()
  const next = await RecordingWriter.create(folder)
  rows.price[0] = 1
  rows.quantity[0] = 2 ** 53 - 1
  await next.append(rows, fixtureOrigin)
  await next.finish('0', [])
  const { quantity } = await collectRows((await openRecording(folder)).events())
  expect(Math.abs(quantity[0]! - (2 ** 53 - 1))).toBeLessThanOrEqual(1)
})

test('a tick that becomes finer later leaves what was recorded right', async () => {
  const folder = freshFolder()
  const writer = await RecordingWriter.create(folder)
  await writer.append(fixtureLevels(1, 1), fixtureOrigin)
  const finer = { units: 2, decimals: 4 }
  const [known] = fixtureListings
  const listingAt = () => ({ ...known!, instrument: { ...known!.instrument, tickSize: finer } })
  const later = fixtureLevels(2, 1)
  await writer.append(sliceRows(later, 1, 2), { listingAt, clock: 'receive' })
  await writer.finish('0', [])
  const recording = await openRecording(folder)
  // 0.25 and 0.0002 are both whole numbers of 0.0002 or of half of it.
  expect(recording.manifest.instruments[0]!.tickSize).toBe('0.0002')
  const { price } = await collectRows(recording.events())
  expect([...price.subarray(0, 2)]).toEqual([1_250_000, 1_001])
})
