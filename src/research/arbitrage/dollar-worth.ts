import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { medianRate } from '../../strategies/arbitrage/quote-rates.ts'

/**
 * What one of a currency is worth in dollars, by the spot books at hand: those in which it is traded for dollars, else those
 * in which dollars are traded for it, else by the coins that are quoted in both. Of several the median. While none tells, the
 * last that was asked for, as long as a book would be used that has been silent since: a currency is not worth what it was an
 * hour ago.
 *
 * @example
 * const middles = [0.5, 100, 80]
 * const worth = new DollarWorth((member) => middles[member], 5_000_000)
 * worth.add(0, { base: 'USDT', quote: 'USD', class: 'spot' })
 * worth.add(1, { base: 'BTC', quote: 'USD', class: 'spot' })
 * worth.add(2, { base: 'BTC', quote: 'EUR', class: 'spot' })
 * [worth.of('USDT', 0), worth.of('EUR', 0), worth.of('GBP', 0)] // => [0.5, 1.25, NaN]
 * middles.fill(NaN)
 * [worth.of('EUR', 4_999_999), worth.of('EUR', 5_000_000)] // => [1.25, NaN]
 */
export class DollarWorth {
  readonly #middleOf: (member: number) => number
  /** By base, by quote: members. */
  readonly #books = new Map<Currency, Map<Currency, number[]>>()
  readonly #known = new Map<Currency, { readonly worth: number; readonly time: number }>()
  readonly #staleAfter: number

  /**
   * @param middleOf of a member's book in its own quote; NaN while it must not be used
   * @param staleAfter microseconds from which what was told is not used; 0: never
   */
  constructor(middleOf: (member: number) => number, staleAfter: number) {
    this.#middleOf = middleOf
    this.#staleAfter = staleAfter
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

  /** NaN where nothing tells, nor told lately. */
  of(currency: Currency, time: number): number {
    if (currency === dollar) return 1
    const worth = this.#seen(currency)
    if (!Number.isNaN(worth)) {
      this.#known.set(currency, { worth, time })
      return worth
    }
    const known = this.#known.get(currency)
    const isOld =
      this.#staleAfter > 0 && known !== undefined && time - known.time >= this.#staleAfter
    return known === undefined || isOld ? NaN : known.worth
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
