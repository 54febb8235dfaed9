import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  fixtureLevels,
  fixtureListings,
  keyOfInstrument,
  plainRows,
  recordRows,
} from '../../../test/recording-fixture.ts'
import { eventKind, eventSide, type EventKind } from '../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { channelOf } from '../recording/channel.ts'
import { importSources } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { RecordingWriter } from '../recording/recording-writer.ts'
import { listTickFiles } from '../ticks/list-tick-files.ts'
import { tardisLayouts } from '../ticks/tardis-layouts.ts'
import { tickSources } from '../ticks/tick-sources.ts'
import { exportNames } from './export-names.ts'
import { exportRecording } from './export-recording.ts'

// With more drawn recordings: ISOBAR_RUNS=200 npx vitest run src/stores/recording src/stores/export --testTimeout 0
// Each is dozens of messages of all kinds: what goes wrong with one kind shows in any; rare meetings are for the long form.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 4)

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-export-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const fresh = (): string => join(root, `r${made++}`)

const start = 1_700_000_000_000_000

/** Instruments as Tardis's symbols name them, so that they are the same after the way back. */
const listings = fixtureListings.map((listing, k) => ({
  ...listing,
  symbol: listing.instrument.name.replace('-', ''),
  instrument: {
    ...listing.instrument,
    venue: ['binance', 'okex', 'binance-futures'][k]!,
    tickSize: { units: 1, decimals: 2 },
    lotSize: { units: 1, decimals: 3 },
  },
}))

async function record(rows: EventRows): Promise<string> {
  const folder = fresh()
  const writer = await RecordingWriter.create(folder)
  await writer.append(rows, { listingAt: (index) => listings[index]!, clock: 'receive' })
  await writer.finish('0', [])
  return folder
}

/** Exports a recording and imports what came out. */
async function thereAndBack(folder: string): Promise<string> {
  const out = fresh()
  await exportRecording(await openRecording(folder), { out, selection: {} })
  const told = listings.map(({ symbol, instrument }) => ({ symbol, ...instrument }))
  const files = await listTickFiles([out])
  const { sources } = await tickSources({ files, layouts: tardisLayouts, told })
  const back = fresh()
  await importSources(sources, { out: back, version: '0' })
  return back
}

/** The events of each stream apart, as the order of streams at one instant is not in files. */
async function streamsOf(folder: string): Promise<Record<string, unknown>> {
  const recording = await openRecording(folder)
  const apart = new Map<string, EventColumns>()
  const name = (index: number): string => keyOfInstrument(recording.instruments.at(index))
  for await (const rows of recording.events()) {
    for (let row = 0; row < rows.length; row++) {
      const key = `${name(rows.instrument[row]!)} ${channelOf(rows.kind[row] as EventKind)}`
      const stream = apart.get(key) ?? new EventColumns()
      apart.set(key, stream)
      stream.addRow(rows, row)
    }
  }
  return Object.fromEntries([...apart].map(([key, rows]) => [key, plainRows(rows, name)]))
}

const steps = fc.integer({ min: 1, max: 1e9 })
const sides = fc.constantFrom(eventSide.bid, eventSide.ask)
const message = fc.record({
  // Every hour of a stream is a file: mostly the same one, now and then another day.
  pause: fc.oneof(
    { weight: 19, arbitrary: fc.integer({ min: 1, max: 5_000_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 100_000_000_000 }) },
  ),
  lag: fc.oneof(fc.constant(NaN), fc.integer({ min: 1, max: 5_000_000 })),
  instrument: fc.nat(2),
  kind: fc.constantFrom('snapshot', 'change', 'trade', 'quote', 'values', 'liquidation'),
  levels: fc.array(fc.tuple(sides, steps, fc.nat(1e6)), { minLength: 1, maxLength: 8 }),
  values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 4,
    maxLength: 4,
  }),
})

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never

/** What venues say, and Tardis's files can. */
function rowsOf(messages: readonly Message[]): EventColumns {
  const rows = new EventColumns()
  const wasSnapshot = [true, true, true]
  const hasBook = [false, false, false]
  let time = start
  for (const { pause, lag, instrument, kind, levels, values } of messages) {
    time += pause
    rows.begin(instrument, time as Instant, Number.isNaN(lag) ? NaN : time - lag, NaN)
    const [[side, price, quantity]] = levels as [[0 | 1, number, number]]
    // A snapshot clears only after a change; a book begins with one.
    const isSnapshot = !hasBook[instrument] || (kind === 'snapshot' && !wasSnapshot[instrument])
    if (kind === 'snapshot' || kind === 'change') {
      if (isSnapshot) rows.addClear()
      for (const [each, at, much] of levels) rows.addLevel(each, at, much)
      wasSnapshot[instrument] = isSnapshot
      hasBook[instrument] = true
    } else if (kind === 'trade') rows.addTrade(side, price, quantity, price)
    else if (kind === 'liquidation') rows.addLiquidation(side, price, quantity)
    else if (kind === 'quote') {
      rows.addQuoteBid(price, quantity)
      rows.addQuoteAsk(price + 1, NaN)
    } else {
      rows.addValue(eventKind.mark, values[0]!)
      rows.addValue(eventKind.fundingRate, values[1]!)
      if (side === 0) rows.addValue(eventKind.openInterest, values[2]!)
    }
    rows.end()
  }
  return rows
}

test('what is exported and imported again is what was recorded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
      const folder = await record(rowsOf(messages))
      expect(await streamsOf(await thereAndBack(folder))).toEqual(await streamsOf(folder))
    }),
    { numRuns: runs, seed: 1 },
  )
})

test('the side that a quote leaves as it is, is told again; only where nobody quotes the cell is empty', async () => {
  const rows = new EventColumns()
  for (const [k, quotes] of [
    { bid: 100, ask: 102 },
    { bid: 101 },
    { ask: NaN },
    { bid: 99 },
  ].entries()) {
    rows.begin(0, (start + k) as Instant, NaN, NaN)
    if (quotes.bid !== undefined) rows.addQuoteBid(quotes.bid, 5)
    if (quotes.ask !== undefined) rows.addQuoteAsk(quotes.ask, Number.isNaN(quotes.ask) ? NaN : 7)
    rows.end()
  }
  const folder = await record(rows)
  const out = fresh()
  const { files } = await exportRecording(await openRecording(folder), {
    out,
    selection: {},
    plain: true,
  })
  const lines = readFileSync(join(out, files[0]!.file), 'utf8').trim().split('\n').slice(1)
  expect(lines.map((line) => line.split(',').slice(4).join(' '))).toEqual([
    '0.007 1.02 1 0.005',
    '0.007 1.02 1.01 0.005',
    '  1.01 0.005',
    '  0.99 0.005',
  ])
})

test('a venue or an instrument that is not there is told, and no folder left', async () => {
  const folder = fresh()
  await recordRows(folder, fixtureLevels(2, 1))
  const recording = await openRecording(folder)
  for (const [selection, told] of [
    [{ venues: ['binanse'] }, 'no venue binanse in it; there are '],
    [{ instruments: ['BTC-USD'] }, 'no instrument BTC-USD in it; there are '],
  ] as const) {
    const out = fresh()
    await expect(exportRecording(recording, { out, selection })).rejects.toThrow(told)
    expect(existsSync(out)).toBe(false)
  }
})

test('a book of snapshots alone is exported as such, as deep as it is', async () => {
  for (const [depth, name] of [
    [3, 'book_snapshot_5'],
    [20, 'book_snapshot_25'],
    [30, 'book_snapshot_30'],
  ] as const) {
    const rows = new EventColumns()
    for (let k = 0; k < 3; k++) {
      rows.begin(0, (start + k * 1_000) as Instant, NaN, NaN)
      rows.addClear()
      for (let level = 0; level < depth - k; level++) rows.addLevel(eventSide.bid, 100 - level, 5)
      for (let level = 0; level < depth; level++) rows.addLevel(eventSide.ask, 101 + level, 7)
      rows.end()
    }
    const folder = await record(rows)
    const out = fresh()
    const { files, lost } = await exportRecording(await openRecording(folder), {
      out,
      selection: {},
    })
    expect(files).toEqual([{ file: `binance_${name}_2023-11-14_BTCUSDT.csv.gz`, rows: 3 }])
    expect(lost).toEqual({ orders: 0, gaps: 0, clears: 0 })
    expect(await streamsOf(await thereAndBack(folder))).toEqual(await streamsOf(folder))
  }
})

test('one file a day, plain where that is wanted, of what is chosen', async () => {
  const folder = fresh()
  await recordRows(folder, fixtureLevels(4, 43_200_000_000))
  const out = fresh()
  await exportRecording(await openRecording(folder), { out, selection: {}, plain: true })
  expect(readdirSync(out).toSorted()).toEqual([
    'binance_incremental_book_L2_2023-11-14_BTCUSDT.csv',
    'binance_incremental_book_L2_2023-11-15_BTCUSDT.csv',
    'binance_incremental_book_L2_2023-11-16_BTCUSDT.csv',
  ])
  expect(
    readFileSync(join(out, 'binance_incremental_book_L2_2023-11-14_BTCUSDT.csv'), 'utf8'),
  ).toBe(
    [
      'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
      'binance,BTCUSDT,1700002800000000,1700002800000000,false,bid,250,0\n',
    ].join('\n'),
  )
  const none = fresh()
  const result = await exportRecording(await openRecording(folder), {
    out: none,
    selection: { channels: ['trades'] },
  })
  expect(result.files).toEqual([])
})

test('a spot and a perpetual of one symbol at one venue stay apart, and come back as what they were', async () => {
  const [spot] = listings
  const twice = [spot!, { ...spot!, instrument: { ...spot!.instrument, class: 'linear' as const } }]
  const rows = new EventColumns()
  // Each with more than a file keeps before it writes, turn about: two that share a file tear it.
  for (let k = 0; k < 40_000; k++) {
    rows.begin(k % 2, (start + k * 1_000) as Instant, NaN, NaN)
    rows.addTrade(eventSide.bid, 1_000 + (k % 2) * 7_000, 5, k)
    rows.end()
  }
  const folder = fresh()
  const writer = await RecordingWriter.create(folder)
  await writer.append(rows, { listingAt: (index) => twice[index]!, clock: 'receive' })
  await writer.finish('0', [])
  const out = fresh()
  const { files } = await exportRecording(await openRecording(folder), { out, selection: {} })
  expect(files).toEqual(
    ['binance-futures', 'binance'].map((exchange) => ({
      file: `${exchange}_trades_2023-11-14_BTCUSDT.csv.gz`,
      rows: 20_000,
    })),
  )
  const found = await listTickFiles([out])
  const { sources } = await tickSources({ files: found, layouts: tardisLayouts, told: [] })
  const back = fresh()
  await importSources(sources, { out: back, version: '0' })
  const { manifest } = await openRecording(back)
  expect(
    new Set(manifest.streams.map(({ venue, class: kind, events }) => `${venue} ${kind} ${events}`)),
  ).toEqual(new Set(['binance spot 20000', 'binance-futures linear 20000']))
})

test('symbols that a file’s name cannot tell apart get files of their own', () => {
  const [spot] = listings
  const named = ['BTC/USDT', 'BTC-USDT', 'btc-usdt'].map((symbol) => ({ ...spot!, symbol }))
  expect(exportNames(named).map(({ fileSymbol }) => fileSymbol)).toEqual([
    'BTC-USDT',
    'BTC-USDT-2',
    'btc-usdt-3',
  ])
})

test('what these files have no place for is counted', async () => {
  const rows = new EventColumns()
  const add = (k: number, write: () => void): void => {
    rows.begin(0, (start + k) as Instant, NaN, NaN)
    write()
    rows.end()
  }
  const snapshot = (): void => {
    rows.addClear()
    rows.addLevel(eventSide.bid, 100, 1)
  }
  add(0, snapshot)
  add(1, snapshot) // does not clear: the row before is a snapshot's too
  add(2, () => rows.addLevel(eventSide.bid, 99, 1))
  add(3, () => rows.addGap())
  add(4, snapshot)
  add(5, () => rows.addOrder(eventSide.ask, 101, 1, 7))
  const folder = fresh()
  await recordRows(folder, rows)
  const out = fresh()
  const { lost, files } = await exportRecording(await openRecording(folder), { out, selection: {} })
  expect(lost).toEqual({ orders: 1, gaps: 1, clears: 1 })
  const text = gunzipSync(readFileSync(join(out, files[0]!.file))).toString()
  expect(text.split('\n')).toHaveLength(1 + 4 + 1)
})

test('nothing is left of an export that failed', async () => {
  const folder = fresh()
  await recordRows(folder, fixtureLevels(4, 1))
  const recording = await openRecording(folder)
  rmSync(join(folder, recording.manifest.streams[0]!.parts[0]!.file))
  const before = readdirSync(root)
  await expect(exportRecording(recording, { out: fresh(), selection: {} })).rejects.toThrow(
    'no such file',
  )
  expect(readdirSync(root)).toEqual(before)
})
