import { microsecondsPerDay } from '../../core/time.ts'

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
  readonly #seconds: Candle[] = []
  readonly #minutes: Candle[] = []

  add(print: Print): void {
    addTo(this.#seconds, print, { span: secondUs, kept: secondsKept })
    addTo(this.#minutes, print, { span: minuteUs, kept: minutesKept })
  }

  /** Candles that begin in [from, to), oldest first, at most so many of the latest; of whole minutes or of one second. */
  of(
    spanUs: number,
    range: { readonly from: number; readonly to: number; readonly most: number },
  ): Candle[] {
    const parts = spanUs < minuteUs ? this.#seconds : this.#minutes
    const first = parts[0]
    if (first === undefined) return []
    const offset = spanUs === 7 * microsecondsPerDay ? mondayUs : 0
    const start = (at: number): number => Math.floor((at - offset) / spanUs) * spanUs + offset
    const last = start(range.to - 1)
    const wanted = Math.ceil((range.from - offset) / spanUs) * spanUs + offset
    const earliest = Math.max(start(first.from), wanted)
    const begin = Math.max(earliest, last - (range.most - 1) * spanUs)
    return filled(parts, { begin, last, span: spanUs, start })
  }

  /** What traded in the day before an instant, to the minute; undefined when nothing did. */
  day(at: number): Candle | undefined {
    const since = at - microsecondsPerDay
    const inDay = this.#minutes.filter(({ from }) => from > since)
    return inDay.length === 0 ? undefined : inDay.map((each) => ({ ...each })).reduce(joined)
  }
}

function addTo(
  candles: Candle[],
  print: Print,
  { span, kept }: { readonly span: number; readonly kept: number },
): void {
  const from = Math.floor(print.at / span) * span
  const last = candles.at(-1)
  if (last !== undefined && last.from >= from) joined(last, ofPrint(print, last.from))
  else candles.push(ofPrint(print, from))
  // Half as many again before the oldest are dropped in one go.
  if (candles.length > kept * 1.5) candles.splice(0, candles.length - kept)
}

function ofPrint({ id, priceTicks, lots, isBuy }: Print, from: number): Candle {
  const tickLots = priceTicks * lots
  return {
    from,
    open: priceTicks,
    high: priceTicks,
    low: priceTicks,
    close: priceTicks,
    lots,
    tickLots,
    trades: 1,
    boughtLots: isBuy ? lots : 0,
    boughtTickLots: isBuy ? tickLots : 0,
    firstTradeId: id,
    lastTradeId: id,
  }
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
  parts: readonly Candle[],
  grid: {
    readonly begin: number
    readonly last: number
    readonly span: number
    readonly start: (at: number) => number
  },
): Candle[] {
  const { begin, last, span, start } = grid
  const candles: Candle[] = []
  let next = parts.findIndex(({ from }) => from >= begin)
  if (next < 0) next = parts.length
  let close = parts[Math.max(0, next - 1)]!.close
  for (let from = begin; from <= last; from += span) {
    let candle: Candle | undefined
    for (; next < parts.length && start(parts[next]!.from) === from; next++) {
      candle = candle === undefined ? { ...parts[next]!, from } : joined(candle, parts[next]!)
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
