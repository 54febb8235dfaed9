import type { Instrument } from '../core/instrument.ts'
import type { OrderRequest } from '../core/orders/order.ts'

/** Somebody's account at a venue. What its secret does is done outside: nothing pure holds one. */
export interface OrderAccount {
  /** Where requests go, `https://api.bybit.com`. */
  readonly origin: string
  readonly apiKey: string
  /** Of a key that has one. */
  readonly passphrase: string
  /** So long after it was stamped an order is taken, milliseconds. */
  readonly validForMs: number
  /** The venue's signature of a text, and of the SHA-256 digest of another put behind it where it signs two. */
  readonly sign: (text: string, digested?: string) => string
}

/** What is traded, and what its venue calls it. */
export interface TradedSymbol {
  readonly symbol: string
  readonly instrument: Instrument
}

/** When a request is written. */
export interface RequestStamp {
  /** By the venue's clock, or by ours where ccxt goes by that (Coinbase); epoch milliseconds. */
  readonly now: number
  /** When the order was begun with, by the venue's clock: what it is taken until may be counted from there. */
  readonly begun: number
  /** What makes the request different from every other: a number that ascends, or a random one. */
  readonly nonce: string
}

/** An order by what it is called: ours, or the venue's where that is known. */
export type OrderName = { readonly ours: string } | { readonly theirs: string }

/** A request whose every byte is decided. */
export interface OrderRequestText {
  readonly method: 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/**
 * What a venue is told of orders, byte for byte as ccxt tells it. Undefined is what is not said here: another kind of order,
 * a name that would have to be escaped.
 */
export interface OrderWriter {
  readonly place: (
    listing: TradedSymbol,
    order: OrderRequest,
    named: string,
    stamp: RequestStamp,
  ) => OrderRequestText | undefined
  readonly cancel: (
    listing: TradedSymbol,
    order: OrderName,
    stamp: RequestStamp,
  ) => OrderRequestText | undefined
}

/** The writer of a venue for one account. */
export type OrderCodec = (account: OrderAccount) => OrderWriter
