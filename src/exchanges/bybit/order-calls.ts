import { priceOf } from '../../core/price.ts'
import { Refused } from '../serving/answer.ts'
import { listOfFields, type Fields } from '../serving/json-fields.ts'
import type { OrderRecord } from '../world/order-record.ts'
import type { PublicState } from '../world/public-state.ts'
import type { AskedOrder, TradingAccount } from '../world/trading-account.ts'
import type { BybitCall } from './bybit-call.ts'
import { orderIdOf, orderIdText } from './bybit-ids.ts'
import {
  listedIn,
  milliseconds,
  stateNeeded,
  symbolOf,
  type BybitMarkets,
  type Category,
} from './bybit-market.ts'
import { bybitLimits } from './bybit-terms.ts'
import { lotsField, orderOf, ticksField } from './order-asks.ts'
import { refusedOrder, repeatedId, unanswered, unknownOrder } from './order-refusals.ts'
import { categoryOf, isWaiting } from './order-words.ts'
import { checkGuards, checkPrice } from './position-guards.ts'
import { codeOf, refuse, said, wrongParameter, type Said } from './said.ts'

/** Orders that a batch may have, of spot and of contracts. */
const batchMost: Readonly<Record<Category, number>> = { spot: 10, linear: 20 }

/** Placing, changing and ending orders. https://bybit-exchange.github.io/docs/v5/order/create-order */
export function orderCalls(markets: BybitMarkets, account: TradingAccount): readonly BybitCall[] {
  const desk = new BybitOrders(markets, account)
  return [
    post('create', 20, async (fields) => said(await desk.create(fields)), 'order.create'),
    post('amend', 20, async (fields) => said(await desk.amend(fields)), 'order.amend'),
    post('cancel', 20, async (fields) => said(await desk.cancel(fields)), 'order.cancel'),
    post('cancel-all', 20, (fields) => desk.cancelAll(fields)),
    post(
      'create-batch',
      20,
      (fields, at) =>
        desk.batch(fields, async (one) => ({
          ...(await desk.create(one)),
          createAt: String(milliseconds(at)),
        })),
      'order.create-batch',
    ),
    post(
      'amend-batch',
      20,
      (fields) => desk.batch(fields, (one) => desk.amend(one)),
      'order.amend-batch',
    ),
    post(
      'cancel-batch',
      20,
      (fields) => desk.batch(fields, (one) => desk.cancel(one)),
      'order.cancel-batch',
    ),
  ]
}

function post(
  name: string,
  perSecond: number,
  handle: BybitCall['handle'],
  socketOp?: string,
): BybitCall {
  return {
    method: 'POST',
    path: `/v5/order/${name}`,
    isSigned: true,
    isOrder: true,
    perSecond,
    handle,
    ...(socketOp === undefined ? {} : { socketOp }),
  }
}

interface Named {
  readonly orderId: string
  readonly orderLinkId: string
}

class BybitOrders {
  readonly #markets: BybitMarkets
  readonly #account: TradingAccount

  constructor(markets: BybitMarkets, account: TradingAccount) {
    this.#markets = markets
    this.#account = account
  }

  async create(fields: Fields): Promise<Named> {
    const state = stateNeeded(this.#markets, fields)
    const account = this.#account
    const category = categoryOf(account, state.index)
    const asked = orderOf(fields, state)
    if (category === 'linear') checkOwnGuards(fields, state, asked)
    if (asked.clientId !== undefined && account.isRepeated(asked.clientId)) {
      throw repeatedId(category)
    }
    if (account.records.open(state.index).length >= bybitLimits.maxOrders) {
      refuse(110_020, 'Not allowed to have more than 500 active orders.')
    }
    const outcome = await account.place(asked)
    if (outcome.kind === 'unanswered') throw new Refused(unanswered)
    if (outcome.kind === 'refused') {
      throw refusedOrder(outcome.reason, category, asked.request.side === 'buy')
    }
    return this.#named(outcome.order)
  }

  async amend(fields: Fields): Promise<Named> {
    const state = stateNeeded(this.#markets, fields)
    const category = categoryOf(this.#account, state.index)
    const order = this.#open(fields)
    for (const name of ['takeProfit', 'stopLoss']) {
      if (fields[name]) wrongParameter(`params error: ${name} of an order is not changed here`)
    }
    const isStop = isWaiting(order)
    const isAsked = (name: string): boolean => fields[name] !== undefined && fields[name] !== ''
    const lots = isAsked('qty') ? lotsField(fields, state) : order.lots
    const before = isStop ? order.triggerTicks : order.priceTicks
    const name = isStop ? 'triggerPrice' : 'price'
    const priceTicks = isAsked(name) ? ticksField(fields, name, state) : before
    if (lots <= order.filledLots) {
      refuse(
        110_064,
        'The number of contracts modified cannot be less than or equal to the filled quantity',
      )
    }
    if (lots === order.lots && priceTicks === before) {
      wrongParameter(
        'The order remains unchanged as the parameters entered match the existing ones.',
      )
    }
    const outcome = await this.#account.amend(order, { lots, priceTicks })
    if (outcome.kind === 'unanswered') throw new Refused(unanswered)
    if (outcome.kind === 'refused') {
      throw refusedOrder(outcome.reason, category, order.request.side === 'buy')
    }
    return this.#named(order)
  }

  async cancel(fields: Fields): Promise<Named> {
    const state = stateNeeded(this.#markets, fields)
    const order = this.#open(fields)
    const outcome = await this.#account.cancel(order)
    if (outcome.kind === 'unanswered') throw new Refused(unanswered)
    if (outcome.kind === 'refused') throw unknownOrder(categoryOf(this.#account, state.index))
    return this.#named(order)
  }

  async cancelAll(fields: Fields): Promise<Said> {
    const { symbols, category } = listedIn(this.#markets, fields)
    const { symbol, baseCoin, settleCoin, orderFilter } = fields
    if (category !== 'spot' && [symbol, baseCoin, settleCoin].every((each) => !each)) {
      wrongParameter('params error: symbol, settleCoin or baseCoin is needed')
    }
    const asked = symbol ? [stateNeeded(this.#markets, fields)] : [...symbols.values()]
    const chosen = asked
      .filter(({ instrument }) => !baseCoin || instrument.base === baseCoin)
      .filter(({ instrument }) => !settleCoin || instrument.quote === settleCoin)
    const list: Named[] = []
    for (const { index } of chosen) {
      for (const order of this.#account.records.open(index)) {
        if (orderFilter === 'Order' && isWaiting(order)) continue
        if (orderFilter === 'StopOrder' && !isWaiting(order)) continue
        const outcome = await this.#account.cancel(order)
        if (outcome.kind === 'done') list.push(this.#named(order))
      }
    }
    return said({ list, success: '1' })
  }

  /** One after the other; each answers for itself. */
  async batch(fields: Fields, one: (fields: Fields) => Promise<Named>): Promise<Said> {
    const { category } = listedIn(this.#markets, fields)
    const asked = listOfFields(fields['request'] ?? '')
    if (asked === undefined || asked.length === 0) {
      return wrongParameter('params error: request is empty')
    }
    if (asked.length > (batchMost[category as Category] ?? 0)) {
      wrongParameter('The number of orders in a batch exceeds the limit')
    }
    const list: object[] = []
    const codes: object[] = []
    for (const each of asked) {
      const about = { category, symbol: each['symbol'] ?? '' }
      try {
        list.push({ ...about, ...(await one({ ...each, category })) })
        codes.push({ code: 0, msg: 'OK' })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const { retCode, retMsg } = codeOf(error)
        const { orderId = '', orderLinkId = '' } = each
        list.push({ ...about, orderId, orderLinkId, createAt: '' })
        codes.push({ code: retCode, msg: retMsg })
      }
    }
    return said({ list }, { list: codes })
  }

  #open(fields: Fields): OrderRecord {
    const { index } = stateNeeded(this.#markets, fields)
    const { orderId, orderLinkId } = fields
    if (!orderId && !orderLinkId) {
      return wrongParameter('params error: orderId or orderLinkId is needed')
    }
    const { records } = this.#account
    const order = orderId ? records.get(orderIdOf(orderId)) : records.ofClientId(orderLinkId!)
    if (order?.index === index && order.status === 'open') return order
    throw unknownOrder(categoryOf(this.#account, index))
  }

  #named({ index, orderId, words }: OrderRecord): Named {
    return {
      orderId: orderIdText(categoryOf(this.#account, index), orderId),
      orderLinkId: words['linkId'] ?? '',
    }
  }
}

/** What is to guard the position is measured by the price of its order, else by the last. */
function checkOwnGuards(fields: Fields, state: PublicState, { request }: AskedOrder): void {
  checkGuards(fields)
  const { pricing, side } = request
  const base =
    pricing.kind === 'limit' ? priceOf(pricing.priceTicks, state.instrument.tickSize) : state.last()
  for (const guard of ['TakeProfit', 'StopLoss'] as const) {
    checkPrice(guard, fields, { state, isLong: side === 'buy', base })
  }
}

/** The instruments of a category that a request for lists is about, by index. */
export function indexesAsked(markets: BybitMarkets, fields: Fields): ReadonlySet<number> {
  const { symbols } = listedIn(markets, fields)
  const { symbol, baseCoin, settleCoin } = fields
  return new Set(
    [...symbols.values()]
      .filter(({ index }) => !symbol || symbolOf(markets, index) === symbol)
      .filter(({ instrument }) => !baseCoin || instrument.base === baseCoin)
      .filter(({ instrument }) => !settleCoin || instrument.quote === settleCoin)
      .map(({ index }) => index),
  )
}
