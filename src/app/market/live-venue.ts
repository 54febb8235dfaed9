import type { Clock } from '../../core/clock.ts'
import { UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import { isCcxtExchange, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import { CcxtFeed } from '../../gateways/ccxt-feed.ts'
import { invariant } from '../../math/invariant.ts'
import type { ListedFees } from '../trade/listed-fees.ts'
import type { VenueConnection } from '../trade/venue-connection.ts'
import { ccxtListed, openCcxt } from './ccxt-market.ts'
import { joinedFeed } from './joined-feed.ts'
import { listInstrument } from './list-instruments.ts'
import { openSocket } from './client-socket.ts'
import { requireNamed } from './named-host.ts'
import { wantedName, type WantedInstrument } from './wanted-instrument.ts'
import { WireFeed } from './wire-feed.ts'
import { servedPlace, type VenuePlace, type WirePlan } from './wire-plan.ts'
import { wirePlans } from './wire-plans.ts'

/** An instrument and the symbol its venue calls it by. */
export interface LiveListing {
  readonly instrument: Instrument
  readonly symbol: string
  /** Of venues whose own listings are read. */
  readonly least?: LeastOrder
  /** Of venues that list what they charge. */
  readonly fees?: ListedFees
}

/** Where an instrument is in a run. */
interface Placed {
  readonly index: number
  readonly instrument: Instrument
}

/**
 * The public market data of a venue: where there are decoders of ours for it they read its own messages, each judged by
 * its sequence and its checksum; any other venue, or class of instruments, comes through ccxt. Which, is data
 * (`wire-plans.ts`). A class, for it keeps the exchange that ccxt was asked for.
 */
export class LiveVenue {
  readonly name: string
  readonly exchangeId: string
  readonly #connection: Partial<VenueConnection>
  readonly #plans: readonly WirePlan[]
  #ccxt: Promise<CcxtExchange> | undefined

  /** @param open the exchange of ccxt, where it is open already for its orders; it is left open then */
  constructor(venue: string, connection: Partial<VenueConnection> = {}, open?: CcxtExchange) {
    this.name = venue
    this.exchangeId = exchangeIdOf(venue, connection)
    this.#connection = connection
    this.#plans = plansOf(this.exchangeId)
    this.#ccxt = open === undefined ? undefined : Promise.resolve(open)
  }

  /**
   * What the venue lists of what is wanted, in the order of the wishes; what it does not list is left out.
   *
   * @throws IsobarError of code `world` when it does not answer
   */
  async list(
    wanted: readonly WantedInstrument[],
    signal?: AbortSignal,
  ): Promise<readonly LiveListing[]> {
    const found = await this.#findAll(wanted, signal)
    return found.filter((each) => each !== undefined)
  }

  /** The same, where all of it has to be there. @throws UsageError naming what the venue does not list */
  async listAll(
    wanted: readonly WantedInstrument[],
    signal?: AbortSignal,
  ): Promise<readonly LiveListing[]> {
    const found = await this.#findAll(wanted, signal)
    return found.map((each, at) => {
      if (each !== undefined) return each
      const name = wantedName(wanted[at]!)
      throw new UsageError(`${this.name} lists no ${name}`, { venue: this.name, instrument: name })
    })
  }

  /** Settles when its host has an address. Of one that only ccxt knows nothing is known here. */
  async named(signal: AbortSignal): Promise<void> {
    const [plan] = this.#plans
    if (plan === undefined) return
    const { rest, socket } = this.#placeOf(plan)
    const hosts = [rest, socket].map((url) => new URL(url).hostname)
    await Promise.all([...new Set(hosts)].map((host) => requireNamed(host, signal)))
  }

  /** Settles when a socket of the venue opens. Where only ccxt knows it, that its markets came says enough. */
  async reach(signal: AbortSignal): Promise<void> {
    const [plan] = this.#plans
    if (plan !== undefined) await socketOpens(this.#placeOf(plan).socket, signal)
  }

  /** A feed of instruments that are listed. */
  async feed(placed: readonly Placed[], clock: Clock): Promise<MarketFeed> {
    const groups = new Map<WirePlan | undefined, Placed[]>()
    for (const each of placed) {
      const plan = this.#planOf(each.instrument.class)
      groups.set(plan, [...(groups.get(plan) ?? []), each])
    }
    const parts = [...groups].map(async ([plan, of]) => ({
      feed: plan === undefined ? await this.#ccxtFeed(of, clock) : this.#wireFeed(plan, of, clock),
      instruments: new Set(of.map(({ index }) => index)),
    }))
    return joinedFeed(await Promise.all(parts))
  }

  #planOf(kind: Instrument['class']): WirePlan | undefined {
    return this.#plans.find((plan) => plan.class === kind)
  }

  #findAll(
    wanted: readonly WantedInstrument[],
    signal: AbortSignal = new AbortController().signal,
  ): Promise<readonly (LiveListing | undefined)[]> {
    const isWired = ({ class: kind }: WantedInstrument): boolean =>
      kind === undefined ? this.#plans.length > 0 : this.#planOf(kind) !== undefined
    const others = wanted.filter((each) => !isWired(each))
    return Promise.all(
      wanted.map(async (each) =>
        isWired(each)
          ? this.#findOnWire(each, signal)
          : ccxtListed(this.name, await this.#exchange(others), each),
      ),
    )
  }

  async #findOnWire(
    wanted: WantedInstrument,
    signal: AbortSignal,
  ): Promise<LiveListing | undefined> {
    for (const plan of this.#plans) {
      if (wanted.class !== undefined && plan.class !== wanted.class) continue
      const at = { venue: this.name, plan, place: this.#placeOf(plan) }
      const found = await listInstrument(at, wanted, signal)
      if (found !== undefined) return found
    }
    return undefined
  }

  #wireFeed(plan: WirePlan, placed: readonly Placed[], clock: Clock): WireFeed {
    const listings = placed.map((each) => {
      const { base, quote } = each.instrument
      return { ...each, symbol: plan.symbolOf(base, quote) }
    })
    return new WireFeed(plan, this.#placeOf(plan), listings, clock)
  }

  async #ccxtFeed(placed: readonly Placed[], clock: Clock): Promise<CcxtFeed> {
    const exchange = await this.#exchange(placed.map(({ instrument }) => instrument))
    const listings = placed.map((each) => {
      const listed = ccxtListed(this.name, exchange, each.instrument)
      invariant(listed !== undefined, `${each.instrument.name} was listed before`)
      return { ...each, symbol: listed.symbol }
    })
    return new CcxtFeed(this.name, exchange, listings, clock)
  }

  #exchange(wanted: readonly WantedInstrument[]): Promise<CcxtExchange> {
    const names = { venue: this.name, id: this.exchangeId }
    this.#ccxt ??= openCcxt(names, wanted, this.#connection)
    return this.#ccxt
  }

  #placeOf(plan: WirePlan): VenuePlace {
    const { url = '' } = this.#connection
    return url === '' ? plan.place : servedPlace(plan, url)
  }
}

/** Venues whose own messages are read here. */
export const wiredVenues: readonly string[] = [
  ...new Set(wirePlans.map(({ exchange }) => exchange)),
]

/** @throws UsageError for a name under which no exchange is known */
export function requireVenues(names: readonly string[], where: string): void {
  const unknown = names.find((name) => {
    const id = exchangeIdOf(name, {})
    return plansOf(id).length === 0 && !isCcxtExchange(id)
  })
  if (unknown === undefined) return
  throw new UsageError(
    `${where}: no feed of ${unknown} is known; there are ${wiredVenues.join(', ')}, and the exchanges of ccxt`,
  )
}

function plansOf(exchangeId: string): readonly WirePlan[] {
  // ccxt has Binance's perpetuals as an exchange of their own.
  if (exchangeId === 'binanceusdm')
    return wirePlans.filter((plan) => plan.exchange === 'binance' && plan.class === 'linear')
  return wirePlans.filter(({ exchange }) => exchange === exchangeId)
}

/** Our names of venues that are exchanges of ccxt under another. */
const exchangeNames: Readonly<Record<string, string>> = {
  'binance-futures': 'binanceusdm',
  okex: 'okx',
  'kraken-futures': 'krakenfutures',
  'gate-io': 'gate',
  huobi: 'htx',
}

/** What ccxt calls a venue. */
export function exchangeIdOf(venue: string, { exchange = '' }: Partial<VenueConnection>): string {
  return exchange === '' ? (exchangeNames[venue] ?? venue) : exchange
}

function socketOpens(url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(url)
    const end = (): void => {
      socket.terminate()
      reject(new Error('too late'))
    }
    signal.addEventListener('abort', end, { once: true })
    socket.on('error', reject)
    socket.on('open', () => {
      signal.removeEventListener('abort', end)
      resolve()
      socket.terminate()
    })
  })
}
