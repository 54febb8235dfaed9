import { toldStatus } from './kraken-status.ts'
import type { Answer } from '../serving/answer.ts'
import type { Connection } from '../serving/connection.ts'
import type {
  Admission,
  FaultKind,
  ServedVenue,
  VenueDesk,
  VenueRoom,
} from '../serving/served-venue.ts'
import type { VenueRequest } from '../serving/venue-request.ts'
import type { OrderUpdate } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { accountCalls } from './account-calls.ts'
import { executionsOf, ledgerRows } from './executions.ts'
import { dataText, KrakenFeeds } from './kraken-feeds.ts'
import { KrakenLimits } from './kraken-limits.ts'
import { krakenMarket, type KrakenMarket } from './kraken-market.ts'
import { KrakenOrders } from './kraken-orders.ts'
import { krakenPlan } from './kraken-terms.ts'
import { marketRoutes } from './market-routes.ts'
import { Nonces } from './nonces.ts'
import { orderCalls } from './order-calls.ts'
import { privateRoutes, type PrivateCall } from './private-calls.ts'
import { granted, refusal } from './refusals.ts'
import { SessionTokens, tokenSeconds } from './session-tokens.ts'
import { socketCalls } from './socket-calls.ts'
import { balancesTopic, endIdle, executionsTopic, heartbeatTopic, socketV2 } from './socket-v2.ts'

/** Kraken spot: `/0/public`, `/0/private` and the second WebSocket version at `/v2`. */
export const kraken: ServedVenue = {
  name: 'kraken',
  accounts: [krakenPlan],
  duplicates:
    'refuses a client order id (cl_ord_id) while an order of that id is open, and takes it again once it is filled or cancelled; a userref may be repeated',
  open,
}

const heartbeatUs = 1_000_000

function open(room: VenueRoom): VenueDesk {
  const { topics, keys, states } = room
  const account = room.accounts[0]!
  const market = krakenMarket(states)
  const limits = new KrakenLimits()
  const orders = new KrakenOrders(market, account, limits)
  const feeds = new KrakenFeeds(topics)
  const tokens = new SessionTokens(keys.secret)
  account.listener = {
    updated: (update) => tell(room, market, account, update),
    happened: () => undefined,
  }
  const calls = [...orderCalls(market, orders), ...accountCalls(market, account), tokenCall(tokens)]
  const idle = new Map<Connection, number>()
  let beatAt = 0
  return {
    routes: toldStatus(
      [...marketRoutes(market), ...privateRoutes(calls, keys, new Nonces())],
      room.faults,
    ),
    sockets: [
      socketV2({ room, market, account, feeds, tokens, idle, calls: socketCalls(market, orders) }),
    ],
    notFound: () => refusal('EGeneral:Unknown method'),
    admit({ path, at }, route): Admission {
      const { weight = 1 } = route ?? {}
      const costs = typeof weight === 'number' ? weight : 1
      const refused = limits.call(path, costs, at)
      return refused === undefined ? { headers: {} } : { refusal: refused, headers: {} }
    },
    fault,
    told: (message) => feeds.told(message),
    tick(at) {
      feeds.tick()
      endIdle(idle, at)
      if (at < beatAt) return
      beatAt = at + heartbeatUs
      topics.publish(heartbeatTopic, '{"channel":"heartbeat"}', false)
    },
  }
}

function tokenCall(tokens: SessionTokens): PrivateCall {
  return {
    name: 'GetWebSocketsToken',
    weight: 1,
    handle: (_, at) => granted({ token: tokens.give(at), expires: tokenSeconds }),
  }
}

function tell(
  { topics }: VenueRoom,
  market: KrakenMarket,
  account: TradingAccount,
  update: OrderUpdate,
): void {
  if (topics.isWanted(executionsTopic)) {
    for (const execution of executionsOf(market, update)) {
      topics.publish(executionsTopic, dataText('executions', 'update', [execution]), false)
    }
  }
  if (update.fill === undefined || !topics.isWanted(balancesTopic)) return
  const rows = ledgerRows(account, update.fill)
  topics.publish(balancesTopic, dataText('balances', 'update', rows), false)
}

function fault(kind: FaultKind, { path }: VenueRequest): Answer {
  switch (kind) {
    case 'too-many':
      return path.startsWith('/0/private/')
        ? refusal('EAPI:Rate limit exceeded', 429)
        : refusal('EGeneral:Too many requests', 429)
    case 'server-error':
      return refusal('EGeneral:Internal error', 502)
    case 'maintenance':
      return refusal('EService:Unavailable', 503)
  }
}
