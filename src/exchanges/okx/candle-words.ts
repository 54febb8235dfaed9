import { microsecondsPerDay } from '../../core/time.ts'
import type { Candle, Candles } from '../world/candles.ts'
import { fixed, plain } from '../world/wire-numbers.ts'
import { milliseconds, pxText, sizeText, type OkxListing } from './okx-market.ts'
import { baseText, turnoverOf } from './market-words.ts'

const minute = 60_000_000
const hour = 60 * minute

/** A candle's span, and how much before that of UTC it begins, microseconds. */
interface Bar {
  readonly span: number
  readonly aheadUs: number
}

/** OKX's bars but for months, which have no fixed length: from six hours on they are of Hong Kong unless they say `utc`. */
export function barOf(name: string): Bar | undefined {
  const span = spans[name]
  if (span !== undefined) return { span, aheadUs: 0 }
  const ofDays = spans[`${name}utc`]
  return ofDays === undefined ? undefined : { span: ofDays, aheadUs: 8 * hour }
}

/** Candles that begin in [from, to), oldest first, at most so many of the latest. */
export function barCandles(
  candles: Candles,
  { span, aheadUs }: Bar,
  range: { readonly from: number; readonly to: number; readonly most: number },
): readonly Candle[] {
  if (aheadUs === 0) return candles.of(span, range)
  const hours = candles.of(hour, { from: 0, to: range.to, most: (range.most + 1) * (span / hour) })
  const monday = span === 7 * microsecondsPerDay ? 4 * microsecondsPerDay : 0
  const begin = (at: number): number =>
    Math.floor((at + aheadUs - monday) / span) * span - aheadUs + monday
  const parts = new Map<number, Candle[]>()
  for (const each of hours) {
    const from = begin(each.from)
    parts.set(from, [...(parts.get(from) ?? []), each])
  }
  return [...parts]
    .filter(([from]) => from >= range.from)
    .slice(-range.most)
    .map(([from, own]) => ({ ...own.reduce(joined), from }))
}

/** A candle with the next one in it. */
function joined(candle: Candle, next: Candle): Candle {
  return {
    ...candle,
    high: Math.max(candle.high, next.high),
    low: Math.min(candle.low, next.low),
    close: next.close,
    lots: candle.lots + next.lots,
    tickLots: candle.tickLots + next.tickLots,
    trades: candle.trades + next.trades,
  }
}

const spans: Readonly<Record<string, number>> = {
  '1s': 1_000_000,
  '1m': minute,
  '3m': 3 * minute,
  '5m': 5 * minute,
  '15m': 15 * minute,
  '30m': 30 * minute,
  '1H': hour,
  '2H': 2 * hour,
  '4H': 4 * hour,
  '6Hutc': 6 * hour,
  '12Hutc': 12 * hour,
  '1Dutc': microsecondsPerDay,
  '2Dutc': 2 * microsecondsPerDay,
  '3Dutc': 3 * microsecondsPerDay,
  '1Wutc': 7 * microsecondsPerDay,
}

/** A candle, wherever one is told: the volume in what orders are in, in base or quote, and in quote units. */
export function candleRow(
  listing: OkxListing,
  candle: Candle,
  about: { readonly span: number; readonly at: number },
): readonly string[] {
  const turnover = turnoverOf(candle.tickLots, listing)
  return [
    milliseconds(candle.from),
    pxText(candle.open, listing),
    pxText(candle.high, listing),
    pxText(candle.low, listing),
    pxText(candle.close, listing),
    sizeText(candle.lots, listing),
    listing.type === 'SPOT' ? turnover : baseText(candle.lots, listing),
    turnover,
    about.at >= candle.from + about.span ? '1' : '0',
  ]
}

/** A candle of the mark or the index. */
export function referenceRow(
  candle: Candle,
  about: { readonly span: number; readonly at: number; readonly decimals: number },
): readonly string[] {
  const { from, open, high, low, close } = candle
  return [
    milliseconds(from),
    ...[open, high, low, close].map((value) => plain(fixed(value, about.decimals))),
    about.at >= from + about.span ? '1' : '0',
  ]
}
