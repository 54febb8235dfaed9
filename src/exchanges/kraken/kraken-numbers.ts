import { eventSide } from '../../core/events/event-codes.ts'
import { priceOf, type PriceTicks } from '../../core/price.ts'
import { microsecondsPerDay } from '../../core/time.ts'
import { timeText } from '../../wire/times.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText } from '../world/wire-numbers.ts'

/** `2021-05-11T19:47:09.896860Z` */
export function isoText(at: number): string {
  return timeText(Math.floor(at), 'iso', 6)
}

export function isoSecond(at: number): string {
  return timeText(Math.floor(at), 'iso', 0)
}

/** The mean of a candle's trades, weighted, with a price's decimals; zero of none. */
export function meanText(candle: Candle | undefined, { instrument }: PublicState): string {
  const { tickSize } = instrument
  const mean =
    candle === undefined || candle.lots === 0
      ? 0
      : priceOf((candle.tickLots / candle.lots) as PriceTicks, tickSize)
  return fixed(mean, tickSize.decimals)
}

/** Best of both sides, zeros where one is empty. */
export function touchTexts({ book, instrument }: PublicState): {
  readonly bid: string
  readonly bidQuantity: string
  readonly ask: string
  readonly askQuantity: string
} {
  const side = (which: typeof eventSide.bid | typeof eventSide.ask): [string, string] => {
    const best = book.levels.best(which)
    if (Number.isNaN(best)) return [priceText(0, instrument), quantityText(0, instrument)]
    return [
      priceText(best, instrument),
      quantityText(book.levels.quantityAt(which, best), instrument),
    ]
  }
  const [bid, bidQuantity] = side(eventSide.bid)
  const [ask, askQuantity] = side(eventSide.ask)
  return { bid, bidQuantity, ask, askQuantity }
}

/** The day so far (from midnight UTC), and the last twenty-four hours. */
export function daysOf(
  { candles }: PublicState,
  at: number,
): readonly [today: Candle | undefined, day: Candle | undefined] {
  const [today] = candles.of(microsecondsPerDay, { from: 0, to: at + 1, most: 1 })
  return [today, candles.day(at)]
}
