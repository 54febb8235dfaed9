import type { Answer } from '../serving/answer.ts'
import { isOpen, type OrderRecord } from '../world/order-record.ts'
import type { AskedOrder, RefusedReason, TradingAccount } from '../world/trading-account.ts'
import { textField, type Fields } from './fields.ts'
import { amendTxid, orderOfTxid } from './kraken-ids.ts'
import type { KrakenLimits } from './kraken-limits.ts'
import type { KrakenMarket } from './kraken-market.ts'
import { changedSteps, checkOpenOrders, deadlineOf } from './order-asked.ts'
import { invalid, KrakenRefused, refuse, timeoutError } from './refusals.ts'

/** Placing, changing and ending orders, whichever interface asks. A class, for it counts amendments. */
export class KrakenOrders {
  readonly #market: KrakenMarket
  readonly #account: TradingAccount
  readonly #limits: KrakenLimits
  #amendments = 0

  constructor(market: KrakenMarket, account: TradingAccount, limits: KrakenLimits) {
    this.#market = market
    this.#account = account
    this.#limits = limits
  }

  /** @throws KrakenRefused in Kraken's words */
  async place(asked: AskedOrder, fields: Fields, at: number): Promise<OrderRecord> {
    const { instrument } = asked.request
    if (deadlineOf(fields) < at) refuse('EService:Deadline elapsed')
    checkOpenOrders(this.#account.records.open(instrument).length)
    if (asked.clientId !== undefined && this.#account.isRepeated(asked.clientId)) {
      refuse('EOrder:Duplicate order')
    }
    if (!this.#limits.place(instrument, at)) refuse('EOrder:Rate limit exceeded')
    const outcome = await this.#account.place(asked)
    if (outcome.kind === 'unanswered') return refuse(timeoutError)
    return outcome.kind === 'refused' ? refuse(placeError(outcome.reason)) : outcome.order
  }

  /** Changes an order where it stands. @returns the amendment's id */
  async amend(order: OrderRecord, fields: Fields, at: number): Promise<string> {
    if (!isOpen(order)) refuse('EOrder:Unknown order')
    if (deadlineOf(fields) < at) refuse('EService:Deadline elapsed')
    if (!this.#limits.amend(order.index, at - order.createdAt, at)) {
      refuse('EOrder:Rate limit exceeded')
    }
    const pair = this.#market.pair(order.index)
    const quantity = textField(fields, 'order_qty')
    const isWaiting = order.request.pricing.kind === 'stop' && !order.isTriggered
    const price = textField(fields, isWaiting ? 'trigger_price' : 'limit_price')
    if (quantity === undefined && price === undefined) invalid('no parameter to amend')
    const lots = quantity === undefined ? order.lots : changedSteps(quantity, pair, 'quantity')
    if (lots <= order.filledLots) refuse('EOrder:Amend order quantity below filled quantity')
    const standing = isWaiting ? order.triggerTicks : order.priceTicks
    const priceTicks = price === undefined ? standing : changedSteps(price, pair, 'price')
    const outcome = await this.#account.amend(order, { lots, priceTicks })
    if (outcome.kind === 'unanswered') return refuse(timeoutError)
    if (outcome.kind === 'refused') return refuse(placeError(outcome.reason))
    return amendTxid(++this.#amendments)
  }

  async cancel(order: OrderRecord, at: number): Promise<void> {
    if (!isOpen(order)) refuse('EOrder:Unknown order')
    this.#limits.cancelled(order.index, at - order.createdAt, at)
    const outcome = await this.#account.cancel(order)
    if (outcome.kind === 'unanswered') refuse(timeoutError)
    if (outcome.kind === 'refused') refuse('EOrder:Unknown order')
  }

  /** Ends all of these that can be. @returns how many */
  async cancelEach(orders: readonly OrderRecord[], at: number): Promise<number> {
    const outcomes = await Promise.all(
      orders.map((order) => this.cancel(order, at).then(() => 1, zeroWhenRefused)),
    )
    return outcomes.reduce((sum, one) => sum + one, 0)
  }

  async cancelAll(at: number): Promise<number> {
    return this.cancelEach(this.#account.records.open(), at)
  }

  /** The dead man's switch: seconds from now, 0 turns it off. */
  cancelAllAfter(seconds: number, at: number): void {
    const { countdowns } = this.#account
    if (seconds === 0) countdowns.disarm(undefined)
    else countdowns.arm(undefined, at + seconds * 1e6)
  }

  /** An order by Kraken's id, the client's, or a `userref`, which may name several. */
  named(name: string): readonly OrderRecord[] {
    const { records } = this.#account
    const order = records.get(orderOfTxid(name)) ?? records.ofClientId(name)
    if (order !== undefined) return isTaken(order) ? [order] : []
    if (!/^-?\d{1,10}$/.test(name)) return []
    return records.open().filter(({ words }) => words['userref'] === name)
  }

  /** The one order a request names by `txid` (`order_id`) or `cl_ord_id`. */
  one(fields: Fields, idField: string): OrderRecord {
    const name = textField(fields, idField) ?? textField(fields, 'cl_ord_id') ?? invalid(idField)
    return this.named(name)[0] ?? refuse('EOrder:Unknown order')
  }
}

function isTaken({ status }: OrderRecord): boolean {
  return status !== 'sent' && status !== 'rejected'
}

function zeroWhenRefused(error: unknown): 0 {
  if (error instanceof KrakenRefused) return 0
  throw error
}

/** What Kraken says of an order that the matching refused. */
function placeError(reason: RefusedReason): string {
  switch (reason) {
    case 'off-grid':
      return 'EOrder:Invalid price'
    case 'too-small':
      return 'EOrder:Cost minimum not met'
    case 'too-large':
      return 'EGeneral:Invalid arguments:volume'
    case 'price-band':
      return 'EOrder:Invalid price'
    case 'would-take':
      return 'EOrder:Post only order'
    case 'insufficient-balance':
      return 'EOrder:Insufficient funds'
    case 'insufficient-margin':
      return 'EOrder:Insufficient initial margin'
    case 'duplicate-id':
      return 'EOrder:Duplicate order'
    case 'rate-limit':
      return 'EOrder:Rate limit exceeded'
    case 'too-late':
      return 'EService:Deadline elapsed'
    case 'halted':
      return 'EService:Market in cancel_only mode'
    case 'no-fill-or-kill':
    case 'no-liquidity':
    case 'no-position-to-reduce':
      return 'EOrder:Invalid order'
    case 'unknown-order':
      return 'EOrder:Unknown order'
  }
}

/** What became of one of several, as each stands for itself. */
export async function eachFor<Result>(
  work: readonly (() => Promise<Result>)[],
): Promise<readonly (Result | { readonly error: string })[]> {
  const results: (Result | { readonly error: string })[] = []
  for (const one of work) {
    try {
      results.push(await one())
    } catch (error) {
      if (!(error instanceof KrakenRefused)) throw error
      results.push({ error: error.error })
    }
  }
  return results
}

/** 520: the request is out there, and nothing was heard of it. */
export function timeoutAnswer(): Answer {
  return { status: 520, body: { error: [timeoutError] } }
}
