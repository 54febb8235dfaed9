import { eventSide } from '../../core/events/event-codes.ts'
import { microsecondsPerDay } from '../../core/time.ts'
import { answer, type Answer } from '../serving/answer.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { plain, priceText, quantityText } from '../world/wire-numbers.ts'
import { isoText, productNamed, productRow, touchTexts, type CoinbaseProducts } from './products.ts'
import { Query } from './queries.ts'
import { invalid } from './refusals.ts'

export const brokerage = '/api/v3/brokerage'

/** A request that is answered from its query alone. */
interface Question {
  readonly path: string
  readonly handle: (query: Query, request: VenueRequest) => Answer
}

/** What Coinbase answers anyone under `/market`, and those with a key without it as well. */
export function marketRoutes(
  products: CoinbaseProducts,
  requireKey: (request: VenueRequest) => void,
): readonly Route[] {
  const questions = marketQuestions(products)
  const open = questions.map(({ path, handle }) => ({
    method: 'GET' as const,
    path: `${brokerage}/market${path}`,
    handle: (request: VenueRequest) => handle(new Query(request), request),
  }))
  const closed = [...questions, bestPrices(products)].map(({ path, handle }) => ({
    method: 'GET' as const,
    path: brokerage + path,
    handle(request: VenueRequest) {
      requireKey(request)
      return handle(new Query(request), request)
    },
  }))
  const time: Route = {
    method: 'GET',
    path: `${brokerage}/time`,
    handle: ({ at }) =>
      answer({
        iso: isoText(at),
        epochSeconds: String(Math.floor(at / 1e6)),
        epochMillis: String(Math.floor(at / 1e3)),
      }),
  }
  return [time, ...open, ...closed]
}

function marketQuestions(products: CoinbaseProducts): readonly Question[] {
  return [
    { path: '/products', handle: (query, { at }) => listed(products, query, at) },
    {
      path: '/products/:product',
      handle: (_, { places, at }) =>
        answer(productRow(productNamed(products, places['product']), at)),
    },
    {
      path: '/products/:product/candles',
      handle: (query, { places, at }) =>
        candles(productNamed(products, places['product']), query, at),
    },
    {
      path: '/products/:product/ticker',
      handle: (query, { places }) => trades(productNamed(products, places['product']), query),
    },
    {
      path: '/product_book',
      handle: (query, { at }) => {
        const state = productNamed(products, query.one('product_id'))
        return answer(bookAnswer(state, query.whole('limit', Infinity), at))
      },
    },
  ]
}

function listed(products: CoinbaseProducts, query: Query, at: number): Answer {
  const type = query.one('product_type') ?? 'SPOT'
  const ids = query.list('product_id')
  const found = [...products.states.values()].filter(
    ({ instrument }) =>
      (type === 'SPOT' || type === 'UNKNOWN_PRODUCT_TYPE') &&
      (ids.length === 0 || ids.includes(instrument.name)),
  )
  const offset = query.whole('offset', 0)
  const rows = found.slice(offset, offset + query.whole('limit', Infinity))
  return answer({
    products: rows.map((state) => productRow(state, at)),
    num_products: found.length,
  })
}

const minute = 60_000_000
const hour = 60 * minute
export const granularities: Readonly<Record<string, number>> = {
  ONE_MINUTE: minute,
  FIVE_MINUTE: 5 * minute,
  FIFTEEN_MINUTE: 15 * minute,
  THIRTY_MINUTE: 30 * minute,
  ONE_HOUR: hour,
  TWO_HOUR: 2 * hour,
  FOUR_HOUR: 4 * hour,
  SIX_HOUR: 6 * hour,
  ONE_DAY: microsecondsPerDay,
}
const candlesMost = 350

/** Latest first. */
function candles(state: PublicState, query: Query, at: number): Answer {
  const span = granularities[query.one('granularity') ?? ''] ?? invalid('unsupported granularity')
  const from = query.whole('start', 0) * 1e6
  const end = query.whole('end', Math.ceil(at / 1e6)) * 1e6
  const limit = query.whole('limit', candlesMost)
  if ((end - from) / span > candlesMost && query.one('start') !== undefined) {
    invalid(`number of candles requested should be less than ${candlesMost}`)
  }
  const rows = state.candles.of(span, {
    from,
    to: Math.min(end, at) + 1,
    most: Math.min(limit, candlesMost),
  })
  return answer({ candles: rows.toReversed().map((candle) => candleRow(candle, state)) })
}

export function candleRow(
  candle: Candle,
  { instrument }: PublicState,
): Readonly<Record<string, string>> {
  const price = (ticks: number): string => plain(priceText(ticks, instrument))
  return {
    start: String(candle.from / 1e6),
    low: price(candle.low),
    high: price(candle.high),
    open: price(candle.open),
    close: price(candle.close),
    volume: plain(quantityText(candle.lots, instrument)),
  }
}

const tradesUsual = 100
const tradesMost = 1_000

/** Latest first, with the best prices as they are. */
function trades(state: PublicState, query: Query): Answer {
  const limit = Math.min(query.whole('limit', tradesUsual), tradesMost)
  const start = query.whole('start', 0) * 1e6
  const end = query.whole('end', Number.MAX_SAFE_INTEGER / 1e6) * 1e6
  const within = state.trades.filter(({ at }) => at >= start && at <= end)
  const touch = touchTexts(state)
  return answer({
    trades: within
      .slice(-limit)
      .toReversed()
      .map((trade) => ({
        ...tradeRow(trade, state),
        bid: '',
        ask: '',
      })),
    best_bid: touch.bid,
    best_ask: touch.ask,
  })
}

/** The side is the maker's. */
export function tradeRow(
  { id, at, priceTicks, lots, isBuy }: PublicState['trades'][number],
  { instrument }: PublicState,
): Readonly<Record<string, string>> {
  return {
    trade_id: String(id),
    product_id: instrument.name,
    price: plain(priceText(priceTicks, instrument)),
    size: plain(quantityText(lots, instrument)),
    time: isoText(at),
    side: isBuy ? 'SELL' : 'BUY',
  }
}

function bookAnswer(
  state: PublicState,
  limit: number,
  at: number,
): Readonly<Record<string, unknown>> {
  const mid = state.mid()
  const { bid, ask } = touchTexts(state)
  const gap = Number(ask) - Number(bid)
  return {
    pricebook: pricebook(state, limit, at),
    last: Number.isNaN(state.lastTicks) ? '' : plain(priceText(state.lastTicks, state.instrument)),
    mid_market: Number.isNaN(mid) ? '' : String(mid),
    spread_bps: Number.isNaN(mid) ? '' : ((gap / mid) * 1e4).toFixed(3),
    spread_absolute: Number.isNaN(mid) ? '' : gap.toFixed(state.instrument.tickSize.decimals),
  }
}

function pricebook(
  state: PublicState,
  limit: number,
  at: number,
): Readonly<Record<string, unknown>> {
  const { instrument, bookTime } = state
  const side = (which: typeof eventSide.bid | typeof eventSide.ask): unknown =>
    state.top(which, limit).map(({ ticks, lots }) => ({
      price: plain(priceText(ticks, instrument)),
      size: plain(quantityText(lots, instrument)),
    }))
  return {
    product_id: instrument.name,
    bids: side(eventSide.bid),
    asks: side(eventSide.ask),
    time: isoText(Number.isNaN(bookTime) ? at : bookTime),
  }
}

function bestPrices(products: CoinbaseProducts): Question {
  return {
    path: '/best_bid_ask',
    handle(query, { at }) {
      const ids = query.list('product_id')
      const asked = ids.length === 0 ? [...products.states.keys()] : ids
      return answer({
        pricebooks: asked.map((id) => pricebook(productNamed(products, id), 1, at)),
      })
    },
  }
}
