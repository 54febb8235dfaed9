import { randomBytes } from 'node:crypto'
import { decimalOfSteps } from '../core/decimal-steps.ts'
import type { InstrumentClass } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type {
  OrderName,
  OrderRequestText,
  OrderWriter,
  RequestStamp,
  TradedSymbol,
} from '../wire/order-writer.ts'
import { isPlainName } from '../wire/parts/order-words.ts'
import { askableOrder } from './askable-order.ts'
import type { CcxtExchange, CcxtOrder } from './ccxt-exchange.ts'
import type { Gate } from './departures.ts'
import { cancelFailure, readCancelled, readPlaced } from './order-answers.ts'
import { witnessOrders, type Expected } from './order-witness.ts'
import { orderWriterOf } from './order-writers.ts'
import { orderCall } from './place-order.ts'
import type { PreparedOrder } from './quick-orders.ts'
import type { TradedListing } from './read-orders.ts'
import { venueTime, type VenueProfile } from './venue-profiles.ts'

/** What is known of a kind of order: whether ours is what ccxt writes, and what it costs there. */
type Verdict = Same | { readonly kind: 'other' }

interface Same {
  readonly kind: 'same'
  readonly cost: number
}

type Stamp = Omit<RequestStamp, 'begun'>
type Write = (stamp: Stamp) => OrderRequestText | undefined

/** An order or a cancellation that is asked for. */
interface Asked {
  /** What it is prepared under. */
  readonly key: string
  /** What its order is called in it. */
  readonly name: string
  /** By the venue's clock, epoch milliseconds. */
  readonly begun: number
  /** Undefined for what is never written here. */
  readonly kind: string | undefined
  readonly does: 'place' | 'cancel'
  readonly write: Write
}

type Leaving = Pick<Asked, 'kind' | 'name' | 'write'> & { readonly does: Expected['kind'] }

/** What an order is to be from now on. */
interface Amendment {
  /** Its venue's name of it. */
  readonly known: string | undefined
  readonly side: 'buy' | 'sell' | undefined
  readonly lots: Lots
  readonly priceTicks: PriceTicks
}

/** What was written before it may leave. */
interface Prepared {
  readonly request: OrderRequestText
  /** By the monotonic clock, milliseconds. */
  readonly at: number
  /** Its connection, where one was ready. */
  readonly ready: PreparedOrder | undefined
}

/** Of what is never written here. */
const unwritten: Write = () => undefined

const open: Gate = { mayLeave: () => undefined, left: () => undefined }

/** What is prepared and not sent within so long is written anew: its time begins to run when it is written. */
const preparedForMs = 100

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
  readonly #prepared = new Map<string, Prepared>()
  readonly #expect: (expected: Expected) => () => void
  readonly #elapsed: () => number

  /**
   * @param differs hears of a kind of order that ccxt writes in another way
   * @param elapsed a clock that nobody sets, milliseconds
   */
  constructor(
    exchange: CcxtExchange,
    profile: VenueProfile,
    differs: (text: string) => void,
    elapsed = (): number => performance.now(),
  ) {
    this.#elapsed = elapsed
    this.#exchange = exchange
    this.#profile = profile
    this.#differs = differs
    this.#expect = witnessOrders(exchange, () => venueTime(exchange))
  }

  /** Writes an order that may be sent in a moment. */
  preparePlace(listing: TradedListing, order: OrderRequest, wireId: string): void {
    this.#prepare(this.#placing(listing, order, wireId))
  }

  /** Writes a cancellation that may be sent in a moment. */
  prepareCancel(listing: TradedListing, order: OrderName): void {
    this.#prepare(this.#cancelling(listing, order))
  }

  /**
   * @throws what ccxt throws; UnsentError where it cannot be asked for, or may not leave any more
   */
  async place(
    listing: TradedListing,
    wanted: OrderRequest,
    wireId: string,
    gate: Gate = open,
  ): Promise<CcxtOrder> {
    const askable = askableOrder(this.#exchange, this.#profile, listing, wanted)
    const order = askable instanceof Promise ? await askable : askable
    const asked = this.#placing(listing, order, wireId)
    const sent = this.#sent(asked, gate)
    if (sent !== undefined) return readPlaced(this.#exchange, listing.symbol, order, await sent)
    const call = orderCall(this.#profile, listing, order, { wireId, nowMs: asked.begun })
    return this.#byCcxt(asked, gate, () => this.#exchange.createOrder(...call))
  }

  /**
   * @param left called when it has left: where it may go at once, before this returns
   * @throws what ccxt throws
   */
  async cancel(
    listing: TradedListing,
    order: OrderName,
    left: () => void = () => undefined,
  ): Promise<CcxtOrder> {
    const { symbol } = listing
    const asked = this.#cancelling(listing, order)
    const gate = { ...open, left }
    const sent = this.#sent(asked, gate)
    if (sent !== undefined) {
      const { errors } = this.#exchange.orderWay!
      const answer = await sent.catch(cancelFailure(this.#exchange, errors))
      return readCancelled(this.#exchange, symbol, answer, errors)
    }
    const { cancelAs } = this.#profile.ids
    const isOurs = 'ours' in order
    const params = isOurs && cancelAs !== undefined ? { [cancelAs]: order.ours } : {}
    return this.#byCcxt(asked, gate, () =>
      this.#exchange.cancelOrder(isOurs ? undefined : order.theirs, symbol, params),
    )
  }

  /**
   * Cancels what waits as a stop, which ccxt does.
   *
   * @param named what it is called there
   * @throws what ccxt throws
   */
  cancelStop(
    { symbol }: TradedListing,
    named: string,
    params: Readonly<Record<string, unknown>>,
    left: () => void,
  ): Promise<CcxtOrder> {
    const asked = { name: named, kind: undefined, does: 'cancel', write: unwritten } as const
    const gate = { ...open, left }
    return this.#byCcxt(asked, gate, () => this.#exchange.cancelOrder(undefined, symbol, params))
  }

  /**
   * Amends an order, which ccxt does.
   *
   * @param to what it is called by its venue, and what it is to be
   * @throws what ccxt throws; UnsentError where it may not leave any more
   */
  amend({ symbol, instrument }: TradedListing, to: Amendment, gate: Gate): Promise<CcxtOrder> {
    gate.mayLeave()
    const { known, side, lots, priceTicks } = to
    const asked = { name: known ?? '', kind: undefined, does: 'amend', write: unwritten } as const
    const quantity = Number(decimalOfSteps(lots, instrument.lotSize))
    const price = Number(decimalOfSteps(priceTicks, instrument.tickSize))
    return this.#byCcxt(asked, gate, () =>
      this.#exchange.editOrder(known, symbol, 'limit', side, quantity, price),
    )
  }

  #placing(listing: TradedListing, order: OrderRequest, wireId: string): Asked {
    const name = this.#profile.ids.prefix + wireId
    const begun = venueTime(this.#exchange)
    const kind = placedKind(listing, order)
    const traded = this.#symbolOf(listing)
    const writer = this.#writerOf(listing)
    const write: Write = (stamp) =>
      traded && writer?.place(traded, order, name, { ...stamp, begun })
    return { key: name, name, begun, kind, does: 'place', write }
  }

  #cancelling(listing: TradedListing, order: OrderName): Asked {
    const [whose, name] = 'ours' in order ? ['ours', order.ours] : ['theirs', order.theirs]
    const begun = venueTime(this.#exchange)
    // Another name is another kind, for it is not written here.
    const kind = `${listing.index} cancel ${whose}${isPlainName(name) ? '' : ' odd'}`
    const traded = this.#symbolOf(listing)
    const writer = this.#writerOf(listing)
    const write: Write = (stamp) => traded && writer?.cancel(traded, order, { ...stamp, begun })
    return { key: `cancel ${name}`, name, begun, kind, does: 'cancel', write }
  }

  /** The verdict on a kind of which we send; what is told aloud is left to ccxt. */
  #verdictOn({ kind }: Asked): Same | undefined {
    const verdict = kind === undefined ? undefined : this.#verdicts.get(kind)
    const { orderWay } = this.#exchange
    if (verdict?.kind !== 'same' || orderWay === undefined) return undefined
    return this.#exchange.verbose === true ? undefined : verdict
  }

  #prepare(asked: Asked): void {
    // What carries an ascending number is numbered when it leaves.
    if (this.#profile.countsRequests === true || this.#verdictOn(asked) === undefined) return
    const request = asked.write(this.#stamp())
    if (request === undefined) return
    const { key } = asked
    const at = this.#elapsed()
    this.#takePrepared(key)?.ready?.drop()
    const ready = this.#exchange.orderWay!.prepare(request)
    this.#prepared.set(key, { request, at, ready })
    // What was prepared and not sent gives its connection back.
    for (const [other, { at: before }] of this.#prepared)
      if (at - before >= preparedForMs) this.#takePrepared(other)?.ready?.drop()
  }

  #takePrepared(key: string): Prepared | undefined {
    const prepared = this.#prepared.get(key)
    this.#prepared.delete(key)
    return prepared
  }

  /** Sends what we write; undefined where ccxt is to write it. Whoever may go at once has gone when this returns. */
  #sent(asked: Asked, { mayLeave, left }: Gate): Promise<unknown> | undefined {
    const verdict = this.#verdictOn(asked)
    if (verdict === undefined) return undefined
    const orderWay = this.#exchange.orderWay!
    const turn = this.#exchange.enableRateLimit
      ? orderWay.turn(verdict.cost, asked.does === 'place')
      : undefined
    const { inTurn } = orderWay
    const write = async (): Promise<unknown> => {
      try {
        mayLeave()
      } catch (cause) {
        this.#takePrepared(asked.key)?.ready?.drop()
        throw cause
      }
      const answer = this.#leave(asked)
      left()
      return answer
    }
    const send = inTurn === undefined ? write : () => inTurn.run(true, write)
    return turn === undefined ? send() : turn.then(send)
  }

  #leave({ key, write }: Asked): Promise<unknown> {
    const orderWay = this.#exchange.orderWay!
    const prepared = this.#takePrepared(key)
    if (prepared !== undefined && this.#elapsed() - prepared.at < preparedForMs)
      return prepared.ready?.send() ?? orderWay.send(prepared.request)
    prepared?.ready?.drop()
    return orderWay.send(write(this.#stamp())!)
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
    { kind, name, does, write }: Leaving,
    gate: Gate,
    ask: () => Promise<CcxtOrder>,
  ): Promise<CcxtOrder> {
    const isNew =
      kind !== undefined && !this.#verdicts.has(kind) && this.#verdicts.size < verdictsMost
    const judged =
      isNew && this.#exchange.orderWay !== undefined
        ? { ours: write, hear: this.#judge(kind) }
        : undefined
    const forget = this.#expect({ kind: does, name, ...gate, judged })
    try {
      return await ask()
    } finally {
      forget()
    }
  }

  #judge(kind: string): NonNullable<Expected['judged']>['hear'] {
    return (outcome) => {
      if (outcome.kind === 'same') this.#verdicts.set(kind, outcome)
      else this.#verdicts.set(kind, { kind: 'other' })
      if (outcome.kind === 'different')
        this.#differs(`"${kind}" is ordered by ccxt, which has another ${outcome.part}`)
    }
  }

  #writerOf({ instrument }: TradedListing): OrderWriter | undefined {
    if (this.#exchange.orderWay === undefined) return undefined
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
