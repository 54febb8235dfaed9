import { randomBytes } from 'node:crypto'
import type { InstrumentClass } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type {
  OrderName,
  OrderRequestText,
  OrderWriter,
  RequestStamp,
  TradedSymbol,
} from '../wire/order-writer.ts'
import { isPlainName } from '../wire/parts/order-words.ts'
import type { CcxtExchange, CcxtOrder } from './ccxt-exchange.ts'
import { cancelFailure, readCancelled, readPlaced } from './order-answers.ts'
import { witnessOrders, type Expected } from './order-witness.ts'
import { orderWriterOf } from './order-writers.ts'
import { orderCall } from './place-order.ts'
import type { TradedListing } from './read-orders.ts'
import { venueTime, type VenueProfile } from './venue-profiles.ts'

/** What is known of a kind of order: whether ours is what ccxt writes, and what it costs there. */
type Verdict = { readonly kind: 'same'; readonly cost: number } | { readonly kind: 'other' }

type Stamp = Omit<RequestStamp, 'begun'>
type Write = (stamp: Stamp) => OrderRequestText | undefined

/** Kinds are few; of a run that makes up ever new ones the rest goes by ccxt. */
const verdictsMost = 10_000

/**
 * Sends orders that we write ourselves where that is what ccxt would send, byte for byte, and has ccxt send all others.
 *
 * The first order of each kind and instrument is ccxt's, and ours is held against it: whatever somebody has set there, and
 * whatever a later version does otherwise, is seen before an order of ours leaves. A class, for it keeps what it has seen.
 */
export class DirectOrders {
  readonly #exchange: CcxtExchange
  readonly #profile: VenueProfile
  readonly #differs: (text: string) => void
  readonly #writers = new Map<InstrumentClass, OrderWriter | undefined>()
  readonly #symbols = new Map<number, TradedSymbol>()
  readonly #verdicts = new Map<string, Verdict>()
  readonly #expect: ((expected: Expected) => () => void) | undefined

  /** @param differs hears of a kind of order that ccxt writes in another way */
  constructor(exchange: CcxtExchange, profile: VenueProfile, differs: (text: string) => void) {
    this.#exchange = exchange
    this.#profile = profile
    this.#differs = differs
    this.#expect = exchange.orderWay === undefined ? undefined : witnessOrders(exchange)
  }

  /** @throws what ccxt throws */
  async place(listing: TradedListing, order: OrderRequest, wireId: string): Promise<CcxtOrder> {
    const named = this.#profile.ids.prefix + wireId
    const begun = venueTime(this.#exchange)
    const kind = placedKind(listing, order)
    const symbol = this.#symbolOf(listing)
    const write: Write = (stamp) =>
      symbol && this.#writerOf(listing)?.place(symbol, order, named, { ...stamp, begun })
    const sent = this.#sent(kind, write)
    if (sent !== undefined) return readPlaced(this.#exchange, listing.symbol, order, await sent)
    const call = orderCall(this.#profile, listing, order, { wireId, nowMs: begun })
    const expected = { kind: 'place', name: named, ours: write } as const
    return this.#byCcxt(kind, expected, () => this.#exchange.createOrder(...call))
  }

  /** @throws what ccxt throws */
  async cancel(listing: TradedListing, order: OrderName): Promise<CcxtOrder> {
    const { symbol, index } = listing
    const isOurs = 'ours' in order
    const { cancelAs } = this.#profile.ids
    const name = isOurs ? order.ours : order.theirs
    // Another name is another kind, for it is not written here.
    const kind = `${index} cancel ${isOurs ? 'ours' : 'theirs'}${isPlainName(name) ? '' : ' odd'}`
    const traded = this.#symbolOf(listing)
    const write: Write = (stamp) =>
      traded && this.#writerOf(listing)?.cancel(traded, order, { ...stamp, begun: stamp.now })
    const sent = this.#sent(kind, write)
    if (sent !== undefined) {
      const { errors } = this.#exchange.orderWay!
      const answer = await sent.catch(cancelFailure(this.#exchange, errors))
      return readCancelled(this.#exchange, symbol, answer, errors)
    }
    const params = isOurs && cancelAs !== undefined ? { [cancelAs]: order.ours } : {}
    return this.#byCcxt(kind, { kind: 'cancel', name, ours: write }, () =>
      this.#exchange.cancelOrder(isOurs ? undefined : order.theirs, symbol, params),
    )
  }

  /** Sends what we write; undefined where ccxt is to write it. Whoever may go at once has gone when this returns. */
  #sent(kind: string, write: Write): Promise<unknown> | undefined {
    const verdict = this.#verdicts.get(kind)
    const { orderWay } = this.#exchange
    // What is told aloud is left to ccxt.
    const isTold = this.#exchange.verbose === true
    if (verdict?.kind !== 'same' || orderWay === undefined || isTold) return undefined
    const turn = this.#exchange.enableRateLimit ? orderWay.turn(verdict.cost) : undefined
    const send = (): Promise<unknown> => orderWay.send(write(this.#stamp())!)
    return turn === undefined ? send() : turn.then(send)
  }

  #stamp(): Stamp {
    const exchange = this.#exchange
    const nonce = this.#profile.countsRequests
      ? String(exchange.nonce())
      : exchange.id === 'coinbase'
        ? randomBytes(16).toString('hex')
        : ''
    return { now: venueTime(exchange), nonce }
  }

  async #byCcxt(
    kind: string,
    expected: Omit<Expected, 'hear'>,
    ask: () => Promise<CcxtOrder>,
  ): Promise<CcxtOrder> {
    const isNew = !this.#verdicts.has(kind) && this.#verdicts.size < verdictsMost
    const forget = isNew ? this.#expect?.({ ...expected, hear: this.#judge(kind) }) : undefined
    try {
      return await ask()
    } finally {
      forget?.()
    }
  }

  #judge(kind: string): Expected['hear'] {
    return (outcome) => {
      if (outcome.kind === 'same') this.#verdicts.set(kind, outcome)
      else this.#verdicts.set(kind, { kind: 'other' })
      if (outcome.kind === 'different')
        this.#differs(`"${kind}" is ordered by ccxt, which has another ${outcome.part}`)
    }
  }

  #writerOf({ instrument }: TradedListing): OrderWriter | undefined {
    const { class: kind } = instrument
    if (!this.#writers.has(kind)) {
      const validForMs = (this.#profile.validityWindow ?? 0) / 1_000
      this.#writers.set(kind, orderWriterOf(this.#exchange, kind, validForMs))
    }
    return this.#writers.get(kind)
  }

  #symbolOf({ index, symbol, instrument }: TradedListing): TradedSymbol | undefined {
    const known = this.#symbols.get(index)
    if (known !== undefined) return known
    const market = this.#exchange.orderWay && this.#exchange.markets?.[symbol]
    if (market === undefined) return undefined
    const traded = { symbol: market.id, instrument }
    this.#symbols.set(index, traded)
    return traded
  }
}

/** Orders that are written by the same lines. */
function placedKind({ index }: TradedListing, order: OrderRequest): string {
  const { side, pricing, timeInForce, isReduceOnly } = order
  const isPostOnly = pricing.kind === 'limit' && pricing.isPostOnly
  const limit = pricing.kind === 'stop' && pricing.limitTicks !== undefined ? ' limit' : ''
  return (
    `${index} ${side} ${pricing.kind}${limit} ${isPostOnly ? 'post' : timeInForce.kind}` +
    (isReduceOnly ? ' reduce' : '')
  )
}
