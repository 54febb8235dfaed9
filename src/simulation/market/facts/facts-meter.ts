import { InstrumentBook } from '../../../book/instrument-book.ts'
import {
  eventFlag,
  eventKind,
  eventSide,
  type BookSide,
  type EventKind,
} from '../../../core/events/event-codes.ts'
import type { EventRows } from '../../../core/events/event-columns.ts'
import { microsecondsPerSecond } from '../../../core/time.ts'
import {
  absoluteAutocorrelation,
  changesOf,
  hillExponent,
  impactExponent,
  quantileOf,
  varianceRate,
} from './fact-figures.ts'

/** What is known to hold of markets everywhere, measured on one instrument; NaN where the data do not say. */
export interface StylisedFacts {
  /** Seconds at which there was a price. */
  readonly seconds: number
  /** Orders that traded: fills of one instant and side are one. */
  readonly trades: number
  readonly spreadBpsMedian: number
  readonly spreadBps90: number
  /** Of the first ten levels' quantity, how much lies in the first, and the first three. */
  readonly depthShare1: number
  readonly depthShare3: number
  /** Tail exponent of trade sizes, the largest 5 %. */
  readonly sizeTail: number
  /** Mean autocorrelation of absolute 10 s returns, lags 1 to 10. */
  readonly absoluteAutocorrelation: number
  /** Realised variance looked at every second, and every 10 s, against every minute. */
  readonly signature1: number
  readonly signature10: number
  /** How the price after 5 s grows with the size of a trade. */
  readonly impactExponent: number
}

/** Depth that is compared. */
const levelsCompared = 10
/** A price older than this is none. */
const staleAfter = 10 * microsecondsPerSecond
const responseSeconds = 5
/** Trades and seconds that are kept, at most: a week of seconds. */
const tradesMost = 2_000_000
const secondsMost = 604_800

/**
 * Measures one instrument's events, in the order of local time, whatever they come from: the same lines for a market
 * that was recorded and one that was made up.
 *
 * Prices are looked at once a second, so that every figure is weighted by time. Best prices come from quotes where there
 * are any, else from the book; a second with crossed prices or without a fresh one has none.
 */
export class FactsMeter {
  readonly #book = new InstrumentBook()
  readonly #logMids: number[] = []
  readonly #spreads: number[] = []
  readonly #shares: [number, number] = [0, 0]
  #depthSeconds = 0
  readonly #sizes: number[] = []
  readonly #signs: number[] = []
  readonly #tradeSeconds: number[] = []
  readonly #midsBefore: number[] = []
  readonly #quote = { bid: NaN, ask: NaN, time: -Infinity }
  #hasQuotes = false
  #bookTime = -Infinity
  /** The next whole second to look at, and the first. */
  #second = NaN
  #first = NaN
  #lastTrade = { time: NaN, side: NaN }
  readonly #top = {
    prices: new Float64Array(levelsCompared),
    quantities: new Float64Array(levelsCompared),
  }

  /** Takes one row of the instrument. */
  apply(rows: EventRows, row: number): void {
    const time = rows.localTime[row]!
    if (Number.isNaN(this.#second)) {
      this.#first = Math.ceil(time / microsecondsPerSecond)
      this.#second = this.#first
    }
    while (time > this.#second * microsecondsPerSecond && this.#logMids.length < secondsMost) {
      this.#look()
      this.#second++
    }
    const kind = rows.kind[row] as EventKind
    if (kind === eventKind.trade) this.#trade(rows, row)
    else if (kind === eventKind.quoteBid) this.#setQuote('bid', rows.price[row]!, time)
    else if (kind === eventKind.quoteAsk) this.#setQuote('ask', rows.price[row]!, time)
    else {
      this.#book.apply(rows, row)
      if ((rows.flags[row]! & eventFlag.endsMessage) !== 0) this.#bookTime = time
    }
  }

  facts(): StylisedFacts {
    const mids = Float64Array.from(this.#logMids)
    const spreads = Float64Array.from(this.#spreads).toSorted()
    const minute = varianceRate(mids, 60)
    return {
      seconds: spreads.length,
      trades: this.#sizes.length,
      spreadBpsMedian: quantileOf(spreads, 0.5),
      spreadBps90: quantileOf(spreads, 0.9),
      depthShare1: this.#shares[0] / this.#depthSeconds,
      depthShare3: this.#shares[1] / this.#depthSeconds,
      sizeTail: hillExponent(Float64Array.from(this.#sizes).toSorted(), 0.05),
      absoluteAutocorrelation: absoluteAutocorrelation(changesOf(mids, 10), 10),
      signature1: varianceRate(mids, 1) / minute,
      signature10: varianceRate(mids, 10) / minute,
      impactExponent: impactExponent(this.#responses(mids)),
    }
  }

  #setQuote(side: 'bid' | 'ask', price: number, time: number): void {
    this.#hasQuotes = true
    this.#quote[side] = price
    this.#quote.time = time
  }

  /** Best price of a side, in ticks. */
  #best(side: BookSide): number {
    if (!this.#hasQuotes) return this.#book.levels.best(side)
    return side === eventSide.bid ? this.#quote.bid : this.#quote.ask
  }

  #logMid(): number {
    const bid = this.#best(eventSide.bid)
    const ask = this.#best(eventSide.ask)
    return ask >= bid ? Math.log((bid + ask) / 2) : NaN
  }

  /** The state of the market as the second strikes. */
  #look(): void {
    const at = this.#second * microsecondsPerSecond
    const time = this.#hasQuotes ? this.#quote.time : this.#bookTime
    const mid = at - time > staleAfter ? NaN : this.#logMid()
    this.#logMids.push(mid)
    if (Number.isNaN(mid)) return
    const spread = this.#best(eventSide.ask) - this.#best(eventSide.bid)
    this.#spreads.push((spread / Math.exp(mid)) * 1e4)
    if (at - this.#bookTime <= staleAfter) this.#lookAtDepth()
  }

  #lookAtDepth(): void {
    const { prices, quantities } = this.#top
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      if (this.#book.levels.readTop(side, prices, quantities) < levelsCompared) return
      const total = quantities.reduce((sum, quantity) => sum + quantity, 0)
      this.#shares[0] += quantities[0]! / total / 2
      this.#shares[1] += (quantities[0]! + quantities[1]! + quantities[2]!) / total / 2
    }
    this.#depthSeconds++
  }

  /** Fills of the same order come with the same time and side: the venue's time where it gives one. */
  #trade(rows: EventRows, row: number): void {
    const quantity = rows.quantity[row]!
    if (!(quantity > 0) || this.#sizes.length >= tradesMost) return
    const told = rows.exchangeTime[row]!
    const time = Number.isNaN(told) ? rows.localTime[row]! : told
    const side = rows.side[row]!
    const last = this.#sizes.length - 1
    if (last >= 0 && time === this.#lastTrade.time && side === this.#lastTrade.side) {
      this.#sizes[last]! += quantity
      return
    }
    this.#lastTrade = { time, side }
    this.#sizes.push(quantity)
    this.#signs.push(side === eventSide.unknown ? NaN : side === eventSide.buy ? 1 : -1)
    this.#midsBefore.push(this.#logMid())
    this.#tradeSeconds.push(this.#second - this.#first)
  }

  #responses(mids: Float64Array): {
    readonly sizes: Float64Array
    readonly responses: Float64Array
  } {
    const sizes: number[] = []
    const responses: number[] = []
    for (let k = 0; k < this.#sizes.length; k++) {
      const after = mids[this.#tradeSeconds[k]! + responseSeconds] ?? NaN
      const response = this.#signs[k]! * (after - this.#midsBefore[k]!)
      if (Number.isNaN(response)) continue
      sizes.push(this.#sizes[k]!)
      responses.push(response)
    }
    return { sizes: Float64Array.from(sizes), responses: Float64Array.from(responses) }
  }
}
