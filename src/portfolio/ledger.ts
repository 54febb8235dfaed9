import type { Atoms, Currency } from '../core/currency.ts'
import type { Instant } from '../core/time.ts'
import { invariant } from '../math/invariant.ts'

/**
 * Where a quantity of a currency can be. `market`, `venue`, `lender`, `owner` (who paid in) and `insurance` (a venue's
 * fund for what its liquidations cost) are the others' side of the books, so that everything we have came from somewhere
 * and the whole adds up to nothing.
 */
export type Account =
  | 'cash'
  | 'position'
  | 'fees'
  | 'funding'
  | 'borrow'
  | 'market'
  | 'venue'
  | 'lender'
  | 'owner'
  | 'insurance'

/** One side of an entry: so many atoms of a currency into (or, negative, out of) an account, for one instrument. */
export interface Posting {
  readonly account: Account
  readonly instrument: string
  readonly currency: Currency
  readonly atoms: Atoms
}

/** Something that happened to money. Its postings add up to zero in every currency; it never changes after birth. */
export interface LedgerEntry {
  readonly time: Instant
  readonly kind: 'fill' | 'funding' | 'borrow' | 'deposit' | 'liquidation' | 'insurance'
  readonly postings: readonly Posting[]
}

/**
 * Double-entry books in integer atoms. A class, for it guards an invariant: after every entry the sum over all
 * accounts is zero in every currency, exactly.
 */
export class Ledger {
  readonly #balances = new Map<string, Atoms>()

  /** Books an entry. @throws Error (a fault of ours) when it does not balance, or time runs backwards in it */
  apply(entry: LedgerEntry): void {
    const sums = new Map<Currency, Atoms>()
    for (const { currency, atoms } of entry.postings) {
      sums.set(currency, (sums.get(currency) ?? 0n) + atoms)
    }
    for (const [currency, sum] of sums) {
      if (sum === 0n) continue
      // Asked first, for the message costs more than the entry.
      const by = `${sum} atoms of ${currency}`
      invariant(false, `${entry.kind} at ${entry.time} us is off balance by ${by}`)
    }
    for (const { account, instrument, currency, atoms } of entry.postings) {
      const key = keyOf(account, instrument, currency)
      this.#balances.set(key, (this.#balances.get(key) ?? 0n) + atoms)
    }
  }

  /** What an account holds of a currency for one instrument; 0 where nothing was booked. */
  balance(account: Account, instrument: string, currency: Currency): Atoms {
    return this.#balances.get(keyOf(account, instrument, currency)) ?? 0n
  }

  /** The sum over all accounts: zero, always. */
  total(currency: Currency): Atoms {
    let sum = 0n
    for (const [key, atoms] of this.#balances) if (key.endsWith(` ${currency}`)) sum += atoms
    return sum
  }
}

function keyOf(account: Account, instrument: string, currency: Currency): string {
  return `${account} ${instrument} ${currency}`
}
