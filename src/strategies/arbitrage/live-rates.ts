import type { Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { fractionOf, type Fraction } from './fraction.ts'
import { medianRate, type QuoteMap } from './quote-rates.ts'

/** Rates of quote currencies as their own books say them. */
export class LiveRates {
  readonly #pairs: LivePair[] = []
  readonly #isSource: boolean[] = []

  constructor(quoteMap: QuoteMap) {
    for (const [from, { quote, rate }] of quoteMap) {
      if (rate === 'live') this.#pairs.push({ from, to: quote, members: [], rate: NaN })
    }
  }

  /** Notes a member whose book is of such a pair: USDT-USD, spot. */
  add(member: number, { base, quote, class: kind }: Instrument): void {
    this.#isSource[member] = false
    for (const pair of this.#pairs) {
      if (kind !== 'spot' || base !== pair.from || quote !== pair.to) continue
      pair.members.push(member)
      this.#isSource[member] = true
    }
  }

  /** Undefined while no book says it. */
  rateOf(from: Currency): Fraction | undefined {
    const pair = this.#pairs.find((each) => each.from === from)
    return pair === undefined || Number.isNaN(pair.rate) ? undefined : fractionOf(pair.rate)
  }

  /** Is one of the first so many members such a book? */
  isWanted(members: readonly number[], count: number): boolean {
    if (this.#pairs.length === 0) return false
    for (let at = 0; at < count; at++) if (this.#isSource[members[at]!] === true) return true
    return false
  }

  /** Reads the middles anew; gives the currencies whose rate has changed. */
  refresh(middleOf: (member: number) => number): Currency[] {
    const changed: Currency[] = []
    for (const pair of this.#pairs) {
      const rate = medianRate(pair.members.map(middleOf))
      if (Object.is(rate, pair.rate)) continue
      pair.rate = rate
      changed.push(pair.from)
    }
    return changed
  }
}

interface LivePair {
  readonly from: Currency
  readonly to: Currency
  readonly members: number[]
  rate: number
}
