import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Random } from '../../src/math/random.ts'

/** How slow and how forgetful a fake exchange is; times in milliseconds. */
export interface FakeExchangeTerms {
  readonly seed: number
  readonly venues: readonly string[]
  /** An order may wait so long before it is looked at. */
  readonly arrivalMost: number
  /** An answer may take so long. */
  readonly answerMost: number
  /** For so long after it was taken an order, and for so long after it happened a fill, may not be found. */
  readonly lagMost: number
  /** Share of answers and of pushed messages that are lost. */
  readonly lost: number
}

/** A request of a client, a line of JSON. */
export interface FakeRequest {
  readonly id: number
  readonly venue: string
  readonly op: 'place' | 'cancel' | 'search' | 'open' | 'fills' | 'holdings' | 'subscribe'
  readonly wireId?: string
  readonly side?: 'buy' | 'sell'
  readonly lots?: number
  readonly price?: number
  readonly isIoc?: boolean
  /** Epoch milliseconds after which it is refused. */
  readonly validUntil?: number
  readonly since?: number
}

/** An order as the exchange has it. */
export interface FakeOrder {
  readonly orderId: string
  readonly wireId: string
  readonly side: 'buy' | 'sell'
  readonly lots: number
  readonly price: number
  readonly isIoc: boolean
  readonly seenFrom: number
  filled: number
  isOpen: boolean
}

export interface FakeFill {
  readonly tradeId: string
  readonly orderId: string
  readonly wireId: string
  readonly side: 'buy' | 'sell'
  readonly lots: number
  readonly price: number
  readonly time: number
  readonly seenFrom: number
  readonly isMaker: boolean
}

interface FakeVenueState {
  readonly orders: FakeOrder[]
  readonly fills: FakeFill[]
  mid: number
}

/**
 * Three venues that outlive whoever trades at them, with everything that makes recovery hard: acknowledgements that come
 * late or never, "not found" for what is there, and ids that are taken again once their order is over.
 */
export class FakeExchange {
  readonly venues: Map<string, FakeVenueState> = new Map<string, FakeVenueState>()
  /** Orders that were refused because their time was over. */
  expired = 0
  /** Searches that were told "nothing" of an order that was there. */
  hidden = 0
  lostAnswers = 0
  isPaused = false
  /** Called after every fill. */
  filled = (): void => undefined
  readonly #terms: FakeExchangeTerms
  readonly #random: Random
  readonly #server: Server
  readonly #sockets = new Map<Socket, Set<string>>()
  readonly #timer: NodeJS.Timeout
  #next = 1

  private constructor(terms: FakeExchangeTerms) {
    this.#terms = terms
    this.#random = new Random(terms.seed)
    for (const venue of terms.venues) this.venues.set(venue, { orders: [], fills: [], mid: 10_000 })
    this.#server = createServer((socket) => this.#serve(socket))
    this.#timer = setInterval(() => this.#tick(), 10)
  }

  static async listen(terms: FakeExchangeTerms): Promise<FakeExchange> {
    const exchange = new FakeExchange(terms)
    await new Promise<void>((resolve) => exchange.#server.listen(0, '127.0.0.1', resolve))
    return exchange
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  position(venue: string): number {
    const { fills } = this.venues.get(venue)!
    return fills.reduce((sum, fill) => sum + (fill.side === 'buy' ? fill.lots : -fill.lots), 0)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const socket of this.#sockets.keys()) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    this.#sockets.set(socket, new Set())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    const lines = createInterface({ input: socket })
    // A client that was killed.
    lines.on('error', () => socket.destroy())
    lines.on('line', (line) => {
      const request = JSON.parse(line) as FakeRequest
      const wait = request.op === 'place' ? this.#random.uniform() * this.#terms.arrivalMost : 0
      setTimeout(() => this.#handle(socket, request), wait)
    })
  }

  #handle(socket: Socket, request: FakeRequest): void {
    const venue = this.venues.get(request.venue)!
    switch (request.op) {
      case 'subscribe':
        this.#sockets.get(socket)?.add(request.venue)
        return this.#answer(socket, request, {})
      case 'place':
        return this.#place(socket, request, venue)
      case 'cancel': {
        const order = venue.orders.find((each) => each.wireId === request.wireId && each.isOpen)
        if (order === undefined) return this.#answer(socket, request, { error: 'unknown-order' })
        order.isOpen = false
        return this.#answer(socket, request, { order })
      }
      case 'search':
        return this.#search(socket, request, venue)
      case 'open':
        return this.#answer(socket, request, {
          orders: this.#seen(venue.orders).filter((each) => each.isOpen),
        })
      case 'fills': {
        const fills = this.#seen(venue.fills).filter((fill) => fill.time >= request.since!)
        return this.#answer(socket, request, { fills })
      }
      case 'holdings':
        return this.#answer(socket, request, this.#holdings(request.venue))
    }
  }

  #search(socket: Socket, request: FakeRequest, venue: FakeVenueState): void {
    const named = venue.orders.filter(({ wireId }) => wireId === request.wireId)
    const order = this.#seen(named).at(-1)
    if (order === undefined && named.length > 0) this.hidden++
    const fills = this.#seen(venue.fills).filter((fill) => fill.orderId === order?.orderId)
    this.#answer(socket, request, { order, fills })
  }

  #seen<T extends { readonly seenFrom: number }>(things: readonly T[]): T[] {
    return things.filter(({ seenFrom }) => seenFrom <= Date.now())
  }

  #place(socket: Socket, request: FakeRequest, venue: FakeVenueState): void {
    if (Date.now() > request.validUntil!) {
      this.expired++
      return this.#answer(socket, request, { error: 'expired' })
    }
    const { wireId, side, lots, price, isIoc } = request as Required<FakeRequest>
    // As Binance does: taken again once its order is over.
    if (venue.orders.some((each) => each.wireId === wireId && each.isOpen))
      return this.#answer(socket, request, { error: 'duplicate-id' })
    const order: FakeOrder = {
      orderId: `o${this.#next++}`,
      wireId,
      side,
      lots,
      price,
      isIoc,
      seenFrom: Date.now() + this.#random.uniform() * this.#terms.lagMost,
      filled: 0,
      isOpen: true,
    }
    venue.orders.push(order)
    const crosses = side === 'buy' ? price > venue.mid : price < venue.mid
    if (crosses) {
      const first = Math.max(1, Math.floor(lots * this.#random.uniform()))
      this.#fill(request.venue, order, first, false)
      if (order.isOpen && this.#random.uniform() < 0.7)
        this.#fill(request.venue, order, order.lots - order.filled, false)
    }
    if (isIoc) order.isOpen = false
    this.#answer(socket, request, { order: { ...order } })
  }

  #fill(venue: string, order: FakeOrder, lots: number, isMaker: boolean): void {
    const state = this.venues.get(venue)!
    order.filled += lots
    if (order.filled === order.lots) order.isOpen = false
    const fill: FakeFill = {
      tradeId: `t${this.#next++}`,
      orderId: order.orderId,
      wireId: order.wireId,
      side: order.side,
      lots,
      price: isMaker ? order.price : Math.round(state.mid),
      time: Date.now(),
      seenFrom: Date.now() + this.#random.uniform() * this.#terms.lagMost,
      isMaker,
    }
    state.fills.push(fill)
    this.filled()
    for (const [socket, venues] of this.#sockets) {
      if (venues.has(venue)) this.#push(socket, { venue, fill })
    }
  }

  /** Balances of base in lots and of quote in millionths, from 1,000,000 each; a fee of a thousandth in quote. */
  #holdings(venue: string): object {
    let quote = 1_000_000_000_000
    for (const { side, lots, price } of this.venues.get(venue)!.fills)
      quote += (side === 'buy' ? -lots * price : lots * price) * 1_000 - lots * price
    return { base: 1_000_000 + this.position(venue), quote }
  }

  #tick(): void {
    if (this.isPaused) return
    for (const [venue, state] of this.venues) {
      state.mid += this.#random.normal() * 2
      // Orders of earlier runs are over: only the latest can be open.
      for (const order of state.orders.slice(-200)) {
        if (!order.isOpen || order.isIoc || this.#random.uniform() > 0.15) continue
        this.#fill(venue, order, Math.max(1, Math.ceil((order.lots - order.filled) / 2)), true)
      }
      for (const [socket, venues] of this.#sockets) {
        if (venues.has(venue)) this.#push(socket, { venue, mid: Math.round(state.mid) })
      }
    }
  }

  #push(socket: Socket, message: object): void {
    if ('fill' in message && this.#random.uniform() < this.#terms.lost) return
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`)
  }

  #answer(socket: Socket, { id, op }: FakeRequest, answer: object): void {
    const isSlow = op === 'place' || op === 'cancel'
    if (isSlow && this.#random.uniform() < this.#terms.lost) {
      this.lostAnswers++
      return
    }
    const text = `${JSON.stringify({ id, ...answer })}\n`
    const wait = isSlow ? this.#random.uniform() * this.#terms.answerMost : 0
    setTimeout(() => {
      if (!socket.destroyed) socket.write(text)
    }, wait)
  }
}
