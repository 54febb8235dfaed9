import type { AccountEvent } from '../../core/orders/account-event.ts'
import type { Instant } from '../../core/time.ts'
import type { Topics } from '../serving/topics.ts'
import type { OrderUpdate } from '../world/order-record.ts'
import type { AccountListener, TradingAccount } from '../world/trading-account.ts'
import { coinsOf, positionRow, walletRow } from './account-words.ts'
import { milliseconds, type BybitMarkets, type Category } from './bybit-market.ts'
import type { FundingBook } from './funding-book.ts'
import type { PositionGuards } from './position-guards.ts'
import { categoryOf, executionRow, orderRow } from './order-words.ts'

interface EventParts {
  readonly markets: BybitMarkets
  readonly account: TradingAccount
  readonly topics: Topics
  readonly funding: FundingBook
  readonly guards: PositionGuards
}

/** What the sockets of an account may subscribe to, each of all categories or of one. */
export const accountTopics: readonly string[] = ['order', 'execution', 'execution.fast', 'position']
  .flatMap((topic) => [
    topic,
    `${topic}.spot`,
    `${topic}.linear`,
    `${topic}.inverse`,
    `${topic}.option`,
  ])
  .concat(['wallet', 'greeks'])

/** The topic under which the sockets of an account are told of one of theirs. */
export function userTopic(topic: string): string {
  return `user ${topic}`
}

/** Tells an account's sockets what happens to it. https://bybit-exchange.github.io/docs/v5/websocket/private/order */
export class AccountEvents implements AccountListener {
  readonly #parts: EventParts
  #count = 0

  constructor(parts: EventParts) {
    this.#parts = parts
  }

  updated(update: OrderUpdate): void {
    const { markets, account, funding, guards } = this.#parts
    const { order, fill, kind, at } = update
    funding.updated(update)
    guards.updated(update)
    if (kind === 'rejected' || kind === 'cancel-rejected' || kind === 'amend-rejected') return
    const category = categoryOf(account, order.index)
    if (fill !== undefined) {
      const row = { category, ...executionRow(markets, account, fill) }
      this.#tell('execution', category, row, at)
      this.#tell('execution.fast', category, fastRow(row), at)
      if (category === 'linear') this.#position(order.index, at)
    }
    this.#tell('order', category, { category, ...orderRow(markets, account, order) }, at)
    this.#wallet(order.index, at)
  }

  happened(event: AccountEvent): void {
    this.#parts.funding.happened(event)
    this.#position(event.instrument, event.exchangeTime)
    this.#wallet(event.instrument, event.exchangeTime)
  }

  #position(index: number, at: Instant | number): void {
    const { markets, account } = this.#parts
    const row = positionRow(markets, account, index, at as Instant)
    const { size, avgPrice, ...rest } = row
    // The channel calls the mean price differently.
    const told = { category: 'linear', size, entryPrice: avgPrice, ...rest }
    this.#tell('position', 'linear', told, at)
  }

  #wallet(index: number, at: Instant | number): void {
    const { markets, account, topics } = this.#parts
    const topic = userTopic('wallet')
    if (!topics.isWanted(topic)) return
    const { base, quote } = account.tradedOf(index).terms.instrument
    const coins = coinsOf(account).filter((coin) => coin === base || coin === quote)
    const row = walletRow(markets, account, coins, at as Instant)
    topics.publish(topic, this.#text('wallet', row, at), false)
  }

  #tell(name: string, category: Category, row: object, at: number): void {
    const { topics } = this.#parts
    for (const topic of [name, `${name}.${category}`]) {
      if (topics.isWanted(userTopic(topic))) {
        topics.publish(userTopic(topic), this.#text(topic, row, at), false)
      }
    }
  }

  #text(topic: string, row: object, at: number): string {
    const creationTime = milliseconds(at)
    return JSON.stringify({
      id: `${creationTime}_${++this.#count}`,
      topic,
      creationTime,
      data: [row],
    })
  }
}

/** What the fast channel leaves of an execution. */
function fastRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = [
    'category',
    'symbol',
    'execId',
    'execPrice',
    'execQty',
    'orderId',
    'isMaker',
    'orderLinkId',
    'side',
    'execTime',
    'seq',
  ]
  return Object.fromEntries(kept.map((name) => [name, row[name]]))
}
