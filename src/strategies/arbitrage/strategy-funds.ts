import type { Currency } from '../../core/currency.ts'
import type { ArbitrageFunds } from './arbitrage-trader.ts'
import type { AssetMarks } from './asset-marks.ts'
import type { Opportunity } from './opportunity.ts'
import type { Inventory } from './strategy-settings.ts'

/** What a strategy may use at each venue: what it was given, and what its fills made of it. */
export class StrategyFunds implements ArbitrageFunds {
  readonly #marks: AssetMarks
  readonly #capital: number
  readonly #isGiven: boolean
  readonly #units = new Map<string, number>()
  readonly #reserved = new Map<string, number>()

  /** @param given undefined: so much worth of base, and of quote, where an opportunity is first seen */
  constructor(marks: AssetMarks, given: Inventory | undefined, capital: number) {
    this.#marks = marks
    this.#capital = capital
    this.#isGiven = given !== undefined
    for (const [venue, currencies] of Object.entries(given ?? {})) {
      for (const [currency, units] of Object.entries(currencies)) {
        this.#units.set(keyOf(venue, currency), units)
      }
    }
  }

  begin({ buy, sell }: Opportunity): void {
    if (this.#isGiven) return
    for (const { listed } of [buy, sell]) {
      const { venue, base, quote } = listed.instrument
      for (const currency of [base, quote]) {
        const key = keyOf(venue, currency)
        const mark = this.mark(currency)
        if (!this.#units.has(key) && mark > 0) this.#units.set(key, this.#capital / mark)
      }
    }
  }

  available(venue: string, currency: Currency): number {
    const key = keyOf(venue, currency)
    return Math.max(0, (this.#units.get(key) ?? 0) - (this.#reserved.get(key) ?? 0))
  }

  reserve(venue: string, currency: Currency, units: number): void {
    const key = keyOf(venue, currency)
    this.#reserved.set(key, (this.#reserved.get(key) ?? 0) + units)
  }

  mark(currency: Currency): number {
    return this.#marks.mark(currency)
  }

  /** So much came, or went, of a currency. */
  book(venue: string, currency: Currency, units: number): void {
    const key = keyOf(venue, currency)
    this.#units.set(key, (this.#units.get(key) ?? 0) + units)
  }
}

function keyOf(venue: string, currency: Currency): string {
  return `${venue} ${currency}`
}
