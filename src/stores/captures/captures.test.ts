import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { needs, sharedFolder } from '../../../test/need.ts'
import { collectRows } from '../../../test/recording-fixture.ts'
import { follow } from '../../../test/wire/follow.ts'
import { cryptofeedRecording } from '../../../test/wire/recordings.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { InstrumentTable } from '../../core/events/instrument-table.ts'
import { marketEventAt, type MarketEvent } from '../../core/events/market-event.ts'
import type { Instrument } from '../../core/instrument.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks } from '../../core/price.ts'
import type { FeedName } from '../../wire/protocols.ts'
import { DataError } from '../data-error.ts'
import { importSources, type ImportResult } from '../recording/import-sources.ts'
import { openRecording } from '../recording/open-recording.ts'
import { captureSources, type CaptureRequest } from './capture-sources.ts'

// With more damage: ISOBAR_RUNS=1000 npx vitest run src/stores/captures/captures.test.ts --testTimeout 0
const runs = Number(process.env['ISOBAR_RUNS'] ?? 12)

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-captures-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function written(content: string | Buffer): string {
  const file = join(root, `c${made++}.txt`)
  writeFileSync(file, content)
  return file
}

interface ImportedRows extends ImportResult {
  readonly out: string
  readonly rows: EventColumns
  readonly instruments: InstrumentTable
}

interface Imported extends ImportedRows {
  readonly events: readonly MarketEvent[]
}

async function imported(
  feed: FeedName,
  files: readonly string[],
  request: Partial<CaptureRequest> = {},
): Promise<Imported> {
  const result = await importedRows(feed, files, request)
  const { rows } = result
  return {
    ...result,
    events: Array.from({ length: rows.length }, (_, row) => marketEventAt(rows, row)),
  }
}

/** The same without a record a row, of which real recordings have a hundred thousand. */
async function importedRows(
  feed: FeedName,
  files: readonly string[],
  request: Partial<CaptureRequest> = {},
): Promise<ImportedRows> {
  const out = join(root, `out${made++}`)
  const { sources } = await captureSources({ files, feed, told: [], ...request })
  const result = await importSources(sources, { out, version: '0' })
  const recording = await openRecording(out)
  const { instruments } = recording
  return { ...result, out, rows: await collectRows(recording.events()), instruments }
}

const start = 1_723_161_255_000_000

/** A message of Bybit's book: `u` counts up. */
function bybit(u: number, bids: readonly string[][], type = 'delta', symbol = 'BTCUSDT'): string {
  const data = { s: symbol, b: bids, a: [], u, seq: u }
  return JSON.stringify({
    topic: `orderbook.50.${symbol}`,
    type,
    ts: start / 1000,
    data,
    cts: start / 1000,
  })
}

const line = (k: number, message: string): string => `${start + k * 1000} ${message}\n`

const told = (events: readonly MarketEvent[]): readonly string[] =>
  events.map((event) => {
    const at = (event.localTime - start) / 1000
    return event.kind === 'level' ? `${at} ${event.price}x${event.quantity}` : `${at} ${event.kind}`
  })

test('a lost message is a gap, from which on nothing is told until the next snapshot', async () => {
  const { events, files } = await imported('bybit', [
    written(
      line(0, bybit(7, [['100.5', '1']], 'snapshot')) +
        line(1, bybit(8, [['100.25', '2']])) +
        line(2, bybit(10, [['100.5', '0']])) +
        line(3, bybit(11, [['99', '4']])) +
        line(4, bybit(20, [['98', '5']], 'snapshot')) +
        line(5, bybit(21, [['97', '6']])),
    ),
  ])
  expect(told(events)).toEqual([
    '0 clear',
    '0 10050x1',
    '1 10025x2',
    '2 gap',
    '4 clear',
    '4 9800x5',
    '5 9700x6',
  ])
  expect(files).toMatchObject([{ rows: 6, messages: 6, malformed: 0, unknownStarts: 0 }])
  expect(files[0]!.capture!.lost).toEqual({ gap: 1, checksum: 0, crossed: 0, disconnected: 0 })
})

test('a file of another kind is refused with its first such row, though some of its messages look alike', async () => {
  const ids = { U: 1, u: 2, pu: 0 }
  const change = { e: 'depthUpdate', E: 2, T: 1, s: 'BTCUSDT', ...ids, b: [['100.5', '1']], a: [] }
  const trade = {
    e: 'aggTrade',
    E: 2,
    a: 1,
    s: 'BTCUSDT',
    p: '100',
    q: '1',
    f: 1,
    l: 1,
    T: 1,
    m: true,
  }
  const usdMargined = written(
    [trade, change, change].map((message, k) => line(k, JSON.stringify(message))).join(''),
  )
  await expect(imported('binance-spot', [usdMargined])).rejects.toThrow(
    /:2: expected messages of raw:binance-spot, got another kind's: 2 of 3 messages are none/,
  )
  await expect(imported('binance-coin-margined', [usdMargined])).rejects.toThrow(/:2: .*no ps/)
  const coinMargined = JSON.stringify({ ...change, ps: 'BTCUSD' })
  await expect(imported('binance-usd-margined', [written(line(0, coinMargined))])).rejects.toThrow(
    /:1: .*messages/,
  )
})

test('a message that is not understood costs the book it was about, and is told with its place', async () => {
  const damaged = bybit(8, [['100.5', '2']]).replace('"2"', '"2')
  const { events, files } = await imported('bybit', [
    written(
      line(0, bybit(1, [['3', '1']], 'snapshot', 'ETHUSDT')) +
        line(1, bybit(7, [['100.5', '1']], 'snapshot')) +
        line(2, damaged) +
        line(3, bybit(2, [['3', '2']], 'delta', 'ETHUSDT')),
    ),
  ])
  expect(events.filter(({ kind }) => kind === 'gap')).toHaveLength(1)
  expect(told(events).slice(-2)).toEqual(['2 gap', '3 3x2'])
  expect(files[0]).toMatchObject({ malformed: 1, capture: { firstFault: { row: 3 } } })
  expect(files[0]!.capture!.firstFault!.byte).toBe(damaged.indexOf('"2') + 1)
})

test('books go on from one file to the next, whatever the order in which they are named', async () => {
  const first = written(
    line(0, bybit(7, [['100', '1']], 'snapshot')) + line(1, bybit(8, [['99', '1']])),
  )
  const second = written(line(2, bybit(9, [['98', '1']])))
  const { events, files } = await imported('bybit', [second, first])
  expect(told(events)).toEqual(['0 clear', '0 100x1', '1 99x1', '2 98x1'])
  expect(files.map(({ file }) => file)).toEqual([first, second])
})

test('records are taken in the order of their times, whatever their order and length', async () => {
  const temporary = mkdtempSync(join(root, 'tmp-'))
  vi.stubEnv('TMPDIR', temporary)
  // Longer than what is read at once, and together than what is written at once.
  const long = (u: number): string => bybit(u, [['1', '1']]).replace('{', `{${' '.repeat(200_000)}`)
  const one = [1, 3, 5, 7, 9, 11, 13].map((u) => record('recv', u, long(u), 'BYBIT.ws.1'))
  const other = [2, 4, 6, 8, 10, 12, 14].map((u) => record('recv', u, long(u), 'BYBIT.ws.2'))
  const first = record('recv', 0, bybit(0, [['2', '1']], 'snapshot'), 'BYBIT.ws.2')
  const { events, files } = await imported('bybit', [written([...one, ...other, first].join(''))])
  expect(files[0]!.capture!.lost.gap).toBe(0)
  expect(told(events).slice(2)).toEqual(
    Array.from({ length: 14 }, (_, k) => `${(k + 1) * 1000} 1x1`),
  )
  await expect(imported('bybit', [written(`${first}{`)])).rejects.toThrow(DataError)
  vi.unstubAllEnvs()
  expect(readdirSync(temporary)).toEqual([])
})

/** A message of Binance spot's book, of the updates from `U` to `u`. */
function depth(U: number, u: number, price: string): string {
  return JSON.stringify({ e: 'depthUpdate', E: 1, s: 'BTCUSDT', U, u, b: [[price, '1.5']], a: [] })
}

test('what came before a snapshot over REST is told when it is there', async () => {
  const snapshot = { lastUpdateId: 12, bids: [['100.00', '2.0']], asks: [] }
  const { events, manifest } = await imported('binance-spot', [
    written(
      line(0, depth(9, 11, '99.00')) +
        line(1, depth(12, 14, '98.50')) +
        line(2, JSON.stringify(snapshot)) +
        line(3, depth(15, 15, '97.00')),
    ),
  ])
  expect(told(events)).toEqual(['2 clear', '2 1000x20', '2 985x15', '3 970x15'])
  expect(manifest.instruments).toMatchObject([{ tickSize: '0.1', lotSize: '0.1' }])
})

test('a book whose snapshot never comes is counted, and nothing is told of it', async () => {
  const message = JSON.stringify({
    e: 'depthUpdate',
    E: 1,
    s: 'BTCUSDT',
    U: 1,
    u: 2,
    b: [['1', '1']],
    a: [],
  })
  const { events, files } = await imported('binance-spot', [written(line(0, message))])
  expect(events).toEqual([])
  expect(files).toMatchObject([{ unknownStarts: 1 }])
})

/** A record of cryptofeed, so many seconds after the start. */
function record(t: string, ts: number, data?: string, conn = 'BYBIT.ws.1'): string {
  return `${JSON.stringify({ t, conn, ts: start / 1e6 + ts, ...(data === undefined ? {} : { data }) })}\n`
}

test('a connection that begins anew voids the books of the one before', async () => {
  const { events, files } = await imported('bybit', [
    written(
      record('connect', 0) +
        record('recv', 1, bybit(7, [['100', '1']], 'snapshot')) +
        record('connect', 2) +
        record('recv', 3, bybit(8, [['99', '1']], 'snapshot')),
    ),
  ])
  expect(events.map(({ kind }) => kind)).toEqual(['clear', 'level', 'gap', 'clear', 'level'])
  expect(files[0]!.capture!.lost.disconnected).toBe(1)
})

test('a connection that begins anew leaves the books of the others as they are', async () => {
  const [one, other] = ['BYBIT.ws.1', 'BYBIT.ws.2']
  const { events, files } = await imported('bybit', [
    written(
      record('connect', 0, undefined, one) +
        record('connect', 0, undefined, other) +
        record('recv', 1, bybit(7, [['100', '1']], 'snapshot'), one) +
        record('recv', 1.5, bybit(1, [['3', '1']], 'snapshot', 'ETHUSDT'), other) +
        record('connect', 2, undefined, other) +
        record('recv', 3, bybit(8, [['99', '1']]), one) +
        record('recv', 4, bybit(5, [['4', '1']], 'snapshot', 'ETHUSDT'), other),
    ),
  ])
  expect(told(events)).toEqual([
    '1000 clear',
    '1000 100x1',
    '1500 clear',
    '1500 3x1',
    '2000 gap',
    '3000 99x1',
    '4000 clear',
    '4000 4x1',
  ])
  expect(files[0]!.capture!.lost).toEqual({ gap: 0, checksum: 0, crossed: 0, disconnected: 1 })
})

test('the time of receipt is told by its digits, and a time far back is an error', async () => {
  const message = bybit(7, [['100', '1']], 'snapshot')
  for (const [text, separators, expected] of [
    ['1723161255123456789', ' ', 1_723_161_255_123_456],
    ['1723161255123456', ' \t,', 1_723_161_255_123_456],
    ['1723161255123', '\t', 1_723_161_255_123_000],
    ['1723161255.1234567', ',', 1_723_161_255_123_456],
    ['2024-08-08T23:54:15.123456Z', ' ,', 1_723_161_255_123_456],
  ] as const) {
    for (const separator of separators) {
      const { events } = await imported('bybit', [written(text + separator + message)])
      expect(events[0]!.localTime, text).toBe(expected)
    }
  }
  const back = written(line(2000, message) + line(0, message))
  await expect(imported('bybit', [back])).rejects.toThrow(
    /:2: expected a time of receipt not before/,
  )
  const slightly = written(line(500, message) + line(0, message))
  expect((await imported('bybit', [slightly])).files).toMatchObject([{ movedUp: 1 }])
})

test('a line that is no message, and a packed file that is cut off, are errors that say where', async () => {
  const good = line(0, bybit(7, [['100', '1']], 'snapshot'))
  const untimed = `${bybit(8, [['100', '1']])}\n`
  for (const bad of [
    'x\n',
    untimed,
    '{"t":"quote"}\n',
    '17 {}\n',
    '1723161255123456\n',
    '{"t":"recv"}\n',
    '{"t":\n',
  ]) {
    const request = imported('bybit', [written(good + bad)])
    await expect(request, bad).rejects.toThrow(DataError)
    await expect(request, bad).rejects.toThrow(/:2: expected/)
  }
  const packed = gzipSync(good.repeat(1000))
  const cut = imported('bybit', [written(packed.subarray(0, packed.length - 9))])
  await expect(cut).rejects.toThrow(/expected a file that unpacks to its end/)
})

test('damaged captures never end in anything but a recording or an error of their data', async () => {
  const good = Buffer.from(
    line(0, bybit(7, [['100.5', '1']], 'snapshot')) +
      line(1, bybit(8, [['99', '3']])) +
      line(2, bybit(9, [['100.5', '0']])),
  )
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(damage, async (changes) => {
      const bytes = Buffer.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      const result = await imported('bybit', [written(bytes)]).catch((error: unknown) => error)
      expect(result instanceof DataError || 'events' in (result as object)).toBe(true)
    }),
    { seed: 3, numRuns: runs },
  )
})

test.for<[string, FeedName, RegExp]>([
  ['KRAKEN', 'kraken-v1', /./],
  ['OKX', 'okx', /./],
  ['BITGET', 'bitget-v1-spot', /ws\.1$/],
  ['BINANCE', 'binance-spot', /./],
  ['BYBIT', 'bybit', /./],
])(
  '%s: the recording replayed ends in the books of the feed followed',
  async ([name, feed, connection], context) => {
    needs('data', context)
    const file = join(sharedFolder, 'data/ws-capture-cryptofeed', `${name}.jsonl.gz`)
    const { rows, files, instruments } = await importedRows(feed, [file])
    expect(files).toMatchObject([{ malformed: 0, unknownStarts: 0, movedUp: 0 }])
    const recording = cryptofeedRecording(name, connection)
    const followed = follow(recording)
    expect(files[0]!.capture!.checksums).toBe(followed.feed.checksums())
    const replayed = new Map<number, InstrumentBook>()
    for (let row = 0; row < rows.length; row++) {
      const book = replayed.get(rows.instrument[row]!) ?? new InstrumentBook()
      replayed.set(rows.instrument[row]!, book)
      book.apply(rows, row)
    }
    const live = [...followed.feed.books].map(([index, { book }]) =>
      textOf(book, recording.feed.symbols.ofInstrument(index)!.instrument),
    )
    const again = [...replayed]
      .filter(([, book]) => !book.isVoid)
      .map(([index, book]) => textOf(book, instruments.at(index)))
    expect(again.length).toBeGreaterThan(2)
    expect(again.toSorted()).toEqual(live.toSorted())
  },
)

/** The levels of a book as prices and quantities. */
function textOf({ levels }: InstrumentBook, { tickSize, lotSize }: Instrument): string {
  const sides = [eventSide.bid, eventSide.ask].map((side) => {
    const count = levels.levelCount(side)
    const [prices, quantities] = [new Float64Array(count), new Float64Array(count)]
    levels.readTop(side, prices, quantities)
    return Array.from({ length: count }, (_, level) => {
      const price = priceOf(prices[level]! as PriceTicks, tickSize)
      return `${price}:${quantityOf(quantities[level]! as Lots, lotSize)}`
    })
  })
  return JSON.stringify(sides)
}
