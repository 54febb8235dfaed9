import type { InstrumentClass } from '../../core/instrument.ts'
import { servedAddress } from '../../gateways/ccxt-exchange.ts'
import type { FeedName } from '../../wire/protocols.ts'

/** Where a venue is reached. */
export interface VenuePlace {
  /** What REST paths are put behind. */
  readonly rest: string
  readonly socket: string
}

/** A venue's answer about an instrument, as it is needed here; undefined where it lists none. */
interface ListedSteps {
  readonly tickSize: string
  readonly lotSize: string
  /** What one unit of quantity is in base units; absent: 1. */
  readonly contractSize?: string
  /** Least order: in the venue's unit of quantity, and in quote units; absent: it lists none. */
  readonly minQuantity?: string
  readonly minNotional?: string
  /** Fees of an account without any volume, per cent; absent: it lists none. */
  readonly makerFeePercent?: string
  readonly takerFeePercent?: string
}

/** Best prices as a venue writes them. */
interface TouchTexts {
  readonly bid: string | undefined
  readonly ask: string | undefined
}

/** How the public market data of one class of a venue's instruments are asked for: addresses and words, all of it data. */
export interface WirePlan {
  /** The exchange, as ccxt calls it. */
  readonly exchange: string
  readonly class: InstrumentClass
  readonly feed: FeedName
  readonly place: VenuePlace
  /** Where it is served under `http://host/<exchange>`, what is put behind that for sockets. */
  readonly servedSocket: string
  /** The quote currencies in which it lists its dollars, the deepest first. */
  readonly dollars: readonly string[]
  readonly symbolOf: (base: string, quote: string) => string
  /** What the connection is told when it opens. */
  readonly subscribe: (symbols: readonly string[]) => readonly unknown[]
  /** What keeps it open where the protocol's own pings do not. */
  readonly ping: string | undefined
  /** A book over REST, where the stream brings changes only. */
  readonly snapshotPath: ((symbol: string) => string) | undefined
  readonly instrumentPath: (symbol: string) => string
  readonly stepsOf: (answer: unknown, symbol: string) => ListedSteps | undefined
  readonly touchPath: (symbol: string) => string
  readonly touchOf: (answer: unknown, symbol: string) => TouchTexts
  readonly timePath: string
  /** Milliseconds; NaN where the answer does not say. */
  readonly timeOf: (answer: unknown) => number
  /** In what steps it tells its time, milliseconds. */
  readonly timeStepMs: number
}

/** Where what a plan asks for is served under an address, e.g. `http://127.0.0.1:4290` or `http://127.0.0.1:4290/okx`. */
export function servedPlace({ exchange, servedSocket }: WirePlan, address: string): VenuePlace {
  const rest = servedAddress(address, exchange)
  return { rest, socket: `${rest.replace(/^http/, 'ws')}${servedSocket}` }
}

/** The field at a path of an answer: `result.list.0.tickSize`; undefined where there is none. */
export function fieldAt(answer: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      answer,
    )
}

export function textAt(answer: unknown, path: string): string | undefined {
  const value = fieldAt(answer, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** Steps at their paths, where tick and lot are both there; the rest where it is. */
export function stepsAt(
  answer: unknown,
  paths: { readonly [name in keyof ListedSteps]: string },
): ListedSteps | undefined {
  const found = Object.entries(paths).flatMap(([name, path]) => {
    const text = textAt(answer, path)
    return text === undefined ? [] : [[name, text] as const]
  })
  const steps = Object.fromEntries(found) as Partial<ListedSteps>
  const { tickSize, lotSize } = steps
  return tickSize === undefined || lotSize === undefined
    ? undefined
    : { ...steps, tickSize, lotSize }
}

export const touchAt =
  (bid: string, ask: string) =>
  (answer: unknown): TouchTexts => ({ bid: textAt(answer, bid), ask: textAt(answer, ask) })
