import { toldStatus } from './bybit-status.ts'
import type { Answer } from '../serving/answer.ts'
import { IdleSockets } from '../serving/idle-sockets.ts'
import { OpenChannels } from '../serving/open-channels.ts'
import type {
  Admission,
  FaultKind,
  ServedVenue,
  SocketRoute,
  VenueDesk,
  VenueRoom,
} from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import { AccountEvents } from './account-events.ts'
import { accountCalls } from './account-calls.ts'
import { accountSockets } from './account-sockets.ts'
import { BookCounts } from './book-counts.ts'
import { restRoutes } from './bybit-call.ts'
import { channelOf } from './bybit-channels.ts'
import { bybitMarkets, milliseconds } from './bybit-market.ts'
import { bybitPlan } from './bybit-terms.ts'
import { DisconnectSwitch } from './disconnect-switch.ts'
import { FundingBook } from './funding-book.ts'
import { marketCalls } from './market-calls.ts'
import { orderCalls } from './order-calls.ts'
import { listCalls } from './order-lists.ts'
import { PositionGuards } from './position-guards.ts'
import { ConnectionIds, publicSocket } from './public-socket.ts'
import { RequestLimits, tooManyVisits } from './request-limits.ts'
import { refusal } from './said.ts'

/** Milliseconds without a word of the client after which a socket is closed: it should ping every 20 seconds. */
const silenceMs = 600_000

/** Bybit v5: a unified account that trades spot and linear perpetuals. */
export const bybit: ServedVenue = {
  name: 'bybit',
  accounts: [bybitPlan],
  duplicates: 'a client order id (orderLinkId) is refused for ever once an order of it was taken',
  open,
}

function open(room: VenueRoom): VenueDesk {
  const { topics, keys, states } = room
  const account = room.accounts[0]!
  const { classes } = bybitPlan
  const markets = bybitMarkets(
    states.filter(({ instrument }) => classes.includes(instrument.class)),
  )
  const counts = { spot: new BookCounts(), linear: new BookCounts() }
  const funding = new FundingBook(markets, account)
  const disconnect = new DisconnectSwitch(account)
  const limits = new RequestLimits()
  const ids = new ConnectionIds()
  const idle = new IdleSockets(silenceMs, { code: 1_000, reason: 'no ping received' })
  const guards = new PositionGuards(markets, account, room.failed)
  account.listener = new AccountEvents({ markets, account, topics, funding, guards })
  const calls = [
    ...marketCalls(markets, counts),
    ...orderCalls(markets, account),
    ...listCalls(markets, account, funding),
    ...accountCalls({ markets, account, funding, disconnect, guards }),
  ]
  const perSecond = new Map(calls.map((call) => [call.path, call.perSecond]))
  const channels = [markets.spot, markets.linear].map(
    (market) =>
      new OpenChannels(topics, market.category, (name) =>
        channelOf(market, counts[market.category], name),
      ),
  )
  return {
    routes: toldStatus(restRoutes(calls, keys), room.faults),
    sockets: [
      ...publicSockets(room, channels, { ids, idle }),
      ...accountSockets({ room, ids, disconnect, calls, limits, idle }),
    ],
    notFound: () => ({ status: 404, body: '' }),
    admit({ path, at }): Admission {
      const refused = limits.take(path, perSecond.get(path), at)
      const headers = { timenow: String(milliseconds(at)), ...limits.headers(path, at) }
      return refused === undefined ? { headers } : { refusal: refused, headers }
    },
    fault,
    told(message) {
      for (const each of channels) each.told(message)
    },
    tick(at) {
      for (const each of channels) each.tick(at)
      idle.tick(at)
    },
  }
}

/** Where nothing is listed (`inverse`, `option`) a client is taken all the same, and told of nothing. */
function publicSockets(
  { topics, world }: VenueRoom,
  [spot, linear]: readonly OpenChannels[],
  { ids, idle }: { readonly ids: ConnectionIds; readonly idle: IdleSockets },
): readonly SocketRoute[] {
  const now = () => world.now
  const none = new OpenChannels(topics, 'none', () => undefined)
  return [
    publicSocket('/v5/public/spot', ids, { channels: spot!, isSpot: true, idle, now }),
    publicSocket('/v5/public/linear', ids, { channels: linear!, isSpot: false, idle, now }),
    publicSocket('/v5/public/inverse', ids, { channels: none, isSpot: false, idle, now }),
    publicSocket('/v5/public/option', ids, { channels: none, isSpot: false, idle, now }),
  ]
}

function fault(kind: FaultKind, { at }: VenueRequest): Answer {
  switch (kind) {
    case 'too-many':
      return tooManyVisits(at)
    case 'server-error': {
      const said = refusal(10_016, 'Internal server error.', 500)
      return { ...said, body: { ...(said.body as object), time: milliseconds(at) } }
    }
    case 'maintenance':
      return {
        status: 503,
        body: '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
      }
  }
}
