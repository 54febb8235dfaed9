import type { OpportunityKind } from './opportunity.ts'
import type { Listed } from './terms.ts'
import type { QuoteMap } from './quote-rates.ts'
import type { Currency } from '../../core/currency.ts'
import type { InstrumentClass } from '../../core/instrument.ts'

/** Buying one member and selling another. */
export interface Relation {
  readonly buy: number
  readonly sell: number
  readonly slot: number
  /** Is its edge above the least, as far as doubles tell? */
  isPositive: boolean
  /** Were its prices once too far apart to be one asset's? */
  isApart: boolean
}

/** An ordered pair of venues and a base: what may hold one opportunity at a time. */
export interface Slot {
  readonly kind: OpportunityKind
  readonly base: Currency
  readonly quote: Currency
  readonly class: InstrumentClass
  readonly relations: Relation[]
}

/** What may be compared with what, as instruments are added. */
export class Relations {
  readonly slots: Slot[] = []
  /** By member: the relations it is part of. */
  readonly ofMember: Relation[][] = []
  readonly #members: Listed[] = []
  readonly #slotOf = new Map<string, number>()
  readonly #quoteMap: QuoteMap
  readonly #withBasis: boolean
  readonly #bases: ReadonlySet<Currency> | undefined

  /** @param bases those that are compared; undefined: all */
  constructor(quoteMap: QuoteMap, withBasis: boolean, bases?: ReadonlySet<Currency>) {
    this.#quoteMap = quoteMap
    this.#withBasis = withBasis
    this.#bases = bases
  }

  add(listed: Listed): void {
    const member = this.#members.length
    this.#members.push(listed)
    this.ofMember.push([])
    for (let other = 0; other < member; other++) {
      const kind = this.#kindOf(this.#members[other]!, listed)
      if (kind === undefined) continue
      this.#relate(other, member, kind)
      this.#relate(member, other, kind)
    }
  }

  /** The currency a quote is compared in. */
  marketQuote(quote: Currency): Currency {
    return this.#quoteMap.get(quote)?.quote ?? quote
  }

  #kindOf(a: Listed, b: Listed): OpportunityKind | undefined {
    const [x, y] = [a.instrument, b.instrument]
    if (this.#bases?.has(baseOf(a)) === false) return undefined
    if (baseOf(a) !== baseOf(b) || expiryOf(a) !== expiryOf(b)) return undefined
    if (this.marketQuote(x.quote) !== this.marketQuote(y.quote)) return undefined
    if (x.class === y.class) return x.venue === y.venue ? undefined : 'cross-venue'
    const isBasis = x.class !== 'inverse' && y.class !== 'inverse' && expiryOf(a) === ''
    return this.#withBasis && isBasis ? 'basis' : undefined
  }

  #relate(buy: number, sell: number, kind: OpportunityKind): void {
    const [bought, sold] = [this.#members[buy]!, this.#members[sell]!]
    const base = baseOf(bought)
    const quote = this.marketQuote(bought.instrument.quote)
    const classes = `${bought.instrument.class}>${sold.instrument.class}`
    const venues = `${bought.instrument.venue}\n${sold.instrument.venue}`
    const key = [venues, base, expiryOf(bought), quote, classes].join('\n')
    let slot = this.#slotOf.get(key)
    if (slot === undefined) {
      slot = this.slots.length
      this.#slotOf.set(key, slot)
      this.slots.push({ kind, base, quote, class: bought.instrument.class, relations: [] })
    }
    const relation = { buy, sell, slot, isPositive: false, isApart: false }
    this.slots[slot]!.relations.push(relation)
    this.ofMember[buy]!.push(relation)
    this.ofMember[sell]!.push(relation)
  }
}

/** 1000PEPE where it counts as a thousand PEPE is PEPE. */
export function baseOf({ instrument, comparedBase }: Listed): Currency {
  return comparedBase ?? instrument.base
}

/** A future's date, which its name ends with; '' of spot and perpetuals. */
function expiryOf({ instrument: { name, base, quote } }: Listed): string {
  return name.slice(base.length + quote.length + 1)
}
