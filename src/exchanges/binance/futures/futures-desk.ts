import type { Instant } from '../../../core/time.ts'
import { protocols } from '../../../wire/protocols.ts'
import { answer } from '../../serving/answer.ts'
import type { SocketRoute, VenueRoom } from '../../serving/served-venue.ts'
import { formFields } from '../../serving/venue-request.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { restRoutes, type BinanceCall } from '../call.ts'
import type { MarketDesk } from '../market-desk.ts'
import { binanceMarket } from '../market.ts'
import { marketRoutes } from '../market-routes.ts'
import { refusal } from '../refusals.ts'
import { RequestLimits } from '../request-limits.ts'
import { socketApi, socketPublics } from '../socket-api.ts'
import { streamSockets } from '../stream-sockets.ts'
import { OpenStreams } from '../streams.ts'
import { futuresAccountCalls } from './futures-account-calls.ts'
import { futuresEvents, happenedEvents } from './futures-events.ts'
import { futuresInfoRoutes, futuresRateLimits } from './futures-info.ts'
import { futuresMarketRoutes } from './futures-market-routes.ts'
import { futuresOrderCalls } from './futures-order-calls.ts'
import { IncomeBook } from './income-book.ts'
import { ListenKeys } from './listen-keys.ts'

const userTopic = 'futures user'
const prefix = '/fapi/v1'
const ping = { pingEveryMs: 180_000, pongWithinMs: 600_000 } as const

/** The public requests that the WebSocket API of futures has too. */
const socketNames = {
  depth: '/depth',
  'ticker.price': '/ticker/price',
  'ticker.book': '/ticker/bookTicker',
} as const

/** Where streams are: under a host of their own at Binance, so under names of their own here. */
const rawPaths = [
  '/fstream/ws',
  '/public/ws',
  '/market/ws',
  '/fstream/public/ws',
  '/fstream/market/ws',
]
const combinedPaths = [
  '/fstream/stream',
  '/public/stream',
  '/market/stream',
  '/fstream/public/stream',
  '/fstream/market/stream',
]
const privatePaths = [
  '/private/ws',
  '/private/stream',
  '/fstream/private/ws',
  '/fstream/private/stream',
]

/** Binance USD-M futures: `/fapi`, its market streams, its listen keys and its WebSocket API. */
export function futuresDesk(room: VenueRoom, account: TradingAccount): MarketDesk {
  const { topics, states, keys } = room
  const linear = states.filter(({ instrument }) => instrument.class === 'linear')
  const market = binanceMarket('futures', linear, protocols['binance-usd-margined'])
  const limits = new RequestLimits(futuresRateLimits)
  const streams = new OpenStreams(market, topics)
  const income = new IncomeBook(market, account)
  const listenKeys = new ListenKeys()
  const calls = [
    ...futuresOrderCalls(market, account),
    ...futuresAccountCalls({
      market,
      account,
      income,
      limits: { orderRows: (at) => limits.orderRows(at) },
    }),
    ...listenKeyCalls(listenKeys),
  ]
  const publics = marketRoutes(market, prefix)
  const tell = (events: readonly object[]): void => {
    for (const event of events) topics.publish(userTopic, JSON.stringify(event), false)
  }
  account.listener = {
    updated(update) {
      income.updated(update)
      if (topics.isWanted(userTopic)) tell(futuresEvents(market, account, update))
    },
    happened(event) {
      income.happened(event)
      if (topics.isWanted(userTopic)) tell(happenedEvents(market, account, event))
    },
  }
  return {
    routes: [
      ...publics,
      ...futuresMarketRoutes(market),
      ...futuresInfoRoutes(market),
      ...restRoutes(calls, keys),
    ],
    sockets: [
      ...userSockets(room, listenKeys),
      ...streamSockets(
        {
          streams,
          topics,
          now: () => room.world.now,
          streamsMost: 1_024,
          messagesPerSecond: 10,
          ...ping,
        },
        { raw: rawPaths, combined: combinedPaths },
      ),
      socketApi(
        { room, calls, publics: socketPublics(publics, prefix, socketNames), limits },
        '/ws-fapi/v1',
      ),
    ],
    limits,
    told: (message) => streams.told(message),
    tick: (at) => streams.tick(at),
  }
}

function listenKeyCalls(listenKeys: ListenKeys): readonly BinanceCall[] {
  const path = '/fapi/v1/listenKey'
  const key = { security: 'key', weight: 1, path } as const
  const start = (at: Instant) => answer({ listenKey: listenKeys.start(at) })
  return [
    { ...key, method: 'POST', socketMethod: 'userDataStream.start', handle: (_, at) => start(at) },
    {
      ...key,
      method: 'PUT',
      socketMethod: 'userDataStream.ping',
      handle: (_, at) =>
        listenKeys.keepAlive(at) ? start(at) : refusal(-1125, 'This listenKey does not exist.'),
    },
    {
      ...key,
      method: 'DELETE',
      handle() {
        listenKeys.close()
        return answer({})
      },
    },
  ]
}

/** A user's stream: the listen key is part of the address. */
function userSockets({ topics }: VenueRoom, listenKeys: ListenKeys): readonly SocketRoute[] {
  const route = (path: string): SocketRoute => ({
    path,
    ...ping,
    open(connection, { query, places, at }) {
      const key = places['stream'] ?? formFields(query)['listenKey']
      if (listenKeys.isValid(key, at)) topics.subscribe(userTopic, connection)
      else connection.close(1008, 'no such listen key')
      return { received: () => undefined, closed: () => undefined }
    },
  })
  return privatePaths.flatMap((path) => [route(path), route(`${path}/:stream`)])
}
