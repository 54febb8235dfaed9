import type { Clock } from '../../core/clock.ts'
import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { worldMessage, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import type { Tell } from '../operations/notice.ts'
import { rest } from './rest.ts'

/** A market that is looked at and not traded. */
export interface MarkMarket {
  readonly exchange: Pick<CcxtExchange, 'fetchOrderBook' | 'close'>
  readonly symbol: string
  readonly instrument: Instrument
}

const lookEvery = 5_000_000 as Duration
/** A mark that is older is none. */
const oldest = 60_000_000
/** Levels asked for: what every venue has as its least. */
const levelsAsked = 5

/**
 * What currencies are worth by markets that a run does not trade: asked for every few seconds, over public data alone, so
 * that no key is needed there. For the peg monitor, and for counting what is quoted in a currency.
 */
export class QuoteMarks {
  readonly instruments: readonly Instrument[]
  readonly #markets: readonly MarkMarket[]
  readonly #clock: Clock
  readonly #mids: { mid: number; at: Instant }[]
  readonly #failing = new Set<number>()

  constructor(markets: readonly MarkMarket[], clock: Clock) {
    this.instruments = markets.map(({ instrument }) => instrument)
    this.#markets = markets
    this.#clock = clock
    this.#mids = markets.map(() => ({ mid: Number.NaN, at: -Infinity as Instant }))
  }

  /** By the place in `instruments`; NaN where nobody has answered for a minute. */
  midPrice(index: number): number {
    const { mid, at } = this.#mids[index]!
    return this.#clock.now() - at > oldest ? Number.NaN : mid
  }

  /** One of a currency in another by a market of the two; undefined where there is none. */
  rate(currency: Currency, other: Currency): (() => number) | undefined {
    const find = (base: Currency, quote: Currency): number =>
      this.instruments.findIndex((each) => each.base === base && each.quote === quote)
    const direct = find(currency, other)
    if (direct >= 0) return () => this.midPrice(direct)
    const inverse = find(other, currency)
    return inverse < 0 ? undefined : () => 1 / this.midPrice(inverse)
  }

  /** Asks every market once. */
  async look(tell: Tell): Promise<void> {
    await Promise.all(this.#markets.map((market, index) => this.#ask(market, index, tell)))
  }

  /** Asks again and again until told to end. */
  async run(tell: Tell, signal: AbortSignal): Promise<void> {
    while (this.#markets.length > 0 && !signal.aborted) {
      await rest(this.#clock, lookEvery, signal)
      if (!signal.aborted) await this.look(tell)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#markets.map(({ exchange }) => exchange.close().catch(() => undefined)))
  }

  async #ask(market: MarkMarket, index: number, tell: Tell): Promise<void> {
    const { exchange, symbol, instrument } = market
    const name = `${instrument.venue}:${instrument.name}`
    try {
      const { bids, asks } = await exchange.fetchOrderBook(symbol, levelsAsked)
      const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
      if (bid === undefined || ask === undefined) return
      this.#mids[index] = { mid: (bid + ask) / 2, at: this.#clock.now() }
      if (this.#failing.delete(index)) tell(`${name}: its mark is back`, 'recovered')
    } catch (cause) {
      if (this.#failing.has(index)) return
      this.#failing.add(index)
      tell(`${name}: no mark: ${worldMessage(cause)}`, 'disconnect')
    }
  }
}

export const noMarks: QuoteMarks = new QuoteMarks([], {
  now: () => 0 as Instant,
  callAt: () => () => undefined,
})
