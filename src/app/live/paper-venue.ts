import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import { isOfOrder } from '../../core/orders/account-event.ts'
import type { OrderCommand } from '../../core/orders/order.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type {
  OrderSearch,
  SendOutcome,
  Venue,
  VenueCapabilities,
  VenueHoldings,
  VenueListener,
  VenueStatus,
} from '../../core/orders/venue.ts'
import type { Clock } from '../../core/clock.ts'
import type { Instant } from '../../core/time.ts'
import type { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'

/** Between two looks at what is due at the venue, when no row comes. */
const lookEvery = 5_000
/** Orders that are over and still known by their ids on the wire: at least so many, at most twice that. */
const endedKept = 1_000

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
    this.#simulated.send(command, this.#clock.now())
    return Promise.resolve({ kind: 'answered' })
  }

  /** What it knows it has said, so that what was not heard of is not there. */
  search(): Promise<OrderSearch> {
    return Promise.resolve({ kind: 'nothing' })
  }

  openOrders(): Promise<readonly []> {
    return Promise.resolve([])
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

  serverTime(): Promise<Instant> {
    return Promise.resolve(this.#clock.now())
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

  async close(): Promise<void> {
    this.#cancel()
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

  #look(): void {
    this.#tell()
    const at = (this.#clock.now() + lookEvery) as Instant
    this.#cancel = this.#clock.callAt(at, () => this.#look())
  }

  /** Does what is due by now, and says what is to be heard by now. */
  #tell(): void {
    const now = this.#clock.now()
    this.#simulated.advanceTo(now)
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
