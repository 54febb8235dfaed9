import { errorText } from '../../core/errors.ts'
import type { Venue, VenueHoldings, VenueOrder } from '../../core/orders/venue.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { cancelOrder } from '../../engine/send-orders.ts'
import type { OwnOrder } from '../../engine/own-orders.ts'
import { compareHoldings, isOfHoldings } from '../../execution/compare-holdings.ts'
import { unsettledOrders } from '../../execution/journal-state.ts'
import type { JournalledOrder } from '../../execution/journalled-order.ts'
import { isToLookAt, newsOfLook } from '../../execution/standing-orders.ts'
import { orderNumberOf, wireIdOf } from '../../execution/wire-id.ts'
import { rest } from './rest.ts'
import type { LiveDesk } from './live-desk.ts'

/** Fills are asked for from a little before the oldest order they may belong to: clocks differ. */
const overlapUs = 60_000_000
/** Differences seen so often in a row while trading are no fill that is on its way. */
const differencesMost = 3
const firstWaitUs = 100_000
const longestWaitUs = 2_000_000
/** So long a start waits for holdings to agree once no order is left that could explain them. */
const settledWaitUs = 8_000_000
/** So long a start is waited for without a word. */
const waitedUs = 1_500_000

/**
 * Keeps the journal and one venue in agreement: at the start until both say the same, and again and again while the run
 * lasts. A stray of ours is adopted or cancelled by rule, and nothing is traded while anything differs.
 */
export class VenueSync {
  /** What does not agree, as last compared; undefined before the first time. */
  differences: readonly string[] | undefined
  readonly #desk: LiveDesk
  readonly #venue: Venue
  readonly #actions: string[] = []
  /** Said at the start only: the fate of these is in the hands of those who placed them. */
  #foreign: readonly VenueOrder[] = []
  #inARow = 0

  constructor(desk: LiveDesk, venue: Venue) {
    this.#desk = desk
    this.#venue = venue
  }

  /**
   * Brings both into agreement after whatever has happened, or says what could not be.
   *
   * @param signal aborts when it is not waited for any longer
   * @returns the differences; none when all agrees
   */
  async start(signal: AbortSignal): Promise<readonly string[]> {
    const { clock, timing } = this.#desk.setup
    const begun = this.#desk.now()
    const deadline = begun + timing.reconcileWithin
    let settledAt: number | undefined
    let waitUs = firstWaitUs
    let left: readonly string[]
    let told = ''
    const asked = asSoonAs(signal, ['it was not waited for'])
    do {
      let isAsked = true
      const attempt = this.#attempt().catch((cause: unknown) => {
        isAsked = false
        return [`the venue could not be asked: ${errorText(cause)}`]
      })
      // A venue that is asked may take a minute to answer: who is asked to end does not wait for it.
      left = await Promise.race([attempt, asked])
      if (left.length === 0 || signal.aborted) break
      // By how much is told once it is final.
      const areOfHoldings = left.every(isOfHoldings)
      const words = areOfHoldings ? 'what it holds is not what the journal says' : left.join('; ')
      // Most of it passes within a moment: what a person waits for is told, whenever it is another.
      if (words !== told && this.#desk.now() - begun > waitedUs) {
        told = words
        this.#desk.setup.tell(`${this.#venue.name}: not begun yet: ${words}`)
      }
      // With no order left whose fate or fills are to be found, time heals nothing but what a venue is slow to show.
      const isSettled = isAsked && this.#unsettledHere().length === 0
      settledAt = isSettled ? (settledAt ?? this.#desk.now()) : undefined
      if (settledAt !== undefined && this.#desk.now() - settledAt >= settledWaitUs) break
      await rest(clock, waitUs as Duration, signal)
      waitUs = Math.min(longestWaitUs, waitUs * 1.5)
    } while (this.#desk.now() < deadline && !signal.aborted)
    this.#conclude(left)
    return left
  }

  /**
   * Takes fills that no stream has brought, and finds out about orders that have ended unheard: after a stream was down
   * of all that were open, else of those that stand here and that the venue's list does not have, or has with more filled
   * (`execution/standing-orders.ts`).
   */
  async poll(isAfterLoss: boolean): Promise<void> {
    if (this.#unsettledHere().length === 0) return
    await this.#takeFills()
    if (isAfterLoss) return this.#askOf(this.#own().filter(({ state }) => state.fate === 'open'))
    const standing = this.#own().filter(({ state }) => isToLookAt(state))
    if (standing.length === 0) return
    const listed = new Map(
      (await this.#venue.openOrders()).map((order) => [order.wireId, order.filledLots]),
    )
    const isNews = (own: OwnOrder): boolean =>
      isToLookAt(own.state) &&
      !((listed.get(this.#wireId(own)) ?? Infinity) <= own.state.claimedLots)
    await this.#askOf(standing.filter(isNews))
  }

  /** Finds of the orders of unknown fate those that lists of fills and of open orders have, all at once. */
  async lookForUnknown(): Promise<void> {
    if (!this.#own().some(isUnknown)) return
    await this.#takeFills()
    const open = new Map((await this.#venue.openOrders()).map((order) => [order.wireId, order]))
    for (const own of this.#own().filter(isUnknown)) {
      const order = open.get(this.#wireId(own))
      if (order === undefined) continue
      const { filledLots } = order
      this.#desk.hearSearch(own.state.request.clientOrderId, {
        kind: 'found',
        isOpen: true,
        filledLots,
      })
    }
  }

  /** Compares holdings while trading. @returns the differences that have lasted */
  async compare(): Promise<readonly string[]> {
    const { state } = this.#desk.setup.journal
    if (this.#venue.capabilities.isEphemeral) return []
    const before = state.fills
    await this.#takeFills()
    const found = compareHoldings(state, this.#venue.name, await this.#venue.holdings())
    // Something was filled meanwhile: the two were not looked at together.
    if (state.fills !== before) return this.differences ?? []
    this.#inARow = found.length === 0 ? 0 : this.#inARow + 1
    const isFinal = this.#inARow >= differencesMost
    if (found.length === 0 ? (this.differences?.length ?? 0) > 0 : isFinal) this.#conclude(found)
    return this.differences ?? []
  }

  async #attempt(): Promise<string[]> {
    const { setup } = this.#desk
    const { state } = setup.journal
    const hasBaseline = state.baselines.some(({ venue }) => venue === this.#venue.name)
    if (!hasBaseline) await this.#takeBaseline()
    if (this.#venue.capabilities.isEphemeral) {
      this.#endVanished()
      return []
    }
    await this.#takeFills()
    const open = await this.#venue.openOrders()
    for (const order of open) await this.#judge(order)
    const unsure = this.#unsettled()
    if (unsure.length > 0) return unsure
    if (setup.acceptHoldings) {
      // A fill that is still to be found would be counted twice.
      const unknown = this.#own().filter(isUnknown)
      if (unknown.length > 0)
        return unknown.map((own) => `order ${own.state.request.clientOrderId} is of unknown fate`)
      await this.#takeBaseline()
    }
    const differences = compareHoldings(state, this.#venue.name, await this.#venue.holdings())
    if (setup.strays.foreign === 'refuse') {
      differences.push(
        ...this.#foreign.map(
          ({ venueOrderId }) => `order ${venueOrderId} at the venue is not of this journal`,
        ),
      )
    }
    return differences
  }

  #conclude(differences: readonly string[]): void {
    this.differences = differences
    this.#desk.write({
      time: this.#desk.now(),
      kind: 'reconcile',
      venue: this.#venue.name,
      differences,
      actions: this.#actions.splice(0),
    })
  }

  async #takeBaseline(): Promise<void> {
    const held: VenueHoldings = await this.#venue.holdings()
    this.#desk.write({
      time: this.#desk.now(),
      kind: 'baseline',
      venue: this.#venue.name,
      balances: [...held.balances].map(([currency, atoms]) => ({ currency, atoms })),
      positions: [...held.positions].map(([instrument, lots]) => ({ instrument, lots })),
    })
    await this.#desk.setup.journal.commit()
  }

  /** What was simulated in a process that is gone is gone with it. */
  #endVanished(): void {
    for (const own of this.#own()) {
      if (own.state.fate === 'ended') continue
      const { clientOrderId } = own.state.request
      this.#actions.push(`order ${clientOrderId} went with the process that simulated its venue`)
      const { filledLots } = own.state
      this.#desk.hearSearch(clientOrderId, { kind: 'found', isOpen: false, filledLots })
    }
  }

  async #takeFills(): Promise<void> {
    const times = this.#unsettledHere().map(({ time }) => time)
    const since = Math.min(this.#desk.now(), ...times) - overlapUs
    for (const fill of await this.#venue.fillsSince(since as Instant)) this.#desk.hearFill(fill)
  }

  /** Decides on an order that is open at the venue. */
  async #judge(order: VenueOrder): Promise<void> {
    const desk = this.#desk
    const { strays, journal } = desk.setup
    const { wireId } = order
    const number = wireId === undefined ? undefined : orderNumberOf(journal.state.journalId, wireId)
    if (number === undefined) return this.#judgeForeign(order)
    const own = desk.engine.orders.of(number)
    if (own === undefined || own.state.fate === 'ended') {
      this.#actions.push(`cancelled ${wireId}, which was over in the journal`)
      await this.#venue.cancelStray(order)
      return
    }
    const isNews = own.state.fate === 'unknown'
    if (!isNews) return
    desk.hearSearch(number, { kind: 'found', isOpen: true, filledLots: order.filledLots })
    this.#actions.push(`${strays.ours === 'adopt' ? 'adopted' : 'cancelled'} ${wireId}`)
    if (strays.ours === 'adopt') return
    cancelOrder(desk.engine, own)
    desk.after()
  }

  async #judgeForeign(order: VenueOrder): Promise<void> {
    if (this.#desk.setup.strays.foreign === 'cancel') {
      this.#actions.push(`cancelled ${order.venueOrderId}, which is not of this journal`)
      await this.#venue.cancelStray(order)
      return
    }
    if (this.#foreign.some(({ venueOrderId }) => venueOrderId === order.venueOrderId)) return
    this.#foreign = [...this.#foreign, order]
    this.#actions.push(`left ${order.venueOrderId}, which is not of this journal`)
  }

  /**
   * Orders here of which more is filled than any list shows yet, in words. One of unknown fate is none of these: it
   * freezes its instrument until it is found or proven absent, and the rest may go on where holdings agree.
   */
  #unsettled(): string[] {
    const words: string[] = []
    for (const own of this.#own()) {
      const { claimedLots, filledLots, request } = own.state
      if (claimedLots > filledLots)
        words.push(
          `of order ${request.clientOrderId} ${claimedLots - filledLots} lots are filled that no list shows`,
        )
    }
    return words
  }

  #unsettledHere(): JournalledOrder[] {
    const { name } = this.#venue
    return unsettledOrders(this.#desk.setup.journal.state).filter(({ venue }) => venue === name)
  }

  /** Orders of ours at this venue that are not settled. */
  #own(): OwnOrder[] {
    return this.#unsettledHere()
      .map(({ state }) => this.#desk.engine.orders.of(state.request.clientOrderId))
      .filter((own) => own !== undefined)
  }

  #wireId({ state }: OwnOrder): string {
    return wireIdOf(this.#desk.setup.journal.state.journalId, state.request.clientOrderId)
  }

  /** Looks for orders that nothing was heard of, one by one. */
  async #askOf(orders: readonly OwnOrder[]): Promise<void> {
    for (const own of orders) {
      const { clientOrderId, instrument } = own.state.request
      const wireId = this.#wireId(own)
      const asked = this.#unsettledHere().find((each) => each.wireId === wireId)
      if (asked === undefined) continue
      const found = await this.#venue.search({ wireId, instrument, since: asked.time })
      if (found.kind !== 'found') continue
      for (const fill of found.fills) this.#desk.hearFill({ ...fill, wireId })
      const news = newsOfLook(own.state, found.order)
      if (news !== undefined) this.#desk.hearSearch(clientOrderId, news)
    }
  }
}

function isUnknown({ state }: OwnOrder): boolean {
  return state.fate === 'unknown'
}

/** A value once a signal aborts. */
function asSoonAs<T>(signal: AbortSignal, value: T): Promise<T> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(value)
    signal.addEventListener('abort', () => resolve(value), { once: true })
  })
}
