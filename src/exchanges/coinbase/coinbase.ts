import { toldStatus } from './coinbase-status.ts'
import type { Answer } from '../serving/answer.ts'
import type { Connection } from '../serving/connection.ts'
import type { FaultKind, ServedVenue, VenueDesk, VenueRoom } from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { OrderUpdate } from '../world/order-record.ts'
import { accountRoutes } from './account-routes.ts'
import { requireToken } from './bearer-token.ts'
import { CoinbaseFeeds, eventText } from './coinbase-feeds.ts'
import { CoinbaseLimits, tooMany } from './coinbase-limits.ts'
import { CoinbaseOrders } from './coinbase-orders.ts'
import { coinbaseSockets, endSilent, heartbeatsTopic, userTopic } from './coinbase-socket.ts'
import { coinbasePlan } from './coinbase-terms.ts'
import { brokerage, marketRoutes } from './market-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { userOrder } from './order-words.ts'
import { coinbaseProducts, type CoinbaseProducts } from './products.ts'
import { refusal } from './refusals.ts'
import { signingKeyOf } from './signing-key.ts'
import { walletRoutes } from './wallet-routes.ts'

/** Coinbase Advanced Trade: `/api/v3/brokerage`, what clients need of `/v2`, and a socket without a path. */
export const coinbase: ServedVenue = {
  name: 'coinbase',
  accounts: [coinbasePlan],
  duplicates:
    'a client order id names one order for ever: sent again it places nothing, and is answered with the order it named first',
  open,
}

const secondUs = 1_000_000

function open(room: VenueRoom): VenueDesk {
  const { topics } = room
  const account = room.accounts[0]!
  const key = signingKeyOf(room.keys)
  const products = coinbaseProducts(room.states)
  const orders = new CoinbaseOrders(products, account)
  const feeds = new CoinbaseFeeds(topics)
  const limits = new CoinbaseLimits()
  const silent = new Map<Connection, number>()
  const requireKey = (request: VenueRequest): void => requireToken(request, key)
  account.listener = {
    updated: (update) => tell(room, products, update),
    happened: () => undefined,
  }
  let beats = 0
  let beatAt = 0
  return {
    routes: toldStatus(
      [
        ...marketRoutes(products, requireKey),
        ...walletRoutes(products, account, requireKey),
        ...accountRoutes(products, account, requireKey),
        ...orderRoutes({ products, account, orders, requireKey }),
      ],
      room.faults,
    ),
    sockets: coinbaseSockets({ room, products, account, feeds, key, silent }),
    notFound: () => refusal('NOT_FOUND', 'route not found', 404),
    admit({ path, at }) {
      if (!path.startsWith(brokerage)) return { headers: {} }
      const isPublic = path.startsWith(`${brokerage}/market/`) || path === `${brokerage}/time`
      return limits.admit(!isPublic, at)
    },
    fault,
    told: (message) => feeds.told(message),
    tick(at) {
      feeds.tick(at)
      endSilent(silent, at)
      if (at < beatAt) return
      beatAt = at + secondUs
      const event = {
        current_time: new Date(at / 1_000).toISOString(),
        heartbeat_counter: String(beats++),
      }
      topics.publish(heartbeatsTopic, eventText('heartbeats', at, [event]), false)
    },
  }
}

/** Every step of an order is told whole. */
function tell(
  { topics }: VenueRoom,
  products: CoinbaseProducts,
  { kind, order, at }: OrderUpdate,
): void {
  const topic = userTopic(products.state(order.index).instrument.name)
  const isNews =
    kind === 'accepted' ||
    kind === 'filled' ||
    kind === 'cancelled' ||
    kind === 'amended' ||
    kind === 'triggered'
  if (!isNews || !topics.isWanted(topic)) return
  const event = { type: 'update', orders: [userOrder(products, order)] }
  topics.publish(topic, eventText('user', at, [event]), false)
}

function fault(kind: FaultKind): Answer {
  switch (kind) {
    case 'too-many':
      return tooMany()
    case 'server-error':
      return refusal('INTERNAL', 'internal server error', 500)
    case 'maintenance':
      return refusal('UNAVAILABLE', 'service is under maintenance', 503)
  }
}
