import { microsecondsPerDay } from '../../core/time.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText, turnoverText } from '../world/wire-numbers.ts'
import type { BinanceMarket } from './market.ts'

const second = 1_000_000
const minute = 60 * second
const hour = 60 * minute

/** Spans of Binance's candles, microseconds. A month is not among them: it has no fixed length. */
export const intervals: Readonly<Record<string, number>> = {
  '1s': second,
  '1m': minute,
  '3m': 3 * minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1h': hour,
  '2h': 2 * hour,
  '4h': 4 * hour,
  '6h': 6 * hour,
  '8h': 8 * hour,
  '12h': 12 * hour,
  '1d': microsecondsPerDay,
  '3d': 3 * microsecondsPerDay,
  '1w': 7 * microsecondsPerDay,
}

/** A candle as `/klines` lists it. */
export function candleRow(
  { decimals }: BinanceMarket,
  { instrument }: PublicState,
  candle: Candle,
  span: number,
): readonly (string | number)[] {
  const price = (ticks: number): string => priceText(ticks, instrument, decimals)
  return [
    candle.from / 1_000,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    quantityText(candle.lots, instrument, decimals),
    (candle.from + span) / 1_000 - 1,
    turnoverText(candle.tickLots, instrument, 8),
    candle.trades,
    quantityText(candle.boughtLots, instrument, decimals),
    turnoverText(candle.boughtTickLots, instrument, 8),
    '0',
  ]
}

/** A candle of the mark, the index or the premium, as `/markPriceKlines` lists it: nothing is traded in it. */
export function referenceRow(candle: Candle, span: number): readonly (string | number)[] {
  const { from, open, high, low, close, trades } = candle
  return [
    from / 1_000,
    ...[open, high, low, close].map((value) => fixed(value, 8)),
    '0',
    (from + span) / 1_000 - 1,
    '0',
    trades,
    '0',
    '0',
    '0',
  ]
}

/** A candle as the stream `@kline_` tells it. */
export function candleEvent(
  { decimals }: BinanceMarket,
  { instrument }: PublicState,
  candle: Candle,
  about: { readonly symbol: string; readonly interval: string; readonly at: number },
): Readonly<Record<string, unknown>> {
  const price = (ticks: number): string => priceText(ticks, instrument, decimals)
  const { symbol, interval, at } = about
  const end = candle.from + intervals[interval]!
  return {
    e: 'kline',
    E: Math.floor(at / 1_000),
    s: symbol,
    k: {
      t: candle.from / 1_000,
      T: end / 1_000 - 1,
      s: symbol,
      i: interval,
      f: Number.isNaN(candle.firstTradeId) ? -1 : candle.firstTradeId,
      L: Number.isNaN(candle.lastTradeId) ? -1 : candle.lastTradeId,
      o: price(candle.open),
      c: price(candle.close),
      h: price(candle.high),
      l: price(candle.low),
      v: quantityText(candle.lots, instrument, decimals),
      n: candle.trades,
      x: at >= end,
      q: turnoverText(candle.tickLots, instrument, 8),
      V: quantityText(candle.boughtLots, instrument, decimals),
      Q: turnoverText(candle.boughtTickLots, instrument, 8),
      B: '0',
    },
  }
}
