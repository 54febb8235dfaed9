import type { CancelReason, RejectReason } from '../core/orders/order-event.ts'
import type { Clock } from '../core/clock.ts'
import type { OrderSearch, VenueAnswer, VenueFill, VenueOrder } from '../core/orders/venue.ts'
import type { Lots } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { CcxtExchange, CcxtOrder, CcxtTrade } from './ccxt-exchange.ts'
import { namedFillOf, namedFills } from './find-order.ts'
import type { Naming } from './learn-names.ts'
import { OpenOrders } from './open-orders.ts'
import {
  isInPassing,
  readOrder,
  stampOf,
  textIn,
  timeOf,
  type TradedListing,
} from './read-orders.ts'
import type { VenueProfile } from './venue-profiles.ts'

/** Whose orders they are, and who hears of them. */
interface Hearing {
  readonly exchange: CcxtExchange
  readonly profile: VenueProfile
  readonly naming: Naming
  /** That of whoever hears of them. */
  readonly clock: Pick<Clock, 'now'>
  readonly say: (answer: VenueAnswer) => void
  /** Hears why fills could not be asked for. */
  readonly failed: (cause: unknown) => void
}

type Found = Extract<OrderSearch, { kind: 'found' }>

/** Where an order stands as far as it was told; `unsure` while what filled it is not listed, or it was not found. */
export type Became = 'open' | 'over' | 'unsure'

/** Fills are looked for from a minute before what an order says. */
const fillsSpanUs = 60_000_000

/** What a venue tells of our orders, in our words. A class, for it remembers which are open. */
export class HeardOrders {
  readonly open: OpenOrders = new OpenOrders()
  readonly #hearing: Hearing

  constructor(hearing: Hearing) {
    this.#hearing = hearing
  }

  /** An order as it was pushed, or as an answer has it. */
  order(listing: TradedListing, order: CcxtOrder): void {
    const { profile, naming, say } = this.#hearing
    const read = this.named(readOrder(listing, order, profile.ids.prefix))
    const { filledLots } = read
    const wireId = read.wireId ?? naming.names.of(read.venueOrderId)
    if (wireId === undefined) return
    const known = { wireId, listing, filledLots }
    const told = { wireId, instrument: listing.index, exchangeTime: lastTimeOf(order) }
    if (read.isOpen) {
      // The answer may come later, or never.
      if (order.status === 'open' && this.open.accept(wireId))
        say({ ...told, kind: 'accepted', exchangeTime: stampOf(order.timestamp) })
      if (this.open.keep(known) && !profile.pushesFills)
        void this.#fetchFills(known, timeOf(order.timestamp))
      return
    }
    const before = this.open.of(wireId)
    const ended = this.open.end(wireId)
    const isEarly = endedEarly(order) || filledLots < read.lots
    // Of what was accepted a rejection is the end: Bybit takes what rests only, and rejects it a moment later.
    if (order.status === 'rejected' && ended !== 'open')
      say({ ...told, kind: 'rejected', reason: rejectionOf(order) })
    else if (order.status === 'rejected' || isEarly)
      say({ ...told, kind: 'cancelled', reason: cancellationOf(order), filledLots })
    if (ended === 'unknown' || filledLots === 0) return
    const over = { ...before, ...known, ...(isEarly && { endedWith: filledLots }) }
    void this.#fetchFills(over, timeOf(order.timestamp))
  }

  fills(listing: TradedListing, trades: readonly CcxtTrade[]): void {
    const { profile, naming } = this.#hearing
    const doubtful = new Map<string, VenueFill>()
    for (const trade of trades) {
      const fill = namedFillOf(profile, listing, trade, naming.names)
      if (fill === undefined) continue
      if (!isInPassing(trade)) this.#sayFill(fill)
      else if (fill.wireId !== undefined) doubtful.set(fill.wireId, fill)
    }
    for (const [wireId, { lots, tradeId, exchangeTime }] of doubtful)
      void this.#fetchFills({ wireId, listing, filledLots: lots }, exchangeTime, tradeId)
  }

  /** An order that was found by looking for it. @param reason why it is over, where nobody says */
  found({ order, fills }: Found, wireId: string, reason: 'asked' | 'venue'): Became {
    for (const fill of fills) this.#sayFill({ ...fill, wireId })
    if (order.isOpen) return 'open'
    const { filledLots, lots, instrument } = order
    const before = this.open.of(wireId)
    this.open.end(wireId)
    const hasAll = areAll(fills, wireId, filledLots)
    const isWhole = filledLots === lots && lots > 0
    if (!hasAll && before !== undefined)
      this.open.lookAgain({ ...before, ...(!isWhole && { endedWith: filledLots }) })
    if (isWhole) return hasAll ? 'over' : 'unsure'
    // It is looked at again for its fills alone; whoever asked is answered.
    if (reason === 'venue' && before?.endedWith === filledLots) return 'over'
    const told = { wireId, instrument, exchangeTime: undefined }
    this.#hearing.say({ ...told, kind: 'cancelled', reason, filledLots })
    return 'over'
  }

  /** With our id of it, where it is ours. */
  named(order: VenueOrder): VenueOrder {
    const { names } = this.#hearing.naming
    if (order.wireId === undefined) return { ...order, wireId: names.of(order.venueOrderId) }
    names.remember(order.venueOrderId, order.wireId)
    return order
  }

  /** Fills that an order is said to have and nobody has pushed. @param last that has to be among them */
  async #fetchFills(
    order: Parameters<OpenOrders['lookAgain']>[0],
    at: Instant,
    last?: VenueFill['tradeId'],
  ): Promise<void> {
    const { exchange, profile, naming, clock, failed } = this.#hearing
    const since = (Math.min(at, clock.now()) - fillsSpanUs) as Instant
    try {
      const fills = await namedFills(exchange, profile, order.listing, { since, ...naming })
      for (const fill of fills) this.#sayFill(fill)
      const hasLast = last === undefined || fills.some(({ tradeId }) => tradeId === last)
      if (!hasLast || !areAll(fills, order.wireId, order.filledLots)) this.open.lookAgain(order)
    } catch (cause) {
      this.open.lookAgain(order)
      failed(cause)
    }
  }

  #sayFill({ wireId, venueOrderId: _order, side: _side, ...fill }: VenueFill): void {
    if (wireId !== undefined) this.#hearing.say({ ...fill, kind: 'filled', wireId })
  }
}

/** When it became what it is, as far as the venue tells. */
function lastTimeOf({ lastUpdateTimestamp, timestamp }: CcxtOrder): Instant | undefined {
  return stampOf(lastUpdateTimestamp ?? timestamp)
}

/**
 * By its status, for of what Coinbase pushes ccxt takes what was filled for the whole, and the venue says of what is over that
 * nothing is left: `"status":"CANCELLED","cumulative_quantity":"0","leaves_quantity":"0"`.
 */
function endedEarly({ status }: CcxtOrder): boolean {
  return status === 'canceled' || status === 'expired'
}

function cancellationOf({ status }: CcxtOrder): CancelReason {
  return status === 'expired' ? 'not-filled-at-once' : 'venue'
}

/** Bybit says why: https://bybit-exchange.github.io/docs/v5/enum#rejectreason */
function rejectionOf({ info }: CcxtOrder): RejectReason {
  return textIn(info, 'rejectReason') === 'EC_PostOnlyWillTakeLiquidity' ? 'would-take' : 'halted'
}

function areAll(fills: readonly VenueFill[], wireId: string, filledLots: Lots): boolean {
  const own = fills.filter((fill) => fill.wireId === wireId)
  return own.reduce((sum, { lots }) => sum + lots, 0) >= filledLots
}
