import { eventSide } from '../../../core/events/event-codes.ts'
import { unitsOf, type Atoms, type Currency } from '../../../core/currency.ts'
import { settlementCurrency } from '../../../core/instrument.ts'
import { marginTiersAt } from '../../../core/margin-schedule.ts'
import { valueAt } from '../../../core/notional.ts'
import type { Lots } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { unrealised } from '../../../portfolio/position.ts'
import type { VenueOrder } from '../matching/venue-order.ts'
import { leavesOf } from '../matching/venue-order.ts'
import type { OrderDesk } from '../order-desk.ts'
import type { Traded } from '../traded.ts'
import { marginOf, type MarginDesk } from './margin-desk.ts'
import type { VenueAccount } from './venue-account.ts'

/** What closings by force are made of, and whom they tell. */
export interface ForcedParts {
  readonly traded: readonly Traded[]
  readonly account: VenueAccount
  readonly margin: MarginDesk
  readonly desk: OrderDesk
  /** What the venue's fund has, by currency; without: all. Drawn down here. */
  readonly fund: Map<Currency, Atoms> | undefined
  readonly sayInsured: (traded: Traded, atoms: Atoms, at: Instant) => void
}

/** Whether a position is backed, and what it has to lose: asked again after every step. */
interface Backing {
  readonly isBacked: () => boolean
  readonly equity: () => number
}

/** No order of ours. */
const noClientOrderId = -1

/**
 * Closes what is no longer backed: on every mark the margin is looked at, and where it is below the maintenance margin
 * open orders are cancelled and the position, or as much of it as its venue closes at once, is sold into the displayed book,
 * down to the price at which nothing is left; what the book does not take changes hands at that price. What is then missing the
 * venue's fund pays, and those on the other side when the fund is empty.
 */
export class ForcedClosing {
  readonly #parts: ForcedParts

  constructor(parts: ForcedParts) {
    this.#parts = parts
  }

  /** The mark of an instrument has moved. */
  look(traded: Traded, at: Instant): void {
    if (traded.position.lots === 0 || traded.terms.margin === undefined) return
    if (marginOf(traded).mode === 'isolated') this.#lookIsolated(traded, at)
    else this.#lookCross(settlementCurrency(traded.terms.instrument), at)
  }

  /** Part of a position that is in profit is closed at the mark, by decree. */
  deleverage(traded: Traded, share: number, at: Instant): void {
    const { position, market } = traded
    const price = market.referencePrice()
    if (!(unrealised(position, price) > 0)) return
    const lots = Math.ceil(Math.abs(position.lots) * share)
    const order = forcedOrder(traded, lots, 'deleveraged')
    const priceTicks = Math.max(1, Math.round(ticksOf(traded, price)))
    market.now = at
    this.#parts.desk.fillForced(traded, order, { lots, priceTicks, liquidity: 'maker' })
  }

  #lookIsolated(traded: Traded, at: Instant): void {
    const { account, margin } = this.#parts
    const { index, instrument } = traded.terms
    const currency = settlementCurrency(instrument)
    const backing = margin.isolatedMargin(index)
    const equity = (): number =>
      unitsOf(margin.isolatedMargin(index)) +
      unrealised(traded.position, traded.market.referencePrice())
    const isBacked = (): boolean => !(equity() < margin.maintenance(traded, at))
    if (isBacked()) return
    this.#cancelOrders(traded, at)
    const least = account.wallet(currency) - backing
    this.#closeUntil(traded, { isBacked, equity }, at)
    this.#cover(traded, least - account.wallet(currency), at)
  }

  #lookCross(currency: Currency, at: Instant): void {
    const { account, margin } = this.#parts
    if (margin.isBacked(currency, at)) return
    const positions = margin.crossPositions(currency, at)
    for (const each of this.#parts.traded) {
      if (each.terms.margin === undefined || marginOf(each).mode === 'isolated') continue
      if (settlementCurrency(each.terms.instrument) === currency) this.#cancelOrders(each, at)
    }
    const isBacked = (): boolean => margin.isBacked(currency, at)
    const equity = (): number => margin.crossEquity(currency)
    for (const each of positions) {
      if (isBacked()) return
      this.#closeUntil(each, { isBacked, equity }, at)
    }
    let isolated = 0n
    for (const each of this.#parts.traded) {
      if (settlementCurrency(each.terms.instrument) === currency) {
        isolated += margin.isolatedMargin(each.terms.index)
      }
    }
    this.#cover(positions[0]!, isolated - account.wallet(currency), at)
  }

  #cancelOrders(traded: Traded, at: Instant): void {
    traded.market.now = at
    for (const order of traded.open.values()) this.#parts.desk.end(traded, order, 'liquidation')
  }

  /** Closes a position, by the steps its venue knows, until it is gone or what is left is backed. */
  #closeUntil(traded: Traded, { isBacked, equity }: Backing, at: Instant): void {
    do {
      this.#close(traded, stepLots(traded, at), { equity: equity(), at })
    } while (traded.position.lots !== 0 && !isBacked())
  }

  /** @param equity what is left to lose at the mark, settlement units */
  #close(
    traded: Traded,
    step: number,
    { equity, at }: { readonly equity: number; readonly at: Instant },
  ): void {
    const { market } = traded
    market.now = at
    const order = forcedOrder(traded, step, 'liquidated')
    // What is below zero already is lost: nothing is gained by asking for more than the mark.
    const limit = bankruptcyTicks(traded, Math.max(0, equity))
    market.take(order, limit)
    const lots = leavesOf(order)
    if (lots === 0) return
    order.state = 'ended'
    this.#parts.desk.fillForced(traded, order, { lots, priceTicks: limit, liquidity: 'taker' })
  }

  #cover(traded: Traded, missing: Atoms, at: Instant): void {
    if (missing <= 0n) return
    const { account, fund, sayInsured } = this.#parts
    const { instrument } = traded.terms
    const currency = settlementCurrency(instrument)
    const held = fund === undefined ? missing : (fund.get(currency) ?? 0n)
    const paid = held < missing ? held : missing
    if (paid > 0n) account.insure(instrument, paid, 'insurance', at)
    if (paid < missing) account.insure(instrument, missing - paid, 'market', at)
    fund?.set(currency, held - paid)
    sayInsured(traded, missing, at)
  }
}

/**
 * How many lots of a position are closed at once: all of them, or of a venue that goes by its tiers so many that the rest
 * is worth no more than where the position's tier begins. At least one, so that steps come to an end.
 */
function stepLots(traded: Traded, at: Instant): number {
  const { position, terms, market } = traded
  const held = Math.abs(position.lots)
  const { closing, schedule } = marginOf(traded)
  if (closing !== 'by-tier') return held
  const notional = Math.abs(valueAt(terms.instrument, position.lots, market.referencePrice()))
  const tier = marginTiersAt(schedule, at).findLast(({ notionalFrom }) => notionalFrom < notional)
  if (tier === undefined) return held
  return Math.max(1, Math.ceil(held * (1 - tier.notionalFrom / notional)))
}

/**
 * The price at which a position has lost an equity, in ticks, on the side that leaves something.
 *
 *   linear: mark - equity / quantity,  inverse: 1 / (1 / mark + equity / contracts)
 */
function bankruptcyTicks(traded: Traded, equity: number): number {
  const { position, terms, market } = traded
  const mark = market.referencePrice()
  const { instrument } = terms
  const perPrice = valueAt(instrument, position.lots, 1)
  const price =
    instrument.class === 'inverse' ? 1 / (1 / mark - equity / perPrice) : mark - equity / perPrice
  const ticks = ticksOf(traded, price)
  const isShort = position.lots < 0
  // A short that nothing can ruin, or a long that is worth its price even at zero: any price will do.
  if (!Number.isFinite(ticks) || ticks <= 0) return isShort ? Number.MAX_SAFE_INTEGER : 1
  return Math.max(1, isShort ? Math.floor(ticks) : Math.ceil(ticks))
}

function ticksOf({ terms }: Traded, price: number): number {
  const { tickSize } = terms.instrument
  return (price * 10 ** tickSize.decimals) / tickSize.units
}

/** The venue's own order that closes lots of a position. */
function forcedOrder(
  { terms, position, market }: Traded,
  lots: number,
  forced: 'liquidated' | 'deleveraged',
): VenueOrder {
  const isLong = position.lots > 0
  return {
    request: {
      clientOrderId: noClientOrderId,
      instrument: terms.index,
      side: isLong ? 'sell' : 'buy',
      lots: lots as Lots,
      pricing: { kind: 'market' },
      timeInForce: { kind: 'ioc' },
      isReduceOnly: false,
    },
    bookSide: isLong ? eventSide.ask : eventSide.bid,
    lots,
    filledLots: 0,
    limitTicks: NaN,
    triggerTicks: NaN,
    state: 'taking',
    position: undefined,
    arrivalPrice: market.mid(),
    forced,
    fills: [],
  }
}
