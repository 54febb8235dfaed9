import type { OrderTrace, VenueFill, VenueOrder } from '../core/orders/venue.ts'
import type { Lots } from '../core/price.ts'
import { millisecondsOf, type Instant } from '../core/time.ts'
import type { CcxtExchange, CcxtOrder, CcxtTrade } from './ccxt-exchange.ts'
import { idInside, learnNames, orNothing, type Naming } from './learn-names.ts'
import type { OrderNames } from './order-names.ts'
import {
  clientIdOf,
  ourId,
  readFill,
  readOrder,
  textIn,
  type TradedListing,
} from './read-orders.ts'
import type { VenueProfile } from './venue-profiles.ts'

/** An order as ccxt gives it, and whether it waits as a stop. */
type LookedUp = CcxtOrder & { readonly isStop?: true }

interface FoundOrder {
  /** Does it wait, to be cancelled as stops are? */
  readonly isStop: boolean
  readonly order: VenueOrder
  readonly fills: readonly VenueFill[]
}

/** Clocks differ: what is looked for from an instant on is asked for from a minute before it. */
const overlapMs = 60_000
const fillsAskedFor = 500
/** In whole minutes, so that several who ask may have one answer. */
const fromStepMs = 60_000

/**
 * Looks for an order by our id, among open and closed ones, and among fills.
 *
 * @returns undefined when all of these were answered, and none has it
 * @throws what ccxt says when any of them was not answered: then nothing is proven
 */
export async function findOrder(
  exchange: CcxtExchange,
  profile: VenueProfile,
  listing: TradedListing,
  trace: OrderTrace & Naming,
): Promise<FoundOrder | undefined> {
  const { wireId, names } = trace
  const { prefix } = profile.ids
  const raw = await lookedUp(exchange, profile, listing, trace)
  const order = raw === undefined ? undefined : readOrder(listing, raw, prefix)
  const isStop = raw?.isStop === true
  if (order !== undefined) names.remember(order.venueOrderId, wireId)
  // An order that is known to have nothing filled needs no list of fills.
  if (order?.filledLots === 0) return { order: { ...order, wireId }, fills: [], isStop }
  const all = await namedFills(exchange, profile, listing, trace)
  const fills = all.filter((fill) => fill.wireId === wireId)
  if (order !== undefined) return { order: { ...order, wireId }, fills, isStop }
  const [first] = fills
  if (first === undefined) return undefined
  const filledLots = fills.reduce((sum, { lots }) => sum + lots, 0) as Lots
  const { venueOrderId, instrument, side } = first
  return {
    // Filled, and neither open nor known by its id: over.
    order: {
      wireId,
      venueOrderId,
      instrument,
      side,
      lots: filledLots,
      filledLots,
      priceTicks: undefined,
      isOpen: false,
    },
    fills,
    isStop,
  }
}

/** Epoch milliseconds; 0 for all there are. */
function askedFrom(since: Instant): number {
  const from = Math.floor((millisecondsOf(since) - overlapMs) / fromStepMs) * fromStepMs
  return Math.max(0, from)
}

/** Executions since an instant, each with our id of its order where it is ours. */
export async function namedFills(
  exchange: CcxtExchange,
  profile: VenueProfile,
  listing: TradedListing,
  { since, ...naming }: Naming & { readonly since: Instant },
): Promise<VenueFill[]> {
  const from = askedFrom(since)
  const trades = await exchange.fetchMyTrades(
    listing.symbol,
    from === 0 ? undefined : from,
    fillsAskedFor,
  )
  await learnNames(exchange, profile, trades, { symbol: listing.symbol, from, ...naming })
  return trades
    .map((trade) => namedFillOf(profile, listing, trade, naming.names))
    .filter((fill) => fill !== undefined)
}

/** An execution with our id of its order, as far as it is known. */
export function namedFillOf(
  profile: VenueProfile,
  listing: TradedListing,
  trade: CcxtTrade,
  names: OrderNames,
): VenueFill | undefined {
  const told = ourId(idInside(trade.info), profile.ids.prefix)
  const known = names.of(trade.order ?? '')
  return readFill(listing, trade, told ?? (known === '' ? undefined : known))
}

async function lookedUp(
  exchange: CcxtExchange,
  profile: VenueProfile,
  { symbol }: TradedListing,
  { wireId, since, venueOrderId }: OrderTrace,
): Promise<LookedUp | undefined> {
  const { ids, findParams, closedParams } = profile
  const named = ids.prefix + wireId
  const isIt = (order: CcxtOrder): boolean => clientIdOf(order) === named
  if (ids.findAs !== undefined) {
    const params = { ...findParams, [ids.findAs]: named }
    const found = await orNothing(exchange.fetchOrder(undefined, symbol, params))
    if (found !== undefined && isIt(found)) return found
  } else if (venueOrderId !== undefined) {
    const found = await orNothing(exchange.fetchOrder(venueOrderId, symbol, findParams))
    if (found !== undefined) return found
  }
  const stop = await stopLookedUp(exchange, profile, symbol, named)
  if (stop !== undefined) return stop
  const open = (await exchange.fetchOpenOrders(symbol)).find(isIt)
  if (open !== undefined || ids.findAs !== undefined) return open
  const from = askedFrom(since) || undefined
  for (const list of ['fetchClosedOrders', 'fetchCanceledOrders'] as const) {
    if (exchange.has[list] !== true) continue
    const found = (await exchange[list](symbol, from, undefined, closedParams?.(named))).find(isIt)
    if (found !== undefined) return found
  }
  return undefined
}

/** A stop of ours, or the order it became once it was triggered. */
async function stopLookedUp(
  exchange: CcxtExchange,
  { stops, findParams }: VenueProfile,
  symbol: string,
  named: string,
): Promise<LookedUp | undefined> {
  if (stops?.find === undefined || !symbol.includes(':')) return undefined
  const stop = await orNothing(exchange.fetchOrder(undefined, symbol, stops.find(named)))
  if (stop === undefined || clientIdOf(stop) !== named) return undefined
  const became = stops.becameIn === undefined ? '' : textIn(stop.info, stops.becameIn)
  if (became === '' || became === '0') return { ...stop, isStop: true }
  const order = await orNothing(exchange.fetchOrder(became, symbol, findParams))
  return order === undefined ? stop : { ...order, clientOrderId: named }
}
