import { eventKind, type EventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { settlementCurrency } from '../../core/instrument.ts'
import type { AccountEvent, AccountMessage } from '../../core/orders/account-event.ts'
import type { OrderCommand } from '../../core/orders/order.ts'
import type { OrderEvent, Stamped } from '../../core/orders/order-event.ts'
import type {
  OrderLookup,
  OrderLookupAnswer,
  OrderQuestion,
} from '../../core/orders/order-lookup.ts'
import type { ReplayVenue } from '../../core/orders/replay-venue.ts'
import type { Lots } from '../../core/price.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { invariant } from '../../math/invariant.ts'
import { Random } from '../../math/random.ts'
import { ForcedClosing } from './account/forced-closing.ts'
import { FundingDesk } from './account/funding-desk.ts'
import { MarginDesk } from './account/margin-desk.ts'
import { VenueAccount } from './account/venue-account.ts'
import { TradedVolume } from './account/venue-fees.ts'
import { Agenda } from './agenda.ts'
import { Answers } from './answers.ts'
import { FaultDice } from './faults/fault-dice.ts'
import { VenueClock } from './latency/feed-clock.ts'
import { VenueMarket } from './matching/venue-market.ts'
import { expiryOf, leavesOf, type VenueOrder } from './matching/venue-order.ts'
import { OrderDesk, type Unheard } from './order-desk.ts'
import type { Traded } from './traded.ts'
import {
  usualValidityWindow,
  type Deleveraging,
  type TradedInstrument,
  type VenueTerms,
} from './venue-terms.ts'

/** Something of the venue's own that is due at an instant. */
type Due =
  | {
      readonly kind: 'arrival' | 'slow-cancel'
      readonly command: OrderCommand
      readonly validUntil: number
    }
  | ({ readonly kind: 'question' } & OrderQuestion)
  | { readonly kind: 'expiry'; readonly order: VenueOrder }
  | { readonly kind: 'funding'; readonly traded: Traded }
  | { readonly kind: 'deleveraging'; readonly terms: Deleveraging }

/** Who watches what happens at the venue itself, before latency and faults: audits and tests. */
export interface VenueWitness {
  /** A command is looked at. */
  handled(command: OrderCommand, at: Instant): void
  /** What is said of an order, whether or not it will be heard. */
  said(event: Unheard<Stamped<OrderEvent>>): void
}

/**
 * A venue made of a replayed market and named assumptions: see the pages under docs/assumptions.
 *
 * What is due of its own strictly before a row happens before it; at the same instant the row comes first, since others
 * were there already. Commands of one run travel over one connection and arrive in order, and so do answers, but for
 * faults. An order that arrives after its validity has passed is refused (`too-late`), so that what was not found after it
 * is not there. Rows allocate nothing; orders do.
 */
export class SimulatedVenue implements ReplayVenue, OrderLookup {
  readonly account: VenueAccount = new VenueAccount()
  readonly validityWindow: Duration
  readonly #terms: VenueTerms
  readonly #seats: (Traded | undefined)[] = []
  readonly #desk: OrderDesk
  readonly #closing: ForcedClosing
  readonly #funding: FundingDesk
  readonly #dice: FaultDice
  readonly #agenda = new Agenda<Due>()
  readonly #answers: Answers<Stamped<AccountMessage>>
  readonly #lookups: Answers<OrderLookupAnswer>
  /** Asked by the driver, which looks ahead; and for what is handed over. */
  readonly #aheadClock: VenueClock
  readonly #clock: VenueClock
  readonly #witness: VenueWitness | undefined
  /** Not there where all comes in one lane: a driver asks it of every run of rows. */
  readonly laneOf?: (rows: EventRows, row: number) => number
  #now = -Infinity
  /** Something was said or done of its own, so that it may have more to say or to do. */
  #isStirred = false
  #lastArrival = -Infinity

  constructor(terms: VenueTerms, witness?: VenueWitness) {
    this.#terms = terms
    this.validityWindow = terms.validityWindow ?? usualValidityWindow
    this.#witness = witness
    const random = new Random(terms.seed)
    this.#dice = new FaultDice(terms.faults, random.fork('faults'))
    this.#answers = new Answers(terms.answerLatency, this.#dice)
    this.#lookups = new Answers(terms.answerLatency, this.#dice)
    const indexes = terms.instruments.map(({ index }) => index)
    const size = Math.max(-1, ...indexes) + 1
    this.#clock = new VenueClock(terms.feed, size, terms.feedLanes)
    this.#aheadClock = new VenueClock(terms.feed, size, terms.feedLanes)
    if (terms.feedLanes === 'books-apart')
      this.laneOf = (rows, row) => this.#clock.laneOf(rows, row)
    const traded = terms.instruments.map((each) => this.#seat(each))
    for (const seat of traded) this.#seats[seat.terms.index] = seat
    const margin = new MarginDesk(this.account, traded)
    this.#desk = this.#newDesk(traded, margin)
    this.#funding = new FundingDesk({
      account: this.account,
      report: (event) => this.#report(event),
      due: (each, at) => this.#agenda.add(at, { kind: 'funding', traded: each }),
    })
    const fund = terms.insurance === undefined ? undefined : new Map(terms.insurance)
    this.#closing = new ForcedClosing({
      traded,
      account: this.account,
      margin,
      desk: this.#desk,
      fund,
      sayInsured: (each, atoms, at) => {
        const { index, instrument } = each.terms
        const currency = settlementCurrency(instrument)
        this.#report({ kind: 'insured', instrument: index, exchangeTime: at, atoms, currency })
      },
    })
    for (const seat of traded) {
      const marked = (): void => this.#closing.look(seat, this.#now as Instant)
      seat.market.tell(this.#desk.hostOf(seat, marked))
    }
    for (const { currency, atoms } of terms.deposits) {
      this.account.deposit(currency, atoms, 0 as Instant)
    }
    for (const each of terms.deleveragings ?? []) {
      this.#agenda.add(each.at, { kind: 'deleveraging', terms: each })
    }
  }

  venueInstant(rows: EventRows, row: number): number {
    return this.#aheadClock.instantOf(rows, row)
  }

  market(rows: EventRows, row: number): void {
    const seat = this.#seats[rows.instrument[row]!]
    if (seat === undefined) return
    const at = this.#clock.instantOf(rows, row)
    if (this.#agenda.nextAt < at) this.#doDue(at, false)
    if (at > this.#now) this.#now = at
    const kind = rows.kind[row] as EventKind
    if (kind === eventKind.fundingRate || kind === eventKind.fundingTime) {
      this.#funding.state(seat, kind, rows.value[row]!, this.#now)
    }
    seat.market.apply(rows, row, this.#now)
  }

  /** A message in one go: levels and trades, which make nothing due, without a look at what is. */
  marketRun(rows: EventRows, start: number, end: number): boolean {
    const seat = this.#seats[rows.instrument[start]!]
    if (seat === undefined) return false
    this.#isStirred = false
    const at = this.#clock.instantOf(rows, start)
    if (this.#agenda.nextAt < at) this.#doDue(at, false)
    if (at > this.#now) this.#now = at
    for (let row = start; row < end; row++) {
      row = seat.market.applyRun(rows, row, end, this.#now)
      if (row === end) break
      this.#isStirred = true
      this.market(rows, row)
    }
    return this.#isStirred
  }

  send(command: OrderCommand, localTime: Instant): void {
    const validUntil = localTime + this.validityWindow
    this.#lastArrival = this.#leave({ kind: 'arrival', command, validUntil }, localTime)
  }

  askFor(question: OrderQuestion, localTime: Instant): void {
    this.#leave({ kind: 'question', ...question }, localTime)
  }

  nextLookupAt(): number {
    return this.#lookups.nextAt()
  }

  takeLookup(): OrderLookupAnswer {
    const { fills, ...answer } = this.#lookups.take()
    // What is told with an answer is heard when the answer is.
    return { ...answer, fills: fills.map((fill) => ({ ...fill, localTime: answer.localTime })) }
  }

  advanceTo(instant: number): void {
    this.#doDue(instant, true)
    if (instant > this.#now) this.#now = instant
  }

  nextDueAt(): number {
    return this.#agenda.nextAt
  }

  nextAnswerAt(): number {
    return this.#answers.nextAt()
  }

  takeAnswer(): Stamped<AccountMessage> {
    return this.#answers.take()
  }

  /** What is held of an instrument, and what it has brought by cause. */
  tradedOf(index: number): Traded {
    const seat = this.#seats[index]
    invariant(seat !== undefined, `instrument ${index} is not traded here`)
    return seat
  }

  /** Behind all commands that left before, or never. @returns when it arrives, if it does */
  #leave(due: Due, localTime: Instant): number {
    const { orderLatency, cancelLatency = orderLatency } = this.#terms
    const isCancel = due.kind === 'arrival' && due.command.kind === 'cancel'
    const latency = isCancel ? cancelLatency : orderLatency
    const soonest = localTime + latency.microsecondsAt(localTime)
    const arrival = Math.max(this.#lastArrival, soonest, this.#now)
    if (!this.#dice.isCommandLost()) this.#agenda.add(arrival, due)
    return arrival
  }

  #seat(terms: TradedInstrument): Traded {
    const { instrument, index } = terms
    const market = new VenueMarket({
      tickSize: instrument.tickSize,
      queue: terms.queue,
      taken: terms.taken,
      ...(terms.impact === undefined ? {} : { impact: terms.impact }),
      selfTrade: this.#terms.selfTrade,
      printsLagUs: terms.printsLagUs ?? 0,
    })
    const position = this.account.position(index, instrument)
    return { terms, market, position, open: new Map() }
  }

  #newDesk(traded: readonly Traded[], margin: MarginDesk): OrderDesk {
    return new OrderDesk({
      traded,
      account: this.account,
      margin,
      volume: new TradedVolume(this.#terms.volumeBefore ?? 0),
      idReuse: this.#terms.idReuse,
      say: (answer) => {
        this.#isStirred = true
        this.#witness?.said(answer)
        this.#answers.send(answer)
      },
      sayForced: ({ why, instrument, fill, tradeId }) =>
        this.#report({
          kind: why,
          instrument,
          exchangeTime: fill.time,
          tradeId,
          lots: fill.lots,
          priceTicks: fill.priceTicks,
          feeAtoms: fill.feeAtoms,
          feeCurrency: fill.feeCurrency,
        }),
      taken: (order) => {
        const expiry = expiryOf(order)
        if (expiry !== Infinity) this.#agenda.add(expiry, { kind: 'expiry', order })
      },
    })
  }

  /** Does what is due before an instant, or also at it. */
  #doDue(instant: number, including: boolean): void {
    for (;;) {
      const { nextAt } = this.#agenda
      if (nextAt > instant || (nextAt === instant && !including)) return
      const due = this.#agenda.take()
      if (due === undefined) return
      this.#isStirred = true
      this.#now = Math.max(this.#now, nextAt)
      this.#do(due, this.#now as Instant)
    }
  }

  #do(due: Due, at: Instant): void {
    switch (due.kind) {
      case 'arrival':
        return this.#arrive(due, at)
      case 'slow-cancel':
        return this.#handle(due.command, at)
      case 'question':
        return this.#answer(due, at)
      case 'expiry': {
        const { order } = due
        if (order.state === 'ended') return
        const seat = this.#seats[order.request.instrument]!
        seat.market.now = at
        return this.#desk.end(seat, order, 'expired')
      }
      case 'funding':
        return this.#funding.settle(due.traded, at)
      case 'deleveraging': {
        const seat = this.#seats[due.terms.instrument]
        return seat && this.#closing.deleverage(seat, due.terms.share, at)
      }
    }
  }

  #arrive(
    { command, validUntil }: Extract<Due, { kind: 'arrival' | 'slow-cancel' }>,
    at: Instant,
  ): void {
    if (command.kind === 'place' && at > validUntil) {
      return this.#desk.refuse(command, 'too-late', at)
    }
    const limits = this.#terms.rateLimits ?? []
    if (!limits.every((limit) => limit.admits(command.kind, at))) {
      return this.#desk.refuse(command, 'rate-limit', at)
    }
    for (const limit of limits) limit.take(command.kind)
    if (this.#dice.isOut(at) || this.#dice.isRefused()) {
      return this.#desk.refuse(command, 'halted', at)
    }
    const delay = command.kind === 'cancel' ? this.#dice.cancelDelay() : 0
    if (delay === 0) this.#handle(command, at)
    else this.#agenda.add(at + delay, { kind: 'slow-cancel', command, validUntil })
  }

  #handle(command: OrderCommand, at: Instant): void {
    this.#witness?.handled(command, at)
    this.#desk.handle(command, at)
  }

  #answer({ clientOrderId, instrument, question }: OrderQuestion, at: Instant): void {
    const found = this.#dice.isOut(at) ? null : this.#desk.find(instrument, clientOrderId)
    // A venue that is out answers nothing, which proves nothing.
    if (found === null) return
    const order = found && {
      isOpen: found.state !== 'ended' && leavesOf(found) > 0,
      filledLots: found.filledLots as Lots,
    }
    const fills = (found?.fills ?? []).map((fill) => ({ ...fill, localTime: at }))
    this.#lookups.send({ clientOrderId, question, exchangeTime: at, order, fills })
  }

  #report(event: Unheard<AccountEvent>): void {
    this.#isStirred = true
    this.#answers.send(event, true)
  }
}
