import type { Currency } from '../../core/currency.ts'
import type { ArbitrageDetector } from './detector.ts'

/** What currencies are worth, from the books a detector keeps. */
export class AssetMarks {
  readonly #detector: Pick<ArbitrageDetector, 'listed' | 'rate' | 'middle'>
  readonly #sources = new Map<Currency, { readonly members: number[]; readonly isQuote: boolean }>()
  readonly #known = new Map<Currency, number>()

  constructor(detector: Pick<ArbitrageDetector, 'listed' | 'rate' | 'middle'>) {
    this.#detector = detector
  }

  /** An instrument whose prices say what a currency is worth. */
  watch(member: number): void {
    const { base, quote } = this.#detector.listed(member).instrument
    this.#note(base, member, false)
    this.#note(quote, member, true)
  }

  /** Is something quoted in it? */
  isQuote(currency: Currency): boolean {
    return this.#sources.get(currency)?.isQuote === true
  }

  /** Worth of one unit in market quote, the median over venues; the last there was, while there is none. */
  mark(currency: Currency): number {
    const source = this.#sources.get(currency)
    if (source === undefined) return NaN
    const values = source.members
      .map((member) =>
        source.isQuote
          ? this.#detector.rate(member)
          : this.#detector.middle(member) * (this.#detector.listed(member).baseMultiple ?? 1),
      )
      .filter((value) => value > 0)
      .toSorted((a, b) => a - b)
    const middle = values[values.length >> 1]
    if (middle !== undefined) this.#known.set(currency, middle)
    return this.#known.get(currency) ?? NaN
  }

  #note(currency: Currency, member: number, isQuote: boolean): void {
    const known = this.#sources.get(currency)
    if (known === undefined) this.#sources.set(currency, { members: [member], isQuote })
    // A currency that something is quoted in is money, whatever else it is traded for.
    else if (isQuote && !known.isQuote) this.#sources.set(currency, { members: [member], isQuote })
    else if (isQuote === known.isQuote) known.members.push(member)
  }
}
