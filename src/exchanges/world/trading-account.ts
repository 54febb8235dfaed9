import { atomsOf, type Atoms, type Currency } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { isOfOrder, type AccountEvent } from '../../core/orders/account-event.ts'
import type { OrderCommand, OrderRequest } from '../../core/orders/order.ts'
import type { OrderEvent, RejectReason, Stamped } from '../../core/orders/order-event.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { estimatedQueue, riskAverseShare } from '../../book/queue/estimated-queue.ts'
import { notionalAtoms } from '../../portfolio/fill.ts'
import { costOf } from '../../simulation/venue/account/spot-funds.ts'
import { constantFeed } from '../../simulation/venue/latency/feed-clock.ts'
import { constantLatency } from '../../simulation/venue/latency/order-latency.ts'
import { usualSelfTrade } from '../../simulation/venue/usual-self-trade.ts'
import { freedByChange } from '../../simulation/venue/matching/taken-liquidity.ts'
import { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'
import type { Traded } from '../../simulation/venue/traded.ts'
import type { MarginTerms } from '../../simulation/venue/venue-terms.ts'
import { invariant } from '../../math/invariant.ts'
import { venueFaults, type FaultSwitches } from '../faults/fault-switches.ts'
import { startBalances, type AccountPlan } from './account-plan.ts'
import { Countdowns } from './countdowns.ts'
import {
  isOpen,
  isWaiting,
  newRecord,
  recordAnswer,
  type FillRecord,
  type OrderRecord,
  type OrderUpdate,
} from './order-record.ts'
import { OrderRecords } from './order-records.ts'
import { Waiters } from './waiters.ts'

/** What a venue asks its matching for: an order but for its number. */
export interface AskedOrder {
  readonly request: Omit<OrderRequest, 'clientOrderId'>
  /** Absent: the venue gives one. */
  readonly clientId: string | undefined
  readonly words: Readonly<Record<string, string>>
}

/**
 * What became of something asked. `unanswered`: nothing was heard in time, and what became of it is not known.
 */
export type AskOutcome =
  | { readonly kind: 'done'; readonly order: OrderRecord }
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly order: OrderRecord }
  | { readonly kind: 'unanswered'; readonly order: OrderRecord }

export type RefusedReason = RejectReason | 'unknown-order'

/** Who hears of an account. */
export interface AccountListener {
  updated(update: OrderUpdate): void
  happened(event: AccountEvent): void
}

/** Microseconds that nobody waits longer for an answer. */
const patienceUs = 10_000_000
/** Lots of leverage without a word: what Binance, Bybit and OKX give a fresh account is 20, 10 and 3. */
export interface MutableMargin {
  leverage: number
  mode: MarginTerms['mode']
}

interface AccountParts {
  readonly venue: string
  readonly plan: AccountPlan
  /** The instruments it trades, by index. */
  readonly listed: ReadonlyMap<number, Instrument>
  readonly seed: number
  readonly switches: Readonly<FaultSwitches>
  /** Lets what was just sent arrive and be answered. */
  readonly settle: () => void
  readonly now: () => Instant
}

/**
 * One account at a served venue: the simulated venue of the backtests, and the records of its orders in the words of
 * the wire. A class, for it keeps the two in step.
 */
export class TradingAccount {
  readonly plan: AccountPlan
  readonly venue: SimulatedVenue
  readonly records: OrderRecords = new OrderRecords()
  readonly countdowns: Countdowns = new Countdowns()
  listener: AccountListener | undefined
  readonly #parts: AccountParts
  readonly #margins = new Map<number, MutableMargin>()
  readonly #waiters = new Waiters()

  constructor(parts: AccountParts) {
    this.#parts = parts
    this.plan = parts.plan
    const { plan, listed, seed, switches } = parts
    const balances = startBalances(plan, [...listed.values()])
    this.venue = new SimulatedVenue({
      seed,
      instruments: [...listed].map(([index, instrument]) => ({
        index,
        instrument,
        rules: plan.rules(instrument),
        fees: plan.fees(instrument),
        queue: estimatedQueue(riskAverseShare),
        taken: freedByChange,
        ...this.#marginOf(index, instrument),
      })),
      feed: constantFeed(0),
      orderLatency: constantLatency(1),
      answerLatency: constantLatency(1),
      selfTrade: usualSelfTrade(parts.venue),
      // The records below know ids in the client's own words, and refuse by the venue's rule.
      idReuse: 'never',
      deposits: [...balances].map(([currency, units]) => ({ currency, atoms: atomsOf(units) })),
      faults: venueFaults(switches),
    })
  }

  /** The instruments it trades, by index. */
  get listed(): ReadonlyMap<number, Instrument> {
    return this.#parts.listed
  }

  /** Would an order of this id be refused as a repetition? */
  isRepeated(clientId: string): boolean {
    const known = this.records.ofClientId(clientId)
    if (known === undefined || known.status === 'rejected') return false
    const { switches, plan } = this.#parts
    if (known.status === 'open' || known.status === 'sent') return true
    return plan.clientIds === 'for-ever' && !(switches.idAgain > 0 && known.status === 'filled')
  }

  /** Is a question for an order answered "there is none", for it was taken only just now? */
  isHidden(order: OrderRecord): boolean {
    return this.#parts.now() - order.createdAt < this.#parts.switches.notFoundMs * 1_000
  }

  /** Asks for an order; its record is there at once, the answer when the venue has given it. */
  async place(asked: AskedOrder): Promise<AskOutcome> {
    const at = this.#parts.now()
    const orderId = this.records.nextId()
    const request: OrderRequest = { ...asked.request, clientOrderId: orderId }
    const clientId = asked.clientId ?? `auto-${orderId}`
    const order = newRecord(request, { clientId, words: asked.words, at })
    this.records.add(order)
    return this.#ask(order, { kind: 'place', order: request }, ['accepted', 'rejected'])
  }

  async cancel(order: OrderRecord): Promise<AskOutcome> {
    const command = {
      kind: 'cancel',
      clientOrderId: order.orderId,
      instrument: order.index,
    } as const
    return this.#ask(order, command, ['cancelled', 'cancel-rejected'])
  }

  /** @param to the whole quantity, filled part included, and the price (of a waiting stop: the trigger) */
  async amend(
    order: OrderRecord,
    to: { readonly lots: number; readonly priceTicks: number },
  ): Promise<AskOutcome> {
    const command = {
      kind: 'amend',
      clientOrderId: order.orderId,
      instrument: order.index,
      lots: to.lots as Lots,
      priceTicks: to.priceTicks as PriceTicks,
    } as const
    return this.#ask(order, command, ['amended', 'amend-rejected', 'cancelled'])
  }

  /** Takes every answer heard by an instant. */
  hear(now: number): void {
    const { venue } = this
    while (venue.nextAnswerAt() <= now) {
      const message = venue.takeAnswer()
      if (isOfOrder(message)) this.#take(message)
      else this.listener?.happened(message)
    }
  }

  /** Gives up what nobody answers, and cancels what a countdown asks for; the market stands still meanwhile. */
  lookAtClock(now: number): void {
    this.#waiters.giveUp(now)
    for (const due of this.countdowns.due(now)) {
      for (const order of this.records.open(due)) {
        const isApart = this.plan.stopsApart === true && isWaiting(order)
        if (!isApart) void this.cancel(order)
      }
    }
  }

  tradedOf(index: number): Traded {
    return this.venue.tradedOf(index)
  }

  /** What open spot orders hold of a currency. */
  lockedOf(currency: Currency): Atoms {
    const terms = { volume: 0, at: this.#parts.now() }
    let locked = 0n
    for (const [index, { class: kind }] of this.listed) {
      if (kind !== 'spot') continue
      const traded = this.tradedOf(index)
      for (const order of traded.open.values()) {
        const cost = costOf(traded, order, order.limitTicks, terms)
        if (cost.currency === currency) locked += cost.atoms
      }
    }
    return locked
  }

  /** What can be changed of an instrument's margin. */
  marginOf(index: number): MutableMargin {
    const margin = this.#margins.get(index)
    invariant(margin !== undefined, `instrument ${index} is traded without margin`)
    return margin
  }

  #marginOf(index: number, instrument: Instrument): { readonly margin?: MarginTerms } {
    const margin = this.plan.margin?.(instrument)
    if (instrument.class === 'spot' || margin === undefined) return {}
    const changeable = { ...margin }
    this.#margins.set(index, changeable)
    return { margin: changeable }
  }

  async #ask(
    order: OrderRecord,
    command: OrderCommand,
    awaited: readonly OrderEvent['kind'][],
  ): Promise<AskOutcome> {
    const { now, settle } = this.#parts
    const answer = this.#waiters.wait(order.orderId, awaited, now() + patienceUs)
    this.venue.send(command, now())
    settle()
    const event = await answer
    if (event === undefined) return { kind: 'unanswered', order }
    const isRefusal =
      event.kind === 'rejected' ||
      event.kind === 'cancel-rejected' ||
      event.kind === 'amend-rejected'
    return isRefusal ? { kind: 'refused', reason: event.reason, order } : { kind: 'done', order }
  }

  /** What fills at once or not at all, and could not, was taken and has ended: venues list it so; some post-only too. */
  #take(event: Stamped<OrderEvent>): void {
    const isTaken =
      event.kind === 'rejected' &&
      (event.reason === 'no-fill-or-kill' ||
        event.reason === 'no-liquidity' ||
        (event.reason === 'would-take' && this.plan.takenPostOnly === true))
    if (!isTaken) return this.#record(event)
    this.#record({ ...event, kind: 'accepted' })
    this.#record({
      ...event,
      kind: 'cancelled',
      reason: 'not-filled-at-once',
      filledLots: 0 as Lots,
    })
  }

  #record(event: Stamped<OrderEvent>): void {
    const order = this.records.get(event.clientOrderId)
    // An answer may come twice: the second time it tells nothing new.
    if (order === undefined || !isNews(order, event)) return
    const fill = event.kind === 'filled' ? this.#fillOf(order, event) : undefined
    recordAnswer(order, event, fill)
    this.records.changed(order)
    this.listener?.updated({ kind: event.kind, order, fill, at: event.exchangeTime })
    this.#waiters.answer(event)
  }

  #fillOf(order: OrderRecord, event: Extract<OrderEvent, { readonly kind: 'filled' }>): FillRecord {
    const { position, terms } = this.tradedOf(order.index)
    const { instrument } = terms
    const { lots, priceTicks, tradeId } = event
    invariant(typeof tradeId === 'number', 'a simulated venue numbers its trades')
    const step = event.priceStep ?? instrument.tickSize
    const notional = notionalAtoms({ instrument, lots, priceTicks, priceStep: step })
    const realised =
      instrument.class === 'spot'
        ? 0n
        : this.records.realisedSince(order.index, position.realisedAtoms)
    return {
      order,
      tradeId,
      at: event.exchangeTime,
      lots,
      priceTicks,
      notional: notional < 0n ? -notional : notional,
      liquidity: event.liquidity,
      feeAtoms: event.feeAtoms,
      feeCurrency: event.feeCurrency,
      realised,
    }
  }
}

function isNews(order: OrderRecord, event: OrderEvent): boolean {
  if (event.kind === 'filled') return order.fills.every(({ tradeId }) => tradeId !== event.tradeId)
  if (event.kind === 'accepted' || event.kind === 'rejected') return order.status === 'sent'
  if (event.kind === 'cancelled') return isOpen(order)
  return true
}
