import { IsobarError, UsageError } from '../../core/errors.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { Venue } from '../../core/orders/venue.ts'
import { isLoopback, worldMessage, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import { CcxtVenue } from '../../gateways/ccxt-venue.ts'
import { keyPermission } from '../../gateways/key-permissions.ts'
import { offClock } from '../../gateways/clock-reading.ts'
import { isOfTime } from '../../gateways/order-outcomes.ts'
import { VenueTime } from '../../gateways/venue-time.ts'
import type { TradedListing } from '../../gateways/read-orders.ts'
import { ccxtListed, openCcxt } from '../market/ccxt-market.ts'
import { exchangeIdOf, LiveVenue, type LiveListing } from '../market/live-venue.ts'
import { wantedInstrument, wantedName, type WantedInstrument } from '../market/wanted-instrument.ts'
import { leastOrdersOf } from '../trade/least-orders.ts'
import { simulatedVenues } from '../trade/simulated-venues.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import { namedVenues } from '../trade/named-venues.ts'
import { noConnection, type VenueConnection } from '../trade/venue-connection.ts'
import type { FeeAccount } from './ask-account-fees.ts'
import { credentialsFromEnvironment, variablesPrefix, type Credentials } from './credentials.ts'
import { PaperVenue } from './paper-venue.ts'
import { wallClock } from './wall-clock.ts'

/** The world of a run. */
export interface OpenVenues {
  /** Those that are traded, and after them those that are only held. */
  readonly instruments: readonly Instrument[]
  readonly tradedCount: number
  readonly venues: readonly Venue[]
  readonly feeds: readonly MarketFeed[]
  /** By instrument: what venues take at least, as they list it or the configuration says. */
  readonly leastOrders: readonly LeastOrder[]
  /** Those that orders are sent to. */
  readonly accounts: readonly FeeAccount[]
}

/** What the venues are opened for. */
interface Opening {
  readonly mode: 'paper' | 'live'
  /** Keys by venue, from a file. */
  readonly keys: Readonly<Record<string, Credentials>>
  readonly tell: (line: string) => void
  /** What an earlier run holds: looked at too where its venue is opened and lists it. */
  readonly held?: readonly Instrument[]
}

/** Opens every venue a configuration names, and finds its instruments. On paper without an address fills are simulated. */
export async function openVenues(config: TradeConfig, opening: Opening): Promise<OpenVenues> {
  const wanted = wantedInstruments(config, opening)
  const asked = await Promise.all(
    [...wanted].map(([venue, names]) => openVenue(config, opening, venue, names)),
  )
  // Of what was held at one that is only looked at it may list nothing any more.
  const [opened, empty] = [asked.filter(hasAny), asked.filter((each) => !hasAny(each))]
  await Promise.all(empty.map(async ({ exchange }) => exchange?.close()))
  const traded = opened.flatMap(({ found }) => found)
  const all = [...traded, ...opened.flatMap(({ held }) => held)]
  const instruments = all.map(({ instrument }) => instrument)
  const placed = opened.map((each) => ({
    ...each,
    listings: [...each.found, ...each.held].map((listing): TradedListing => ({
      ...listing,
      index: all.indexOf(listing),
    })),
  }))
  const simulated = placed.some(({ exchange }) => exchange === undefined)
    ? simulatedVenues(instruments, config)
    : undefined
  for (const line of simulated?.assumptions ?? []) opening.tell(line)
  const onWire = await Promise.all(
    placed.map(async ({ market, exchange, listings }) => {
      const feed = await market.feed(listings, wallClock)
      if (exchange !== undefined)
        return { feed, venue: new CcxtVenue(market.name, exchange, listings, wallClock) }
      const { venues, venueOf } = simulated!
      const paper = new PaperVenue(feed, venues[venueOf[listings[0]!.index]!]!, wallClock)
      return { feed: paper, venue: paper }
    }),
  )
  return {
    instruments,
    tradedCount: traded.length,
    venues: onWire.map(({ venue }) => venue),
    feeds: onWire.map(({ feed }) => feed),
    leastOrders: leastOrdersOf(instruments, config, (_, index) => all[index]!.least),
    accounts: placed.flatMap(({ market: { name }, exchange, listings }) =>
      exchange === undefined ? [] : [{ name, exchange, listings }],
    ),
  }
}

function hasAny({ found, held }: Awaited<ReturnType<typeof openVenue>>): boolean {
  return found.length + held.length > 0
}

/** Are orders of a venue sent to it, or simulated? */
function isOnWire(config: TradeConfig, { mode }: Opening, venue: string): boolean {
  return mode === 'live' || connectionOf(config, venue).url !== ''
}

/**
 * What is asked for of every venue; where nothing is, the first of its bitcoin in dollars, whatever kind of them. Of one that
 * is only looked at nothing, and it is opened only where something is held there.
 */
function wantedInstruments(
  config: TradeConfig,
  { held = [], tell }: Opening,
): Map<string, WantedInstrument[]> {
  const { traded, looked } = namedVenues(config)
  const wanted = new Map<string, WantedInstrument[]>(traded.map((name) => [name, []]))
  for (const text of config.instruments) {
    const [venue, ...rest] = text.split(':')
    wanted.get(venue!)!.push(wantedInstrument(rest.join(':'), 'instruments'))
  }
  if (wanted.size === 0)
    throw new UsageError(
      looked.length === 0
        ? 'venues: name at least one'
        : `instruments: name what is traded, for ${looked.join(' and ')} is only looked at (marks)`,
    )
  for (const [venue, names] of wanted) if (names.length === 0) wanted.set(venue, [usual])
  for (const venue of looked) tell(`${venue} is only looked at (marks): nothing is traded there`)
  for (const venue of looked) if (held.some((each) => each.venue === venue)) wanted.set(venue, [])
  return wanted
}

async function openVenue(
  config: TradeConfig,
  opening: Opening,
  venue: string,
  wanted: readonly WantedInstrument[],
): Promise<{
  readonly market: LiveVenue
  /** To which orders are sent; undefined where they are simulated. */
  readonly exchange: CcxtExchange | undefined
  readonly found: readonly LiveListing[]
  /** What is held beside it. */
  readonly held: readonly LiveListing[]
}> {
  const connection = connectionOf(config, venue)
  if (opening.mode === 'live' && connection.url !== '' && !isLoopback(connection.url))
    throw new UsageError(`venues.${venue}.url: expected an address on the loopback interface`)
  if (!isOnWire(config, opening, venue)) {
    const market = new LiveVenue(venue, connection)
    const found = await market.listAll(wanted)
    const held = await market.list(heldBeside(found, venue, opening))
    return { market, exchange: undefined, found, held }
  }
  const keys = keysOf(venue, connection, opening)
  const id = exchangeIdOf(venue, connection)
  const all = [...wanted, ...heldBeside([], venue, opening)]
  const exchange = await openCcxt({ venue, id }, all, { ...connection, ...keys })
  requirePassword(venue, exchange, keys)
  // Orders are written in the steps that ccxt has of an instrument.
  const found = wanted.map((each) => {
    const listed = ccxtListed(venue, exchange, each)
    if (listed !== undefined) return listed
    throw new UsageError(`${venue} lists no ${wantedName(each)}`, { venue })
  })
  const held = heldBeside(found, venue, opening)
    .map((each) => ccxtListed(venue, exchange, each))
    .filter((each) => each !== undefined)
  await requireSafeKey(venue, exchange, connection, opening)
  return { market: new LiveVenue(venue, connection, exchange), exchange, found, held }
}

/** What is held at a venue of what is not traded there. */
function heldBeside(
  found: readonly LiveListing[],
  venue: string,
  { held = [] }: Opening,
): readonly Instrument[] {
  return held.filter(
    (each) =>
      each.venue === venue &&
      !found.some(
        ({ instrument: { name, class: kind } }) => name === each.name && kind === each.class,
      ),
  )
}

/** Where nothing is named: bitcoin in dollars of some kind. */
const usual: WantedInstrument = { base: 'BTC', quote: undefined, class: undefined }

function keysOf(venue: string, connection: VenueConnection, { keys }: Opening): Credentials {
  const { apiKey, secret, password } = connection
  const inConfig = {
    ...(apiKey === '' ? {} : { apiKey }),
    ...(secret === '' ? {} : { secret }),
    ...(password === '' ? {} : { password }),
  }
  const found = { ...inConfig, ...keys[venue], ...credentialsFromEnvironment(venue, process.env) }
  if (found.apiKey !== undefined && found.secret !== undefined) return found
  const prefix = variablesPrefix(venue)
  const missing =
    found.apiKey !== undefined
      ? `a key and no secret; set ${prefix}_SECRET`
      : found.secret !== undefined
        ? `a secret and no key; set ${prefix}_KEY`
        : `no keys; set ${prefix}_KEY and ${prefix}_SECRET`
  throw new UsageError(`${venue}: ${missing}, or name a file with --keys`)
}

/** Where a key is of no use without the password it was made with, asking again would never help. */
function requirePassword(
  venue: string,
  { requiredCredentials }: CcxtExchange,
  { password = '' }: Credentials,
): void {
  if (requiredCredentials?.['password'] !== true || password !== '') return
  throw new UsageError(
    `${venue}: no password, which its keys are made with; set ${variablesPrefix(venue)}_PASSWORD, or name a file with --keys`,
  )
}

/** A key that can take money out is not used, whatever it is to be used for. */
async function requireSafeKey(
  venue: string,
  exchange: CcxtExchange,
  connection: VenueConnection,
  { tell }: Opening,
): Promise<void> {
  const isServed = connection.url !== ''
  const permission = await keyPermission(exchange).catch(async (cause: unknown) => {
    // What is served here holds no money.
    if (isServed) return { kind: 'cannot-withdraw' } as const
    const clock = isOfTime(cause) ? await new VenueTime(exchange).ask() : undefined
    const said = `${worldMessage(cause)}${offClock(cause, clock)}`
    throw new IsobarError('refused', `${venue}: what the key may do could not be asked: ${said}`)
  })
  switch (permission.kind) {
    case 'cannot-withdraw':
      return
    case 'can-withdraw':
      throw new IsobarError(
        'refused',
        `${venue}: the key can withdraw (${permission.detail}): make one that cannot`,
      )
    case 'not-told':
      if (isServed || connection.withdrawalsChecked) return
      tell(`${venue} does not tell what a key may do`)
      throw new IsobarError(
        'refused',
        `${venue} does not tell whether a key can withdraw: make sure that it cannot, and say withdrawalsChecked: true`,
      )
  }
}

function connectionOf(config: TradeConfig, venue: string): VenueConnection {
  return config.venues.get(venue)?.connection ?? config.venues.get('*')?.connection ?? noConnection
}
