import { atomDecimals, unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'
import type { Instant } from '../../../core/time.ts'
import { Ledger, type Posting } from '../../../portfolio/ledger.ts'
import type { Fraction } from '../../../strategies/arbitrage/fraction.ts'

/** Where what is on its way from one venue to another is booked. */
export const inTransit = 'in transit'

/** What came or went of a currency. */
export interface Flow {
  readonly venue: string
  readonly currency: Currency
  readonly atoms: Atoms
  /** The other side: the market, a venue's fees, or who paid in. */
  readonly against: 'market' | 'fees' | 'venue' | 'owner'
}

/** Balances of every venue, in a ledger that balances to the atom. */
export class Inventory {
  readonly #ledger = new Ledger()
  readonly #places = new Map<string, Set<Currency>>()

  book(time: Instant, flows: readonly Flow[]): void {
    const postings = flows.flatMap(({ venue, currency, atoms, against }): Posting[] => [
      { account: 'cash', instrument: venue, currency, atoms },
      { account: against, instrument: venue, currency, atoms: -atoms },
    ])
    for (const { venue, currency } of flows) {
      const known = this.#places.get(venue)
      if (known === undefined) this.#places.set(venue, new Set([currency]))
      else known.add(currency)
    }
    const isDeposit = flows.some(({ against }) => against === 'owner')
    this.#ledger.apply({ time, kind: isDeposit ? 'deposit' : 'fill', postings })
  }

  has(venue: string, currency: Currency): boolean {
    return this.#places.get(venue)?.has(currency) === true
  }

  units(venue: string, currency: Currency): number {
    return unitsOf(this.#ledger.balance('cash', venue, currency))
  }

  /** Units by venue and currency. */
  balances(): Record<string, Record<Currency, number>> {
    return Object.fromEntries(
      [...this.#places].map(([venue, currencies]) => [
        venue,
        Object.fromEntries(
          [...currencies].map((currency) => [currency, this.units(venue, currency)]),
        ),
      ]),
    )
  }
}

/** Whole atoms of an exact amount, cut towards zero. */
export function atomsOfFraction({ numerator, denominator }: Fraction): Atoms {
  return (numerator * 10n ** BigInt(atomDecimals)) / denominator
}
