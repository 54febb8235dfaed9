import type { OrderCommand, OrderRequest, OrderSide } from '../core/orders/order.ts'
import { priceOf, type PriceTicks } from '../core/price.ts'
import { issuerOf } from '../core/stablecoins.ts'
import type { Refusal } from '../core/strategy/refusal.ts'
import { microsecondsPerSecond } from '../core/time.ts'
import { consolidatedMid } from './consolidated-mid.ts'
import { grossNotional, isReducing, notionalOf, worstLots, type AddedLots } from './exposure.ts'
import type { RiskState } from './risk-state.ts'
import type { RiskView } from './risk-view.ts'

/**
 * Something that may be done, because risk said so. The class is known in this file alone, so that no other can make
 * one: whoever holds an approval got it from `reviewCommand`.
 */
class Approval {
  // A private field is also what makes another object of the same shape not one of these.
  readonly #command: OrderCommand

  constructor(command: OrderCommand) {
    this.#command = command
  }

  command(): OrderCommand {
    return this.#command
  }

  static isOne(thing: object): boolean {
    return #command in thing
  }
}

/** What risk approved: the type proves it. */
export type ApprovedIntent = Approval

/** Was it really approved here? For those whose types were cast away. */
export function isApproved(thing: object): boolean {
  return Approval.isOne(thing)
}

/** An order, its change or its cancellation, as it would be sent. */
export type Proposal =
  | Exclude<OrderCommand, { kind: 'amend' }>
  | (Extract<OrderCommand, { kind: 'amend' }> & {
      /** The order as it is. */
      readonly order: OrderRequest
      /** Lots that may be filled beyond those that already may. */
      readonly addedLots: number
    })

/** What risk says. */
export type Review =
  | { readonly kind: 'approved'; readonly intent: ApprovedIntent }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Approves a command or says why not. Cancellations are always approved; what only makes a position smaller is held to
 * nothing but the rate of orders, so that the way out stays open.
 */
export function reviewCommand(state: RiskState, view: RiskView, proposal: Proposal): Review {
  if (proposal.kind === 'cancel') return { kind: 'approved', intent: new Approval(proposal) }
  const refusal = refusalNow(state, view, proposal)
  if (refusal !== undefined) return { kind: 'refused', refusal }
  state.recentOrders.push(view.time)
  return { kind: 'approved', intent: new Approval(commandOf(proposal)) }
}

/**
 * What risk would say against orders that go out together: each is looked at as if those before it were out.
 *
 * @returns the first that it would refuse
 */
export function firstRefused(
  state: RiskState,
  view: RiskView,
  orders: readonly OrderRequest[],
): { readonly order: OrderRequest; readonly refusal: Refusal } | undefined {
  for (const [at, order] of orders.entries()) {
    const out = orders.slice(0, at)
    const recentOrders = [...state.recentOrders, ...out.map(() => view.time)]
    const then = { ...state, recentOrders }
    const refusal = refusalNow(then, viewWith(view, out), { kind: 'place', order })
    if (refusal !== undefined) return { order, refusal }
  }
  return undefined
}

/** The account as it will be once some orders are out. */
function viewWith(view: RiskView, out: readonly OrderRequest[]): RiskView {
  const lotsOf = (instrument: number, side: OrderSide): number =>
    out
      .filter((order) => order.instrument === instrument && order.side === side)
      .reduce((sum, { lots }) => sum + lots, 0)
  return {
    time: view.time,
    instruments: view.instruments,
    midPrice: (instrument) => view.midPrice(instrument),
    reportingRate: (currency) => view.reportingRate(currency),
    positionLots: (instrument) => view.positionLots(instrument),
    workingLots: (instrument, side) =>
      view.workingLots(instrument, side) + lotsOf(instrument, side),
    hasUnknownFate: (instrument) => view.hasUnknownFate(instrument),
    openOrders: () => view.openOrders() + out.length,
    equity: () => view.equity(),
  }
}

type Placing = Exclude<Proposal, { kind: 'cancel' }>

function commandOf(proposal: Placing): OrderCommand {
  if (proposal.kind === 'place') return proposal
  const { kind, clientOrderId, instrument, lots, priceTicks } = proposal
  return { kind, clientOrderId, instrument, lots, priceTicks }
}

/** What risk would say against an order at this moment, without approving one; undefined where nothing. */
function refusalNow(state: RiskState, view: RiskView, proposal: Placing): Refusal | undefined {
  const { instrument, side } = proposal.order
  const lots = proposal.kind === 'place' ? proposal.order.lots : proposal.addedLots
  const isSound = Number.isSafeInteger(lots) && (proposal.kind === 'amend' || lots > 0)
  const isPriced = ticksOf(proposal).every((ticks) => Number.isSafeInteger(ticks))
  if (!isSound || !isPriced || view.instruments[instrument] === undefined) {
    return { kind: 'malformed' }
  }
  const added: AddedLots = { instrument, side, lots: Math.max(0, lots) }
  const halts = state.halts.get(instrument)
  if (halts?.has('not-reconciled') === true) return { kind: 'halted', reason: 'not-reconciled' }
  // Venues keep to it for derivatives; of spot nobody does.
  const canOnlyReduce = proposal.order.isReduceOnly && view.instruments[instrument].class !== 'spot'
  const isWayOut = canOnlyReduce || isReducing(view, added)
  if (view.hasUnknownFate(instrument) && !isWayOut) return { kind: 'unknown-fate' }
  const refusal = rateRefusal(state, view)
  if (refusal !== undefined || isWayOut) return refusal
  if (state.kill !== undefined) return { kind: 'killed' }
  for (const reason of halts ?? []) return { kind: 'halted', reason }
  return (
    lossRefusal(state, view) ??
    orderRefusal(state, view, proposal, added) ??
    exposureRefusal(state, view, added) ??
    leverageRefusal(state, view, added)
  )
}

/** Where a loss is limited and equity is not known, nobody knows whether it is beyond the limit: nothing is added to it. */
function lossRefusal({ limits }: RiskState, view: RiskView): Refusal | undefined {
  const isLimited = limits.dailyLossMost !== undefined || limits.drawdownMost !== undefined
  return isLimited && Number.isNaN(view.equity()) ? { kind: 'no-price' } : undefined
}

function rateRefusal({ limits, recentOrders }: RiskState, view: RiskView): Refusal | undefined {
  const since = view.time - microsecondsPerSecond
  while (recentOrders.length > 0 && recentOrders[0]! <= since) recentOrders.shift()
  return beyond('order-rate', recentOrders.length + 1, limits.ordersPerSecondMost)
}

function orderRefusal(
  state: RiskState,
  view: RiskView,
  proposal: Placing,
  added: AddedLots,
): Refusal | undefined {
  const { limits } = state
  const open = view.openOrders() + (proposal.kind === 'place' ? 1 : 0)
  const notional = notionalOf(view, added.instrument, added.lots)
  return (
    beyond('open-orders', open, limits.openOrdersMost) ??
    beyond('order-notional', notional, limits.orderNotionalMost) ??
    collarRefusal(state, view, proposal)
  )
}

/** How far a limit, or where a market order would begin, is beyond the mid of all venues, where that costs. */
function collarRefusal(state: RiskState, view: RiskView, proposal: Placing): Refusal | undefined {
  const { collarBps } = state.limits
  if (collarBps === undefined) return undefined
  const { instrument, side } = proposal.order
  const limit = limitOf(proposal)
  const price =
    limit === undefined
      ? view.midPrice(instrument)
      : priceOf(limit, view.instruments[instrument]!.tickSize)
  const mid = consolidatedMid(state, view, instrument)
  const beyondBps = (price / mid - 1) * 1e4 * (side === 'buy' ? 1 : -1)
  return beyond('price-collar', beyondBps, collarBps)
}

/** Every price an order names. */
function ticksOf(proposal: Placing): readonly PriceTicks[] {
  const limit = limitOf(proposal)
  const { pricing } = proposal.order
  const trigger = pricing.kind === 'stop' ? [pricing.triggerTicks] : []
  return limit === undefined ? trigger : [limit, ...trigger]
}

function limitOf(proposal: Placing): PriceTicks | undefined {
  if (proposal.kind === 'amend') return proposal.priceTicks
  const { pricing } = proposal.order
  switch (pricing.kind) {
    case 'market':
      return undefined
    case 'limit':
      return pricing.priceTicks
    case 'stop':
      return pricing.limitTicks
  }
}

function exposureRefusal(
  { limits }: RiskState,
  view: RiskView,
  added: AddedLots,
): Refusal | undefined {
  const { venue, quote } = view.instruments[added.instrument]!
  const issuers = issuersOf(view, added.instrument)
  const own = notionalOf(view, added.instrument, worstLots(view, added.instrument, added))
  const venueMost = limits.venueNotionalMost?.[venue]
  const currencyMost = limits.currencyNotionalMost?.[quote]
  const ofVenue = (at: number): boolean => view.instruments[at]!.venue === venue
  const ofCurrency = (at: number): boolean => view.instruments[at]!.quote === quote
  return (
    beyond('position-notional', own, limits.positionNotionalMost) ??
    (venueMost === undefined
      ? undefined
      : beyond('venue-notional', grossNotional(view, added, ofVenue), venueMost)) ??
    (currencyMost === undefined
      ? undefined
      : beyond('currency-notional', grossNotional(view, added, ofCurrency), currencyMost)) ??
    issuers
      .map((issuer) => issuerRefusal(limits, view, added, issuer))
      .find((each) => each !== undefined)
  )
}

function issuerRefusal(
  { issuerNotionalMost }: RiskState['limits'],
  view: RiskView,
  added: AddedLots,
  issuer: string,
): Refusal | undefined {
  const most = issuerNotionalMost?.[issuer]
  if (most === undefined) return undefined
  const isOwed = (at: number): boolean => issuersOf(view, at).includes(issuer)
  return beyond('issuer-notional', grossNotional(view, added, isOwed), most)
}

/** Who owes a currency of an instrument. */
function issuersOf(view: RiskView, instrument: number): string[] {
  const { base, quote } = view.instruments[instrument]!
  return [...new Set([base, quote].map(issuerOf))].filter((issuer) => issuer !== undefined)
}

function leverageRefusal(
  { limits }: RiskState,
  view: RiskView,
  added: AddedLots,
): Refusal | undefined {
  if (limits.leverageMost === undefined) return undefined
  const equity = view.equity()
  // Without equity there is nothing to lever.
  const leverage = equity > 0 ? grossNotional(view, added, () => true) / equity : Infinity
  return beyond('leverage', Number.isNaN(equity) ? equity : leverage, limits.leverageMost)
}

type MeasuredKind = Extract<Refusal, { readonly limit: number }>['kind']

function beyond(kind: MeasuredKind, value: number, limit: number | undefined): Refusal | undefined {
  if (limit === undefined) return undefined
  if (Number.isNaN(value)) return { kind: 'no-price' }
  return value > limit ? { kind, value, limit } : undefined
}
