import { setTimeout as pause } from 'node:timers/promises'
import type { IsobarError } from '../core/errors.ts'
import type { Clock } from '../core/clock.ts'
import type { ClockReading } from '../core/events/market-feed.ts'
import type { OrderCommand, OrderRequest } from '../core/orders/order.ts'
import type {
  OrderSearch,
  OrderTrace,
  SendOutcome,
  Venue,
  VenueAnswer,
  VenueCapabilities,
  VenueFill,
  VenueHoldings,
  VenueListener,
  VenueOrder,
  VenueStatus,
} from '../core/orders/venue.ts'
import { instantFromMilliseconds, type Duration, type Instant } from '../core/time.ts'
import { AccountStream } from './account-stream.ts'
import { Departures, type Gate } from './departures.ts'
import { commandInWords } from './command-words.ts'
import { DirectOrders } from './direct-orders.ts'
import { worldError, worldMessage, type CcxtExchange, type CcxtOrder } from './ccxt-exchange.ts'
import { VenueTime } from './venue-time.ts'
import type { OrderName } from '../wire/order-writer.ts'
import { UnsentError } from './askable-order.ts'
import { findOrder, namedFills } from './find-order.ts'
import { HeardOrders, type Became } from './heard-orders.ts'
import { OrderNames } from './order-names.ts'
import { askPressing } from './pressing-questions.ts'
import { isSilence, mayBeOver, meaningOf, refusalOf } from './order-outcomes.ts'
import { RefusalNews } from './refusal-news.ts'
import { HeldBackError } from './request-hold.ts'
import { readHoldings, readStatus } from './read-account.ts'
import { clientIdOf, ourId, readOrder, stampOf, type TradedListing } from './read-orders.ts'
import { capabilitiesOf, profileOf, type VenueProfile } from './venue-profiles.ts'

/** Between two looks at orders that are open, for what no stream has told. */
const lookEveryMs = 2_000

/** So long a stream is waited for where it would tell what a question costs much to learn. */
const toldWithinMs = 1_000

/** An account at one exchange of ccxt. */
export class CcxtVenue implements Venue {
  readonly name: string
  readonly capabilities: VenueCapabilities
  readonly #exchange: CcxtExchange
  readonly #profile: VenueProfile
  readonly #listings = new Map<number, TradedListing>()
  /** Which of our orders the venue calls by which id of its own. */
  readonly #names = new OrderNames()
  readonly #naming = {
    names: this.#names,
    refused: (cause: unknown) => this.#listener?.notice(this.#told(cause)),
  }
  readonly #heard: HeardOrders
  /** Our orders that are kept apart as stops, as far as it is known. */
  readonly #stops = new Set<string>()
  readonly #secrets: readonly string[]
  readonly #orders: DirectOrders
  readonly #departures: Departures
  readonly #refusals = new RefusalNews()
  readonly #time: VenueTime
  #listener: VenueListener | undefined
  #stream: AccountStream | undefined
  #isClosed = false

  /** @param clock that of whoever sends: by it is told until when a command may leave */
  constructor(
    name: string,
    exchange: CcxtExchange,
    listings: readonly TradedListing[],
    clock: Pick<Clock, 'now'>,
  ) {
    this.name = name
    this.#exchange = exchange
    this.#departures = new Departures(clock)
    this.#time = new VenueTime(exchange, { tell: (text) => this.#listener?.notice(text) })
    this.#profile = profileOf(exchange.id)
    this.#secrets = [exchange.apiKey, exchange.secret, exchange.password].filter(
      (secret) => typeof secret === 'string',
    )
    for (const listing of listings) this.#listings.set(listing.index, listing)
    this.#profile.stamp(exchange)
    this.#heard = new HeardOrders({
      exchange,
      profile: this.#profile,
      naming: this.#naming,
      clock,
      say: (answer) => this.#say(answer),
      failed: (cause) => this.#listener?.notice(`asking for fills: ${this.#told(cause)}`),
    })
    this.#orders = new DirectOrders(exchange, this.#profile, (text) => this.#listener?.notice(text))
    this.capabilities = capabilitiesOf(exchange, this.#profile, listings)
  }

  async start(listener: VenueListener): Promise<void> {
    this.#listener = listener
    this.#exchange.hold?.listen((until) =>
      listener.held?.(until === undefined ? undefined : instantFromMilliseconds(until)),
    )
    // Clocks differ, and orders are stamped with ours.
    await this.#time.ask()
    this.#stream = new AccountStream(this.#exchange, [...this.#listings.values()], {
      order: (listing, order) => this.#heard.order(listing, order),
      fill: (listing, trade) => this.#heard.fills(listing, [trade]),
      failed: (cause) => this.#time.doubt(cause),
      state: (state, detail) => listener.stream(state, worldMessage(detail, this.#secrets)),
      pushesFills: this.#profile.pushesFills,
    })
    this.#stream.start()
    void this.#lookAtOpen()
  }

  readonly prepare = (command: OrderCommand, wireId: string): void => {
    const listing = this.#listing(
      command.kind === 'place' ? command.order.instrument : command.instrument,
    )
    const name = command.kind === 'cancel' ? this.#nameOf(wireId) : undefined
    if (command.kind === 'place') this.#orders.preparePlace(listing, command.order, wireId)
    else if (name !== undefined) this.#orders.prepareCancel(listing, name)
  }

  async send(command: OrderCommand, wireId: string, sendBy: Instant): Promise<SendOutcome> {
    const named = this.#profile.ids.prefix + wireId
    if (!this.#profile.ids.pattern.test(named))
      return { kind: 'unsent', detail: `${this.name} does not take ${named} as an order's id` }
    const isPlacing = command.kind === 'place'
    const { instrument } = isPlacing ? command.order : command
    // It would wait behind a cancellation of its instrument that is held back.
    if (isPlacing && this.#exchange.hold?.isOn === true)
      return this.#hearError(command, wireId, new HeldBackError())
    return this.#departures.run({ instrument, wireId, isPlacing, sendBy }, async (gate) => {
      try {
        gate.mayLeave()
        if (command.kind === 'place') await this.#place(command.order, wireId, gate)
        else if (command.kind === 'cancel') await this.#cancel(instrument, wireId, gate.left)
        else await this.#amend(command, wireId, gate)
        return { kind: 'answered' }
      } catch (cause) {
        return this.#hearError(command, wireId, cause)
      }
    })
  }

  async search(trace: OrderTrace): Promise<OrderSearch> {
    try {
      const listing = this.#listing(trace.instrument)
      const known = trace.venueOrderId ?? this.#names.theirs(trace.wireId)
      const sought = { ...trace, ...this.#naming, ...(known && { venueOrderId: known }) }
      const find = () => findOrder(this.#exchange, this.#profile, listing, sought)
      const found = await (trace.isPressing === true ? askPressing(find) : find())
      if (found === undefined) return { kind: 'nothing' }
      const { order, fills, isStop } = found
      if (isStop) this.#stops.add(trace.wireId)
      else if (this.#profile.stops?.find !== undefined) this.#stops.delete(trace.wireId)
      if (order.isOpen) this.#heard.open.keep({ wireId: trace.wireId, listing })
      return { kind: 'found', order, fills }
    } catch (cause) {
      return { kind: 'failed', detail: this.#told(cause) }
    }
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    return this.#ofAll('asking for open orders', async (listing) => {
      const orders = await this.#exchange.fetchOpenOrders(listing.symbol)
      const stops = await this.#openStops(listing)
      return [...orders, ...stops].map((order) =>
        this.#heard.named(readOrder(listing, order, this.#profile.ids.prefix)),
      )
    })
  }

  /** Where stops are kept apart from other orders. */
  async #openStops({ symbol, instrument }: TradedListing): Promise<readonly CcxtOrder[]> {
    const { stops } = this.#profile
    if (stops?.list === undefined || instrument.class === 'spot') return []
    const listed = await this.#exchange.fetchOpenOrders(symbol, undefined, undefined, stops.list)
    for (const order of listed) {
      const wireId = ourId(clientIdOf(order), this.#profile.ids.prefix)
      if (wireId !== undefined) this.#stops.add(wireId)
    }
    return listed
  }

  async fillsSince(since: Instant): Promise<readonly VenueFill[]> {
    return this.#ofAll('asking for fills', (listing) =>
      namedFills(this.#exchange, this.#profile, listing, { since, ...this.#naming }),
    )
  }

  holdings(): Promise<VenueHoldings> {
    const held = readHoldings(this.#exchange, [...this.#listings.values()])
    return held.catch(this.#failing('asking for balances'))
  }

  status(): Promise<VenueStatus> {
    return readStatus(this.#exchange, [...this.#listings.values()])
  }

  readClock(): Promise<ClockReading> {
    return this.#time.drift().catch(this.#failing('asking for its time'))
  }

  async cancelStray(order: VenueOrder): Promise<void> {
    try {
      const { ids, stops } = this.#profile
      const isStop = stops !== undefined && this.#stops.has(order.wireId ?? '')
      const params = isStop ? stops.cancel(ids.prefix + order.wireId) : {}
      const { symbol } = this.#listing(order.instrument)
      await this.#exchange.cancelOrder(isStop ? undefined : order.venueOrderId, symbol, params)
    } catch (cause) {
      // What is not there needs no cancelling.
      if (meaningOf(cause).kind !== 'not-found')
        throw this.#error('cancelling a stray order', cause)
    }
  }

  async cancelAllAfter(wait: Duration | undefined): Promise<void> {
    const symbols = [...this.#listings.values()].map(({ symbol }) => symbol)
    const waitMs = wait === undefined ? 0 : wait / 1_000
    const armed = this.#profile.countdown?.(this.#exchange, symbols, waitMs)
    await armed?.catch(this.#failing('arming its switch'))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stream?.close()
    await this.#exchange.close().catch(() => undefined)
  }

  async #place(order: OrderRequest, wireId: string, gate: Gate): Promise<void> {
    const listing = this.#listing(order.instrument)
    if (order.pricing.kind === 'stop') this.#stops.add(wireId)
    const sent = this.#orders.place(listing, order, wireId, gate)
    const { answer, isOver, isAccepted } = await this.#heard.open.placing(wireId, sent)
    this.#names.remember(answer.id ?? '', wireId)
    if (!isOver) this.#heard.open.keep({ wireId, listing, request: order })
    const { instrument } = order
    const exchangeTime = stampOf(answer.timestamp)
    if (!isAccepted) this.#say({ kind: 'accepted', wireId, instrument, exchangeTime })
    this.#heard.fills(listing, answer.trades ?? [])
    // Some venues answer with what became of it at once.
    if (answer.status !== undefined && !isOver)
      this.#heard.order(listing, { ...answer, clientOrderId: this.#profile.ids.prefix + wireId })
  }

  async #cancel(instrument: number, wireId: string, left: () => void): Promise<void> {
    const { ids, stops } = this.#profile
    const listing = this.#listing(instrument)
    const named = ids.prefix + wireId
    const wasOpen = this.#heard.open.of(wireId) !== undefined
    if (stops !== undefined && this.#stops.has(wireId))
      await this.#orders.cancelStop(listing, named, stops.cancel(named), left)
    else {
      const name = this.#nameOf(wireId) ?? (await this.#lookedUpName(instrument, wireId))
      if (name === 'over') return this.#noteOver(wireId)
      if (name === 'nothing') {
        const told = { wireId, instrument, exchangeTime: undefined }
        return this.#say({ ...told, kind: 'cancel-rejected', reason: 'unknown-order' })
      }
      await this.#orders.cancel(listing, name, left)
    }
    const isTold = wasOpen && (await this.#isToldOver(wireId))
    if (!isTold) await this.#ask(instrument, wireId, 'asked')
  }

  /** Its stream is let tell first: a question for each is more than a venue may be asked. It need not tell of stops kept apart. */
  async #isToldOver(wireId: string): Promise<boolean> {
    const { has } = this.#exchange
    if (this.#stops.has(wireId) && this.#profile.stops?.list !== undefined) return false
    return has['watchOrders'] === true && this.#heard.open.isOverWithin(wireId, toldWithinMs)
  }

  /** By what an order that is no stop is cancelled; undefined where that has to be asked for. */
  #nameOf(wireId: string): OrderName | undefined {
    const { ids, stops } = this.#profile
    if (stops !== undefined && this.#stops.has(wireId)) return undefined
    const theirs = this.#names.theirs(wireId)
    if (theirs !== undefined) return { theirs }
    return ids.cancelAs === undefined ? undefined : { ours: ids.prefix + wireId }
  }

  /** Where it can only be cancelled by the venue's id. @throws when it could not be looked for */
  async #lookedUpName(instrument: number, wireId: string): Promise<OrderName | 'over' | 'nothing'> {
    const found = await this.search({ wireId, instrument, since: 0 as Instant })
    if (found.kind === 'failed') throw new Error(found.detail)
    if (found.kind === 'nothing') return 'nothing'
    const became = this.#heard.found(found, wireId, 'venue')
    return became === 'over' ? 'over' : { theirs: found.order.venueOrderId }
  }

  async #amend(
    command: Extract<OrderCommand, { kind: 'amend' }>,
    wireId: string,
    gate: Gate,
  ): Promise<void> {
    const { instrument, lots, priceTicks } = command
    const listing = this.#listing(instrument)
    const known = this.#names.theirs(wireId)
    const { side } = await this.#exchange.fetchOrder(known, listing.symbol)
    await this.#orders.amend(listing, { known, side, lots, priceTicks }, gate)
    const told = { wireId, instrument, exchangeTime: undefined }
    this.#say({ ...told, kind: 'amended', lots, priceTicks })
  }

  async #hearError(command: OrderCommand, wireId: string, cause: unknown): Promise<SendOutcome> {
    const meaning = meaningOf(cause)
    const { request } = this.#heard.open.of(wireId) ?? {}
    const detail = this.#told(cause)
    if (cause instanceof UnsentError) return { kind: 'unsent', detail }
    // A fill, or an end that was not heard of yet, may have come before it: that is no failure.
    const became =
      command.kind === 'cancel' && mayBeOver(meaning)
        ? await this.#ask(command.instrument, wireId, 'venue')
        : undefined
    if (became === 'over') {
      this.#noteOver(wireId)
      return { kind: 'answered' }
    }
    const refusal = refusalOf(command, wireId, meaning)
    if (refusal === undefined) return { kind: 'unknown', ...(!isSilence(cause) && { detail }) }
    this.#say(refusal)
    if (this.#refusals.isNews(cause, refusal)) {
      const { instrument } = this.#listing(refusal.instrument)
      const words = commandInWords(command, wireId, instrument, request)
      this.#listener?.notice(`${words} refused: ${detail}`)
    }
    return { kind: 'answered' }
  }

  /** What became of an order, asked for once and told. */
  async #ask(instrument: number, wireId: string, reason: 'asked' | 'venue'): Promise<Became> {
    const found = await this.search({ wireId, instrument, since: 0 as Instant })
    return found.kind === 'found' ? this.#heard.found(found, wireId, reason) : 'unsure'
  }

  #noteOver(wireId: string): void {
    this.#listener?.notice(`order ${wireId} was over already when it was to be cancelled`)
  }

  /** What streams do not tell is found by looking: of every order that was open and is not listed any more. */
  async #lookAtOpen(): Promise<void> {
    while (!this.#isClosed) {
      await pause(lookEveryMs, undefined, { ref: false })
      this.#time.look()
      if (this.#heard.open.isEmpty) continue
      const before = this.#heard.open.all()
      const listed = await this.openOrders().catch(() => undefined)
      if (listed === undefined) continue
      const names = new Set(
        listed.map(({ wireId, venueOrderId }) => wireId ?? this.#names.of(venueOrderId)),
      )
      for (const { wireId, listing } of before) {
        if (!names.has(wireId) && this.#heard.open.of(wireId) !== undefined)
          await this.#ask(listing.index, wireId, 'venue')
      }
    }
  }

  async #ofAll<T>(
    attempt: string,
    ask: (listing: TradedListing) => Promise<readonly T[]>,
  ): Promise<T[]> {
    // All at once, so that one list answers for all where it has them.
    const asked = [...this.#listings.values()].map((listing) =>
      ask(listing).catch(this.#failing(attempt)),
    )
    return (await Promise.all(asked)).flat()
  }

  #failing(attempt: string): (cause: unknown) => never {
    return (cause) => {
      throw this.#error(attempt, cause)
    }
  }

  #error(attempt: string, cause: unknown): IsobarError {
    this.#time.doubt(cause)
    return worldError(this.name, attempt, cause, this.#secrets)
  }

  /** What failed, in words. */
  #told(cause: unknown): string {
    this.#time.doubt(cause)
    return worldMessage(cause, this.#secrets)
  }

  #listing(instrument: number): TradedListing {
    return this.#listings.get(instrument)!
  }

  #say(answer: VenueAnswer): void {
    this.#refusals.hear(answer)
    this.#listener?.answer(answer)
  }
}
