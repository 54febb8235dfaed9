import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { answer, jsonText, type Answer } from '../serving/answer.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { Candle, Candles, Print } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText, turnoverText } from '../world/wire-numbers.ts'
import { candleRow, intervals } from './candle-words.ts'
import { fieldsOf, needed, wholeField, type Fields } from './fields.ts'
import { stateAsked, stateNeeded, symbolOf, written, type BinanceMarket } from './market.ts'
import { refuse } from './refusals.ts'
import { dayTicker, touchOf } from './ticker-words.ts'

/** What Binance's markets answer anyone, the same on spot and futures but for their prefix. */
export function marketRoutes(market: BinanceMarket, prefix: string): readonly Route[] {
  const get = (
    path: string,
    weight: Route['weight'],
    handle: (fields: Fields, request: VenueRequest) => Answer,
  ): Route => ({
    method: 'GET',
    path: `${prefix}${path}`,
    ...(weight === undefined ? {} : { weight }),
    handle: (request) => handle(fieldsOf(request), request),
  })
  return [
    get('/ping', 1, () => answer({})),
    get('/time', 1, (_, { at }) => answer({ serverTime: Math.floor(at / 1_000) })),
    get('/depth', depthWeight(market), (fields, { at }) => depthAnswer(market, fields, at)),
    get('/trades', 25, (fields) => tradesAnswer(market, fields)),
    get('/historicalTrades', 25, (fields) => tradesAnswer(market, fields)),
    get('/aggTrades', 4, (fields) => aggregatesAnswer(market, fields)),
    get('/klines', 2, (fields, { at }) => candlesAnswer(market, fields, at)),
    get('/uiKlines', 2, (fields, { at }) => candlesAnswer(market, fields, at)),
    get('/continuousKlines', 2, (fields, { at }) =>
      candlesAnswer(market, { ...fields, symbol: fields['pair'] ?? '' }, at),
    ),
    get('/ticker/24hr', dayWeight, (fields, { at }) =>
      ofStates(market, fields, (state) => dayTicker(market, state, at)),
    ),
    get('/ticker/tradingDay', 4, (fields, { at }) =>
      ofStates(market, fields, (state) => dayTicker(market, state, at)),
    ),
    get('/ticker/price', 2, (fields, { at }) =>
      ofStates(market, fields, (state) => priceTicker(market, state, at)),
    ),
    get('/ticker/bookTicker', 2, (fields, { at }) =>
      ofStates(market, fields, (state) => bookTicker(market, state, at)),
    ),
  ]
}

/** The best `limit` levels of a book, as the codec writes a snapshot. */
export function depthText(
  market: BinanceMarket,
  state: PublicState,
  limit: number,
  at: Instant,
): string {
  const { index, bookId } = state
  const rows = new EventColumns(2 * limit + 1)
  rows.begin(index, at, Number.isNaN(state.bookTime) ? at : state.bookTime, NaN)
  rows.addClear()
  for (const side of [eventSide.bid, eventSide.ask] as const) {
    for (const { ticks, lots } of state.top(side, limit)) rows.addLevel(side, ticks, lots)
  }
  rows.end()
  const last = market.updateId(bookId)
  return written(
    market,
    rows,
    { start: 0, end: rows.length },
    { instrument: index, isSnapshot: true, last },
  )
}

const spotDepthMost = 5_000
const futuresDepths: readonly number[] = [5, 10, 20, 50, 100, 500, 1_000]

function depthAnswer(market: BinanceMarket, fields: Fields, at: Instant): Answer {
  const state = stateNeeded(market, fields)
  const isSpot = market.kind === 'spot'
  const limit = wholeField(fields, 'limit', isSpot ? 100 : 500)
  if (!isSpot && !futuresDepths.includes(limit)) refuse(-4021, `${limit} is not valid depth limit`)
  if (limit < 1) refuse(-1100, "Illegal characters found in parameter 'limit'.")
  return jsonText(depthText(market, state, Math.min(limit, spotDepthMost), at))
}

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book */
function depthWeight({ kind }: BinanceMarket): (request: VenueRequest) => number {
  const spot = [
    [100, 5],
    [500, 25],
    [1_000, 50],
    [Infinity, 250],
  ] as const
  const futures = [
    [50, 2],
    [100, 5],
    [500, 10],
    [Infinity, 20],
  ] as const
  const table = kind === 'spot' ? spot : futures
  return (request) => {
    const limit = Number(fieldsOf(request)['limit'] ?? (kind === 'spot' ? 100 : 500))
    return table.find(([most]) => !(limit > most))?.[1] ?? 1
  }
}

function dayWeight(request: VenueRequest): number {
  return fieldsOf(request)['symbol'] === undefined ? 80 : 2
}

const tradesMost = 1_000

function latest(fields: Fields, state: PublicState): readonly Print[] {
  const limit = Math.min(wholeField(fields, 'limit', 500), tradesMost)
  const from = fields['fromId'] === undefined ? undefined : wholeField(fields, 'fromId', 0)
  const start = wholeField(fields, 'startTime', 0) * 1_000
  const end = wholeField(fields, 'endTime', Number.MAX_SAFE_INTEGER) * 1_000
  const within = state.trades.filter(({ id, at }) => id >= (from ?? 0) && at >= start && at <= end)
  const isForward = from !== undefined || fields['startTime'] !== undefined
  return isForward ? within.slice(0, limit) : within.slice(-limit)
}

function tradesAnswer(market: BinanceMarket, fields: Fields): Answer {
  const state = stateNeeded(market, fields)
  const { instrument } = state
  const rows = latest(fields, state).map(({ id, at, priceTicks, lots, isBuy }) => ({
    id,
    price: priceText(priceTicks, instrument, market.decimals),
    qty: quantityText(lots, instrument, market.decimals),
    quoteQty: turnoverText(priceTicks * lots, instrument, market.decimals ?? 2),
    time: Math.floor(at / 1_000),
    isBuyerMaker: !isBuy,
    ...(market.kind === 'spot' ? { isBestMatch: true } : {}),
  }))
  return answer(rows)
}

function aggregatesAnswer(market: BinanceMarket, fields: Fields): Answer {
  const state = stateNeeded(market, fields)
  const { instrument } = state
  const rows = latest(fields, state).map(({ id, at, priceTicks, lots, isBuy }) => ({
    a: id,
    p: priceText(priceTicks, instrument, market.decimals),
    q: quantityText(lots, instrument, market.decimals),
    f: id,
    l: id,
    T: Math.floor(at / 1_000),
    m: !isBuy,
    ...(market.kind === 'spot' ? { M: true } : {}),
  }))
  return answer(rows)
}

function candlesAnswer(market: BinanceMarket, fields: Fields, at: Instant): Answer {
  const state = stateNeeded(market, fields)
  return rangedCandles(market, fields, {
    at,
    candles: state.candles,
    row: (candle, span) => candleRow(market, state, candle, span),
  })
}

/** Candles of whatever kind, as a request wants them. */
export function rangedCandles(
  market: BinanceMarket,
  fields: Fields,
  of: {
    readonly at: Instant
    readonly candles: Candles
    readonly row: (candle: Candle, span: number) => readonly (string | number)[]
  },
): Answer {
  const { at, candles, row } = of
  const span = intervals[needed(fields, 'interval')] ?? refuse(-1120, 'Invalid interval.')
  const from = wholeField(fields, 'startTime', 0) * 1_000
  const to = Math.min(wholeField(fields, 'endTime', 9e12) * 1_000 + 1, at + 1)
  const most = Math.min(wholeField(fields, 'limit', 500), market.kind === 'spot' ? 1_000 : 1_500)
  // From a start on the oldest come first, else the latest.
  const isForward = fields['startTime'] !== undefined
  const rows = candles.of(span, { from, to, most: isForward ? Infinity : most })
  const listed = isForward ? rows.slice(0, most) : rows
  return answer(listed.map((candle) => row(candle, span)))
}

/** Of the symbol asked for, of several, or of all. */
function ofStates(
  market: BinanceMarket,
  fields: Fields,
  words: (state: PublicState) => unknown,
): Answer {
  const one = stateAsked(market, fields)
  if (one !== undefined) return answer(words(one))
  const asked = fields['symbols'] === undefined ? undefined : symbolList(fields['symbols'])
  const states = asked?.map((symbol) => stateNeeded(market, { symbol })) ?? [
    ...market.symbols.values(),
  ]
  return answer(states.map(words))
}

/** `["BTCUSDT","ETHUSDT"]` */
export function symbolList(text: string): readonly string[] {
  const match = /^\[("[A-Z0-9]+"(?:,"[A-Z0-9]+")*)\]$/.exec(text)
  return match === null
    ? refuse(-1100, "Illegal characters found in parameter 'symbols'.")
    : match[1]!.split(',').map((part) => part.slice(1, -1))
}

function priceTicker(
  market: BinanceMarket,
  state: PublicState,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const { instrument } = state
  const decimals = market.decimals ?? instrument.tickSize.decimals
  return {
    symbol: symbolOf(market, state.index),
    price: fixed(state.last(), decimals),
    ...(market.kind === 'spot' ? {} : { time: Math.floor(at / 1_000) }),
  }
}

function bookTicker(
  market: BinanceMarket,
  state: PublicState,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const touch = touchOf(market, state)
  return {
    symbol: symbolOf(market, state.index),
    bidPrice: touch.bid,
    bidQty: touch.bidQuantity,
    askPrice: touch.ask,
    askQty: touch.askQuantity,
    ...(market.kind === 'spot'
      ? {}
      : { time: Math.floor(at / 1_000), lastUpdateId: market.updateId(state.bookId) }),
  }
}
