import { unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'

/** What the worth of things held has changed by while they were held. */
export class Revaluation {
  readonly #assets = new Map<Currency, { isQuote: boolean; units: number; worth: number }>()

  /** So much came, or went, when one was worth `mark`. */
  flow(currency: Currency, atoms: Atoms, mark: number, isQuote: boolean): void {
    const units = unitsOf(atoms)
    const asset = this.#assets.get(currency) ?? { isQuote, units: 0, worth: 0 }
    asset.units += units
    asset.worth += units * mark
    this.#assets.set(currency, asset)
  }

  /** sum over what came of units x (mark now - mark then), of bases and of quotes. */
  until(markOf: (currency: Currency) => number): {
    readonly inventory: number
    readonly currency: number
  } {
    const sums = { inventory: 0, currency: 0 }
    for (const [currency, { isQuote, units, worth }] of this.#assets) {
      const change = units === 0 && worth === 0 ? 0 : units * markOf(currency) - worth
      sums[isQuote ? 'currency' : 'inventory'] += change
    }
    return sums
  }
}
