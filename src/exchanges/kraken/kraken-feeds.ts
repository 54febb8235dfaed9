import { eventKind } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import type { Topics } from '../serving/topics.ts'
import type { Candle } from '../world/candles.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText } from '../world/wire-numbers.ts'
import { WindowedLevels } from '../world/windowed-levels.ts'
import { bare, wireJson } from './json-numbers.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { isoText, meanText, touchTexts } from './kraken-numbers.ts'
import { minuteUs } from './market-routes.ts'

/** One subscription's feed: what a new subscriber gets, and what is told by the message. */
export interface KrakenFeed {
  readonly pair: KrakenPair
  readonly isBook: boolean
  /** Nothing where there is nothing yet. */
  snapshot(at: Instant): readonly string[]
  told(message: MarketMessage): readonly string[]
}

/** Levels, trades and candles of the snapshots. */
export const depths: readonly number[] = [10, 25, 100, 500, 1_000]
const snapshotTrades = 50
const snapshotCandles = 100

/**
 * The book as deep as it is subscribed to: every change at once, nothing said of what only falls out of the depth, and
 * the checksum of the ten best after it. https://docs.kraken.com/api/docs/websocket-v2/book
 */
export function bookFeed(market: KrakenMarket, pair: KrakenPair, depth: number): KrakenFeed {
  const { state } = pair
  const levels = new WindowedLevels(state, depth)
  const rows = new EventColumns(256)
  const text = (isSnapshot: boolean): string => {
    const checksum = pair.checksum.of(state.book.levels)
    const place = { instrument: state.index, isSnapshot, checksum, ...unnumbered }
    const outcome = market.encode(rows, 0, rows.length, place)
    invariant(outcome.kind === 'encoded', outcome.kind === 'encoded' ? '' : outcome.detail)
    return textOf.decode(outcome.bytes)
  }
  return {
    pair,
    isBook: true,
    snapshot(at) {
      rows.empty()
      levels.snapshot(at, rows)
      return [text(true)]
    },
    told({ rows: said, end }) {
      if (!state.hasBookChanged) return []
      rows.empty()
      const at = said.exchangeTime[end - 1]! as Instant
      return levels.changes(at, rows, 'untold') ? [text(false)] : []
    },
  }
}

const textOf = new TextDecoder()
const unnumbered = { first: NaN, last: NaN, previous: NaN }

export function tradeFeed(pair: KrakenPair): KrakenFeed {
  const { state, symbol } = pair
  const { instrument } = state
  const row = (trade: PublicState['trades'][number]): object => ({
    symbol,
    side: trade.isBuy ? 'buy' : 'sell',
    price: bare(priceText(trade.priceTicks, instrument)),
    qty: bare(quantityText(trade.lots, instrument)),
    ord_type: 'market',
    trade_id: trade.id,
    timestamp: isoText(trade.at),
  })
  return {
    pair,
    isBook: false,
    snapshot() {
      const latest = state.trades.slice(-snapshotTrades)
      return latest.length === 0 ? [] : [dataText('trade', 'snapshot', latest.map(row))]
    },
    told: ({ rows, start, end }) => {
      const count = tradeCount(rows, start, end)
      return count === 0 ? [] : [dataText('trade', 'update', state.trades.slice(-count).map(row))]
    },
  }
}

/** @param trigger `trades`: with every trade; `bbo`: with every change of the best prices */
export function tickerFeed(pair: KrakenPair, trigger: string): KrakenFeed {
  const { state } = pair
  let told = ''
  const text = (type: string, at: number): string => dataText('ticker', type, [tickerRow(pair, at)])
  return {
    pair,
    isBook: false,
    snapshot: (at) => [text('snapshot', at)],
    told({ rows, start, end }) {
      const at = rows.exchangeTime[end - 1]!
      if (trigger !== 'bbo') return tradeCount(rows, start, end) > 0 ? [text('update', at)] : []
      if (!state.hasBookChanged) return []
      const now = Object.values(touchTexts(state)).join()
      if (now === told) return []
      told = now
      return [text('update', at)]
    },
  }
}

function tickerRow({ state, symbol }: KrakenPair, at: number): object {
  const { instrument } = state
  const touch = touchTexts(state)
  const day = state.candles.day(at)
  const change = day === undefined ? 0 : day.close - day.open
  const price = (ticks: number): string => bare(priceText(ticks, instrument))
  return {
    symbol,
    bid: bare(touch.bid),
    bid_qty: bare(touch.bidQuantity),
    ask: bare(touch.ask),
    ask_qty: bare(touch.askQuantity),
    last: price(Number.isNaN(state.lastTicks) ? 0 : state.lastTicks),
    volume: bare(quantityText(day?.lots ?? 0, instrument)),
    vwap: bare(meanText(day, state)),
    low: price(day?.low ?? 0),
    high: price(day?.high ?? 0),
    change: price(change),
    change_pct: bare(fixed(day === undefined ? 0 : (change / day.open) * 100, 2)),
    timestamp: isoText(at),
  }
}

/** @param interval minutes */
export function candleFeed(pair: KrakenPair, interval: number): KrakenFeed {
  const { state } = pair
  const latest = (at: number, most: number): Candle[] =>
    state.candles.of(interval * minuteUs, { from: 0, to: at + 1, most })
  const text = (type: string, candles: readonly Candle[], at: number): string =>
    dataText(
      'ohlc',
      type,
      candles.map((candle) => candleRow(pair, candle, interval)),
      { timestamp: isoText(at) },
    )
  return {
    pair,
    isBook: false,
    snapshot(at) {
      const candles = latest(at, snapshotCandles)
      return candles.length === 0 ? [] : [text('snapshot', candles, at)]
    },
    told({ rows, start, end }) {
      if (tradeCount(rows, start, end) === 0) return []
      const at = rows.exchangeTime[end - 1]!
      return [text('update', latest(at, 1), at)]
    },
  }
}

function candleRow({ state, symbol }: KrakenPair, candle: Candle, interval: number): object {
  const { instrument } = state
  const price = (ticks: number): string => bare(priceText(ticks, instrument))
  return {
    symbol,
    open: price(candle.open),
    high: price(candle.high),
    low: price(candle.low),
    close: price(candle.close),
    trades: candle.trades,
    volume: bare(quantityText(candle.lots, instrument)),
    vwap: bare(meanText(candle, state)),
    interval_begin: isoText(candle.from),
    interval,
    timestamp: isoText(candle.from + interval * minuteUs),
  }
}

function tradeCount(rows: MarketMessage['rows'], start: number, end: number): number {
  let count = 0
  for (let row = start; row < end; row++) if (rows.kind[row] === eventKind.trade) count++
  return count
}

/** A message of a channel. */
export function dataText(
  channel: string,
  type: string,
  data: unknown,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return wireJson({ channel, type, ...more, data })
}

/** The feeds someone is told of, by their topics. */
export class KrakenFeeds {
  readonly #topics: Topics
  readonly #open = new Map<string, KrakenFeed>()

  constructor(topics: Topics) {
    this.#topics = topics
  }

  /** The feed of a topic, made anew when nobody is told of it: it would not know what it has missed. */
  open(topic: string, make: () => KrakenFeed): KrakenFeed {
    const known = this.#topics.isWanted(topic) ? this.#open.get(topic) : undefined
    const feed = known ?? make()
    this.#open.set(topic, feed)
    return feed
  }

  told(message: MarketMessage): void {
    for (const [topic, feed] of this.#open) {
      if (feed.pair.state !== message.state || !this.#topics.isWanted(topic)) continue
      for (const text of feed.told(message)) this.#topics.publish(topic, text, feed.isBook)
    }
  }

  /** Forgets what nobody is told of any more. */
  tick(): void {
    for (const topic of this.#open.keys()) {
      if (!this.#topics.isWanted(topic)) this.#open.delete(topic)
    }
  }
}
