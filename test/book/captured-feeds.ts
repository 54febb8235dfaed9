import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { eventSide, type BookSide } from '../../src/core/events/event-codes.ts'
import { readSteps } from '../../src/core/decimal-steps.ts'
import type { MessageSequence } from '../../src/core/events/wire-codec.ts'
import type { Step } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { sharedFolder } from '../need.ts'

// Real captures as messages of books, read by JSON.parse: slow and plain, for tests.

type TextLevels = readonly (readonly [string, string, ...unknown[]])[]

/** One book message of a capture, prices and quantities as the venue wrote them. */
export interface CapturedMessage {
  readonly symbol: string
  readonly time: Instant
  readonly bids: TextLevels
  readonly asks: TextLevels
  readonly sequence: Omit<MessageSequence, 'instrument'>
}

/** A book's messages as rows, with the grid they were read on. */
export interface CapturedBook {
  readonly symbol: string
  readonly tickSize: Step
  readonly lotSize: Step
  /** Decimals the venue writes, zeros included. */
  readonly priceDecimals: number
  readonly quantityDecimals: number
  readonly rows: EventColumns
  readonly messages: readonly {
    readonly start: number
    readonly end: number
    readonly sequence: MessageSequence
  }[]
}

const noNumbers = { isSnapshot: false, first: NaN, last: NaN, previous: NaN, checksum: NaN }

/** Lines of a gzipped file of the data set. */
function capturedLines(...path: readonly string[]): readonly string[] {
  return gunzipSync(readFileSync(join(sharedFolder, 'data', ...path)))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}

/** The messages of each symbol as rows, on the coarsest decimal grid that holds all its numbers. */
export function capturedBooks(messages: readonly CapturedMessage[]): readonly CapturedBook[] {
  const symbols = new Set(messages.map(({ symbol }) => symbol))
  return [...symbols].map((symbol, instrument) => {
    const own = messages.filter((message) => message.symbol === symbol)
    const levels = own.flatMap(({ bids, asks }) => [...bids, ...asks])
    const prices = levels.map(([price]) => price)
    const quantities = levels.map(([, quantity]) => quantity)
    const tickSize: Step = { units: 1, decimals: decimalsOf(prices.map(withoutZeros)) }
    const lotSize: Step = { units: 1, decimals: decimalsOf(quantities.map(withoutZeros)) }
    const rows = new EventColumns()
    const placed = own.map(({ time, bids, asks, sequence }) => {
      const start = rows.length
      rows.begin(instrument, time, NaN, sequence.last)
      if (sequence.isSnapshot) rows.addClear()
      const add = (side: BookSide, each: TextLevels): void => {
        for (const [price, quantity] of each) {
          rows.addLevel(side, stepsOf(price, tickSize), stepsOf(quantity, lotSize))
        }
      }
      add(eventSide.bid, bids)
      add(eventSide.ask, asks)
      rows.end()
      return { start, end: rows.length, sequence: { ...sequence, instrument } }
    })
    return {
      symbol,
      tickSize,
      lotSize,
      priceDecimals: decimalsOf(prices),
      quantityDecimals: decimalsOf(quantities),
      rows,
      messages: placed,
    }
  })
}

function decimalsOf(texts: readonly string[]): number {
  const decimals = texts.map((text) => text.split('.')[1]?.length ?? 0)
  return decimals.reduce((most, each) => Math.max(most, each), 0)
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function stepsOf(text: string, step: Step): number {
  const bytes = new TextEncoder().encode(text)
  return readSteps(bytes, 0, bytes.length, step)
}

interface CaptureLine {
  readonly t: string
  readonly ts: number
  readonly url?: string
  readonly data?: string
}

/** What a venue's message says, where it is about a book. */
type Reader = (data: never, line: CaptureLine) => readonly CapturedMessage[]

/** The book messages of one file of the cryptofeed captures. */
export function cryptofeedMessages(exchange: CapturedExchange): readonly CapturedMessage[] {
  const read = readers[exchange] as Reader
  return capturedLines('ws-capture-cryptofeed', `${exchange}.jsonl.gz`).flatMap((text) => {
    const line = JSON.parse(text) as CaptureLine
    if ((line.t !== 'recv' && line.t !== 'http') || line.data === undefined) return []
    return read(JSON.parse(line.data) as never, line)
  })
}

const timeOf = (line: CaptureLine): Instant => Math.round(line.ts * 1e6) as Instant

interface BinanceDepth {
  readonly e?: string
  readonly s: string
  readonly U: number
  readonly u: number
  readonly pu?: number
  readonly b: TextLevels
  readonly a: TextLevels
  readonly lastUpdateId?: number
  readonly bids: TextLevels
  readonly asks: TextLevels
}

function binance(message: BinanceDepth & { readonly data?: BinanceDepth }, line: CaptureLine) {
  const data = message.data ?? message
  const time = timeOf(line)
  if (data.lastUpdateId !== undefined) {
    const symbol = new URL(line.url ?? 'https://x/?symbol=').searchParams.get('symbol') ?? ''
    const sequence = { ...noNumbers, isSnapshot: true, last: data.lastUpdateId }
    return [{ symbol, time, bids: data.bids, asks: data.asks, sequence }]
  }
  if (data.e !== 'depthUpdate') return []
  const sequence = { ...noNumbers, first: data.U, last: data.u, previous: data.pu ?? NaN }
  return [{ symbol: data.s, time, bids: data.b, asks: data.a, sequence }]
}

/** The first book messages of a raw Binance file: a receive time in nanoseconds, a space, the message. */
export function rawBinanceMessages(file: string, most = Infinity): readonly CapturedMessage[] {
  const found: CapturedMessage[] = []
  for (const line of capturedLines('binance-raw-ws', file)) {
    if (!line.includes('depthUpdate') && !line.includes('lastUpdateId')) continue
    const space = line.indexOf(' ')
    const ts = Number(line.slice(0, space)) / 1e9
    const messages = binance(JSON.parse(line.slice(space + 1)) as BinanceDepth, { t: 'recv', ts })
    // One file, one symbol; the answer over REST does not name it.
    found.push(...messages.map((message) => ({ ...message, symbol: file })))
    if (found.length >= most) break
  }
  return found
}

interface Keyed {
  readonly action?: string
  readonly arg?: { readonly channel: string; readonly instId: string }
  readonly data?: readonly {
    readonly bids: TextLevels
    readonly asks: TextLevels
    readonly checksum: number
  }[]
}

function okxOrBitget(message: Keyed, line: CaptureLine): readonly CapturedMessage[] {
  const { arg, action, data = [] } = message
  if (arg?.channel !== 'books' || action === undefined) return []
  return data.map(({ bids, asks, checksum }) => ({
    symbol: arg.instId,
    time: timeOf(line),
    bids,
    asks,
    sequence: { ...noNumbers, isSnapshot: action === 'snapshot', checksum: checksum >>> 0 },
  }))
}

interface KrakenSide {
  readonly as?: TextLevels
  readonly bs?: TextLevels
  readonly a?: TextLevels
  readonly b?: TextLevels
  readonly c?: string
}

function kraken(message: unknown, line: CaptureLine): readonly CapturedMessage[] {
  if (!Array.isArray(message) || !String(message.at(-2)).startsWith('book')) return []
  const sides = message.slice(1, -2) as KrakenSide[]
  const merged = Object.assign({}, ...sides) as KrakenSide
  const checksum = merged.c === undefined ? NaN : Number(merged.c)
  return [
    {
      symbol: String(message.at(-1)),
      time: timeOf(line),
      bids: merged.bs ?? merged.b ?? [],
      asks: merged.as ?? merged.a ?? [],
      sequence: { ...noNumbers, isSnapshot: merged.as !== undefined, checksum },
    },
  ]
}

interface BybitMessage {
  readonly topic?: string
  readonly type: string
  readonly data: {
    readonly s: string
    readonly b: TextLevels
    readonly a: TextLevels
    readonly u: number
  }
}

function bybit(message: BybitMessage, line: CaptureLine): readonly CapturedMessage[] {
  if (message.topic?.startsWith('orderbook') !== true) return []
  const { s, b, a, u } = message.data
  const sequence = { ...noNumbers, isSnapshot: message.type === 'snapshot', last: u }
  return [{ symbol: s, time: timeOf(line), bids: b, asks: a, sequence }]
}

interface BitstampMessage {
  readonly channel?: string
  readonly event?: string
  readonly data?: BitstampBook
}

interface BitstampBook {
  readonly microtimestamp: string
  readonly bids: TextLevels
  readonly asks: TextLevels
}

function bitstamp(message: BitstampMessage & BitstampBook, line: CaptureLine) {
  const isSnapshot = line.url?.includes('/order_book/') === true
  const source = isSnapshot ? line.url : message.channel
  const data = isSnapshot ? message : message.data
  const isBook = isSnapshot || (message.event === 'data' && source?.startsWith('diff_') === true)
  if (!isBook || source === undefined || data === undefined) return []
  const symbol = source.split(/[/_]/).at(-1)!
  const sequence = { ...noNumbers, isSnapshot, last: Number(data.microtimestamp) }
  return [{ symbol, time: timeOf(line), bids: data.bids, asks: data.asks, sequence }]
}

interface CoinbaseMessage {
  readonly channel: string
  readonly sequence_num?: number
  readonly events: readonly {
    readonly type: string
    readonly product_id: string
    readonly updates: readonly {
      readonly side: string
      readonly price_level: string
      readonly new_quantity: string
    }[]
  }[]
}

/** Every message of the connection, for all are numbered; those of no book have the symbol ''. */
function coinbase(message: CoinbaseMessage, line: CaptureLine): readonly CapturedMessage[] {
  if (message.sequence_num === undefined) return []
  const last = message.sequence_num
  const time = timeOf(line)
  const event = message.channel === 'l2_data' ? message.events[0] : undefined
  if (event === undefined) {
    return [{ symbol: '', time, bids: [], asks: [], sequence: { ...noNumbers, last } }]
  }
  const levelsOf = (isBid: boolean): TextLevels =>
    event.updates
      .filter(({ side }) => (side === 'bid') === isBid)
      .map((update) => [update.price_level, update.new_quantity])
  const sequence = { ...noNumbers, isSnapshot: event.type === 'snapshot', last }
  return [{ symbol: event.product_id, time, bids: levelsOf(true), asks: levelsOf(false), sequence }]
}

const readers = {
  BINANCE: binance,
  BINANCE_FUTURES: binance,
  BINANCE_DELIVERY: binance,
  OKX: okxOrBitget,
  BITGET: okxOrBitget,
  KRAKEN: kraken,
  BYBIT: bybit,
  BITSTAMP: bitstamp,
  COINBASE: coinbase,
}

/** A venue whose capture can be read. */
export type CapturedExchange = keyof typeof readers
