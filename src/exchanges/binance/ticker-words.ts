import { eventSide } from '../../core/events/event-codes.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { microsecondsPerDay } from '../../core/time.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText, turnoverText } from '../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from './market.ts'

/** The numbers of a day, as tickers of every shape tell them. */
interface DayNumbers {
  readonly symbol: string
  readonly change: string
  readonly changePercent: string
  readonly average: string
  readonly last: string
  readonly lastQuantity: string
  readonly open: string
  readonly high: string
  readonly low: string
  readonly volume: string
  readonly turnover: string
  readonly openTime: number
  readonly closeTime: number
  readonly firstId: number
  readonly lastId: number
  readonly count: number
}

/** Before anything has traded a venue says nothing of the day but its price. */
function dayOf(market: BinanceMarket, state: PublicState, at: number): DayNumbers {
  const { instrument, trades, index } = state
  const { decimals = instrument.tickSize.decimals } = market
  const day: Candle | undefined = state.candles.day(at)
  const price = (ticks: number): string =>
    Number.isNaN(ticks) ? fixed(0, decimals) : priceText(ticks, instrument, market.decimals)
  const change = day === undefined ? 0 : day.close - day.open
  const moved = priceOf(change as PriceTicks, instrument.tickSize)
  const closeTime = Math.floor(at / 1_000)
  return {
    symbol: symbolOf(market, index),
    change: fixed(moved, decimals),
    changePercent: fixed(day === undefined ? 0 : (change / day.open) * 100, 3),
    average: fixed(averageOf(day, state), decimals),
    last: price(state.lastTicks),
    lastQuantity: quantityText(trades.at(-1)?.lots ?? 0, instrument, market.decimals),
    open: price(day?.open ?? NaN),
    high: price(day?.high ?? NaN),
    low: price(day?.low ?? NaN),
    volume: quantityText(day?.lots ?? 0, instrument, market.decimals),
    turnover: turnoverText(day?.tickLots ?? 0, instrument, 8),
    openTime: closeTime - microsecondsPerDay / 1_000,
    closeTime,
    firstId: day?.firstTradeId ?? -1,
    lastId: day?.lastTradeId ?? -1,
    count: day?.trades ?? 0,
  }
}

function averageOf(day: Candle | undefined, { instrument }: PublicState): number {
  if (day === undefined || day.lots === 0) return 0
  return priceOf((day.tickLots / day.lots) as PriceTicks, instrument.tickSize)
}

/** The best of both sides: price and quantity, zeros where a side is empty. */
export function touchOf(
  market: BinanceMarket,
  state: PublicState,
): Readonly<Record<'bid' | 'bidQuantity' | 'ask' | 'askQuantity', string>> {
  const { instrument } = state
  const bid = state.top(eventSide.bid, 1)[0] ?? { ticks: 0, lots: 0 }
  const ask = state.top(eventSide.ask, 1)[0] ?? { ticks: 0, lots: 0 }
  return {
    bid: priceText(bid.ticks, instrument, market.decimals),
    bidQuantity: quantityText(bid.lots, instrument, market.decimals),
    ask: priceText(ask.ticks, instrument, market.decimals),
    askQuantity: quantityText(ask.lots, instrument, market.decimals),
  }
}

/** As `/ticker/24hr` answers. */
export function dayTicker(
  market: BinanceMarket,
  state: PublicState,
  at: number,
): Readonly<Record<string, unknown>> {
  const day = dayOf(market, state, at)
  const touch = touchOf(market, state)
  return {
    symbol: day.symbol,
    priceChange: day.change,
    priceChangePercent: day.changePercent,
    weightedAvgPrice: day.average,
    ...(market.kind === 'spot' ? { prevClosePrice: day.open } : {}),
    lastPrice: day.last,
    lastQty: day.lastQuantity,
    ...(market.kind === 'spot'
      ? {
          bidPrice: touch.bid,
          bidQty: touch.bidQuantity,
          askPrice: touch.ask,
          askQty: touch.askQuantity,
        }
      : {}),
    openPrice: day.open,
    highPrice: day.high,
    lowPrice: day.low,
    volume: day.volume,
    quoteVolume: day.turnover,
    openTime: day.openTime,
    closeTime: day.closeTime,
    firstId: day.firstId,
    lastId: day.lastId,
    count: day.count,
  }
}

/** As the stream `@ticker` tells. */
export function tickerEvent(
  market: BinanceMarket,
  state: PublicState,
  at: number,
): Readonly<Record<string, unknown>> {
  const day = dayOf(market, state, at)
  const touch = touchOf(market, state)
  return {
    e: '24hrTicker',
    E: Math.floor(at / 1_000),
    s: day.symbol,
    p: day.change,
    P: day.changePercent,
    w: day.average,
    ...(market.kind === 'spot' ? { x: day.open } : {}),
    c: day.last,
    Q: day.lastQuantity,
    ...(market.kind === 'spot'
      ? { b: touch.bid, B: touch.bidQuantity, a: touch.ask, A: touch.askQuantity }
      : {}),
    o: day.open,
    h: day.high,
    l: day.low,
    v: day.volume,
    q: day.turnover,
    O: day.openTime,
    C: day.closeTime,
    F: day.firstId,
    L: day.lastId,
    n: day.count,
  }
}

/** As the stream `@miniTicker` tells. */
export function miniTickerEvent(
  market: BinanceMarket,
  state: PublicState,
  at: number,
): Readonly<Record<string, unknown>> {
  const day = dayOf(market, state, at)
  return {
    e: '24hrMiniTicker',
    E: Math.floor(at / 1_000),
    s: day.symbol,
    c: day.last,
    o: day.open,
    h: day.high,
    l: day.low,
    v: day.volume,
    q: day.turnover,
  }
}
