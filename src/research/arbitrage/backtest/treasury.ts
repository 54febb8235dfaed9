import { atomsOf, unitsOf, type Currency } from '../../../core/currency.ts'
import { millisecondsOf, type Instant } from '../../../core/time.ts'
import type { ArbitrageDetector } from '../../../strategies/arbitrage/detector.ts'
import type { Opportunity } from '../../../strategies/arbitrage/opportunity.ts'
import {
  planTransfers,
  type WithdrawalTerms,
} from '../../../strategies/arbitrage/plan-transfers.ts'
import type { AttemptSkip, ArbitrageFunds } from '../../../strategies/arbitrage/arbitrage-trader.ts'
import { AssetMarks } from '../../../strategies/arbitrage/asset-marks.ts'
import type { ArbitrageTransfer } from '../backtest-result.ts'
import type { Agenda } from './agenda.ts'
import { inTransit, Inventory, type Flow } from './inventory.ts'
import { Revaluation } from './revaluation.ts'

/** How inventory begins and moves. */
export interface TreasurySettings {
  /** Market quote: the worth of base, and of quote, a venue begins with. */
  readonly capitalPerVenue: number
  readonly capitalBpsPerYear: number
  /** By venue: how currencies leave it, and how likely what leaves is frozen. */
  readonly venues: ReadonlyMap<string, VenueTransfers>
}

/** How currencies leave a venue. */
export interface VenueTransfers {
  readonly withdrawals: ReadonlyMap<Currency, WithdrawalTerms>
  readonly freezeProbability: number
}

/**
 * Inventory at all venues: what there is, what it is worth, what is reserved, what is missed for want of it, and what is
 * moved for that.
 */
export class Treasury implements ArbitrageFunds {
  readonly inventory: Inventory = new Inventory()
  readonly transfers: ArbitrageTransfer[] = []
  transferFees = 0
  /** Worth of what was paid in. */
  capital = 0
  readonly #agenda: Agenda
  readonly #settings: TreasurySettings
  readonly #revaluation = new Revaluation()
  readonly #reserved = new Map<string, number>()
  readonly #targets = new Map<string, number>()
  readonly #marks: AssetMarks
  /** Profit missed for want of a currency since it was last moved. */
  readonly #missed = new Map<Currency, number>()
  readonly #moving = new Set<Currency>()
  readonly #withdrawn = new Map<string, { day: number; units: number }>()

  constructor(detector: ArbitrageDetector, agenda: Agenda, settings: TreasurySettings) {
    this.#marks = new AssetMarks(detector)
    this.#agenda = agenda
    this.#settings = settings
  }

  /** An instrument whose prices say what a currency is worth. */
  watch(member: number): void {
    this.#marks.watch(member)
  }

  /** Pays in what the venues of an opportunity begin with, where they have not begun. */
  begin({ buy, sell }: Opportunity, time: Instant): void {
    for (const { listed } of [buy, sell]) {
      const { venue, base, quote } = listed.instrument
      for (const currency of [base, quote]) {
        const mark = this.mark(currency)
        if (this.inventory.has(venue, currency) || !(mark > 0)) continue
        const units = this.#settings.capitalPerVenue / mark
        const flows: Flow[] = [{ venue, currency, atoms: atomsOf(units), against: 'owner' }]
        this.#targets.set(`${venue} ${currency}`, units)
        this.capital += units * mark
        this.#apply(time, flows)
      }
    }
  }

  available(venue: string, currency: Currency): number {
    const reserved = this.#reserved.get(`${venue} ${currency}`) ?? 0
    return Math.max(0, this.inventory.units(venue, currency) - reserved)
  }

  /** @param units below zero: no longer */
  reserve(venue: string, currency: Currency, units: number): void {
    const key = `${venue} ${currency}`
    this.#reserved.set(key, (this.#reserved.get(key) ?? 0) + units)
  }

  /** Books what an order filled; it is valued when its trade is over. */
  traded(time: Instant, flows: readonly Flow[]): void {
    this.inventory.book(time, flows)
  }

  /** A trade is over: what it moved is held at the marks of now. Gives the fees in it, above zero what was paid. */
  value(flows: readonly Flow[]): number {
    let fees = 0
    for (const { currency, atoms, against } of flows) {
      if (against === 'fees') fees -= unitsOf(atoms) * this.mark(currency)
    }
    this.#hold(flows)
    return fees
  }

  mark(currency: Currency): number {
    return this.#marks.mark(currency)
  }

  /** An opportunity was left for a reason; for want of inventory it is worth remembering, and perhaps moving some. */
  missed({ buy, sell, match }: Opportunity, reason: AttemptSkip, time: Instant): void {
    const currency =
      reason === 'no-base'
        ? sell.listed.instrument.base
        : reason === 'no-quote'
          ? buy.listed.instrument.quote
          : undefined
    if (currency === undefined || match === undefined) return
    this.#missed.set(currency, (this.#missed.get(currency) ?? 0) + match.profit)
    this.settle(time)
  }

  /** Looks whether anything is worth moving now. */
  settle(time: Instant): void {
    for (const [currency, profit] of this.#missed) {
      if (!this.#moving.has(currency)) this.#move(currency, profit, time)
    }
  }

  changes(): { readonly inventory: number; readonly currency: number } {
    return this.#revaluation.until((currency) => this.mark(currency))
  }

  /** Worth of everything now, what is on its way too. */
  worth(): number {
    let worth = 0
    for (const balances of Object.values(this.inventory.balances())) {
      for (const [currency, units] of Object.entries(balances)) worth += units * this.mark(currency)
    }
    return worth
  }

  #apply(time: Instant, flows: readonly Flow[]): void {
    this.inventory.book(time, flows)
    this.#hold(flows)
  }

  #hold(flows: readonly Flow[]): void {
    for (const { currency, atoms } of flows) {
      const isQuote = this.#marks.isQuote(currency)
      this.#revaluation.flow(currency, atoms, this.mark(currency), isQuote)
    }
  }

  #move(currency: Currency, profit: number, time: Instant): void {
    const price = this.mark(currency)
    const keys = [...this.#targets].filter(([key]) => key.endsWith(` ${currency}`))
    const day = Math.floor(time / microsecondsPerDay)
    const holdings = keys.map(([key, target]) => {
      const venue = key.slice(0, -currency.length - 1)
      const terms = this.#settings.venues.get(venue)
      const withdrawn = this.#withdrawn.get(key)
      return {
        venue,
        target,
        held: this.available(venue, currency),
        withdrawal: terms?.withdrawals.get(currency),
        withdrawnToday: withdrawn?.day === day ? withdrawn.units : 0,
        freezeProbability: terms?.freezeProbability ?? 0,
      }
    })
    const lacking = holdings.reduce((sum, { held, target }) => sum + Math.max(0, target - held), 0)
    const planned = planTransfers({
      currency,
      holdings,
      price,
      gainBps: (profit / (lacking * price)) * 1e4,
      capitalBpsPerDay: this.#settings.capitalBpsPerYear / 365,
    })
    for (const transfer of planned) {
      const { from, to, quantity, networkFee, takes } = transfer
      const [leaving, fee] = [atomsOf(quantity), atomsOf(networkFee)]
      this.#apply(time, [
        { venue: from, currency, atoms: -leaving, against: 'venue' },
        { venue: inTransit, currency, atoms: leaving - fee, against: 'venue' },
      ])
      this.transferFees += networkFee * price
      const key = `${from} ${currency}`
      const before = this.#withdrawn.get(key)
      this.#withdrawn.set(key, {
        day,
        units: quantity + (before?.day === day ? before.units : 0),
      })
      const arrival = (time + takes) as Instant
      this.transfers.push({
        startTime: millisecondsOf(time),
        endTime: millisecondsOf(arrival),
        currency,
        from,
        to,
        quantity,
        networkFee,
        expectedCost: transfer.expectedCost,
      })
      this.#agenda.put(arrival, (now) => {
        this.#apply(now, [
          { venue: inTransit, currency, atoms: fee - leaving, against: 'venue' },
          { venue: to, currency, atoms: leaving - fee, against: 'venue' },
        ])
        this.#moving.delete(currency)
      })
    }
    if (planned.length === 0) return
    this.#missed.delete(currency)
    this.#moving.add(currency)
  }
}

const microsecondsPerDay = 86_400_000_000
