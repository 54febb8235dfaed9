import { eventFlag, eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { Topics } from '../serving/topics.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import type { PublicState } from '../world/public-state.ts'
import { TouchedLevels } from '../world/touched-levels.ts'
import { fixed, priceText, quantityText } from '../world/wire-numbers.ts'
import { candleEvent, intervals } from './candle-words.ts'
import { symbolOf, written, type BinanceMarket } from './market.ts'
import { depthText } from './market-routes.ts'
import { miniTickerEvent, tickerEvent } from './ticker-words.ts'

/** What a stream tells: by the message, or at intervals. */
interface Stream {
  /** Of one instrument; undefined: of all. */
  readonly state: PublicState | undefined
  /** Does a sequence break without one of its messages? */
  readonly isBook: boolean
  told?(message: MarketMessage): readonly string[]
  /** Microseconds between two messages of `due`. */
  readonly everyUs?: number
  due?(at: Instant): readonly string[]
}

/** Name and speed of a stream's parts: `btcusdt@depth20@100ms`. */
const named = /^([a-z0-9]+)@([a-zA-Z]+?)(\d+)?(?:_(\w+))?(?:@(\w+))?$/

/** The stream of a name; undefined when this market has none of it. */
function streamOf(market: BinanceMarket, name: string): Stream | undefined {
  const all = allStreams[name]
  if (all !== undefined) return all(market)
  const match = named.exec(name)
  if (match === null) return undefined
  const [, symbol, kind, levels, interval, speed] = match
  const state = market.symbols.get(symbol!.toUpperCase())
  if (state === undefined) return undefined
  return kinds[kind!]?.({ market, state, levels: Number(levels ?? NaN), interval, speed })
}

interface Asked {
  readonly market: BinanceMarket
  readonly state: PublicState
  readonly levels: number
  readonly interval: string | undefined
  readonly speed: string | undefined
}

const ms = 1_000
const speeds: Readonly<Record<BinanceMarket['kind'], Readonly<Record<string, number>>>> = {
  spot: { '': 1_000 * ms, '1000ms': 1_000 * ms, '100ms': 100 * ms },
  futures: {
    '': 250 * ms,
    '100ms': 100 * ms,
    '250ms': 250 * ms,
    '500ms': 500 * ms,
    '0ms': 10 * ms,
  },
}

const kinds: Readonly<Record<string, (asked: Asked) => Stream | undefined>> = {
  depth: (asked) => (Number.isNaN(asked.levels) ? depthStream(asked) : partialStream(asked)),
  trade: ({ market, state }) => ({
    state,
    isBook: false,
    told: (said) => tradeTexts(market, said),
  }),
  aggTrade: ({ market, state }) => ({
    state,
    isBook: false,
    told: (said) => aggregateTexts(market, said),
  }),
  bookTicker: bookTickerStream,
  ticker: ({ market, state }) => every(1_000 * ms, state, (at) => tickerEvent(market, state, at)),
  miniTicker: ({ market, state }) =>
    every(1_000 * ms, state, (at) => miniTickerEvent(market, state, at)),
  avgPrice: ({ market, state }) =>
    every(1_000 * ms, state, (at) => ({
      e: 'avgPrice',
      E: Math.floor(at / ms),
      s: symbolOf(market, state.index),
      i: '5m',
      w: fixed(state.last(), 8),
      T: Math.floor(at / ms),
    })),
  kline: candleStream,
  markPrice: (asked) =>
    asked.market.kind === 'spot'
      ? undefined
      : every(asked.speed === '1s' ? 1_000 * ms : 3_000 * ms, asked.state, (at) =>
          markEvent(asked.market, asked.state, at),
        ),
  forceOrder: ({ market, state }) =>
    market.kind === 'spot'
      ? undefined
      : { state, isBook: false, told: (said) => liquidationTexts(market, said) },
}

const allStreams: Readonly<Record<string, (market: BinanceMarket) => Stream | undefined>> = {
  '!ticker@arr': (market) => everyOfAll(market, 1_000 * ms, tickerEvent),
  '!miniTicker@arr': (market) => everyOfAll(market, 1_000 * ms, miniTickerEvent),
  '!markPrice@arr': (market) => marks(market, 3_000 * ms),
  '!markPrice@arr@1s': (market) => marks(market, 1_000 * ms),
  '!bookTicker': (market) => ({
    state: undefined,
    isBook: false,
    told: (said) => (said.state.hasBookChanged ? [bookTickerText(market, said.state, said)] : []),
  }),
  '!forceOrder@arr': (market) =>
    market.kind === 'spot'
      ? undefined
      : { state: undefined, isBook: false, told: (said) => liquidationTexts(market, said) },
}

function every(everyUs: number, state: PublicState, words: (at: Instant) => unknown): Stream {
  return { state, isBook: false, everyUs, due: (at) => [JSON.stringify(words(at))] }
}

function everyOfAll(
  market: BinanceMarket,
  everyUs: number,
  words: (market: BinanceMarket, state: PublicState, at: number) => unknown,
): Stream {
  const states = [...market.symbols.values()]
  const due = (at: Instant): readonly string[] => [
    JSON.stringify(states.map((state) => words(market, state, at))),
  ]
  return { state: undefined, isBook: false, everyUs, due }
}

function marks(market: BinanceMarket, everyUs: number): Stream | undefined {
  return market.kind === 'spot' ? undefined : everyOfAll(market, everyUs, markEvent)
}

/** The changes of a book, conflated: each level as it stands now. */
function depthStream({ market, state, speed = '' }: Asked): Stream | undefined {
  const everyUs = speeds[market.kind][speed]
  if (everyUs === undefined) return undefined
  const touched = new TouchedLevels(state)
  const rows = new EventColumns(256)
  return {
    state,
    isBook: true,
    everyUs,
    told({ rows: told, start, end }) {
      if (state.hasBookChanged) touched.add(told, start, end)
      return []
    },
    due(at) {
      if (!touched.isTouched) return []
      rows.empty()
      const { first, last, previous } = touched.flush(at, rows)
      const numbers = {
        instrument: state.index,
        first: market.updateId(first),
        last: market.updateId(last),
        previous: market.updateId(previous),
      }
      return [written(market, rows, { start: 0, end: rows.length }, numbers)]
    },
  }
}

const partialDepths: readonly number[] = [5, 10, 20]

/** The best levels anew each time. */
function partialStream({ market, state, levels, speed = '' }: Asked): Stream | undefined {
  const everyUs = speeds[market.kind][speed]
  if (everyUs === undefined || !partialDepths.includes(levels)) return undefined
  let toldId = -1
  return {
    state,
    isBook: false,
    everyUs,
    due(at) {
      if (state.bookId === toldId) return []
      const previous = market.updateId(Math.max(0, toldId))
      toldId = state.bookId
      if (market.kind === 'spot') return [depthText(market, state, levels, at)]
      const side = (which: 0 | 1): readonly (readonly [string, string])[] =>
        state
          .top(which, levels)
          .map(({ ticks, lots }) => [
            priceText(ticks, state.instrument),
            quantityText(lots, state.instrument),
          ])
      const id = market.updateId(state.bookId)
      return [
        JSON.stringify({
          e: 'depthUpdate',
          E: Math.floor(at / ms),
          T: Math.floor(state.bookTime / ms),
          s: symbolOf(market, state.index),
          U: id,
          u: id,
          pu: previous,
          b: side(eventSide.bid),
          a: side(eventSide.ask),
        }),
      ]
    },
  }
}

function bookTickerStream({ market, state }: Asked): Stream {
  let told = ''
  return {
    state,
    isBook: false,
    told(said) {
      if (!state.hasBookChanged) return []
      const { levels } = state.book
      const [bid, ask] = [levels.best(eventSide.bid), levels.best(eventSide.ask)]
      const now = `${bid} ${levels.quantityAt(eventSide.bid, bid)} ${ask} ${levels.quantityAt(eventSide.ask, ask)}`
      if (now === told || Number.isNaN(bid + ask)) return []
      told = now
      return [bookTickerText(market, state, said)]
    },
  }
}

function bookTickerText(
  market: BinanceMarket,
  state: PublicState,
  { rows: said, end }: MarketMessage,
): string {
  const rows = new EventColumns(2)
  const at = said.exchangeTime[end - 1]!
  const { levels } = state.book
  rows.begin(state.index, at as Instant, at, NaN)
  const [bid, ask] = [levels.best(eventSide.bid), levels.best(eventSide.ask)]
  rows.addQuoteBid(bid, levels.quantityAt(eventSide.bid, bid))
  rows.addQuoteAsk(ask, levels.quantityAt(eventSide.ask, ask))
  rows.end()
  const last = market.updateId(state.bookId)
  return written(market, rows, { start: 0, end: 2 }, { instrument: NaN, last })
}

/** A trade a message, as Binance tells them. */
function tradeTexts(market: BinanceMarket, { rows, start, end }: MarketMessage): readonly string[] {
  const texts: string[] = []
  for (let row = start; row < end; row++) {
    if (rows.kind[row] !== eventKind.trade) continue
    const one = new EventColumns(1)
    one.addRow(rows, row)
    one.flags[0]! |= eventFlag.endsMessage
    // A recording may not know who took; a venue does.
    if (one.side[0] === eventSide.unknown) one.side[0] = eventSide.buy
    texts.push(written(market, one, { start: 0, end: 1 }, { instrument: NaN }))
  }
  return texts
}

function aggregateTexts(
  market: BinanceMarket,
  { state, rows, start, end }: MarketMessage,
): readonly string[] {
  const texts: string[] = []
  const { instrument } = state
  for (let row = start; row < end; row++) {
    if (rows.kind[row] !== eventKind.trade) continue
    const id = rows.id[row]!
    const at = Math.floor(rows.exchangeTime[row]! / ms)
    texts.push(
      JSON.stringify({
        e: 'aggTrade',
        E: at,
        s: symbolOf(market, state.index),
        a: id,
        p: priceText(rows.price[row]!, instrument, market.decimals),
        q: quantityText(rows.quantity[row]!, instrument, market.decimals),
        f: id,
        l: id,
        T: at,
        m: rows.side[row] === eventSide.sell,
        ...(market.kind === 'spot' ? { M: true } : {}),
      }),
    )
  }
  return texts
}

function liquidationTexts(
  market: BinanceMarket,
  { state, rows, start, end }: MarketMessage,
): readonly string[] {
  const texts: string[] = []
  for (let row = start; row < end; row++) {
    if (rows.kind[row] !== eventKind.liquidation) continue
    const one = new EventColumns(1)
    one.addRow(rows, row)
    one.flags[0]! |= eventFlag.endsMessage
    texts.push(written(market, one, { start: 0, end: 1 }, { instrument: state.index }))
  }
  return texts
}

/** The candle that runs, and before it the one that has just ended. */
function candleStream({ market, state, interval = '' }: Asked): Stream | undefined {
  const span = intervals[interval]
  if (span === undefined) return undefined
  const symbol = symbolOf(market, state.index)
  let running = NaN
  return {
    state,
    isBook: false,
    everyUs: market.kind === 'spot' ? 1_000 * ms : 250 * ms,
    due(at) {
      const candles = state.candles.of(span, { from: 0, to: at + 1, most: 2 })
      const isNew = candles.at(-1)?.from !== running
      const isFirst = Number.isNaN(running)
      running = candles.at(-1)?.from ?? NaN
      const told = isNew && !isFirst ? candles : candles.slice(-1)
      return told.map((candle) =>
        JSON.stringify(candleEvent(market, state, candle, { symbol, interval, at })),
      )
    },
  }
}

function markEvent(
  market: BinanceMarket,
  state: PublicState,
  at: number,
): Readonly<Record<string, unknown>> {
  const mark = Number.isNaN(state.mark) ? state.mid() : state.mark
  return {
    e: 'markPriceUpdate',
    E: Math.floor(at / ms),
    s: symbolOf(market, state.index),
    p: fixed(mark, 8),
    i: fixed(Number.isNaN(state.indexPrice) ? mark : state.indexPrice, 8),
    P: fixed(mark, 8),
    r: fixed(state.fundingRate, 8),
    T: Math.floor(state.fundingTime / ms) || 0,
  }
}

/** The streams someone is told of. */
export class OpenStreams {
  readonly #market: BinanceMarket
  readonly #topics: Topics
  readonly #open = new Map<string, { readonly stream: Stream; nextAt: number }>()

  constructor(market: BinanceMarket, topics: Topics) {
    this.#market = market
    this.#topics = topics
  }

  /** Opens a stream before its first subscriber is there; false when there is none of that name. */
  open(name: string): boolean {
    if (this.#open.has(name)) return true
    const stream = streamOf(this.#market, name)
    if (stream === undefined) return false
    this.#open.set(name, { stream, nextAt: -Infinity })
    return true
  }

  told(message: MarketMessage): void {
    for (const [name, { stream }] of this.#open) {
      if (stream.told === undefined) continue
      if (stream.state !== undefined && stream.state !== message.state) continue
      this.#publish(name, stream, stream.told(message))
    }
  }

  tick(at: Instant): void {
    for (const [name, open] of this.#open) {
      const { stream } = open
      if (!this.#topics.isWanted(this.topic(name))) {
        this.#open.delete(name)
        continue
      }
      const { everyUs } = stream
      if (everyUs === undefined || stream.due === undefined || at < open.nextAt) continue
      // On the grid of its interval, as venues do.
      open.nextAt = (Math.floor(at / everyUs) + 1) * everyUs
      this.#publish(name, stream, stream.due(at))
    }
  }

  /** Spot and futures call their streams alike. */
  topic(name: string): string {
    return `${this.#market.kind} ${name}`
  }

  #publish(name: string, { isBook }: Stream, texts: readonly string[]): void {
    for (const text of texts) this.#topics.publish(this.topic(name), text, isBook)
  }
}
