import { unitsOf, type Atoms, type Currency } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { AccountEvent } from '../core/orders/account-event.ts'
import { notionalOfLots, valueAt } from '../core/notional.ts'
import type { Lots } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { fillEntry, fillPrice, moved, type Fill } from '../portfolio/fill.ts'
import { Ledger } from '../portfolio/ledger.ts'

/** What brought or cost money with one instrument, in its quote currency. What the price did is the rest of the gain. */
export interface Causes {
  /** Made by being at the better side of the mid: fills as maker. */
  spread: number
  /** Lost against the mid at which it was decided: fills as taker. Below zero. */
  slippage: number
  /** Below zero when paid. */
  fees: number
  /** Above zero when received; what a borrowed coin cost is in it. */
  funding: number
  /** Received from venues' insurance funds for what forced closings cost more than there was. */
  insurance: number
}

/** What an account has in and of one instrument. */
export interface Holding {
  readonly instrument: Instrument
  /** Signed. */
  lots: Lots
  readonly causes: Causes
  fills: number
  makerFills: number
  /** How often a position was closed by force: the fills of one instant of the venue are one closing. */
  liquidations: number
  deleveragings: number
  /** The venue's instant of the last closing of each kind. */
  readonly forcedAt: Map<ForcedKind, Instant>
  /** Has anything been settled on it? */
  isSettled: boolean
  /** Of all fills, quote units. */
  turnover: number
  /** Of cash and position, by currency: the ledger's balances as doubles. */
  readonly units: Map<Currency, number>
  /** What of it earlier runs left, and its worth in quote units at the first price of this one; NaN until there is one. */
  carried: ReadonlyMap<Currency, number>
  carriedGain: number
}

/** A fill, and what it is measured against. */
export interface BookedFill {
  readonly fill: Fill
  readonly liquidity: 'maker' | 'taker'
  /** Mid when the fill was heard of, and when its order was decided; quote units, NaN where there was none. */
  readonly mid: number
  readonly arrivalMid: number
  /** Closed by force, and how. */
  readonly forced?: ForcedKind | undefined
}

/** How a venue closes a position that nobody asked it to. */
export type ForcedKind = Extract<AccountEvent, { kind: 'liquidated' | 'deleveraged' }>['kind']

/** One account over all venues: every fill and settlement booked in one ledger, to the atom. */
export class TradingAccount {
  readonly ledger: Ledger = new Ledger()
  readonly holdings: readonly Holding[]

  /** @param instruments by their indexes */
  constructor(instruments: readonly Instrument[]) {
    this.holdings = instruments.map((instrument) => ({
      // Two venues may list the same name; in the ledger they are two.
      instrument: { ...instrument, name: bookedName(instrument) },
      lots: 0 as Lots,
      causes: { spread: 0, slippage: 0, fees: 0, funding: 0, insurance: 0 },
      fills: 0,
      makerFills: 0,
      liquidations: 0,
      deleveragings: 0,
      forcedAt: new Map(),
      isSettled: false,
      turnover: 0,
      units: new Map(),
      carried: new Map(),
      carriedGain: 0,
    }))
  }

  /**
   * Books a fill of an instrument.
   *
   * @param feeRate what one of the fee's currency is worth in the quote currency; NaN counts as nothing
   */
  fill(index: number, booked: BookedFill, feeRate: number): void {
    const { fill, liquidity, mid, arrivalMid, forced } = booked
    const holding = this.holdings[index]!
    this.ledger.apply(fillEntry({ ...fill, instrument: holding.instrument }))
    const { instrument } = holding
    const price = fillPrice(fill)
    const reference = liquidity === 'maker' ? mid : arrivalMid
    // An inverse contract's value is in its base.
    const isInverse = instrument.class === 'inverse'
    const bettered =
      valueAt(instrument, fill.lots, reference) - valueAt(instrument, fill.lots, price)
    const gained = Number.isNaN(reference) ? 0 : bettered * (isInverse ? reference : 1)
    if (liquidity === 'maker') holding.causes.spread += gained
    else holding.causes.slippage += gained
    const fee = unitsOf(fill.feeAtoms) * feeRate
    if (!Number.isNaN(fee)) holding.causes.fees -= fee
    holding.lots = (holding.lots + fill.lots) as Lots
    holding.fills++
    if (liquidity === 'maker') holding.makerFills++
    if (forced !== undefined && holding.forcedAt.get(forced) !== fill.time) {
      holding.forcedAt.set(forced, fill.time)
      if (forced === 'liquidated') holding.liquidations++
      else holding.deleveragings++
    }
    holding.turnover += notionalOfLots(instrument, fill.lots, price)
    this.#read(holding, fill.feeCurrency)
  }

  /**
   * Books what was received (below zero: paid) without an order.
   *
   * @param rate what one of the event's currency is worth in the quote currency; NaN counts as nothing
   */
  settle(
    index: number,
    event: Extract<AccountEvent, { kind: 'funding' | 'borrow' }>,
    rate: number,
  ): void {
    const holding = this.holdings[index]!
    const postings = moved(holding.instrument.name, event.currency, {
      into: 'cash',
      from: event.kind,
      atoms: event.atoms,
    })
    this.ledger.apply({ time: event.exchangeTime, kind: event.kind, postings })
    holding.isSettled ||= event.kind === 'funding'
    const worth = unitsOf(event.atoms) * rate
    if (!Number.isNaN(worth)) holding.causes.funding += worth
    this.#read(holding, event.currency)
  }

  /**
   * What a venue's fund paid so that the account is not below zero.
   *
   * @param rate what one of the event's currency is worth in the quote currency; NaN counts as nothing
   */
  insure(
    index: number,
    { exchangeTime: time, currency, atoms }: Extract<AccountEvent, { kind: 'insured' }>,
    rate: number,
  ): void {
    const holding = this.holdings[index]!
    const postings = moved(holding.instrument.name, currency, {
      into: 'cash',
      from: 'insurance',
      atoms,
    })
    this.ledger.apply({ time, kind: 'insurance', postings })
    const worth = unitsOf(atoms) * rate
    if (!Number.isNaN(worth)) holding.causes.insurance += worth
    this.#read(holding, currency)
  }

  /** Takes over what earlier runs left of an instrument: what came and went since they began, and the position in it. */
  restore(
    index: number,
    time: Instant,
    left: {
      readonly lots: Lots
      readonly money: readonly { readonly currency: Currency; readonly atoms: Atoms }[]
    },
  ): void {
    const holding = this.holdings[index]!
    holding.lots = left.lots
    for (const { currency, atoms } of left.money) {
      const postings = moved(holding.instrument.name, currency, {
        into: 'cash',
        from: 'owner',
        atoms,
      })
      this.ledger.apply({ time, kind: 'deposit', postings })
      this.#read(holding, currency)
    }
    holding.carried = new Map(holding.units)
    holding.carriedGain = holding.carried.size === 0 ? 0 : Number.NaN
  }

  /** Takes over what the ledger says. */
  #read({ instrument, units }: Holding, feeCurrency: Currency): void {
    const { name, base, quote } = instrument
    for (const currency of [base, quote, feeCurrency]) {
      const atoms =
        this.ledger.balance('cash', name, currency) +
        this.ledger.balance('position', name, currency)
      units.set(currency, unitsOf(atoms))
    }
  }
}

/** What a ledger calls an instrument of a run of several venues. */
function bookedName({ venue, class: kind, name }: Instrument): string {
  return kind === 'spot' ? `${venue}:${name}` : `${venue}:${name}:${kind}`
}

/** What all that was ever booked of an instrument is worth in its quote currency, at a price. */
export function gainOf(
  {
    instrument,
    units,
  }: { readonly instrument: Instrument; readonly units: ReadonlyMap<Currency, number> },
  price: number,
  rateInQuote: (currency: Currency) => number,
): number {
  let gain = 0
  for (const [currency, amount] of units) {
    if (amount === 0) continue
    if (currency === instrument.quote) gain += amount
    else gain += amount * (currency === instrument.base ? price : rateInQuote(currency))
  }
  return gain
}
