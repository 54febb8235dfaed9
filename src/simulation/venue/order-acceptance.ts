import { unitsOf, type Atoms, type Currency } from '../../core/currency.ts'
import { settlementCurrency } from '../../core/instrument.ts'
import type { RejectReason } from '../../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { tradingTermsAt } from '../../core/trading-rules.ts'
import type { MarginDesk } from './account/margin-desk.ts'
import { costOf, costOfTaking, reservedIn } from './account/spot-funds.ts'
import type { VenueAccount } from './account/venue-account.ts'
import type { TradedVolume } from './account/venue-fees.ts'
import { bandTicks, refusalByRules } from './matching/refusal.ts'
import { isImmediate, leavesOf, type VenueOrder } from './matching/venue-order.ts'
import type { Traded } from './traded.ts'

/** What an order is measured against before it is taken. */
export interface AcceptanceParts {
  readonly traded: readonly Traded[]
  readonly account: VenueAccount
  readonly margin: MarginDesk
  readonly volume: TradedVolume
}

/** What an order is to become, and when that arrives. */
interface AmendTerms {
  readonly lots: Lots
  readonly priceTicks: PriceTicks
  readonly at: Instant
}

/** Why an order that comes now is not taken; undefined when it is. */
export function refusalOf(
  parts: AcceptanceParts,
  traded: Traded,
  order: VenueOrder,
  at: Instant,
): RejectReason | undefined {
  const { market, terms } = traded
  const { request, limitTicks, triggerTicks, lots } = order
  const rules = tradingTermsAt(terms.rules, at)
  const wanted = { side: request.side, lots, limitTicks, triggerTicks }
  const byRules = refusalByRules(wanted, rules, terms.instrument, market.referencePrice())
  if (byRules !== undefined) return byRules
  // A stop that only reduces may come before the position it protects.
  if (order.state === 'waiting') return refusalByFunds(parts, traded, order, at)
  const reducible = fillableOf(traded, order, lots)
  if (reducible === 0) return 'no-position-to-reduce'
  if (market.book.isVoid && isImmediate(order)) return 'no-liquidity'
  const isPostOnly = request.pricing.kind === 'limit' && request.pricing.isPostOnly
  if (isPostOnly && market.couldTake(order, order.limitTicks)) return 'would-take'
  const most = takingLimit(traded, order, at)
  const isAllOrNone = request.timeInForce.kind === 'fok'
  if (isAllOrNone && Math.min(reducible, market.takable(order, most, lots).lots) < lots) {
    return 'no-fill-or-kill'
  }
  if (request.pricing.kind === 'market' && !market.couldTake(order, most)) return 'no-liquidity'
  return refusalByFunds(parts, traded, order, at)
}

/** As if the order came now, changed: rules, post-only and funds. */
export function refusalOfAmend(
  parts: AcceptanceParts,
  traded: Traded,
  order: VenueOrder,
  { lots, priceTicks, at }: AmendTerms,
): RejectReason | undefined {
  const isWaiting = order.state === 'waiting'
  const changed: VenueOrder = {
    ...order,
    lots,
    limitTicks: isWaiting ? order.limitTicks : priceTicks,
    triggerTicks: isWaiting ? priceTicks : NaN,
  }
  const { market, terms, open } = traded
  const { request, limitTicks, triggerTicks } = changed
  const rules = tradingTermsAt(terms.rules, at)
  const wanted = { side: request.side, lots, limitTicks, triggerTicks }
  const byRules = refusalByRules(wanted, rules, terms.instrument, market.referencePrice())
  if (byRules !== undefined) return byRules
  const isPostOnly = request.pricing.kind === 'limit' && request.pricing.isPostOnly
  if (isPostOnly && !isWaiting && market.couldTake(changed, limitTicks)) return 'would-take'
  // In the place of what it replaces, so that it is not counted beside it.
  open.set(request.clientOrderId, changed)
  const byFunds = refusalByFunds(parts, traded, changed, at)
  open.set(request.clientOrderId, order)
  return byFunds
}

/** Whether what an account has backs an order or pays for it. */
export function refusalByFunds(
  parts: AcceptanceParts,
  traded: Traded,
  order: VenueOrder,
  at: Instant,
): RejectReason | undefined {
  const { account, margin, volume } = parts
  const { instrument } = traded.terms
  const terms = { volume: volume.at(at), at }
  const reservedOf = (currency: Currency): Atoms => reservedIn(currency, parts.traded, order, terms)
  if (instrument.class !== 'spot') {
    const reserved = unitsOf(reservedOf(settlementCurrency(instrument)))
    const isCarried = order.request.isReduceOnly || margin.canCarry(traded, order, reserved, at)
    return isCarried ? undefined : 'insufficient-margin'
  }
  const isMarketBuy = Number.isNaN(order.limitTicks) && order.request.side === 'buy'
  const most = takingLimit(traded, order, at)
  const cost =
    isMarketBuy && order.state !== 'waiting'
      ? costOfTaking(traded, traded.market.takable(order, most, leavesOf(order)).tickLots, terms)
      : costOf(traded, order, order.limitTicks, terms)
  const needed = cost.atoms + reservedOf(cost.currency)
  // What backs perpetuals cannot be spent as well.
  const isFree = unitsOf(needed) <= margin.freeOf(cost.currency, order, at)
  return isFree && needed <= account.wallet(cost.currency) ? undefined : 'insufficient-balance'
}

/** The worst price an order takes: its limit, or where a band stops one at market. */
export function takingLimit(traded: Traded, order: VenueOrder, at: Instant): number {
  if (!Number.isNaN(order.limitTicks)) return order.limitTicks
  const { rules, instrument } = traded.terms
  const reference = traded.market.referencePrice()
  return bandTicks(order.request.side, tradingTermsAt(rules, at), instrument, reference)
}

/** What an order may fill of so many lots: where it only reduces, what there is to reduce. Spot has no position. */
export function fillableOf({ position, terms }: Traded, order: VenueOrder, lots: number): number {
  const { isReduceOnly, side } = order.request
  if (!isReduceOnly) return lots
  if (terms.instrument.class === 'spot') return 0
  const reducible = position.lots * (side === 'buy' ? -1 : 1)
  return Math.max(0, Math.min(lots, reducible))
}
