import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import type { ClockReading, FeedListener, MarketFeed } from '../../src/core/events/market-feed.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { OrderCommand } from '../../src/core/orders/order.ts'
import type {
  OrderSearch,
  OrderTrace,
  SendOutcome,
  Venue,
  VenueCapabilities,
  VenueFill,
  VenueHoldings,
  VenueListener,
  VenueOrder,
  VenueStatus,
} from '../../src/core/orders/venue.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Duration, Instant } from '../../src/core/time.ts'
import type { FakeFill, FakeOrder, FakeRequest } from './fake-exchange.ts'

/** The instrument each venue of a fake exchange has: a tick of 0.1, a lot of 0.001. */
export function fakeInstrument(venue: string): Instrument {
  return {
    name: 'BTC-USDT',
    venue,
    base: 'BTC',
    quote: 'USDT',
    class: 'spot',
    tickSize: { units: 1, decimals: 1 },
    lotSize: { units: 1, decimals: 3 },
  }
}

interface Answer {
  readonly id?: number
  readonly error?: string
  readonly order?: FakeOrder
  readonly orders?: readonly FakeOrder[]
  readonly fills?: readonly FakeFill[]
  readonly base?: number
  readonly quote?: number
  readonly fill?: FakeFill
  readonly mid?: number
}

/** A connection to one venue of a fake exchange: its account and its market. */
export class SocketVenue implements Venue, MarketFeed {
  readonly name: string
  readonly venue: string
  readonly capabilities: VenueCapabilities
  readonly #port: number
  readonly #index: number
  readonly #windowMs: number
  readonly #answerWithinMs: number
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  readonly #rows = new EventColumns()
  #socket: Socket | undefined
  #ready: Promise<void> | undefined
  #nextId = 1
  #mid = Number.NaN
  #listener: VenueListener | undefined
  #feed: FeedListener | undefined

  constructor(
    name: string,
    index: number,
    port: number,
    terms: { readonly windowMs: number; readonly answerWithinMs: number },
  ) {
    this.name = name
    this.venue = name
    this.#index = index
    this.#port = port
    this.#windowMs = terms.windowMs
    this.#answerWithinMs = terms.answerWithinMs
    this.capabilities = {
      cancelAllAfter: false,
      reduceOnly: false,
      stops: false,
      amend: false,
      validityWindow: (terms.windowMs * 1_000) as Duration,
      isEphemeral: false,
    }
  }

  async start(listener: VenueListener | FeedListener): Promise<void> {
    if ('rows' in listener) this.#feed = listener
    else this.#listener = listener
    await (this.#ready ??= this.#connect())
  }

  async send(command: OrderCommand, wireId: string, sendBy: Instant): Promise<SendOutcome> {
    if (Date.now() * 1_000 > sendBy) return { kind: 'unsent', detail: 'its time was over' }
    const answer = await this.#ask(requestOf(command, wireId, this.#windowMs)).catch(
      () => undefined,
    )
    if (answer === undefined) return { kind: 'unknown', detail: 'no answer' }
    this.#tell(command, wireId, answer)
    return { kind: 'answered' }
  }

  async search({ wireId }: OrderTrace): Promise<OrderSearch> {
    const { order, fills } = await this.#ask({ op: 'search', wireId })
    if (order === undefined) return { kind: 'nothing' }
    return {
      kind: 'found',
      order: this.#orderOf(order),
      fills: fills!.map((fill) => this.#fillOf(fill)),
    }
  }

  async openOrders(): Promise<readonly VenueOrder[]> {
    const { orders } = await this.#ask({ op: 'open' })
    return orders!.map((order) => this.#orderOf(order))
  }

  async fillsSince(since: Instant): Promise<readonly VenueFill[]> {
    const { fills } = await this.#ask({ op: 'fills', since: since / 1_000 })
    return fills!.map((fill) => this.#fillOf(fill))
  }

  async holdings(): Promise<VenueHoldings> {
    const { base, quote } = await this.#ask({ op: 'holdings' })
    const balances = new Map([
      ['BTC', BigInt(base!) * 10n ** 15n],
      ['USDT', BigInt(Math.round(quote! * 10)) * 10n ** 10n],
    ])
    return { balances, positions: new Map() }
  }

  status(): Promise<VenueStatus> {
    return Promise.resolve({ trading: 'open', frozenWithdrawals: [], delisted: [] })
  }

  readClock(): Promise<ClockReading> {
    return Promise.resolve({ offset: 0, roundTrip: 0 as Duration })
  }

  async cancelStray({ wireId }: VenueOrder): Promise<void> {
    await this.#ask({ op: 'cancel', ...(wireId === undefined ? {} : { wireId }) })
  }

  cancelAllAfter(): Promise<void> {
    return Promise.reject(new Error('there is no such switch here'))
  }

  touch(): Promise<{ readonly bid: number; readonly ask: number }> {
    return Promise.resolve({ bid: this.#mid - 1, ask: this.#mid + 1 })
  }

  resync(): void {
    // Every message is a whole book.
  }

  close(): Promise<void> {
    this.#socket?.destroy()
    return Promise.resolve()
  }

  async #connect(): Promise<void> {
    const socket = connect(this.#port, '127.0.0.1')
    this.#socket = socket
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    socket.on('error', () => socket.destroy())
    const lines = createInterface({ input: socket })
    lines.on('error', () => socket.destroy())
    lines.on('line', (line) => this.#hear(JSON.parse(line) as Answer))
    await this.#ask({ op: 'subscribe' })
  }

  #ask(request: Omit<FakeRequest, 'id' | 'venue'>): Promise<Answer> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      // Answers to orders are what may be late or lost; the others come as fast as the machine is.
      const isOrder = request.op === 'place' || request.op === 'cancel'
      const withinMs = isOrder ? this.#answerWithinMs : 10_000
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error(`no answer to ${request.op}`))
      }, withinMs)
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      this.#socket!.write(`${JSON.stringify({ id, venue: this.name, ...request })}\n`)
    })
  }

  #hear(answer: Answer): void {
    if (answer.id !== undefined) {
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    } else if (answer.fill !== undefined) {
      const { venueOrderId: _, wireId, side: _side, ...fill } = this.#fillOf(answer.fill)
      this.#listener?.answer({ ...fill, kind: 'filled', wireId: wireId! })
    } else if (answer.mid !== undefined) this.#tellBook(answer.mid)
  }

  #tellBook(mid: number): void {
    this.#mid = mid
    const rows = this.#rows
    rows.empty()
    rows.begin(this.#index, (Date.now() * 1_000) as Instant, Number.NaN, Number.NaN)
    rows.addClear()
    for (let level = 1; level <= 3; level++) {
      rows.addLevel(eventSide.bid, mid - level, 1_000)
      rows.addLevel(eventSide.ask, mid + level, 1_000)
    }
    rows.end()
    this.#feed?.rows(rows)
  }

  #tell(command: OrderCommand, wireId: string, { error, order }: Answer): void {
    const base = { wireId, instrument: this.#index, exchangeTime: (Date.now() * 1_000) as Instant }
    const hear = this.#listener!
    if (error !== undefined) {
      const isUnknown = error === 'unknown-order'
      if (command.kind === 'place') {
        const reason = error === 'duplicate-id' ? 'duplicate-id' : 'halted'
        hear.answer({ ...base, kind: 'rejected', reason })
      } else
        hear.answer({
          ...base,
          kind: 'cancel-rejected',
          reason: isUnknown ? 'unknown-order' : 'halted',
        })
      return
    }
    if (command.kind === 'place') hear.answer({ ...base, kind: 'accepted' })
    if (order!.isOpen) return
    const filledLots = order!.filled as Lots
    if (filledLots < order!.lots)
      hear.answer({
        ...base,
        kind: 'cancelled',
        reason: command.kind === 'place' ? 'not-filled-at-once' : 'asked',
        filledLots,
      })
  }

  #orderOf(order: FakeOrder): VenueOrder {
    return {
      wireId: order.wireId,
      venueOrderId: order.orderId,
      instrument: this.#index,
      side: order.side,
      lots: order.lots as Lots,
      filledLots: order.filled as Lots,
      priceTicks: order.price as PriceTicks,
      isOpen: order.isOpen,
    }
  }

  #fillOf({ tradeId, orderId, wireId, side, lots, price, time, isMaker }: FakeFill): VenueFill {
    return {
      tradeId,
      venueOrderId: orderId,
      wireId,
      instrument: this.#index,
      side,
      lots: lots as Lots,
      priceTicks: price as PriceTicks,
      liquidity: isMaker ? 'maker' : 'taker',
      // A thousandth of lots x price x 1e-4 of quote.
      feeAtoms: BigInt(lots) * BigInt(price) * 10n ** 11n,
      feeCurrency: 'USDT',
      exchangeTime: (time * 1_000) as Instant,
    }
  }
}

function requestOf(
  command: OrderCommand,
  wireId: string,
  windowMs: number,
): Omit<FakeRequest, 'id' | 'venue'> {
  if (command.kind !== 'place') return { op: 'cancel', wireId }
  const { side, lots, pricing, timeInForce } = command.order
  return {
    op: 'place',
    wireId,
    side,
    lots,
    price: pricing.kind === 'limit' ? pricing.priceTicks : side === 'buy' ? 1e9 : 1,
    isIoc: timeInForce.kind === 'ioc',
    validUntil: Date.now() + windowMs,
  }
}
