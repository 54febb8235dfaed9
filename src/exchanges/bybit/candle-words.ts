import { microsecondsPerDay } from '../../core/time.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText, turnoverText } from '../world/wire-numbers.ts'
import { milliseconds } from './bybit-market.ts'

const minute = 60_000_000

/** Spans of Bybit's candles, microseconds. A month is not among them: it has no fixed length. */
export const intervals: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [1, 3, 5, 15, 30, 60, 120, 240, 360, 720].map((minutes) => [String(minutes), minutes * minute]),
  ),
  D: microsecondsPerDay,
  W: 7 * microsecondsPerDay,
}

/** A candle as `/v5/market/kline` lists it. */
export function candleRow({ instrument }: PublicState, candle: Candle): readonly string[] {
  return [
    String(milliseconds(candle.from)),
    priceText(candle.open, instrument),
    priceText(candle.high, instrument),
    priceText(candle.low, instrument),
    priceText(candle.close, instrument),
    quantityText(candle.lots, instrument),
    turnoverText(candle.tickLots, instrument, 8),
  ]
}

/** A candle of the mark, the index or the premium. */
export function referenceRow(candle: Candle, decimals: number): readonly string[] {
  const { from, open, high, low, close } = candle
  return [
    String(milliseconds(from)),
    ...[open, high, low, close].map((value) => fixed(value, decimals)),
  ]
}

/** A candle as the channel `kline` tells it. */
export function candleEvent(
  state: PublicState,
  candle: Candle,
  about: { readonly interval: string; readonly at: number },
): Readonly<Record<string, unknown>> {
  const [, open, high, low, close, volume, turnover] = candleRow(state, candle)
  const end = candle.from + intervals[about.interval]!
  return {
    start: milliseconds(candle.from),
    end: milliseconds(end) - 1,
    interval: about.interval,
    open,
    close,
    high,
    low,
    volume,
    turnover,
    confirm: about.at >= end,
    timestamp: milliseconds(about.at),
  }
}
