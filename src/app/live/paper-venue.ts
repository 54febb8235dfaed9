import type { EventRows } from '../../core/events/event-columns.ts'
import type { FeedListener, MarketFeed } from '../../core/events/market-feed.ts'
import type { OrderCommand } from '../../core/orders/order.ts'
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
import type { Duration, Instant } from '../../core/time.ts'
import type { SimulatedVenue } from '../../simulation/venue/simulated-venue.ts'

/** Between two looks at what is due at the venue, when no row comes. */
const lookEvery = 5_000

/**
 * A venue on paper: the simulated venue of backtests with all its assumptions, over live books. It is its own feed too,
 * so that the book orders are matched against is the one that was heard. Everything at it vanishes with the process.
 */
export class PaperVenue implements Venue, MarketFeed {
  readonly name: string
  readonly venue: string
  readonly capabilities: VenueCapabilities = {
    cancelAllAfter: false,
    reduceOnly: true,
    stops: true,
    amend: true,
    validityWindow: 1_000_000 as Duration,
    isEphemeral: true,
  }
  readonly #simulated: SimulatedVenue
  readonly #feed: MarketFeed
  readonly #clock: Clock
  readonly #wireIds = new Map<number, string>()
  #listener: VenueListener | undefined
  #cancel = (): void => undefined

  constructor(feed: MarketFeed, simulated: SimulatedVenue, clock: Clock) {
    this.name = feed.venue
    this.venue = feed.venue
    this.#feed = feed
    this.#simulated = simulated
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

  /** The clock of the venue whose books are heard, where it tells it: messages are stamped by it. */
  async serverTime(): Promise<Instant> {
    const before = this.#clock.now()
    const offset = (await this.#feed.readClock?.())?.offset ?? Number.NaN
    const between = Math.round((before + this.#clock.now()) / 2)
    return (Number.isNaN(offset) ? between : between + offset) as Instant
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
      const { clientOrderId, localTime: _, ...answer } = this.#simulated.takeAnswer()
      const wireId = this.#wireIds.get(clientOrderId)
      if (wireId === undefined) continue
      if (answer.kind === 'filled') {
        const { leavesLots: _leaves, ...fill } = answer
        this.#listener?.answer({ ...fill, wireId })
      } else this.#listener?.answer({ ...answer, wireId })
    }
  }
}
