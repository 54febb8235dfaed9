import { eventSide } from '../../core/events/event-codes.ts'
import type { Answer } from '../serving/answer.ts'
import type { Route } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { priceText, quantityText } from '../world/wire-numbers.ts'
import { fieldsOf, numberField, textField, type Fields } from './fields.ts'
import { assetRow, pairRow } from './kraken-info.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { daysOf, isoSecond, meanText, touchTexts } from './kraken-numbers.ts'
import { granted, invalid, refuse } from './refusals.ts'

/** What Kraken answers anyone: `/0/public`. */
export function marketRoutes(market: KrakenMarket): readonly Route[] {
  return [
    ...get('Time', (_, at) =>
      granted({ unixtime: Math.floor(at / 1e6), rfc1123: new Date(at / 1_000).toUTCString() }),
    ),
    ...get('SystemStatus', (_, at) =>
      granted({
        status: 'online',
        timestamp: isoSecond(at),
      }),
    ),
    ...get('Assets', (fields) => assets(market, fields)),
    ...get('AssetPairs', (fields) =>
      granted(
        Object.fromEntries(pairsAsked(market, fields).map((pair) => [pair.id, pairRow(pair)])),
      ),
    ),
    ...get('Ticker', (fields, at) =>
      granted(
        Object.fromEntries(
          pairsAsked(market, fields).map((pair) => [pair.id, tickerRow(pair.state, at)]),
        ),
      ),
    ),
    ...get('OHLC', (fields, at) => candles(market, fields, at)),
    ...get('Depth', (fields, at) => depth(market, fields, at)),
    ...get('Trades', (fields) => trades(market, fields)),
    ...get('Spread', (fields, at) => spread(market, fields, at)),
  ]
}

function get(name: string, handle: (fields: Fields, at: number) => Answer): Route[] {
  return (['GET', 'POST'] as const).map((method) => ({
    method,
    path: `/0/public/${name}`,
    handle: (request: VenueRequest) => handle(fieldsOf(request), request.at),
  }))
}

/** Spans of candles in minutes. */
export const intervals: readonly number[] = [1, 5, 15, 30, 60, 240, 1_440, 10_080, 21_600]
export const minuteUs = 60_000_000
const candlesMost = 720
const depthMost = 500
const tradesMost = 1_000

function assets(market: KrakenMarket, fields: Fields): Answer {
  const asked = textField(fields, 'asset')?.split(',')
  const found = market.assets.filter(
    ({ id, altname, currency }) =>
      asked === undefined || [id, altname, currency].some((name) => asked.includes(name)),
  )
  if (found.length === 0) refuse('EQuery:Unknown asset')
  return granted(Object.fromEntries(found.map((asset) => [asset.id, assetRow(asset)])))
}

/** Those of `pair`, joined by commas; all without. */
function pairsAsked(market: KrakenMarket, fields: Fields): readonly KrakenPair[] {
  const asked = textField(fields, 'pair')
  if (asked === undefined) return market.pairs
  return asked.split(',').map((name) => pairNamed(market, name))
}

export function pairNamed(market: KrakenMarket, name: string | undefined): KrakenPair {
  if (name === undefined) return invalid('pair')
  return market.named(name) ?? refuse('EQuery:Unknown asset pair')
}

/** A result under the pair's id; under the name asked for where that has a slash, as Kraken has it. */
function ofPair(
  market: KrakenMarket,
  fields: Fields,
  result: (state: PublicState) => unknown,
): Readonly<Record<string, unknown>> {
  const name = textField(fields, 'pair')
  const { id, state } = pairNamed(market, name)
  return { [name?.includes('/') === true ? name : id]: result(state) }
}

/** Whole lots are what was once told: the quantity without its fraction. */
function tickerRow(state: PublicState, at: number): Readonly<Record<string, unknown>> {
  const { instrument } = state
  const touch = touchTexts(state)
  const days = daysOf(state, at)
  const price = (ticks: number | undefined): string => priceText(ticks ?? 0, instrument)
  const last = Number.isNaN(state.lastTicks) ? undefined : state.lastTicks
  return {
    a: [touch.ask, wholePart(touch.askQuantity), touch.askQuantity],
    b: [touch.bid, wholePart(touch.bidQuantity), touch.bidQuantity],
    c: [price(last), quantityText(state.trades.at(-1)?.lots ?? 0, instrument)],
    v: days.map((day) => quantityText(day?.lots ?? 0, instrument)),
    p: days.map((day) => meanText(day, state)),
    t: days.map((day) => day?.trades ?? 0),
    l: days.map((day) => price(day?.low)),
    h: days.map((day) => price(day?.high)),
    o: price(days[0]?.open),
  }
}

function wholePart(quantity: string): string {
  return quantity.split('.')[0]!
}

/** Up to 720 candles, the last of them still running. */
function candles(market: KrakenMarket, fields: Fields, at: number): Answer {
  const interval = numberField(fields, 'interval', 1)
  if (!intervals.includes(interval)) invalid('interval')
  const since = numberField(fields, 'since', -1) * 1e6
  let last = 0
  const result = ofPair(market, fields, (state) => {
    const rows = state.candles
      .of(interval * minuteUs, { from: 0, to: at + 1, most: candlesMost })
      .filter(({ from }) => from > since)
    last = (rows.at(-2)?.from ?? since) / 1e6
    return rows.map((candle) => candleRow(candle, state))
  })
  return granted({ ...result, last })
}

function candleRow(candle: Candle, state: PublicState): readonly (string | number)[] {
  const { instrument } = state
  const price = (ticks: number): string => priceText(ticks, instrument)
  return [
    candle.from / 1e6,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    meanText(candle, state),
    quantityText(candle.lots, instrument),
    candle.trades,
  ]
}

function depth(market: KrakenMarket, fields: Fields, at: number): Answer {
  const count = numberField(fields, 'count', 100)
  if (!(count >= 1 && count <= depthMost)) invalid('count')
  const result = ofPair(market, fields, (state) => {
    const { instrument, bookTime } = state
    const time = Math.floor((Number.isNaN(bookTime) ? at : bookTime) / 1e6)
    const side = (which: typeof eventSide.bid | typeof eventSide.ask): unknown =>
      state
        .top(which, count)
        .map(({ ticks, lots }) => [
          priceText(ticks, instrument),
          quantityText(lots, instrument),
          time,
        ])
    return { asks: side(eventSide.ask), bids: side(eventSide.bid) }
  })
  return granted(result)
}

/** Trades after an instant, oldest first; of no instant the latest. `last` is for the next question. */
function trades(market: KrakenMarket, fields: Fields): Answer {
  const count = Math.min(numberField(fields, 'count', tradesMost), tradesMost)
  const asked = textField(fields, 'since')
  const since = instantOf(asked)
  let last = asked ?? '0'
  const result = ofPair(market, fields, (state) => {
    const { instrument } = state
    const later = state.trades.filter(({ at }) => at > since)
    const rows = asked === undefined ? later.slice(-count) : later.slice(0, count)
    const end = rows.at(-1)
    if (end !== undefined) last = `${Math.floor(end.at)}000`
    return rows.map(({ id, at, priceTicks, lots, isBuy }) => [
      priceText(priceTicks, instrument),
      quantityText(lots, instrument),
      at / 1e6,
      isBuy ? 'b' : 's',
      'm',
      '',
      id,
    ])
  })
  return granted({ ...result, last })
}

/** Microseconds of what is seconds, or nanoseconds where it is long. */
function instantOf(since: string | undefined): number {
  if (since === undefined) return -1
  if (/^\d{16,20}$/.test(since)) return Number(BigInt(since) / 1_000n)
  const value = Number(since)
  return value >= 0 ? value * 1e6 : invalid('since')
}

/** What the best prices are now; what they were is not kept. */
function spread(market: KrakenMarket, fields: Fields, at: number): Answer {
  const now = Math.floor(at / 1e6)
  const result = ofPair(market, fields, (state) => {
    const { bid, ask } = touchTexts(state)
    return [[now, bid, ask]]
  })
  return granted({ ...result, last: now })
}
