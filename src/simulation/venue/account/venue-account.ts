import { unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'
import { settlementCurrency, type Instrument } from '../../../core/instrument.ts'
import type { Instant } from '../../../core/time.ts'
import {
  fillEntry,
  moved,
  notionalAtoms,
  quantityAtoms,
  type Fill,
} from '../../../portfolio/fill.ts'
import { Ledger } from '../../../portfolio/ledger.ts'
import { fillPosition, flatPosition, type Position } from '../../../portfolio/position.ts'

/**
 * What we have at a venue: one ledger, the wallet of each currency, and the position in each instrument. A class, for
 * it keeps the three in step.
 *
 *   wallet = cash + what is held of spot + cost of what is held of perpetuals
 *
 * since the ledger books a perpetual's notional as if it were paid. All of it in atoms.
 */
export class VenueAccount {
  readonly ledger: Ledger = new Ledger()
  readonly #wallets = new Map<Currency, Atoms>()
  /** The same as doubles, for margin. */
  readonly #units = new Map<Currency, number>()
  readonly #positions = new Map<number, Position>()

  /** Settled balance of a currency, open orders and unrealised profit left out. */
  wallet(currency: Currency): Atoms {
    return this.#wallets.get(currency) ?? 0n
  }

  /** The position in an instrument of the run's table. */
  position(index: number, instrument: Instrument): Position {
    const known = this.#positions.get(index)
    if (known !== undefined) return known
    const fresh = flatPosition(bookedAs(instrument))
    this.#positions.set(index, fresh)
    return fresh
  }

  deposit(currency: Currency, atoms: Atoms, time: Instant): void {
    const postings = moved('', currency, { into: 'cash', from: 'owner', atoms })
    this.ledger.apply({ time, kind: 'deposit', postings })
    this.#add(currency, atoms)
  }

  /** Books a fill. @param arrivalPrice mid when its order arrived; NaN: unknown */
  fill(index: number, fill: Fill, arrivalPrice: number): void {
    const { instrument } = fill
    const position = this.position(index, instrument)
    const booked = { ...fill, instrument: position.instrument }
    this.ledger.apply(fillEntry(booked))
    const realised = fillPosition(position, booked, arrivalPrice)
    if (instrument.class === 'spot') {
      this.#add(instrument.base, quantityAtoms(instrument, fill.lots))
      this.#add(instrument.quote, -notionalAtoms(fill))
    } else this.#add(settlementCurrency(instrument), realised)
    this.#add(fill.feeCurrency, -fill.feeAtoms)
  }

  /** Books a settlement of funding; received when positive. */
  fund(index: number, instrument: Instrument, atoms: Atoms, time: Instant): void {
    const booked = bookedAs(instrument)
    const currency = settlementCurrency(instrument)
    const postings = moved(booked.name, currency, { into: 'cash', from: 'funding', atoms })
    this.ledger.apply({ time, kind: 'funding', postings })
    this.position(index, instrument).fundingAtoms += atoms
    this.#add(currency, atoms)
  }

  /** The venue's fund, or those it deleverages, pay what a forced closing has cost more than there was. */
  insure(instrument: Instrument, atoms: Atoms, from: 'insurance' | 'market', time: Instant): void {
    const currency = settlementCurrency(instrument)
    const postings = moved(bookedAs(instrument).name, currency, { into: 'cash', from, atoms })
    this.ledger.apply({ time, kind: 'liquidation', postings })
    this.#add(currency, atoms)
  }

  /** The wallet as a double. */
  walletUnits(currency: Currency): number {
    return this.#units.get(currency) ?? 0
  }

  #add(currency: Currency, atoms: Atoms): void {
    const held = this.wallet(currency) + atoms
    this.#wallets.set(currency, held)
    this.#units.set(currency, unitsOf(held))
  }
}

/** Under what name the ledger knows an instrument: a venue calls its spot and its perpetual alike. */
function bookedAs(instrument: Instrument): Instrument {
  const { class: kind, name } = instrument
  return kind === 'spot' || name.includes(':')
    ? instrument
    : { ...instrument, name: `${kind}:${name}` }
}
