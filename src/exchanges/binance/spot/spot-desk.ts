import { protocols } from '../../../wire/protocols.ts'
import type { Route, VenueRoom } from '../../serving/served-venue.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { answer } from '../../serving/answer.ts'
import { fixed } from '../../world/wire-numbers.ts'
import { restRoutes } from '../call.ts'
import { fieldsOf } from '../fields.ts'
import { binanceMarket, stateNeeded, type BinanceMarket } from '../market.ts'
import type { MarketDesk } from '../market-desk.ts'
import { marketRoutes } from '../market-routes.ts'
import { RequestLimits } from '../request-limits.ts'
import { socketApi, socketPublics } from '../socket-api.ts'
import { streamSockets } from '../stream-sockets.ts'
import { OpenStreams } from '../streams.ts'
import { spotAccountCalls } from './spot-account-calls.ts'
import { spotEvents } from './spot-events.ts'
import { spotInfoRoute, spotRateLimits } from './spot-info.ts'
import { spotOrderCalls } from './spot-order-calls.ts'

const userTopic = 'spot user'
const prefix = '/api/v3'

/** Binance spot: `/api/v3`, its market streams and its WebSocket API. */
export function spotDesk(room: VenueRoom, account: TradingAccount): MarketDesk {
  const { topics, states, keys } = room
  const spots = states.filter(({ instrument }) => instrument.class === 'spot')
  const market = binanceMarket('spot', spots, protocols['binance-spot'])
  const limits = new RequestLimits(spotRateLimits)
  const streams = new OpenStreams(market, topics)
  const calls = [
    ...spotOrderCalls(market, account),
    ...spotAccountCalls(market, account, { orderRows: (at) => limits.orderRows(at) }),
  ]
  const publics = [
    ...marketRoutes(market, prefix),
    spotInfoRoute(market),
    averageRoute(market),
    statusRoute,
  ]
  account.listener = {
    updated(update) {
      if (!topics.isWanted(userTopic)) return
      for (const event of spotEvents(market, account, update)) {
        topics.publish(userTopic, JSON.stringify(event), false)
      }
    },
    happened: () => undefined,
  }
  const stream = {
    streams,
    topics,
    now: () => room.world.now,
    streamsMost: 1_024,
    messagesPerSecond: 5,
    pingEveryMs: 20_000,
    pongWithinMs: 60_000,
  }
  return {
    routes: [...publics, ...restRoutes(calls, keys)],
    sockets: [
      ...streamSockets(stream, { raw: ['/ws'], combined: ['/stream'] }),
      socketApi(
        { room, calls, publics: socketPublics(publics, prefix, socketNames), limits, userTopic },
        '/ws-api/v3',
      ),
    ],
    limits,
    told: (message) => streams.told(message),
    tick: (at) => streams.tick(at),
  }
}

/** What public requests over REST are called in the WebSocket API. */
const socketNames: Readonly<Record<string, string>> = {
  ping: '/ping',
  time: '/time',
  exchangeInfo: '/exchangeInfo',
  depth: '/depth',
  'trades.recent': '/trades',
  'trades.historical': '/historicalTrades',
  'trades.aggregate': '/aggTrades',
  klines: '/klines',
  uiKlines: '/uiKlines',
  avgPrice: '/avgPrice',
  'ticker.24hr': '/ticker/24hr',
  'ticker.tradingDay': '/ticker/tradingDay',
  'ticker.price': '/ticker/price',
  'ticker.book': '/ticker/bookTicker',
}

const statusRoute: Route = {
  method: 'GET',
  path: '/sapi/v1/system/status',
  handle: () => answer({ status: 0, msg: 'normal' }),
}

const averagedUs = 5 * 60_000_000

/** `/api/v3/avgPrice`: the mean of the last five minutes' trades, weighted. */
function averageRoute(market: BinanceMarket): Route {
  return {
    method: 'GET',
    path: `${prefix}/avgPrice`,
    weight: 2,
    handle(request) {
      const state = stateNeeded(market, fieldsOf(request))
      const trades = state.trades.filter(({ at }) => at > request.at - averagedUs)
      const lots = trades.reduce((sum, trade) => sum + trade.lots, 0)
      const tickLots = trades.reduce((sum, trade) => sum + trade.lots * trade.priceTicks, 0)
      const { units, decimals } = state.instrument.tickSize
      const mean = lots === 0 ? state.last() : ((tickLots / lots) * units) / 10 ** decimals
      return answer({ mins: 5, price: fixed(mean, 8), closeTime: Math.floor(request.at / 1_000) })
    },
  }
}
