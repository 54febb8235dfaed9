import type { Instant } from '../../core/time.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Connection } from '../serving/connection.ts'
import type { SocketRoute, SocketSession, VenueRoom } from '../serving/served-venue.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { balanceRows, openExecution, tradeExecution } from './executions.ts'
import { numberField, textField, type Fields } from './fields.ts'
import { wireJson } from './json-numbers.ts'
import {
  bookFeed,
  candleFeed,
  dataText,
  depths,
  tickerFeed,
  tradeFeed,
  type KrakenFeed,
  type KrakenFeeds,
} from './kraken-feeds.ts'
import { instrumentData } from './kraken-info.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { isoText } from './kraken-numbers.ts'
import { intervals } from './market-routes.ts'
import { KrakenRefused, refuse } from './refusals.ts'
import type { SessionTokens } from './session-tokens.ts'
import type { SocketCall } from './socket-calls.ts'

/** Who is told of the account, and that nothing else happened. */
export const executionsTopic = 'executions'
export const balancesTopic = 'balances'
export const heartbeatTopic = 'heartbeat'

interface SocketParts {
  readonly room: VenueRoom
  readonly market: KrakenMarket
  readonly account: TradingAccount
  readonly feeds: KrakenFeeds
  readonly calls: Readonly<Record<string, SocketCall>>
  readonly tokens: SessionTokens
  /** Connections that are subscribed to nothing, and when they were last heard of. */
  readonly idle: Map<Connection, number>
}

/**
 * The second WebSocket version, market data and account at one path: here the two have one host.
 * https://docs.kraken.com/api/docs/guides/spot-ws-intro
 */
export function socketV2(parts: SocketParts): SocketRoute {
  let connections = 0
  return {
    path: '/v2',
    open(connection, { at }) {
      parts.idle.set(connection, at)
      const status = {
        version: '2.0.10',
        system: 'online',
        api_version: 'v2',
        connection_id: ++connections,
      }
      connection.reply(dataText('status', 'update', [status]))
      return new KrakenSession(connection, parts)
    },
  }
}

/** How long a connection may say nothing and be told nothing. */
const idleUs = 60_000_000

/** Ends those that have been idle too long: a ping is enough to stay. */
export function endIdle(idle: Map<Connection, number>, at: number): void {
  for (const [connection, since] of idle) {
    if (at - since < idleUs) continue
    idle.delete(connection)
    connection.close(1000, '')
  }
}

/** What a connection is subscribed to: the topic, and what it was told so. */
interface Subscription {
  readonly topic: string
  readonly result: Fields
  readonly snapshot: ((at: Instant) => readonly string[]) | undefined
}

const snapshotTrades = 50

class KrakenSession implements SocketSession {
  readonly #connection: Connection
  readonly #parts: SocketParts
  /** By channel and symbol: of each one only. */
  readonly #subscriptions = new Map<string, Subscription>()
  /** Messages of a private channel are counted. */
  readonly #sequences = new Map<string, number>()

  constructor(connection: Connection, parts: SocketParts) {
    this.#connection = connection
    this.#parts = parts
  }

  received(text: string): void {
    const at = this.#parts.room.world.now
    this.#heard(at)
    const asked = jsonObject(text)
    const method = asked === undefined ? undefined : textField(asked, 'method')
    if (asked === undefined || method === undefined) {
      return this.#say({ error: 'Malformed request', success: false }, at)
    }
    const params = (asked['params'] ?? {}) as Fields
    switch (method) {
      case 'ping':
        return this.#say({ ...reqIdOf(asked), method: 'pong' }, at)
      case 'subscribe':
      case 'unsubscribe':
        return this.#turn(method, asked, params, at)
      default:
        return this.#trade(method, asked, params, at)
    }
  }

  closed(): void {
    this.#subscriptions.clear()
    this.#parts.idle.delete(this.#connection)
  }

  #heard(at: number): void {
    const { idle } = this.#parts
    if (this.#subscriptions.size === 0) idle.set(this.#connection, at)
    else idle.delete(this.#connection)
  }

  #turn(method: 'subscribe' | 'unsubscribe', asked: Fields, params: Fields, at: Instant): void {
    const channel = textField(params, 'channel') ?? ''
    const symbols = Array.isArray(params['symbol']) ? params['symbol'].map(String) : [undefined]
    for (const symbol of symbols) {
      const about = symbol === undefined ? {} : { symbol }
      try {
        if (method === 'unsubscribe') this.#unsubscribe(channel, symbol, asked, at)
        else this.#subscribe(this.#subscriptionOf(channel, symbol, params, at), symbol, asked)
      } catch (error) {
        if (!(error instanceof KrakenRefused)) throw error
        this.#say({ error: error.error, method, ...reqIdOf(asked), success: false, ...about }, at)
      }
    }
  }

  #subscribe(subscription: Subscription, symbol: string | undefined, asked: Fields): void {
    const { topic, result, snapshot } = subscription
    const key = keyOf(String(result['channel']), symbol)
    if (this.#subscriptions.has(key)) refuse('Already subscribed')
    const { room } = this.#parts
    const { topics, world } = room
    const at = world.now
    this.#say({ method: 'subscribe', ...reqIdOf(asked), result, success: true }, at)
    const isPrivate = topic === executionsTopic || topic === balancesTopic
    const numbered = (text: string): string => (isPrivate ? this.#numbered(topic, text) : text)
    for (const text of snapshot?.(at) ?? []) this.#connection.stream(numbered(text), false)
    this.#subscriptions.set(key, subscription)
    this.#heard(at)
    topics.subscribe(topic, this.#connection, numbered)
    topics.subscribe(heartbeatTopic, this.#connection)
  }

  #unsubscribe(channel: string, symbol: string | undefined, asked: Fields, at: Instant): void {
    const key = keyOf(channel, symbol)
    const known = this.#subscriptions.get(key) ?? refuse('Subscription Not Found')
    this.#subscriptions.delete(key)
    this.#heard(at)
    this.#parts.room.topics.unsubscribe(known.topic, this.#connection)
    const about = { channel, ...(symbol === undefined ? {} : { symbol }) }
    this.#say({ method: 'unsubscribe', ...reqIdOf(asked), result: about, success: true }, at)
  }

  #subscriptionOf(
    channel: string,
    symbol: string | undefined,
    params: Fields,
    at: Instant,
  ): Subscription {
    const { market } = this.#parts
    switch (channel) {
      case 'book': {
        const depth = numberField(params, 'depth', 10)
        if (!depths.includes(depth)) refuse('Subscription depth not supported')
        return this.#ofFeed({ channel, depth }, this.#pair(symbol), params, (pair) =>
          bookFeed(market, pair, depth),
        )
      }
      case 'trade':
        return this.#ofFeed({ channel }, this.#pair(symbol), params, tradeFeed)
      case 'ticker': {
        const trigger = textField(params, 'event_trigger') ?? 'trades'
        return this.#ofFeed(
          { channel, event_trigger: trigger },
          this.#pair(symbol),
          params,
          (pair) => tickerFeed(pair, trigger),
        )
      }
      case 'ohlc': {
        const interval = numberField(params, 'interval', 1)
        if (!intervals.includes(interval)) refuse('Subscription ohlc interval not supported')
        return this.#ofFeed({ channel, interval }, this.#pair(symbol), params, (pair) =>
          candleFeed(pair, interval),
        )
      }
      case 'instrument': {
        const text = dataText('instrument', 'snapshot', instrumentData(market))
        const result = { channel, snapshot: true, warnings: [] }
        return { topic: 'instrument', result, snapshot: () => [text] }
      }
      case 'executions':
      case 'balances':
        this.#authorise(params, at)
        return this.#ofAccount(channel, params)
      default:
        return refuse('Event(s) not found')
    }
  }

  #ofFeed(
    told: { readonly channel: string } & Fields,
    pair: KrakenPair,
    params: Fields,
    make: (pair: KrakenPair) => KrakenFeed,
  ): Subscription {
    const { symbol } = pair
    const topic = `${Object.values(told).join(' ')} ${symbol}`
    const hasSnapshot = textField(params, 'snapshot') !== 'false'
    const feed = this.#parts.feeds.open(topic, () => make(pair))
    return {
      topic,
      result: { ...told, snapshot: hasSnapshot, symbol },
      snapshot: hasSnapshot ? (at) => feed.snapshot(at) : undefined,
    }
  }

  #ofAccount(channel: 'executions' | 'balances', params: Fields): Subscription {
    const { market, account } = this.#parts
    const hasSnapshot = textField(params, 'snapshot') !== 'false'
    if (channel === 'balances') {
      const rows = (): string[] => [dataText('balances', 'snapshot', balanceRows(market, account))]
      const snapshot = hasSnapshot ? rows : undefined
      return { topic: balancesTopic, result: { channel, snapshot: hasSnapshot }, snapshot }
    }
    const hasOrders = hasSnapshot && textField(params, 'snap_orders') !== 'false'
    const hasTrades = hasSnapshot && textField(params, 'snap_trades') === 'true'
    const { records } = account
    const snapshot = (): string[] => {
      const orders = records.open().map((order) => openExecution(market, order))
      const trades = records.fills().slice(-snapshotTrades)
      return [
        ...(hasOrders ? [dataText('executions', 'snapshot', orders)] : []),
        ...(hasTrades
          ? [
              dataText(
                'executions',
                'snapshot',
                trades.map((fill) => tradeExecution(market, fill)),
              ),
            ]
          : []),
      ]
    }
    const result = {
      channel,
      snap_orders: hasOrders,
      snap_trades: hasTrades,
      snapshot: hasSnapshot,
    }
    return { topic: executionsTopic, result, snapshot }
  }

  #trade(method: string, asked: Fields, params: Fields, at: Instant): void {
    const call = this.#parts.calls[method]
    const about = { method, ...reqIdOf(asked) }
    if (call === undefined)
      return this.#say({ error: 'Event(s) not found', ...about, success: false }, at)
    const { room } = this.#parts
    const work = async (): Promise<readonly (Fields | string)[]> => {
      this.#authorise(params, at)
      return call(params, at)
    }
    const acknowledge = (answers: readonly (Fields | string)[]): void => {
      const { isLost, lateMs } = room.acknowledgement()
      const say = (): void => {
        for (const each of answers) this.#answer(each, about, at)
      }
      if (isLost) return
      if (lateMs === 0) say()
      else setTimeout(say, lateMs).unref()
    }
    void work().then(acknowledge, (error: unknown) => {
      if (!(error instanceof KrakenRefused)) room.failed(error)
      const said = error instanceof KrakenRefused ? error.error : 'EGeneral:Internal error'
      this.#answer(said, about, at)
    })
  }

  #answer(each: Fields | string, about: Fields, at: Instant): void {
    if (typeof each === 'string') this.#say({ error: each, ...about, success: false }, at)
    else this.#say({ ...about, result: each, success: true }, at)
  }

  #authorise(params: Fields, at: Instant): void {
    const token = textField(params, 'token') ?? ''
    if (!this.#parts.tokens.isValid(token, at)) refuse('ESession:Invalid session')
  }

  #pair(symbol: string | undefined): KrakenPair {
    if (symbol === undefined) return refuse('Symbol(s) not found')
    const pair = this.#parts.market.ofSymbol(symbol)
    return pair ?? refuse(`Currency pair not supported ${symbol}`)
  }

  /** A message of a private channel with its number, from one up. */
  #numbered(topic: string, text: string): string {
    const number = (this.#sequences.get(topic) ?? 0) + 1
    this.#sequences.set(topic, number)
    return `${text.slice(0, -1)},"sequence":${number}}`
  }

  /** An answer, with the instants the request came and the answer went. */
  #say(words: Fields, cameAt: Instant): void {
    const out = this.#parts.room.world.now
    this.#connection.reply(wireJson({ ...words, time_in: isoText(cameAt), time_out: isoText(out) }))
  }
}

function keyOf(channel: string, symbol: string | undefined): string {
  return `${channel} ${symbol ?? ''}`
}

function reqIdOf(asked: Fields): Fields {
  const id = asked['req_id']
  return id === undefined ? {} : { req_id: id }
}
