import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { needs, pythonPath } from '../../../test/need.ts'
import {
  collectRows,
  fixtureLevels,
  fixtureStart,
  recordRows,
} from '../../../test/recording-fixture.ts'
import type { Instant } from '../../core/time.ts'
import { openRecording } from './open-recording.ts'
import type { RecordingManifest } from './recording-format.ts'

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-recording-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const freshFolder = (): string => join(root, `r${made++}`)

test('recording.json tells venues, instruments, clocks, counts and silences', async () => {
  const folder = freshFolder()
  const rows = fixtureLevels(4, 20_000_000)
  rows.begin(0, (fixtureStart + 3_600_000_000 + 5) as Instant, NaN, NaN)
  rows.addGap()
  rows.end()
  await recordRows(folder, rows)
  const { manifest } = await openRecording(folder)
  expect(manifest).toMatchObject({
    format: 1,
    open: false,
    events: 5,
    messages: 5,
    from: fixtureStart / 1_000,
    to: fixtureStart / 1_000 + 3_600_000.005,
    venues: ['binance'],
  })
  expect(manifest.instruments).toEqual([
    {
      venue: 'binance',
      class: 'spot',
      name: 'BTC-USDT',
      symbol: 'BTCUSDT',
      base: 'BTC',
      quote: 'USDT',
      tickSize: '0.25',
      lotSize: '0.001',
      stepsInferred: false,
      minQuantity: null,
      minNotional: null,
      makerFeeBps: null,
      takerFeeBps: 4.5,
    },
  ])
  expect(manifest.streams[0]).toMatchObject({
    channel: 'book',
    clock: 'receive',
    events: 5,
    gapEvents: 1,
    silenceCount: 1,
    silenceMs: expect.closeTo(200_000, -4) as number,
    silences: [{ from: fixtureStart / 1_000 + 60_000, to: fixtureStart / 1_000 + 3_600_000.005 }],
  })
  const hours = manifest.streams[0]!.parts.map(({ file }) => file)
  expect(hours).toEqual([
    'events/venue=binance/class=spot/instrument=BTC-USDT/channel=book/hour=2023-11-14T23/part-0.parquet',
    'events/venue=binance/class=spot/instrument=BTC-USDT/channel=book/hour=2023-11-15T00/part-0.parquet',
  ])
})

test('DuckDB reads the files as they are: names, human units, microseconds, missing as NULL', async () => {
  const folder = freshFolder()
  await recordRows(folder, fixtureLevels(3, 1))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const query = `SELECT * REPLACE (local_time::VARCHAR AS local_time) FROM '${folder}/events/**/*.parquet' WHERE event = 1`
  const found = await connection.runAndReadAll(query)
  instance.closeSync()
  expect(found.getRowObjectsJson()).toEqual([
    {
      local_time: '2023-11-14 23:00:00.000001',
      exchange_time: null,
      event: '1',
      message: '1',
      sequence: '1',
      kind: 'level',
      side: 'ask',
      is_snapshot: false,
      price: 250.25,
      quantity: 0.001,
      value: null,
      id: null,
      venue: 'binance',
      class: 'spot',
      instrument: 'BTC-USDT',
      channel: 'book',
      hour: '2023-11-14T23',
    },
  ])
})

test('pandas reads the files as they are', async (context) => {
  needs('python', context)
  const folder = freshFolder()
  await recordRows(folder, fixtureLevels(3, 1))
  const script = `
import json, sys, pandas
frame = pandas.read_parquet(sys.argv[1])
print(json.dumps([{name: str(value) for name, value in row.items()} for row in frame.to_dict('records')][1]))
print(json.dumps({name: str(kind) for name, kind in frame.dtypes.items()}))`
  const ran = spawnSync(pythonPath, ['-c', script, join(folder, 'events')], { encoding: 'utf8' })
  const [row, types] = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)) as [object, object]
  expect(row).toMatchObject({
    local_time: '2023-11-14 23:00:00.000001',
    event: '1',
    kind: 'level',
    side: 'ask',
    is_snapshot: 'False',
    price: '250.25',
    quantity: '0.001',
    venue: 'binance',
    instrument: 'BTC-USDT',
    channel: 'book',
  })
  expect(types).toMatchObject({ local_time: 'datetime64[us]', price: 'float64', event: 'int64' })
})

test('a part that is altered, cut, or gone is named', async () => {
  const folder = freshFolder()
  await recordRows(folder, fixtureLevels(1_000, 1))
  const part = join(folder, (await openRecording(folder)).manifest.streams[0]!.parts[0]!.file)
  const sound = readFileSync(part)
  const replayed = async (): Promise<unknown> => collectRows((await openRecording(folder)).events())
  for (const bytes of [
    sound.subarray(0, 500),
    Buffer.from(sound).fill(1, 300, 301),
    Buffer.alloc(0),
  ]) {
    writeFileSync(part, bytes)
    await expect(replayed()).rejects.toThrow(
      /part-0\.parquet: expected the \d+ bytes that were recorded/,
    )
  }
  rmSync(part)
  await expect(replayed()).rejects.toThrow(/cannot read .*part-0\.parquet: no such file/)
})

test('a recording.json that is not in order is told with the place', async () => {
  const folder = freshFolder()
  await recordRows(folder, fixtureLevels(2, 1))
  const path = join(folder, 'recording.json')
  const sound = JSON.parse(readFileSync(path, 'utf8')) as RecordingManifest
  const [stream] = sound.streams
  const [part] = stream!.parts
  const cases: [manifest: unknown, message: string][] = [
    [[], 'expected a recording, got []'],
    [{ ...sound, format: 2 }, 'expected a recording of format 1, got format 2'],
    [{ ...sound, events: -1 }, 'column events: expected a count, got -1'],
    [{ ...sound, streams: 5 }, 'column streams: expected a list, got 5'],
    [
      { ...sound, streams: [{ ...stream, channel: 'x' }] },
      'column streams[0].channel: expected book',
    ],
    [
      { ...sound, streams: [{ ...stream, events: 3 }] },
      'streams[0]: expected 3 events in its parts, got 2',
    ],
    [
      { ...sound, streams: [{ ...stream, venue: 'x' }] },
      'streams[0]: expected one of the instruments',
    ],
    [
      { ...sound, streams: [{ ...stream, parts: [{ ...part, sha256: 1 }] }] },
      'column streams[0].parts',
    ],
    [
      { ...sound, streams: [{ ...stream, parts: [{ ...part, file: 'events/../../x' }] }] },
      'expected a file below events/',
    ],
    [
      { ...sound, instruments: [{ ...sound.instruments[0], tickSize: '0' }] },
      'tick, lot and contract size as decimals',
    ],
  ]
  for (const [manifest, message] of cases) {
    writeFileSync(path, JSON.stringify(manifest))
    await expect(openRecording(folder)).rejects.toThrow(message)
  }
  writeFileSync(path, '{')
  await expect(openRecording(folder)).rejects.toThrow('expected JSON, got text that is not JSON')
})
