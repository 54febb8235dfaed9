import { atomsOf, unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'
import { settlementCurrency } from '../../../core/instrument.ts'
import { initialMargin, maintenanceMargin, marginTiersAt } from '../../../core/margin-schedule.ts'
import { valueAt } from '../../../core/notional.ts'
import { priceOf, type PriceTicks } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { invariant } from '../../../math/invariant.ts'
import { positionValue, unrealised } from '../../../portfolio/position.ts'
import { leavesOf, type VenueOrder } from '../matching/venue-order.ts'
import type { Traded } from '../traded.ts'
import type { MarginTerms } from '../venue-terms.ts'
import type { VenueAccount } from './venue-account.ts'

/**
 * What backs positions in perpetuals: how much is free for another order, and whether what is held is still backed.
 *
 *   equity = wallet - isolated margins + unrealised profit of cross positions, at the mark
 *
 * Marks are doubles: margin is a view on the ledger, never booked.
 */
export class MarginDesk {
  readonly #account: VenueAccount
  /** The perpetuals that settle in each currency. */
  readonly #byCurrency = new Map<Currency, Traded[]>()
  /** What isolated positions were opened with. */
  readonly #isolated = new Map<number, Atoms>()

  /** @param traded all instruments of the venue, spot too */
  constructor(account: VenueAccount, traded: readonly Traded[]) {
    this.#account = account
    for (const each of traded) {
      if (each.terms.margin === undefined) continue
      const currency = settlementCurrency(each.terms.instrument)
      this.#byCurrency.set(currency, [...this.#settledIn(currency), each])
    }
  }

  /**
   * Can an order be taken? One that does not add to what its instrument may come to always can.
   *
   * @param reserved what open spot orders hold of the currency of settlement, units
   */
  canCarry(traded: Traded, order: VenueOrder, reserved: number, at: Instant): boolean {
    const after = exposureOf(traded, order, leavesOf(order))
    if (after <= exposureOf(traded, order, 0)) return true
    const currency = settlementCurrency(traded.terms.instrument)
    const known = traded.market.referencePrice()
    const price = Number.isNaN(known) ? askedPrice(traded, order) : known
    const own = requiredMargin(traded, { lots: after, price, at })
    const others = this.#requiredBut(currency, traded, order, at)
    return own + others + reserved <= this.crossEquity(currency)
  }

  /** Units of a currency that no perpetual needs, as far as any settles in it; Infinity when none does. */
  freeOf(currency: Currency, order: VenueOrder, at: Instant): number {
    if (this.#settledIn(currency).length === 0) return Infinity
    return this.crossEquity(currency) - this.#requiredBut(currency, undefined, order, at)
  }

  /** Settlement units that back the cross positions of a currency; NaN while one of them has no price. */
  crossEquity(currency: Currency): number {
    let equity = this.#account.walletUnits(currency)
    for (const each of this.#settledIn(currency)) {
      const { index } = each.terms
      if (marginOf(each).mode === 'isolated') equity -= unitsOf(this.isolatedMargin(index))
      else equity += unrealised(each.position, each.market.referencePrice())
    }
    return equity
  }

  /** What an isolated position is backed by beside its own profit. */
  isolatedMargin(index: number): Atoms {
    return this.#isolated.get(index) ?? 0n
  }

  /** Is what is held on cross margin in a currency backed? Allocates nothing: asked on every mark. */
  isBacked(currency: Currency, at: Instant): boolean {
    let needed = 0
    for (const each of this.#settledIn(currency)) {
      if (marginOf(each).mode === 'cross') needed += this.maintenance(each, at)
    }
    return !(this.crossEquity(currency) < needed)
  }

  /** The cross positions of a currency, the one that needs most first. */
  crossPositions(currency: Currency, at: Instant): readonly Traded[] {
    return this.#settledIn(currency)
      .filter((each) => marginOf(each).mode === 'cross' && each.position.lots !== 0)
      .toSorted((a, b) => this.maintenance(b, at) - this.maintenance(a, at))
  }

  /** Least margin of a position at the mark, settlement units. */
  maintenance(traded: Traded, at: Instant): number {
    const { position, market } = traded
    if (position.lots === 0) return 0
    const notional = Math.abs(positionValue(position, market.referencePrice()))
    return maintenanceMargin(marginTiersAt(marginOf(traded).schedule, at), notional)
  }

  /** Keeps an isolated position's margin after a fill: what opens brings its own, what closes frees its part. */
  keepIsolated(traded: Traded, lotsBefore: number): void {
    const { index } = traded.terms
    const { mode, leverage } = marginOf(traded)
    if (mode === 'cross') return
    const { lots, costAtoms } = traded.position
    const cost = Math.abs(unitsOf(costAtoms))
    const isSameWay = Math.sign(lots) === Math.sign(lotsBefore)
    if (lots === 0) this.#isolated.delete(index)
    else if (!isSameWay) this.#isolated.set(index, atomsOf(cost / leverage))
    else if (Math.abs(lots) < Math.abs(lotsBefore)) {
      const kept = (this.isolatedMargin(index) * BigInt(lots)) / BigInt(lotsBefore)
      this.#isolated.set(index, kept)
    } else {
      const added = (cost * Math.abs(lots - lotsBefore)) / Math.abs(lots) / leverage
      this.#isolated.set(index, this.isolatedMargin(index) + atomsOf(added))
    }
  }

  /** Initial margin of all but one instrument. */
  #requiredBut(
    currency: Currency,
    but: Traded | undefined,
    order: VenueOrder,
    at: Instant,
  ): number {
    let required = 0
    for (const each of this.#settledIn(currency)) {
      if (each === but) continue
      const price = each.market.referencePrice()
      required += requiredMargin(each, { lots: exposureOf(each, order, 0), price, at })
    }
    return required
  }

  #settledIn(currency: Currency): readonly Traded[] {
    return this.#byCurrency.get(currency) ?? none
  }
}

const none: readonly Traded[] = []

/** A perpetual's margin terms. */
export function marginOf({ terms }: Traded): MarginTerms {
  const { margin, instrument } = terms
  // Asked first, for the message costs more than the question.
  if (margin === undefined) invariant(false, `${instrument.name} without margin terms`)
  return margin
}

/** Initial margin of what an instrument may come to; of an isolated one only beyond what its position has. */
function requiredMargin(
  traded: Traded,
  { lots, price, at }: { readonly lots: number; readonly price: number; readonly at: Instant },
): number {
  const { mode, schedule, leverage } = marginOf(traded)
  const { instrument } = traded.terms
  const held = mode === 'cross' ? 0 : Math.abs(traded.position.lots)
  const more = Math.max(0, lots - held)
  if (more === 0) return 0
  // What nobody can put a price on nothing backs.
  if (Number.isNaN(price)) return Infinity
  const tiers = marginTiersAt(schedule, at)
  const whole = Math.abs(valueAt(instrument, lots, price))
  const part = Math.abs(valueAt(instrument, more, price))
  return (initialMargin(tiers, whole, leverage) * part) / whole
}

/** What an order itself says of the price, quote units; NaN at market. */
function askedPrice({ terms }: Traded, { limitTicks, triggerTicks }: VenueOrder): number {
  const ticks = Number.isNaN(limitTicks) ? triggerTicks : limitTicks
  return priceOf(ticks as PriceTicks, terms.instrument.tickSize)
}

/**
 * The most lots an instrument may come to, one way or the other, if all that is open fills.
 *
 * @param order counted with `lots` instead of what it has left, whatever its instrument when that is 0
 */
function exposureOf({ position, open }: Traded, order: VenueOrder, lots: number): number {
  let buys = order.request.side === 'buy' ? lots : 0
  let sells = order.request.side === 'sell' ? lots : 0
  for (const each of open.values()) {
    if (each === order || each.request.isReduceOnly) continue
    if (each.request.side === 'buy') buys += leavesOf(each)
    else sells += leavesOf(each)
  }
  return Math.max(Math.abs(position.lots + buys), Math.abs(position.lots - sells))
}
