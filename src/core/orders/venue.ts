import type { Atoms, Currency } from '../currency.ts'
import type { ClockReading } from '../events/market-feed.ts'
import type { Lots, PriceTicks } from '../price.ts'
import type { Duration, Instant } from '../time.ts'
import type { OrderCommand, OrderSide } from './order.ts'
import type { OrderEvent, OrderFill } from './order-event.ts'

/** What a venue can do for an account, beside taking and cancelling orders. */
export interface VenueCapabilities {
  /** Can it be told to cancel everything unless it hears from us again? */
  readonly cancelAllAfter: boolean
  readonly reduceOnly: boolean
  /** Do stops rest at the venue? */
  readonly stops: boolean
  readonly amend: boolean
  /**
   * How long after it left an order is still taken; whatever arrives later is refused. Undefined: for ever, so that an
   * order of unknown fate can be found there, and its absence never be proven.
   */
  readonly validityWindow: Duration | undefined
  /** Does everything at the venue vanish with our process? So it is where fills are simulated here. */
  readonly isEphemeral: boolean
}

type WithoutNumber<Event> = Event extends unknown
  ? Omit<Event, 'clientOrderId' | 'localTime' | 'leavesLots'>
  : never

/** A venue's answer before it has our number and our time. What a fill leaves is ours to count. */
export type VenueAnswer = WithoutNumber<OrderEvent> & { readonly wireId: string }

/** An execution as the venue lists it. */
export type VenueFill = Omit<OrderFill, 'leavesLots'> & {
  /** Our id of its order; undefined where the venue does not tell, or the order was not ours. */
  readonly wireId: string | undefined
  /** The venue's id of its order. */
  readonly venueOrderId: string
  readonly instrument: number
  readonly side: OrderSide
  readonly exchangeTime: Instant
}

/** An order as the venue has it. */
export interface VenueOrder {
  readonly wireId: string | undefined
  readonly venueOrderId: string
  readonly instrument: number
  readonly side: OrderSide
  readonly lots: Lots
  readonly filledLots: Lots
  /** Undefined at market. */
  readonly priceTicks: PriceTicks | undefined
  readonly isOpen: boolean
}

/** What a search by id and among fills came to. Thrown errors of the way there are `failed`: they prove nothing. */
export type OrderSearch =
  | { readonly kind: 'found'; readonly order: VenueOrder; readonly fills: readonly VenueFill[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly detail: string }

/** An order to look for. */
export interface OrderTrace {
  readonly wireId: string
  readonly instrument: number
  /** When it may have left at the earliest: fills before it are not its own. */
  readonly since: Instant
  /** Where it is known. */
  readonly venueOrderId?: string
  /** Its instrument is frozen until it is found or proven absent: asked for before whatever else is asked. */
  readonly isPressing?: true
}

/** What became of a command on its way. */
export type SendOutcome =
  /** The venue has answered, and the listener has heard it. */
  | { readonly kind: 'answered' }
  /** It provably never left: its time was over, or what it asks for cannot be said on this wire. */
  | { readonly kind: 'unsent'; readonly detail: string }
  /** Anything may have become of it. @property detail what was answered, or what broke; absent where no answer came in time */
  | { readonly kind: 'unknown'; readonly detail?: string }

/** What an account holds at a venue. */
export interface VenueHoldings {
  /** By currency, what is reserved by orders included. */
  readonly balances: ReadonlyMap<Currency, Atoms>
  /** What a balance is a multiple of, where that is coarser than eight decimals; it has lost what is below it. */
  readonly steps?: ReadonlyMap<Currency, Atoms>
  /** Of derivatives, by instrument, signed; those not listed are flat. */
  readonly positions: ReadonlyMap<number, Lots>
}

/** Whether a venue does what it is there for. */
export interface VenueStatus {
  readonly trading: 'open' | 'halted' | 'unknown'
  /** Currencies whose withdrawals are suspended; undefined where the venue did not tell this time. */
  readonly frozenWithdrawals: readonly Currency[] | undefined
  /** Indexes of instruments that are delisted or announced to be; undefined likewise. */
  readonly delisted: readonly number[] | undefined
}

/** Who hears a venue. */
export interface VenueListener {
  answer(answer: VenueAnswer): void
  /** Connection of the account's stream lost or back; what was said meanwhile is not heard. */
  stream(state: 'up' | 'down', detail: string): void
  /** Too many requests were made: until then new orders are refused as `rate-limit`, and all else waits. Undefined: over. */
  held?(until: Instant | undefined): void
  /** Something a person may want to know, without anything secret. */
  notice(detail: string): void
}

/**
 * An account at a venue, live: what the driver of the live path needs. Every promise but those of `send` and `search`
 * is rejected when the world fails.
 */
export interface Venue {
  readonly name: string
  readonly capabilities: VenueCapabilities
  start(listener: VenueListener): Promise<void>
  /** Does what can be done of sending a command before it may be sent, which may follow or not. Nothing leaves. */
  readonly prepare?: (command: OrderCommand, wireId: string) => void
  /**
   * Sends a command. An order is stamped so that the venue takes it for no longer than the validity window.
   *
   * @param wireId what the order is called on the wire
   * @param sendBy after this instant it is not sent any more
   */
  send(command: OrderCommand, wireId: string, sendBy: Instant): Promise<SendOutcome>
  search(trace: OrderTrace): Promise<OrderSearch>
  openOrders(): Promise<readonly VenueOrder[]>
  fillsSince(since: Instant): Promise<readonly VenueFill[]>
  holdings(): Promise<VenueHoldings>
  status(): Promise<VenueStatus>
  /** Its clock against the one its requests are stamped by: an offset that is known and allowed for is none. */
  readClock(): Promise<ClockReading>
  /** Cancels an order that we have no number for. */
  cancelStray(order: VenueOrder): Promise<void>
  /** Arms the switch anew, or with undefined takes it back. Only where the capability is there. */
  cancelAllAfter(wait: Duration | undefined): Promise<void>
  close(): Promise<void>
}
