import { microsecondsPerDay } from '../../core/time.ts'
import { CandleColumns } from './candle-columns.ts'

/** What traded in a span of time. Prices in ticks, quantities in lots. */
export interface Candle {
  /** Microseconds of its beginning. */
  readonly from: number
  open: number
  high: number
  low: number
  close: number
  lots: number
  /** Sum of ticks times lots. */
  tickLots: number
  trades: number
  /** Of both, what buyers took. */
  boughtLots: number
  boughtTickLots: number
  firstTradeId: number
  lastTradeId: number
}

/** One trade as candles count it. */
export interface Print {
  readonly id: number
  readonly at: number
  readonly priceTicks: number
  readonly lots: number
  readonly isBuy: boolean
}

const secondUs = 1_000_000
const minuteUs = 60_000_000
/** Candles of a minute that are kept: a day and the most a venue answers with. */
const minutesKept = 1_440 + 1_500
/** Candles of a second that are kept. */
const secondsKept = 1_000
/** Weeks begin on Mondays, and 1970 on a Thursday. */
const mondayUs = 4 * microsecondsPerDay

/** The trades of an instrument as candles of any span; a span in which nothing traded has a flat one. */
export class Candles {
  readonly #seconds = new CandleColumns(secondUs, secondsKept)
  readonly #minutes = new CandleColumns(minuteUs, minutesKept)

  add(print: Print): void {
    this.#seconds.add(print)
    this.#minutes.add(print)
  }

  /** Candles that begin in [from, to), oldest first, at most so many of the latest; of whole minutes or of one second. */
  of(
    spanUs: number,
    range: { readonly from: number; readonly to: number; readonly most: number },
  ): Candle[] {
    const parts = spanUs < minuteUs ? this.#seconds : this.#minutes
    if (parts.length === 0) return []
    const offset = spanUs === 7 * microsecondsPerDay ? mondayUs : 0
    const start = (at: number): number => Math.floor((at - offset) / spanUs) * spanUs + offset
    const last = start(range.to - 1)
    const wanted = Math.ceil((range.from - offset) / spanUs) * spanUs + offset
    const earliest = Math.max(start(parts.from(0)), wanted)
    const begin = Math.max(earliest, last - (range.most - 1) * spanUs)
    return filled(parts, { begin, last, span: spanUs, start })
  }

  /** What traded in the day before an instant, to the minute; undefined when nothing did. */
  day(at: number): Candle | undefined {
    const since = at - microsecondsPerDay
    let sum: Candle | undefined
    for (let k = firstAfter(this.#minutes, since); k < this.#minutes.length; k++) {
      const minute = this.#minutes.candle(k)
      sum = sum === undefined ? minute : joined(sum, minute)
    }
    return sum
  }
}

/** The first of them that begins after an instant. */
function firstAfter(parts: CandleColumns, since: number): number {
  let at = parts.length
  while (at > 0 && parts.from(at - 1) > since) at--
  return at
}

/** A candle with a later one taken into it. */
function joined(candle: Candle, next: Candle): Candle {
  candle.high = Math.max(candle.high, next.high)
  candle.low = Math.min(candle.low, next.low)
  candle.close = next.close
  candle.lots += next.lots
  candle.tickLots += next.tickLots
  candle.trades += next.trades
  candle.boughtLots += next.boughtLots
  candle.boughtTickLots += next.boughtTickLots
  if (Number.isNaN(candle.firstTradeId)) candle.firstTradeId = next.firstTradeId
  candle.lastTradeId = next.lastTradeId
  return candle
}

function filled(
  parts: CandleColumns,
  grid: {
    readonly begin: number
    readonly last: number
    readonly span: number
    readonly start: (at: number) => number
  },
): Candle[] {
  const { begin, last, span, start } = grid
  const candles: Candle[] = []
  let next = firstAfter(parts, begin - 1)
  let { close } = parts.candle(Math.max(0, next - 1))
  for (let from = begin; from <= last; from += span) {
    let candle: Candle | undefined
    for (; next < parts.length && start(parts.from(next)) === from; next++) {
      const part = parts.candle(next)
      candle = candle === undefined ? { ...part, from } : joined(candle, part)
    }
    candle ??= flat(from, close)
    close = candle.close
    candles.push(candle)
  }
  return candles
}

function flat(from: number, price: number): Candle {
  return {
    from,
    open: price,
    high: price,
    low: price,
    close: price,
    lots: 0,
    tickLots: 0,
    trades: 0,
    boughtLots: 0,
    boughtTickLots: 0,
    firstTradeId: NaN,
    lastTradeId: NaN,
  }
}
