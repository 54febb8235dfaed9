import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Instant } from '../../core/time.ts'
import type { RawLine } from '../../stores/captures/raw-log.ts'
import { unknownRules, type Listing } from '../../stores/recording/listing.ts'
import { openRecording } from '../../stores/recording/open-recording.ts'
import { RecordingLog } from '../../stores/recording/recording-log.ts'
import { wallClock } from '../live/wall-clock.ts'
import { Recorder } from './recorder.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-recorder-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const step = { units: 1, decimals: 1 }
const listing: Listing = {
  instrument: {
    name: 'BTC-USDT',
    venue: 'binance',
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize: step,
    lotSize: step,
  },
  symbol: 'BTC/USDT',
  stepsInferred: false,
  rules: unknownRules,
}

/** A feed that says what a test wants. */
class ToldFeed implements MarketFeed {
  readonly venue = 'binance'
  readonly resynced: number[] = []
  #listener: FeedListener | undefined
  readonly #rows = new EventColumns()

  start(listener: FeedListener): Promise<void> {
    this.#listener = listener
    return Promise.resolve()
  }

  raw(kind: RawMessage['kind'], text: string): void {
    const localTime = wallClock.now()
    const bytes = Buffer.from(text)
    const of = { feed: 'bybit', connection: 'bybit.spot.ws', address: 'wss://there' }
    this.#listener!.raw!({ ...of, kind, localTime, bytes })
  }

  book(levels: number): void {
    this.#rows.empty()
    this.#rows.begin(0, wallClock.now(), Number.NaN, Number.NaN)
    this.#rows.addClear()
    for (let level = 1; level < levels; level++) this.#rows.addLevel(0, 100 - level, level)
    this.#rows.end()
    this.#listener!.rows(this.#rows)
  }

  resync(instruments: readonly number[]): void {
    this.resynced.push(...instruments)
  }

  touch(): Promise<{ readonly bid: number; readonly ask: number }> {
    return Promise.resolve({ bid: 99, ask: 101 })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

async function recorded(
  say: (feed: ToldFeed) => void | Promise<void>,
  rowsMost?: number,
): Promise<{ readonly feed: ToldFeed; readonly recorder: Recorder }> {
  const feed = new ToldFeed()
  const log = await RecordingLog.open(folder, '0')
  const origin = { listingAt: () => listing, clock: 'receive' } as const
  const bounds = { clock: wallClock, ...(rowsMost === undefined ? {} : { rowsMost }) }
  const recorder = new Recorder(log, [feed], origin, bounds)
  const control = new AbortController()
  const running = recorder.run(control.signal, log.events > 0 ? [0] : [])
  await say(feed)
  control.abort()
  await running
  await log.close()
  return { feed, recorder }
}

async function kinds(): Promise<number[]> {
  const recording = await openRecording(folder)
  const all: number[] = []
  for await (const rows of recording.events()) all.push(...rows.kind.subarray(0, rows.length))
  return all
}

async function localTimes(): Promise<number[]> {
  const recording = await openRecording(folder)
  const all: number[] = []
  for await (const rows of recording.events()) all.push(...rows.localTime.subarray(0, rows.length))
  return all
}

test('what feeds tell is in the recording, and one that goes on tells that it was away', async () => {
  const first = await recorded((feed) => {
    feed.book(2)
    feed.book(1)
  })
  expect(first.recorder.counts.events).toBe(3)
  await recorded((feed) => feed.book(1))
  const { clear, level, gap } = eventKind
  expect(await kinds()).toEqual([clear, level, clear, gap, clear])
  // Nothing was known from the last event on, not only from the restart.
  const times = await localTimes()
  expect(times[3]).toBe(times[2])
  expect(times[4]).toBeGreaterThan(times[3]!)
})

test('what is beyond what may wait is dropped whole, counted, told as a gap, and asked for anew', async () => {
  const { feed, recorder } = await recorded(async (told) => {
    for (let message = 0; message < 5; message++) told.book(2)
    await until(() => told.resynced.length > 0)
    told.book(2)
  }, 5)
  expect(recorder.counts).toMatchObject({ droppedMessages: 3, droppedRows: 6, events: 7 })
  expect(feed.resynced).toEqual([0])
  const { clear, level, gap } = eventKind
  expect(await kinds()).toEqual([clear, level, clear, level, gap, clear, level])
})

test('a hole in what came is a connection that begins anew', async () => {
  const feed = new ToldFeed()
  const log = await RecordingLog.open(folder, '0')
  const kept: string[] = []
  const raw = {
    append: (lines: readonly RawLine[]): Promise<void> => {
      for (const { text } of lines) {
        const { t, data } = JSON.parse(text) as { readonly t: string; readonly data?: string }
        kept.push(data ?? t)
      }
      return Promise.resolve()
    },
  }
  const origin = { listingAt: () => listing, clock: 'receive' } as const
  const recorder = new Recorder(log, [feed], origin, { clock: wallClock, raw, rawMost: 150 })
  const control = new AbortController()
  const running = recorder.run(control.signal, [])
  for (const text of ['one', 'two', 'three', 'four']) feed.raw('message', text)
  await until(() => kept.length > 0)
  feed.raw('message', 'five')
  await until(() => kept.includes('five'))
  feed.raw('message', 'six')
  control.abort()
  await running
  await log.close()
  expect(kept).toEqual(['one', 'two', 'connect', 'five', 'six'])
  expect(recorder.counts).toMatchObject({ droppedRaw: 2 })
})

test('times only go forward in a recording', async () => {
  await recorded((feed) => {
    for (let message = 0; message < 50; message++) feed.book(1)
  })
  const recording = await openRecording(folder)
  const times: Instant[] = []
  for await (const rows of recording.events())
    times.push(...(rows.localTime.subarray(0, rows.length) as unknown as Instant[]))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})
