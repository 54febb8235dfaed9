import type { Instant } from '../../core/time.ts'
import { jsonObject } from '../serving/json-object.ts'
import type { Connection } from '../serving/connection.ts'
import type { SocketRoute, SocketSession, VenueRoom } from '../serving/served-venue.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { isToken } from './bearer-token.ts'
import { eventText, feedOf, numbered, type CoinbaseFeeds } from './coinbase-feeds.ts'
import { userId } from './coinbase-ids.ts'
import { userOrder } from './order-words.ts'
import { productRow, type CoinbaseProducts } from './products.ts'
import type { SigningKey } from './signing-key.ts'

export const heartbeatsTopic = 'heartbeats'
const statusTopic = 'status'

/** Who is told of the orders of a product. */
export function userTopic(product: string): string {
  return `user ${product}`
}

interface SocketParts {
  readonly room: VenueRoom
  readonly products: CoinbaseProducts
  readonly account: TradingAccount
  readonly feeds: CoinbaseFeeds
  readonly key: SigningKey
  /** Connections that have not subscribed to anything yet, and since when. */
  readonly silent: Map<Connection, number>
}

/**
 * Market data and orders at one path, without any: here the two have one host.
 * https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview
 */
export function coinbaseSockets(parts: SocketParts): readonly SocketRoute[] {
  return ['', '/'].map((path) => ({
    path,
    open(connection, { at }) {
      parts.silent.set(connection, at)
      return new CoinbaseSession(connection, parts)
    },
  }))
}

/** How long a connection may be silent. */
const silentUs = 5_000_000
const late = -Infinity

/**
 * Ends those who have not subscribed in time, at the second look that finds them late: after a pause of our own the first
 * comes before anything is read that was said meanwhile.
 */
export function endSilent(silent: Map<Connection, number>, at: number): void {
  for (const [connection, since] of silent) {
    if (at - since < silentUs) continue
    if (since !== late) {
      silent.set(connection, late)
      continue
    }
    silent.delete(connection)
    connection.close(1008, 'no subscription')
  }
}

/** One connection: every message of whatever channel has the next number. */
class CoinbaseSession implements SocketSession {
  readonly #connection: Connection
  readonly #parts: SocketParts
  /** Product ids by channel. */
  readonly #channels = new Map<string, Set<string>>()
  #next = 0

  constructor(connection: Connection, parts: SocketParts) {
    this.#connection = connection
    this.#parts = parts
  }

  received(text: string): void {
    const at = this.#parts.room.world.now
    const asked = jsonObject(text)
    const { type, channel, product_ids: listed, jwt } = asked ?? {}
    if (typeof channel !== 'string' || (type !== 'subscribe' && type !== 'unsubscribe')) {
      return this.#refuse('failed to unmarshal message')
    }
    const ids = Array.isArray(listed) ? listed.map(String) : []
    const unknown = ids.find((id) => !this.#parts.products.states.has(id))
    if (unknown !== undefined) return this.#refuse(`${unknown} is not a valid product`)
    // A token is asked for where there is something to hide, and must be right wherever there is one.
    if (jwt !== undefined || channel === 'user' || channel === 'futures_balance_summary') {
      if (!isToken(String(jwt), this.#parts.key, at)) return this.#refuse('authentication failure')
    }
    if (!channels.includes(channel)) return this.#refuse(`unknown channel ${channel}`)
    this.#parts.silent.delete(this.#connection)
    if (type === 'subscribe') this.#subscribe(channel, ids, at)
    else this.#unsubscribe(channel, ids)
    this.#tell(eventText('subscriptions', at, [{ subscriptions: this.#subscriptions() }]), false)
  }

  closed(): void {
    this.#parts.silent.delete(this.#connection)
    this.#channels.clear()
  }

  #subscribe(channel: string, ids: readonly string[], at: Instant): void {
    const { products } = this.#parts
    const known = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, known)
    const isOfProducts = !wholeChannels.includes(channel)
    const all = ids.length === 0 ? [...products.states.keys()] : ids
    const added = isOfProducts ? all.filter((id) => !known.has(id)) : [userId]
    if (channel === 'user') this.#tellOpenOrders(all, at)
    if (channel === statusTopic) this.#tellProducts(all, at)
    for (const id of added) {
      known.add(id)
      this.#listen(channel, id, at)
    }
  }

  /** From now on it is told of a channel of a product; first, of what is there. */
  #listen(channel: string, id: string, at: Instant): void {
    const { room, products, feeds } = this.#parts
    const state = products.states.get(id)
    const made = state === undefined ? undefined : feedOf(products, channel, state)
    const topic = topicOf(channel, id)
    if (made !== undefined) this.#tell(feeds.open(topic, made).snapshot(at), false)
    room.topics.subscribe(topic, this.#connection, (text) => this.#numbered(text))
  }

  #unsubscribe(channel: string, ids: readonly string[]): void {
    const known = this.#channels.get(channel) ?? new Set<string>()
    const ended = ids.length === 0 || wholeChannels.includes(channel) ? [...known] : ids
    for (const id of ended) {
      known.delete(id)
      this.#parts.room.topics.unsubscribe(topicOf(channel, id), this.#connection)
    }
    if (known.size === 0) this.#channels.delete(channel)
  }

  #tellOpenOrders(ids: readonly string[], at: number): void {
    const { products, account } = this.#parts
    const orders = account.records
      .open()
      .filter(({ index }) => ids.includes(products.state(index).instrument.name))
      .map((order) => userOrder(products, order))
    const positions = { perpetual_futures_positions: [], expiring_futures_positions: [] }
    this.#tell(eventText('user', at, [{ type: 'snapshot', orders, positions }]), false)
  }

  #tellProducts(ids: readonly string[], at: number): void {
    const rows = ids.map((id) => {
      const row = productRow(this.#parts.products.states.get(id)!, at)
      return {
        product_type: 'SPOT',
        id,
        base_currency: row['base_currency_id'],
        quote_currency: row['quote_currency_id'],
        base_increment: row['base_increment'],
        quote_increment: row['quote_increment'],
        display_name: id,
        status: 'online',
        status_message: '',
        min_market_funds: row['quote_min_size'],
      }
    })
    this.#tell(eventText(statusTopic, at, [{ type: 'snapshot', products: rows }]), false)
  }

  #subscriptions(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#channels].map(([channel, ids]) => [channel, [...ids]]))
  }

  /** Told in one line with all the others, so that the numbers come in their order. */
  #tell(text: string, isBook: boolean): void {
    this.#connection.stream(this.#numbered(text), isBook)
  }

  #numbered(text: string): string {
    return numbered(text, this.#next++)
  }

  /** Errors have no number. */
  #refuse(message: string): void {
    this.#connection.reply(JSON.stringify({ type: 'error', message }))
  }
}

const channels: readonly string[] = [
  'heartbeats',
  'candles',
  'market_trades',
  'status',
  'ticker',
  'ticker_batch',
  'level2',
  'user',
  'futures_balance_summary',
]
/** Those that are not of products. */
const wholeChannels: readonly string[] = ['heartbeats', 'futures_balance_summary']

function topicOf(channel: string, id: string): string {
  if (channel === 'user') return userTopic(id)
  return wholeChannels.includes(channel) ? channel : `${channel} ${id}`
}
