import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import type { Topics } from '../serving/topics.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import { TouchedLevels } from '../world/touched-levels.ts'
import { candleRow, granularities, tradeRow } from './market-routes.ts'
import { dayTexts, isoText, touchTexts, type CoinbaseProducts } from './products.ts'

/**
 * One channel of one product. Messages have no number yet: every connection counts its own.
 *
 * What is told at intervals is so on a grid of the clock.
 */
export interface CoinbaseFeed {
  readonly state: PublicState
  readonly isBook: boolean
  readonly everyUs: number
  snapshot(at: Instant): string
  /** A message of the market was taken in. */
  told?(message: MarketMessage): void
  due(at: Instant): readonly string[]
}

/** What stands in every message where the connection's number comes. */
const unnumbered = '"sequence_num":0,'

/** A message with its number in the connection. */
export function numbered(text: string, number: number): string {
  return text.replace(unnumbered, `"sequence_num":${number},`)
}

/** A message that waits for its number. */
export function eventText(channel: string, at: number, events: unknown): string {
  return JSON.stringify({ channel, timestamp: isoText(at), sequence_num: 0, events })
}

const ms = 1_000
const snapshotTrades = 100

/** The feed of a channel; undefined where it is none of the market's. */
export function feedOf(
  products: CoinbaseProducts,
  channel: string,
  state: PublicState,
): CoinbaseFeed | undefined {
  switch (channel) {
    case 'level2':
      return bookFeed(products, state)
    case 'market_trades':
      return tradeFeed(state)
    case 'ticker':
      return tickerFeed(state, 'ticker', 10 * ms)
    case 'ticker_batch':
      return tickerFeed(state, 'ticker_batch', 5_000 * ms)
    case 'candles':
      return candleFeed(state)
    default:
      return undefined
  }
}

/** The whole book, then twenty times a second what has changed of it: each level as it stands. */
function bookFeed(products: CoinbaseProducts, state: PublicState): CoinbaseFeed {
  const touched = new TouchedLevels(state)
  const rows = new EventColumns(512)
  const text = (isSnapshot: boolean): string => {
    const place = { instrument: state.index, isSnapshot, last: 0, ...otherwise }
    const outcome = products.encode(rows, 0, rows.length, place)
    invariant(outcome.kind === 'encoded', outcome.kind === 'encoded' ? '' : outcome.detail)
    return textOf.decode(outcome.bytes)
  }
  return {
    state,
    isBook: true,
    everyUs: 50 * ms,
    snapshot(at) {
      rows.empty()
      rows.begin(state.index, at, at, NaN)
      rows.addClear()
      for (const side of [eventSide.bid, eventSide.ask] as const) {
        for (const { ticks, lots } of state.top(side, Infinity)) rows.addLevel(side, ticks, lots)
      }
      rows.end()
      return text(true)
    },
    told({ rows: said, start, end }) {
      if (state.hasBookChanged) touched.add(said, start, end)
    },
    due(at) {
      if (!touched.isTouched) return []
      rows.empty()
      touched.flush(at, rows)
      return rows.length === 0 ? [] : [text(false)]
    },
  }
}

const textOf = new TextDecoder()
const otherwise = { first: NaN, previous: NaN, checksum: NaN }

/** Trades of a quarter of a second, latest first. */
function tradeFeed(state: PublicState): CoinbaseFeed {
  let toldId = state.tradeId
  const text = (type: string, trades: readonly PublicState['trades'][number][], at: number) =>
    eventText('market_trades', at, [
      { type, trades: trades.toReversed().map((trade) => tradeRow(trade, state)) },
    ])
  return {
    state,
    isBook: false,
    everyUs: 250 * ms,
    snapshot: (at) =>
      // What comes with the next update is not told twice.
      text('snapshot', state.trades.filter(({ id }) => id <= toldId).slice(-snapshotTrades), at),
    due(at) {
      const news = state.trades.filter(({ id }) => id > toldId)
      toldId = state.tradeId
      return news.length === 0 ? [] : [text('update', news, at)]
    },
  }
}

/** With every trade, or every five seconds: the last trade, the day and the best prices. */
function tickerFeed(state: PublicState, channel: string, everyUs: number): CoinbaseFeed {
  let toldId = state.tradeId
  const text = (type: string, at: number): string =>
    eventText(channel, at, [{ type, tickers: [tickerRow(state, at)] }])
  return {
    state,
    isBook: false,
    everyUs,
    snapshot: (at) => text('snapshot', at),
    due(at) {
      if (state.tradeId === toldId) return []
      toldId = state.tradeId
      return [text('update', at)]
    },
  }
}

function tickerRow(state: PublicState, at: number): Readonly<Record<string, string>> {
  const day = dayTexts(state, at)
  const touch = touchTexts(state)
  return {
    type: 'ticker',
    product_id: state.instrument.name,
    price: day.price,
    volume_24_h: day.volume,
    low_24_h: day.low,
    high_24_h: day.high,
    low_52_w: day.low,
    high_52_w: day.high,
    price_percent_chg_24_h: day.changePercent,
    best_bid: touch.bid,
    best_bid_quantity: touch.bidQuantity,
    best_ask: touch.ask,
    best_ask_quantity: touch.askQuantity,
  }
}

const snapshotCandles = 100

/** Candles of five minutes, the running one every second. */
function candleFeed(state: PublicState): CoinbaseFeed {
  const span = granularities['FIVE_MINUTE']!
  const text = (type: string, most: number, at: number): string => {
    const candles = state.candles.of(span, { from: 0, to: at + 1, most }).toReversed()
    const rows = candles.map((candle) => ({
      ...candleRow(candle, state),
      product_id: state.instrument.name,
    }))
    return eventText('candles', at, [{ type, candles: rows }])
  }
  return {
    state,
    isBook: false,
    everyUs: 1_000 * ms,
    snapshot: (at) => text('snapshot', snapshotCandles, at),
    due: (at) => [text('update', 1, at)],
  }
}

/** The feeds someone is told of, by their topics. */
export class CoinbaseFeeds {
  readonly #topics: Topics
  readonly #open = new Map<string, { readonly feed: CoinbaseFeed; nextAt: number }>()

  constructor(topics: Topics) {
    this.#topics = topics
  }

  /** The feed of a topic, made anew when nobody is told of it: it would not know what it has missed. */
  open(topic: string, feed: CoinbaseFeed): CoinbaseFeed {
    const known = this.#topics.isWanted(topic) ? this.#open.get(topic) : undefined
    if (known !== undefined) return known.feed
    this.#open.set(topic, { feed, nextAt: -Infinity })
    return feed
  }

  told(message: MarketMessage): void {
    for (const { feed } of this.#open.values()) {
      if (feed.state === message.state) feed.told?.(message)
    }
  }

  tick(at: Instant): void {
    for (const [topic, open] of this.#open) {
      if (!this.#topics.isWanted(topic)) {
        this.#open.delete(topic)
        continue
      }
      const { feed } = open
      if (at < open.nextAt) continue
      open.nextAt = (Math.floor(at / feed.everyUs) + 1) * feed.everyUs
      for (const text of feed.due(at)) this.#topics.publish(topic, text, feed.isBook)
    }
  }
}
