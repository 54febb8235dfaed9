import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { Channel } from '../serving/open-channels.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import { priceText, quantityText } from '../world/wire-numbers.ts'
import type { BookCounts } from './book-counts.ts'
import { bookChannel } from './bybit-books.ts'
import type { BybitMarket } from './bybit-market.ts'
import { milliseconds } from './bybit-market.ts'
import { candleEvent, intervals } from './candle-words.ts'
import { spotTicker, tickerOf } from './ticker-words.ts'

/** Of one instrument: `orderbook.50.BTCUSDT`, `publicTrade.BTCUSDT`. */
interface Asked {
  readonly topic: string
  readonly market: BybitMarket
  readonly symbol: string
  readonly state: PublicState
  /** The middle part of a topic of three. */
  readonly middle: string
  readonly counts: BookCounts
}

const kinds: Readonly<Record<string, (asked: Asked) => Channel | undefined>> = {
  orderbook: ({ topic, market, symbol, state, middle, counts }) =>
    bookChannel({ topic, category: market.category, symbol, state, counts, depth: Number(middle) }),
  publicTrade: ({ topic, state, symbol }) => ({
    state,
    isBook: false,
    told: (message) => tradeTexts(topic, symbol, message),
  }),
  tickers: (asked) =>
    asked.market.category === 'spot' ? spotTickers(asked) : linearTickers(asked),
  kline: candleChannel,
  allLiquidation: ({ topic, market, symbol, state }) =>
    market.category === 'spot'
      ? undefined
      : { state, isBook: false, told: (message) => liquidationTexts(topic, symbol, message) },
}

/** The channel of a topic at one of the public sockets; undefined when there is none of that name. */
export function channelOf(
  market: BybitMarket,
  counts: BookCounts,
  topic: string,
): Channel | undefined {
  const parts = topic.split('.')
  const symbol = parts.at(-1)!
  const state = market.symbols.get(symbol)
  const kind = kinds[parts[0]!]
  const wanted = parts[0] === 'orderbook' || parts[0] === 'kline' ? 3 : 2
  if (state === undefined || parts.length !== wanted) return undefined
  return kind?.({ topic, market, symbol, state, middle: parts[1]!, counts })
}

/** Whole each time. */
function spotTickers({ topic, symbol, state }: Asked): Channel {
  let told = ''
  const text = (at: Instant): string => {
    const data = JSON.stringify(spotTicker(symbol, state, at))
    return `{"topic":"${topic}","ts":${milliseconds(at)},"type":"snapshot","cs":${state.bookId},"data":${data}}`
  }
  return {
    state,
    isBook: false,
    first: (at) => [text(at)],
    everyUs: 50_000,
    due(at) {
      const now = `${state.tradeId}`
      if (now === told) return []
      told = now
      return [text(at)]
    },
  }
}

/** Whole at first, then what has changed. */
function linearTickers({ topic, symbol, state }: Asked): Channel {
  let told: Readonly<Record<string, string>> | undefined
  const text = (type: string, data: object, at: Instant): string =>
    JSON.stringify({ topic, type, data, cs: state.bookId, ts: milliseconds(at) })
  return {
    state,
    isBook: false,
    first(at) {
      // What was last told to all: the next change begins there.
      told ??= tickerOf(symbol, state, at)
      return [text('snapshot', told, at)]
    },
    everyUs: 100_000,
    due(at) {
      const now = tickerOf(symbol, state, at)
      const before = told ?? {}
      const changed = Object.entries(now).filter(([name, value]) => before[name] !== value)
      told = now
      if (changed.length === 0) return []
      return [text('delta', { symbol, ...Object.fromEntries(changed) }, at)]
    },
  }
}

/** The candle that runs, and before it the one that has just ended. */
function candleChannel({ topic, state, middle: interval }: Asked): Channel | undefined {
  const span = intervals[interval]
  if (span === undefined) return undefined
  let running = NaN
  return {
    state,
    isBook: false,
    everyUs: 1_000_000,
    due(at) {
      const candles = state.candles.of(span, { from: 0, to: at + 1, most: 2 })
      const isNew = candles.at(-1)?.from !== running
      const isFirst = Number.isNaN(running)
      running = candles.at(-1)?.from ?? NaN
      const told = isNew && !isFirst ? candles : candles.slice(-1)
      return told.map((candle) =>
        JSON.stringify({
          topic,
          data: [candleEvent(state, candle, { interval, at })],
          ts: milliseconds(at),
          type: 'snapshot',
        }),
      )
    },
  }
}

/** All trades of a message in one. */
function tradeTexts(
  topic: string,
  symbol: string,
  { state, rows, start, end }: MarketMessage,
): readonly string[] {
  const data = rowsOf(rows, { start, end, kind: eventKind.trade }).map((row) => ({
    T: milliseconds(rows.exchangeTime[row]!),
    s: symbol,
    S: rows.side[row] === eventSide.sell ? 'Sell' : 'Buy',
    v: quantityText(rows.quantity[row]!, state.instrument),
    p: priceText(rows.price[row]!, state.instrument),
    ...(state.instrument.class === 'spot' ? {} : { L: 'ZeroPlusTick' }),
    i: String(rows.id[row]!),
    BT: false,
    RPI: false,
    seq: state.bookId,
  }))
  return snapshotText(topic, data, rows.localTime[end - 1]!)
}

/** `S` is the side of the position that is closed: a long one (`Buy`) is sold. */
function liquidationTexts(
  topic: string,
  symbol: string,
  { state, rows, start, end }: MarketMessage,
): readonly string[] {
  const data = rowsOf(rows, { start, end, kind: eventKind.liquidation }).map((row) => ({
    T: milliseconds(rows.exchangeTime[row]!),
    s: symbol,
    S: rows.side[row] === eventSide.sell ? 'Buy' : 'Sell',
    v: quantityText(rows.quantity[row]!, state.instrument),
    p: priceText(rows.price[row]!, state.instrument),
  }))
  return snapshotText(topic, data, rows.localTime[end - 1]!)
}

function snapshotText(topic: string, data: readonly object[], at: number): readonly string[] {
  if (data.length === 0) return []
  return [JSON.stringify({ topic, type: 'snapshot', ts: milliseconds(at), data })]
}

function rowsOf(
  rows: EventRows,
  { start, end, kind }: { readonly start: number; readonly end: number; readonly kind: number },
): readonly number[] {
  return Array.from({ length: end - start }, (_, k) => start + k).filter(
    (row) => rows.kind[row] === kind,
  )
}
