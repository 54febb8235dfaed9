import type { CancelReason, OrderEvent, RejectReason, TradeId } from '../core/orders/order-event.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { OrderStage } from '../core/strategy/strategy.ts'

/** How an order ended. */
type OrderEnd =
  | { readonly kind: 'filled' }
  | { readonly kind: 'rejected'; readonly reason: RejectReason }
  | { readonly kind: 'cancelled'; readonly reason: CancelReason }
  /** Proven to have never reached the venue. */
  | { readonly kind: 'never-arrived' }
  /** A search found it ended, and did not tell how. */
  | { readonly kind: 'found-ended' }

/** All that is known of an order of ours. */
export interface OrderState {
  readonly request: OrderRequest
  /** `unknown`: something was sent and what became of it was not heard. */
  readonly fate: 'new' | 'sent' | 'open' | 'unknown' | 'ended'
  /** The whole quantity, amendments included. */
  readonly lots: Lots
  readonly priceTicks: PriceTicks | undefined
  /** The fills that were heard of, each once. */
  readonly filledLots: Lots
  readonly tradeIds: readonly TradeId[]
  /** What the venue said was filled in the order's whole life: fills up to it are on their way, or lost. */
  readonly claimedLots: Lots
  readonly isCancelAsked: boolean
  readonly amendAsked: AskedAmend | undefined
  /** Was anything ever heard of it? Then it cannot have been lost on its way. */
  readonly isHeardOf: boolean
  readonly end: OrderEnd | undefined
}

interface AskedAmend {
  readonly lots: Lots
  readonly priceTicks: PriceTicks
}

/** Something that happens to an order: what we did, what the venue says, what a search found. */
export type OrderHappening =
  | OrderEvent
  | { readonly kind: 'sent' | 'cancel-sent' }
  | ({ readonly kind: 'amend-sent' } & AskedAmend)
  /** No answer came in time. */
  | { readonly kind: 'timed-out' }
  /** Our process is back after it was gone: what was out may be anything. */
  | { readonly kind: 'restarted' }
  /** A search at the venue, by id and among fills. */
  | { readonly kind: 'found'; readonly isOpen: boolean; readonly filledLots: Lots }
  /** Its validity has passed, and neither the order nor a fill of it is at the venue. */
  | { readonly kind: 'absent' }

/** An order that was decided on and not yet sent. */
export function newOrder(request: OrderRequest): OrderState {
  const { pricing, lots } = request
  return {
    request,
    fate: 'new',
    lots,
    priceTicks: limitOf(pricing),
    filledLots: 0 as Lots,
    tradeIds: [],
    claimedLots: 0 as Lots,
    isCancelAsked: false,
    amendAsked: undefined,
    isHeardOf: false,
    end: undefined,
  }
}

/** The limit of an order, of a stop that which it has once triggered; undefined at market. */
export function limitOf(pricing: OrderRequest['pricing']): PriceTicks | undefined {
  switch (pricing.kind) {
    case 'market':
      return undefined
    case 'limit':
      return pricing.priceTicks
    case 'stop':
      return pricing.limitTicks
  }
}

/**
 * The order after something happened to it; the same record when it tells nothing new.
 *
 * Answers may come late, twice, out of order or never, so that nothing is taken back: fills add up by their trade ids,
 * an end stays an end, and what an end says was filled is waited for. Of an order whose answer did not come nothing is
 * assumed: it is of unknown fate until an answer or a search tells. "Not found" proves nothing for an order that was
 * heard of once.
 */
export function orderAfter(state: OrderState, happening: OrderHappening): OrderState {
  switch (happening.kind) {
    case 'sent':
      return state.fate === 'new' ? { ...state, fate: 'sent' } : state
    case 'cancel-sent':
      return state.fate === 'ended' ? state : { ...state, isCancelAsked: true }
    case 'amend-sent': {
      const { lots, priceTicks } = happening
      return state.fate === 'ended' ? state : { ...state, amendAsked: { lots, priceTicks } }
    }
    case 'accepted':
    case 'triggered':
      return state.fate === 'ended' ? state : { ...heardOf(state), fate: 'open' }
    case 'filled':
      return afterFill(state, happening)
    case 'rejected':
      return afterRejection(state, happening.reason)
    case 'cancelled': {
      const end: OrderEnd = { kind: 'cancelled', reason: happening.reason }
      return ended(heardOf(state), end, happening.filledLots)
    }
    case 'amended':
      return afterAmendment(state, happening)
    case 'cancel-rejected':
      return afterRefusedChange({ ...state, isCancelAsked: false }, happening.reason)
    case 'amend-rejected':
      return afterRefusedChange({ ...state, amendAsked: undefined }, happening.reason)
    case 'timed-out':
      return isWaiting(state) ? { ...state, fate: 'unknown' } : state
    case 'restarted':
      return state.fate === 'ended' ? state : { ...state, fate: 'unknown' }
    case 'found':
      return afterSearch(state, happening)
    case 'absent':
      return state.fate === 'unknown' && !state.isHeardOf
        ? ended(state, { kind: 'never-arrived' }, 0 as Lots)
        : state
  }
}

/** A stop that can only make a position smaller, whoever is there to see it. */
export function isProtective({ request }: Pick<OrderState, 'request'>): boolean {
  return request.pricing.kind === 'stop' && request.isReduceOnly
}

/** Is an answer due from the venue? */
export function isWaiting({ fate, isCancelAsked, amendAsked }: OrderState): boolean {
  return fate === 'sent' || (fate === 'open' && (isCancelAsked || amendAsked !== undefined))
}

/** Lots that may still be filled, beyond those heard of: 0 once an order has ended and all its fills came. */
export function possibleLots({
  fate,
  lots,
  filledLots,
  claimedLots,
  amendAsked,
}: OrderState): Lots {
  if (fate === 'ended') return (claimedLots - filledLots) as Lots
  return (Math.max(lots, claimedLots, amendAsked?.lots ?? 0) - filledLots) as Lots
}

/** The one word for where an order stands. */
export function stageOf(state: OrderState): OrderStage {
  if (state.fate !== 'open') return state.fate
  if (state.isCancelAsked) return 'pending-cancel'
  if (state.amendAsked !== undefined) return 'pending-amend'
  return state.filledLots > 0 ? 'partly-filled' : 'accepted'
}

function heardOf(state: OrderState): OrderState {
  return state.isHeardOf ? state : { ...state, isHeardOf: true }
}

function afterFill(
  state: OrderState,
  fill: Extract<OrderHappening, { kind: 'filled' }>,
): OrderState {
  if (state.tradeIds.includes(fill.tradeId)) return state
  const filledLots = (state.filledLots + fill.lots) as Lots
  const heard: OrderState = {
    ...state,
    filledLots,
    tradeIds: [...state.tradeIds, fill.tradeId],
    claimedLots: Math.max(state.claimedLots, filledLots) as Lots,
    isHeardOf: true,
  }
  if (state.fate === 'ended') return heard
  // Nothing left: of an order that was amended only the venue knows how much that is in all.
  if (fill.leavesLots > 0) return { ...heard, fate: 'open' }
  return ended(heard, { kind: 'filled' }, wholeAtEnd(heard))
}

/** What an order without anything left was filled by, when not all its fills have come. */
function wholeAtEnd({ lots, amendAsked, filledLots }: OrderState): Lots {
  // An amendment whose answer is out may be what left nothing: then the fills that came say the least it can be.
  const least = amendAsked === undefined ? lots : Math.min(lots, amendAsked.lots)
  return Math.max(least, filledLots) as Lots
}

/** A rejection of what was accepted is of a second sending under the same id: the order itself lives on. */
function afterRejection(state: OrderState, reason: RejectReason): OrderState {
  if (state.isHeardOf || state.fate === 'ended') return state
  return ended({ ...state, isHeardOf: true }, { kind: 'rejected', reason }, 0 as Lots)
}

function afterAmendment(
  state: OrderState,
  { lots, priceTicks }: Extract<OrderHappening, { kind: 'amended' }>,
): OrderState {
  if (state.fate === 'ended') return state
  const { amendAsked } = state
  const isAnswered = amendAsked?.lots === lots && amendAsked.priceTicks === priceTicks
  return {
    ...heardOf(state),
    fate: 'open',
    lots: Math.max(lots, state.filledLots) as Lots,
    priceTicks,
    amendAsked: isAnswered ? undefined : amendAsked,
  }
}

/** What could not be changed because it is not there has ended, and we have not heard how. */
function afterRefusedChange(state: OrderState, reason: 'unknown-order' | RejectReason): OrderState {
  if (state.fate === 'ended' || reason !== 'unknown-order') return state
  return { ...state, fate: 'unknown' }
}

function afterSearch(
  state: OrderState,
  { isOpen, filledLots }: Extract<OrderHappening, { kind: 'found' }>,
): OrderState {
  if (!isOpen) return ended(heardOf(state), { kind: 'found-ended' }, filledLots)
  if (state.fate === 'ended') return state
  const claimedLots = Math.max(state.claimedLots, filledLots) as Lots
  // Of unknown fate and there after all: a cancellation that was asked for was not heard of.
  const isCancelAsked = state.isCancelAsked && state.fate !== 'unknown'
  return { ...heardOf(state), fate: 'open', claimedLots, isCancelAsked }
}

/** The end, once: a second one may only know of more fills. */
function ended(state: OrderState, end: OrderEnd, filledLots: Lots): OrderState {
  const claimedLots = Math.max(state.claimedLots, state.filledLots, filledLots) as Lots
  if (state.fate === 'ended')
    return claimedLots > state.claimedLots ? { ...state, claimedLots } : state
  return { ...state, fate: 'ended', claimedLots, end, isCancelAsked: false, amendAsked: undefined }
}
