import type { EventRows } from '../../core/events/event-columns.ts'
import type { ClockReading, FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import { isOfOrder } from '../../core/orders/account-event.ts'
import type { OrderCommand, OrderRequest } from '../../core/orders/order.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { OrderLookupAnswer } from '../../core/orders/order-lookup.ts'
import type {
  OrderSearch,
  OrderTrace,
  SendOutcome,
  Venue,
  VenueCapabilities,
  VenueHoldings,
  VenueListener,
  VenueOrder,
  VenueStatus,
} from '../../core/orders/venue.ts'
import type { Clock } from '../../core/clock.ts'
import type { Lots } from '../../core/price.ts'
import type { Duration, Instant } from '../../core/time.ts'
import type { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'

/** Between two looks at what is due at the venue, when no row comes. */
const lookEvery = 5_000
/** Orders that are over and still known by their ids on the wire: at least so many, at most twice that. */
const endedKept = 1_000
/** A search that was not answered by then was lost on its way, as the assumptions have it. */
const searchWithin = 1_000_000

/** Orders that can still be asked for; of those placed before, a search has nothing to say. */
const placedMost = 4_096

interface Asked {
  readonly wireId: string
  readonly order: OrderRequest
  readonly resolve: (found: OrderSearch) => void
  readonly cancel: () => void
}

/**
 * A venue on paper: the simulated venue of backtests with all its assumptions, over live books. It is its own feed too,
 * so that the book orders are matched against is the one that was heard. Everything at it vanishes with the process.
 */
export class PaperVenue implements Venue, MarketFeed {
  readonly name: string
  readonly venue: string
  readonly capabilities: VenueCapabilities
  readonly #simulated: SimulatedVenue
  readonly #feed: MarketFeed
  readonly #clock: Clock
  readonly #wireIds = new Map<number, string>()
  /** Orders that are over, the oldest first. */
  readonly #ended: number[] = []
  readonly #placed = new Map<string, OrderRequest>()
  readonly #asked = new Map<number, Asked>()
  #questions = 0
  #listener: VenueListener | undefined
  #cancel = (): void => undefined

  constructor(feed: MarketFeed, simulated: SimulatedVenue, clock: Clock) {
    this.name = feed.venue
    this.venue = feed.venue
    this.#feed = feed
    this.#simulated = simulated
    this.capabilities = {
      cancelAllAfter: false,
      reduceOnly: true,
      stops: true,
      amend: true,
      validityWindow: simulated.validityWindow,
      isEphemeral: true,
    }
    this.#clock = clock
  }

  async start(listener: VenueListener | FeedListener): Promise<void> {
    if (!('rows' in listener)) {
      this.#listener = listener
      this.#look()
      return
    }
    await this.#feed.start({
      rows: (rows) => {
        this.#take(rows)
        listener.rows(rows)
      },
      notice: (notice) => listener.notice(notice),
    })
  }

  send(command: OrderCommand, wireId: string): Promise<SendOutcome> {
    const { clientOrderId } = command.kind === 'place' ? command.order : command
    this.#wireIds.set(clientOrderId, wireId)
    if (command.kind === 'place') this.#remember(wireId, command.order)
    this.#simulated.send(command, this.#clock.now())
    return Promise.resolve({ kind: 'answered' })
  }

  /** Asks the simulated venue, over its own latencies and faults; what an earlier process placed is gone with it. */
  search({ wireId }: OrderTrace): Promise<OrderSearch> {
    const order = this.#placed.get(wireId)
    if (order === undefined) return Promise.resolve({ kind: 'nothing' })
    const { clientOrderId, instrument } = order
    const question = ++this.#questions
    const now = this.#clock.now()
    this.#simulated.askFor({ clientOrderId, instrument, question }, now)
    return new Promise((resolve) => {
      const cancel = this.#clock.callAt((now + searchWithin) as Instant, () =>
        this.#giveUp(question, 'no answer'),
      )
      this.#asked.set(question, { wireId, order, resolve, cancel })
    })
  }

  openOrders(): Promise<readonly VenueOrder[]> {
    const open: VenueOrder[] = []
    for (const [wireId, order] of this.#placed) {
      const { clientOrderId, instrument } = order
      const there = this.#simulated.tradedOf(instrument).open.get(clientOrderId)
      if (there === undefined) continue
      const found = { isOpen: true, filledLots: there.filledLots as Lots }
      open.push(venueOrder(wireId, order, found))
    }
    return Promise.resolve(open)
  }

  fillsSince(): Promise<readonly []> {
    return Promise.resolve([])
  }

  holdings(): Promise<VenueHoldings> {
    return Promise.resolve({ balances: new Map(), positions: new Map() })
  }

  status(): Promise<VenueStatus> {
    return Promise.resolve({ trading: 'open', frozenWithdrawals: [], delisted: [] })
  }

  /** The clock of the venue whose books are heard, where it tells it: messages are stamped by it. */
  async readClock(): Promise<ClockReading> {
    return (await this.#feed.readClock?.()) ?? { offset: Number.NaN, roundTrip: 0 as Duration }
  }

  cancelStray(): Promise<void> {
    return Promise.resolve()
  }

  cancelAllAfter(): Promise<void> {
    return Promise.resolve()
  }

  resync(instruments: readonly number[]): void {
    this.#feed.resync(instruments)
  }

  touch(instrument: number): Promise<{ readonly bid: number; readonly ask: number }> {
    return this.#feed.touch(instrument)
  }

  heardAt(instrument: number): number {
    return this.#feed.heardAt?.(instrument) ?? -Infinity
  }

  async close(): Promise<void> {
    this.#cancel()
    for (const question of this.#asked.keys()) this.#giveUp(question, 'closed')
    await this.#feed.close()
  }

  #take(rows: EventRows): void {
    for (let row = 0; row < rows.length; row++) {
      // Asked as a driver would: what looks ahead must have seen every row.
      this.#simulated.venueInstant(rows, row)
      this.#simulated.market(rows, row)
    }
    this.#tell()
  }

  /** An answer may be overtaken by the last one: orders that are over are known for a while yet. */
  #forgetLater(clientOrderId: number): void {
    if (this.#ended.push(clientOrderId) < 2 * endedKept) return
    for (const id of this.#ended.splice(0, endedKept)) this.#wireIds.delete(id)
  }

  #remember(wireId: string, order: OrderRequest): void {
    this.#placed.set(wireId, order)
    if (this.#placed.size <= placedMost) return
    for (const oldest of this.#placed.keys()) return void this.#placed.delete(oldest)
  }

  #giveUp(question: number, detail: string): void {
    const asked = this.#asked.get(question)
    if (asked === undefined) return
    this.#asked.delete(question)
    asked.cancel()
    asked.resolve({ kind: 'failed', detail })
  }

  #hearLookup({ question, order, fills }: OrderLookupAnswer): void {
    const asked = this.#asked.get(question)
    if (asked === undefined) return
    this.#asked.delete(question)
    asked.cancel()
    if (order === undefined) return asked.resolve({ kind: 'nothing' })
    const { wireId } = asked
    const { side } = asked.order
    const venueOrderId = String(asked.order.clientOrderId)
    asked.resolve({
      kind: 'found',
      order: venueOrder(wireId, asked.order, order),
      fills: fills.map(({ clientOrderId: _id, localTime: _time, leavesLots: _left, ...fill }) => ({
        ...fill,
        wireId,
        venueOrderId,
        side,
      })),
    })
  }

  #look(): void {
    this.#tell()
    const at = (this.#clock.now() + lookEvery) as Instant
    this.#cancel = this.#clock.callAt(at, () => this.#look())
  }

  /** Does what is due by now, and says what is to be heard by now. */
  #tell(): void {
    const now = this.#clock.now()
    this.#simulated.advanceTo(now)
    while (this.#simulated.nextLookupAt() <= now) this.#hearLookup(this.#simulated.takeLookup())
    while (this.#simulated.nextAnswerAt() <= now) {
      const message = this.#simulated.takeAnswer()
      // What befalls the account without an order has no way to a live listener.
      if (!isOfOrder(message)) continue
      const { clientOrderId, localTime: _, ...answer } = message
      const wireId = this.#wireIds.get(clientOrderId)
      if (wireId === undefined) continue
      if (isLast(answer)) this.#forgetLater(clientOrderId)
      if (answer.kind === 'filled') {
        const { leavesLots: _leaves, ...fill } = answer
        this.#listener?.answer({ ...fill, wireId })
      } else this.#listener?.answer({ ...answer, wireId })
    }
  }
}

function isLast(answer: {
  readonly kind: OrderEvent['kind']
  readonly leavesLots?: number
}): boolean {
  if (answer.kind === 'filled') return answer.leavesLots === 0
  return answer.kind === 'cancelled' || answer.kind === 'rejected'
}

function venueOrder(
  wireId: string,
  { clientOrderId, instrument, side, lots, pricing }: OrderRequest,
  found: { readonly isOpen: boolean; readonly filledLots: Lots },
): VenueOrder {
  const priceTicks = pricing.kind === 'limit' ? pricing.priceTicks : undefined
  const venueOrderId = String(clientOrderId)
  return { wireId, venueOrderId, instrument, side, lots, priceTicks, ...found }
}
