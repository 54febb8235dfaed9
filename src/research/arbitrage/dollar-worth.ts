import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { medianRate } from '../../strategies/arbitrage/quote-rates.ts'

/**
 * What one of a currency is worth in dollars, by the spot books at hand: those in which it is traded for dollars, else those
 * in which dollars are traded for it, else by the coins that are quoted in both. Of several the median. While none tells, the
 * last there was.
 *
 * @example
 * const middles = [0.5, 100, 80]
 * const worth = new DollarWorth((member) => middles[member])
 * worth.add(0, { base: 'USDT', quote: 'USD', class: 'spot' })
 * worth.add(1, { base: 'BTC', quote: 'USD', class: 'spot' })
 * worth.add(2, { base: 'BTC', quote: 'EUR', class: 'spot' })
 * [worth.of('USDT'), worth.of('EUR'), worth.of('GBP')] // => [0.5, 1.25, NaN]
 */
export class DollarWorth {
  readonly #middleOf: (member: number) => number
  /** By base, by quote: members. */
  readonly #books = new Map<Currency, Map<Currency, number[]>>()
  readonly #known = new Map<Currency, number>()

  /** @param middleOf of a member's book in its own quote; NaN while it must not be used */
  constructor(middleOf: (member: number) => number) {
    this.#middleOf = middleOf
  }

  add(
    member: number,
    { base, quote, class: kind }: Pick<Instrument, 'base' | 'quote' | 'class'>,
  ): void {
    if (kind !== 'spot') return
    const quotes = this.#books.get(base) ?? new Map<Currency, number[]>()
    this.#books.set(base, quotes)
    quotes.set(quote, [...(quotes.get(quote) ?? []), member])
  }

  /** NaN where nothing ever told. */
  of(currency: Currency): number {
    if (currency === dollar) return 1
    const worth = this.#seen(currency)
    if (Number.isNaN(worth)) return this.#known.get(currency) ?? NaN
    this.#known.set(currency, worth)
    return worth
  }

  #seen(currency: Currency): number {
    const own = this.#rate(currency, dollar)
    if (!Number.isNaN(own)) return own
    const inverse = this.#rate(dollar, currency)
    if (!Number.isNaN(inverse)) return 1 / inverse
    const throughCoins = [...this.#books.keys()].map(
      (coin) => this.#rate(coin, dollar) / this.#rate(coin, currency),
    )
    return medianRate(throughCoins)
  }

  #rate(base: Currency, quote: Currency): number {
    const members = this.#books.get(base)?.get(quote)
    return members === undefined ? NaN : medianRate(members.map(this.#middleOf))
  }
}

const dollar = 'USD'
