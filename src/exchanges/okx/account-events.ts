import type { AccountEvent } from '../../core/orders/account-event.ts'
import type { Instant } from '../../core/time.ts'
import type { Connection } from '../serving/connection.ts'
import type { Topics } from '../serving/topics.ts'
import type { OrderRecord, OrderUpdate } from '../world/order-record.ts'
import type { AccountListener, TradingAccount } from '../world/trading-account.ts'
import { plainAtoms } from '../world/wire-numbers.ts'
import { balanceRow, currenciesOf, positionRow } from './account-words.ts'
import type { BillBook } from './bill-book.ts'
import { listingAt, listingsAsked, milliseconds, type OkxMarkets } from './okx-market.ts'
import { algoRow, isWaiting, orderEvent } from './order-words.ts'

interface EventParts {
  readonly markets: OkxMarkets
  readonly account: TradingAccount
  readonly topics: Topics
  readonly bills: BillBook
}

type Arg = Readonly<Record<string, string>>

/** Channels of an account, and what a subscription to each must name. */
const channels: Readonly<Record<string, readonly string[]>> = {
  orders: ['instType'],
  'orders-algo': ['instType'],
  positions: ['instType'],
  account: [],
  balance_and_position: [],
  'liquidation-warning': ['instType'],
}

/** Account and positions are told again after so long without an event. */
const againUs = 10_000_000

/** Tells an account's sockets what happens to it; each subscription by what it names. */
export class AccountEvents implements AccountListener {
  readonly #parts: EventParts
  /** By topic. */
  readonly #args = new Map<string, Arg>()
  /** Who is told of each channel, whatever of it. */
  readonly #told = new Map<string, Set<Connection>>()
  #toldAt = NaN

  constructor(parts: EventParts) {
    this.#parts = parts
  }

  /** Is this how a channel of an account is named? */
  isNamed(arg: Arg): boolean {
    const wanted = channels[arg['channel'] ?? '']
    return wanted !== undefined && wanted.every((name) => !!arg[name])
  }

  join(arg: Arg, connection: Connection): void {
    const topic = topicOf(arg)
    this.#args.set(topic, arg)
    this.#parts.topics.subscribe(topic, connection)
    const channel = arg['channel'] ?? ''
    const told = this.#told.get(channel) ?? new Set()
    this.#told.set(channel, told.add(connection))
  }

  /** How many sockets are told of a channel. */
  countOf({ channel = '' }: Arg): number {
    return this.#told.get(channel)?.size ?? 0
  }

  closed(connection: Connection): void {
    for (const told of this.#told.values()) told.delete(connection)
  }

  leave(arg: Arg, connection: Connection): void {
    this.#parts.topics.unsubscribe(topicOf(arg), connection)
  }

  /** What a new subscriber is told first: what the account has now. */
  greet(arg: Arg, connection: Connection, at: Instant): void {
    const data = this.#whole(arg, at)
    if (data !== undefined) connection.reply(textOf(arg, data))
  }

  updated(update: OrderUpdate): void {
    const { order, fill, kind, at } = update
    const { markets, account, bills } = this.#parts
    bills.updated(update)
    if (kind === 'rejected' || kind === 'cancel-rejected' || kind === 'amend-rejected') return
    if (kind === 'triggered' || isWaiting(order)) {
      this.#tell('orders-algo', order.index, () => [algoRow(markets, order)])
    }
    if (!isWaiting(order)) {
      const about = { fill, isAmended: kind === 'amended' }
      this.#tell('orders', order.index, () => [orderEvent(markets, account, order, about)])
    }
    this.#changed(order, fill !== undefined, at as Instant)
  }

  happened(event: AccountEvent): void {
    this.#parts.bills.happened(event)
    const at = event.exchangeTime
    this.#tell('positions', event.instrument, () => [this.#position(event.instrument, at)])
    this.#tell('account', undefined, () => [this.#balance(event.instrument, at)])
  }

  /** Account and positions are told at intervals too. */
  tick(at: Instant): void {
    if (Number.isNaN(this.#toldAt)) this.#toldAt = at
    if (at - this.#toldAt < againUs) return
    this.#toldAt = at
    for (const [topic, arg] of this.#args) {
      if (!this.#parts.topics.isWanted(topic)) this.#args.delete(topic)
      else this.#publish(topic, arg, this.#whole(arg, at))
    }
  }

  #changed(order: OrderRecord, isFilled: boolean, at: Instant): void {
    const { index } = order
    const { markets } = this.#parts
    if (isFilled && listingAt(markets, index).type === 'SWAP') {
      this.#tell('positions', index, () => [this.#position(index, at)])
    }
    this.#tell('account', undefined, () => [this.#balance(index, at)])
    if (isFilled) {
      this.#tell('balance_and_position', undefined, () => [this.#both('filled', at)])
    }
  }

  #tell(channel: string, index: number | undefined, data: () => readonly unknown[]): void {
    for (const [topic, arg] of this.#args) {
      if (arg['channel'] !== channel || !this.#parts.topics.isWanted(topic)) continue
      if (index === undefined || this.#isAbout(arg, index)) this.#publish(topic, arg, data())
    }
  }

  #publish(topic: string, arg: Arg, data: readonly unknown[] | undefined): void {
    if (data !== undefined) this.#parts.topics.publish(topic, textOf(arg, data), false)
  }

  #isAbout(arg: Arg, index: number): boolean {
    const { markets } = this.#parts
    const { instType = '', instId = '', instFamily = '' } = arg
    return listingsAsked(markets, { instType, instId, instFamily }).includes(
      listingAt(markets, index),
    )
  }

  #whole(arg: Arg, at: Instant): readonly unknown[] | undefined {
    const { markets, account } = this.#parts
    const { channel, ccy } = arg
    if (channel === 'account') {
      return [balanceRow(markets, account, ccy ? [ccy] : currenciesOf(account), at)]
    }
    if (channel === 'positions') {
      return this.#held()
        .filter((index) => this.#isAbout(arg, index))
        .map((index) => this.#position(index, at))
    }
    return channel === 'balance_and_position' ? [this.#both('snapshot', at)] : undefined
  }

  #held(): readonly number[] {
    const { account } = this.#parts
    return [...account.listed].flatMap(([index, each]) =>
      each.class !== 'spot' && account.tradedOf(index).position.lots !== 0 ? [index] : [],
    )
  }

  #position(index: number, at: Instant): unknown {
    const { markets, account } = this.#parts
    return positionRow(markets, account, index, at)
  }

  /** The currencies an instrument is about. */
  #balance(index: number, at: Instant): unknown {
    const { markets, account } = this.#parts
    const { base, quote } = account.tradedOf(index).terms.instrument
    const touched = currenciesOf(account).filter((ccy) => ccy === base || ccy === quote)
    return balanceRow(markets, account, touched, at)
  }

  #both(eventType: string, at: Instant): unknown {
    const { markets, account } = this.#parts
    const uTime = milliseconds(at)
    return {
      pTime: uTime,
      eventType,
      balData: currenciesOf(account).map((ccy) => ({
        ccy,
        cashBal: plainAtoms(account.venue.account.wallet(ccy)),
        uTime,
      })),
      posData: this.#held().map((index) => {
        const row = positionRow(markets, account, index, at)
        const kept = ['posId', 'tradeId', 'instId', 'instType', 'mgnMode', 'posSide', 'pos', 'ccy']
        const named = Object.fromEntries(kept.map((name) => [name, row[name]]))
        return { ...named, posCcy: '', avgPx: row['avgPx'], uTime }
      }),
      trades: [],
    }
  }
}

function topicOf(arg: Arg): string {
  return `user ${JSON.stringify(arg)}`
}

function textOf(arg: Arg, data: readonly unknown[]): string {
  return JSON.stringify({ arg: { ...arg, uid: '1' }, data })
}
