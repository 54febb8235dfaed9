import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureOrigin, recordRows } from '../../../test/recording-fixture.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { Random } from '../../math/random.ts'
import { openRecording } from '../recording/open-recording.ts'
import { RecordingWriter } from '../recording/recording-writer.ts'
import { checkRecording, type CheckedStream } from './check-recording.ts'
import { TimeCheck } from './time-check.ts'

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-check-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const start = 1_700_000_000_000_000
const second = 1_000_000

async function checked(rows: EventColumns): Promise<CheckedStream> {
  const folder = join(root, `r${made++}`)
  await recordRows(folder, rows)
  const [stream, ...others] = await checkRecording(await openRecording(folder))
  expect(others).toEqual([])
  return stream!
}

/** A book of one level a side, at seconds after the start; NaN leaves a side away. */
class Books {
  readonly rows: EventColumns = new EventColumns()
  #sequence = 0

  add(seconds: number, bid: number, ask: number, latency = 0.1): this {
    const local = (start + seconds * second) as Instant
    this.rows.begin(0, local, Math.round(local - latency * second), this.#sequence++)
    this.rows.addClear()
    if (!Number.isNaN(bid)) this.rows.addLevel(eventSide.bid, bid, 1)
    if (!Number.isNaN(ask)) this.rows.addLevel(eventSide.ask, ask, 1)
    this.rows.end()
    return this
  }

  gap(seconds: number): this {
    this.rows.begin(0, (start + seconds * second) as Instant, NaN, NaN)
    this.rows.addGap()
    this.rows.end()
    return this
  }
}

/** A sound book every second. */
function soundBooks(from: number, to: number, books: Books = new Books()): Books {
  for (let k = from; k <= to; k++) books.add(k, 100, 102)
  return books
}

test('a sound book keeps all its trust', async () => {
  const stream = await checked(soundBooks(0, 200).rows)
  expect(stream).toMatchObject({
    channel: 'book',
    clock: 'receive',
    messages: 201,
    silences: { count: 0, totalMs: 0, voidMs: 0, longest: null },
    gapEvents: 0,
    voidMs: 0,
    crossed: { messages: 0, ms: 0 },
    locked: { messages: 0, ms: 0 },
    duplicates: 0,
    disorder: { exchangeTime: 0, exchangeTimeMost: 0, sequence: 0 },
    trust: { score: 100, deductions: [] },
  })
  expect(stream.latency).toMatchObject({ least: 100, most: 100, negative: 0, driftMsPerHour: null })
})

test('a lost book that never comes back is missing to the end of the recording, a whole one is not', async () => {
  const rows = soundBooks(0, 100).gap(101).rows
  for (const seconds of [150, 301]) {
    rows.begin(0, (start + seconds * second) as Instant, NaN, NaN)
    rows.addTrade(eventSide.buy, 100, 1, seconds)
    rows.end()
  }
  const folder = join(root, `r${made++}`)
  await recordRows(folder, rows)
  const streams = await checkRecording(await openRecording(folder))
  const [book, trades] = ['book', 'trades'].map((name) =>
    streams.find(({ channel }) => channel === name)!,
  )
  expect(book).toMatchObject({ voidMs: 200_000, trust: { score: 100 - (100 * 200) / 301 } })
  expect(book!.judgedTo - book!.from).toBe(301_000)
  expect(book!.to - book!.from).toBe(101_000)
  expect(trades!.judgedTo).toBe(trades!.to)
})

test('a crossed book is counted by messages and by time until it is not, a locked one too', async () => {
  const books = soundBooks(0, 100)
  books.add(101, 103, 102).add(103, 104, 102).add(106, 100, 102).add(107, 102, 102)
  const stream = await checked(soundBooks(109, 200, books).rows)
  expect(stream.crossed).toEqual({ messages: 2, ms: 5_000 })
  expect(stream.locked).toEqual({ messages: 1, ms: 2_000 })
  // 5 of 200 seconds are 2.5 percent, of 10 points each.
  expect(stream.trust).toMatchObject({ score: 75, deductions: [{ reason: 'crossed', points: 25 }] })
})

test('a gap voids the book until the next snapshot', async () => {
  const stream = await checked(soundBooks(104, 200, soundBooks(0, 100).gap(100.5)).rows)
  expect(stream).toMatchObject({ gapEvents: 1, voidMs: 3_500 })
  expect(stream.trust.deductions).toMatchObject([
    { reason: 'missing', points: expect.closeTo(17.5, 10) as number },
  ])
})

test('a silence while the book is void costs its time once', async () => {
  const books = soundBooks(160, 300, soundBooks(0, 100).gap(100))
  const { silences, voidMs, trust } = await checked(books.rows)
  expect([silences.totalMs, silences.voidMs, voidMs]).toEqual([60_000, 60_000, 60_000])
  expect(trust.deductions).toMatchObject([
    { reason: 'missing', points: 60, detail: '60.0 s without data or book' },
  ])
})

test('looking at the clocks changes nothing of them', () => {
  const times = new TimeCheck()
  for (let k = 0; k < 7_200; k++) {
    times.add(start + k * second, start + k * second - (k % 60) * 1_000 - k ** 2, NaN, false)
    if (k === 90) times.latency()
  }
  const [once, again] = [times.latency(), times.latency()]
  expect(again).toEqual(once)
  const unseen = new TimeCheck()
  for (let k = 0; k < 7_200; k++) {
    unseen.add(start + k * second, start + k * second - (k % 60) * 1_000 - k ** 2, NaN, false)
  }
  expect(unseen.latency()).toEqual(once)
})

test('a book is void before its first snapshot', async () => {
  const rows = new EventColumns()
  for (let k = 0; k < 5; k++) {
    rows.begin(0, (start + k * second) as Instant, NaN, NaN)
    if (k === 4) rows.addClear()
    rows.addLevel(eventSide.bid, 100, 1)
    rows.end()
  }
  expect((await checked(rows)).voidMs).toBe(4_000)
})

test('a silence is long beside the usual pause', async () => {
  const stream = await checked(soundBooks(160, 300, soundBooks(0, 100)).rows)
  expect(stream.silences).toMatchObject({
    count: 1,
    totalMs: 60_000,
    longest: { from: start / 1_000 + 100_000, to: start / 1_000 + 160_000 },
  })
  // The rhythm of the stream is no silence, however slow.
  const slow = new Books()
  for (let k = 0; k < 50; k++) slow.add(k * 3_600, 100, 102)
  expect((await checked(slow.rows)).silences.count).toBe(0)
})

test.each([
  ['a thousand trades and eleven holes', 1_000, 0.1, 90, 300, 11],
  ['ninety trades and one hole', 90, 1, 45, 3_600, 1],
  ['a slow stream with a fifth of its pauses an outage', 100, 30, 5, 86_400, 19],
])('outages do not raise the threshold above themselves: %s', async (...row) => {
  const [, count, pause, every, hole, holes] = row
  const books = new Books()
  let at = 0
  for (let k = 0; k < count; k++) {
    books.add(at, 100, 102)
    at += pause + (k % every === every - 1 ? hole : 0)
  }
  const { silences, trust, from, to } = await checked(books.rows)
  expect(silences.count).toBe(holes)
  expect(silences.thresholdMs).toBeLessThan(pause * 11_000)
  // The more is missing, the less it is worth, to the end.
  const missing = silences.totalMs / (to - from)
  expect(trust.score).toBeCloseTo(100 - Math.max(60, 100 * missing), 9)
})

test('bursts, and pauses as they fall, are no silences', () => {
  const random = new Random(7)
  const times = new TimeCheck()
  let at = 0
  for (let k = 0; k < 50_000; k++) {
    // Nine of ten come with the one before: the median pause is none.
    if (random.uniform() < 0.1) at += -20e6 * Math.log(1 - random.uniform())
    times.add(at, NaN, NaN, false)
  }
  expect(times.silences().count).toBe(0)
})

test('messages from the future, and a clock that drifts', async () => {
  const books = new Books()
  for (let k = 0; k < 7_200; k += 10) books.add(k, 100, 102, -1.27 - (k / 3_600) * 0.05)
  const stream = await checked(books.rows)
  expect(stream.latency).toMatchObject({ most: -1_270, negative: 720 })
  expect(stream.latency?.driftMsPerHour).toBeCloseTo(-50, 1)
  expect(stream.trust).toMatchObject({ score: 90, deductions: [{ reason: 'clock', points: 10 }] })
})

test('steps back in exchange time and in sequence are counted', async () => {
  const rows = new EventColumns()
  const exchange = [10, 20, 15, 30, 29]
  const sequence = [1, 2, 5, 4, 6]
  for (let k = 0; k < 5; k++) {
    rows.begin(0, (start + k) as Instant, start + exchange[k]! * 1_000, sequence[k]!)
    rows.addTrade(eventSide.buy, 100, 1, k)
    rows.end()
  }
  const stream = await checked(rows)
  expect(stream.disorder).toEqual({ exchangeTime: 2, exchangeTimeMost: 5, sequence: 1 })
  expect(stream.trust.deductions.map(({ reason }) => reason)).toContain('disorder')
})

test('a trade id that comes again, and a message said twice, are duplicates; equal news is not', async () => {
  const trades = new EventColumns()
  for (const [k, id] of [1, 2, 2, 3, 1, NaN, NaN].entries()) {
    trades.begin(0, (start + k * second) as Instant, start, NaN)
    trades.addTrade(eventSide.buy, 100, 1, id)
    trades.end()
  }
  expect((await checked(trades)).duplicates).toBe(2)
  const quotes = new EventColumns()
  const said = [
    [5, 1, 100],
    [5, 1, 100], // once more
    [6, 1, 100], // later
    [6, 2, 100], // another message
    [6, 2, 101], // another price
    [NaN, NaN, 101],
    [NaN, NaN, 101], // who knows
    [NaN, 3, 101],
    [NaN, 3, 101], // once more
  ] as const
  for (const [k, [exchangeTime, sequence, price]] of said.entries()) {
    quotes.begin(0, (start + k * second) as Instant, exchangeTime, sequence)
    quotes.addQuoteBid(price, 1)
    quotes.addQuoteAsk(price + 1, NaN)
    quotes.end()
  }
  expect((await checked(quotes)).duplicates).toBe(2)
})

test('quotes may cross as books do', async () => {
  const quotes = new EventColumns()
  for (const [k, [bid, ask]] of [
    [100, 101],
    [102, 101],
    [101, 101],
    [100, NaN],
  ].entries()) {
    quotes.begin(0, (start + k * second) as Instant, NaN, NaN)
    quotes.addQuoteBid(bid!, 1)
    quotes.addQuoteAsk(ask!, 1)
    quotes.end()
  }
  const stream = await checked(quotes)
  expect([stream.crossed, stream.locked]).toEqual([
    { messages: 1, ms: 1_000 },
    { messages: 1, ms: 1_000 },
  ])
})

test('without a time of receipt there is no latency, and less trust', async () => {
  const folder = join(root, `r${made++}`)
  const writer = await RecordingWriter.create(folder)
  await writer.append(soundBooks(0, 100).rows, { ...fixtureOrigin, clock: 'exchange' })
  await writer.finish('0', [])
  const [stream] = await checkRecording(await openRecording(folder))
  expect(stream).toMatchObject({ clock: 'exchange', latency: null, trust: { score: 80 } })
})

test('a message about several streams ends in each of them', async () => {
  const folder = join(root, `r${made++}`)
  const rows = new EventColumns()
  for (let k = 0; k < 3; k++) {
    rows.begin(0, (start + k * second) as Instant, NaN, NaN)
    rows.addValue(eventKind.mark, 100)
    rows.addValue(eventKind.fundingRate, 0.0001)
    rows.turnTo(1)
    rows.addValue(eventKind.mark, 50)
    rows.end()
  }
  await recordRows(folder, rows)
  const streams = await checkRecording(await openRecording(folder))
  expect(
    streams.map(({ instrument, channel, messages, events }) => [
      instrument,
      channel,
      messages,
      events,
    ]),
  ).toEqual([
    ['BTC-USDT', 'marks', 3, 3],
    ['BTC-USDT', 'funding', 3, 3],
    ['ETH-USDT', 'marks', 3, 3],
  ])
})
