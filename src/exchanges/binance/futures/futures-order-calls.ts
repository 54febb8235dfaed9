import { answer, type Answer } from '../../serving/answer.ts'
import type { OrderRecord } from '../../world/order-record.ts'
import type { PublicState } from '../../world/public-state.ts'
import type { AskedOrder, TradingAccount } from '../../world/trading-account.ts'
import type { BinanceCall } from '../call.ts'
import { wholeField, type Fields } from '../fields.ts'
import { orderNamed } from '../find-order.ts'
import { stateAsked, stateNeeded, type BinanceMarket } from '../market.ts'
import { refusal } from '../refusals.ts'
import { unanswered } from '../unanswered.ts'
import { batch, batchMost, list } from './futures-batches.ts'
import { algoRow, futuresRow, isConditional } from './futures-order-words.ts'
import {
  algoOrderOf,
  futuresOrderOf,
  futuresRefusal,
  hasTooManyOpen,
  lotsField,
  ticksField,
  unfilled,
} from './futures-orders.ts'

/** Placing, changing and ending orders of futures. */
export function futuresOrderCalls(
  market: BinanceMarket,
  account: TradingAccount,
): readonly BinanceCall[] {
  const desk = new FuturesOrders(market, account)
  return [...placing(desk), ...ending(desk), ...asking(desk), ...conditional(desk)]
}

const signed = { security: 'signed', weight: 1 } as const
const order = '/fapi/v1/order'

function placing(desk: FuturesOrders): readonly BinanceCall[] {
  const acting = { ...signed, isOrder: true } as const
  return [
    {
      ...acting,
      method: 'POST',
      path: order,
      socketMethod: 'order.place',
      orders: 1,
      handle: (fields) => desk.place(fields),
    },
    {
      ...signed,
      method: 'POST',
      path: `${order}/test`,
      handle: (fields) => desk.test(fields),
    },
    {
      ...acting,
      method: 'PUT',
      path: order,
      socketMethod: 'order.modify',
      orders: 1,
      handle: (fields) => desk.modify(fields),
    },
    {
      ...acting,
      method: 'POST',
      path: '/fapi/v1/batchOrders',
      weight: 5,
      orders: batchMost,
      handle: (fields) => batch(fields, (one) => desk.place(one)),
    },
    {
      ...acting,
      method: 'PUT',
      path: '/fapi/v1/batchOrders',
      weight: 5,
      orders: batchMost,
      handle: (fields) => batch(fields, (one) => desk.modify(one)),
    },
  ]
}

function ending(desk: FuturesOrders): readonly BinanceCall[] {
  const acting = { ...signed, isOrder: true, method: 'DELETE' } as const
  return [
    {
      ...acting,
      path: order,
      socketMethod: 'order.cancel',
      handle: (fields) => desk.cancel(fields),
    },
    { ...acting, path: '/fapi/v1/allOpenOrders', handle: (fields) => desk.cancelAll(fields) },
    { ...acting, path: '/fapi/v1/batchOrders', handle: (fields) => desk.cancelListed(fields) },
    {
      ...signed,
      isOrder: true,
      weight: 10,
      method: 'POST',
      path: '/fapi/v1/countdownCancelAll',
      handle: (fields, at) => desk.countDown(fields, at),
    },
  ]
}

function asking(desk: FuturesOrders): readonly BinanceCall[] {
  const get = { ...signed, method: 'GET' } as const
  return [
    { ...get, path: order, socketMethod: 'order.status', handle: (fields) => desk.status(fields) },
    { ...get, path: '/fapi/v1/openOrder', handle: (fields) => desk.openOne(fields) },
    { ...get, path: '/fapi/v1/openOrders', handle: (fields) => desk.open(fields) },
  ]
}

function conditional(desk: FuturesOrders): readonly BinanceCall[] {
  const path = '/fapi/v1/algoOrder'
  return [
    {
      ...signed,
      isOrder: true,
      orders: 1,
      method: 'POST',
      path,
      handle: (fields) => desk.placeAlgo(fields),
    },
    {
      ...signed,
      isOrder: true,
      method: 'DELETE',
      path,
      handle: (fields) => desk.cancelAlgo(fields),
    },
    {
      ...signed,
      isOrder: true,
      method: 'DELETE',
      path: '/fapi/v1/algoOpenOrders',
      handle: (fields) => desk.cancelAllAlgo(fields),
    },
    { ...signed, method: 'GET', path, handle: (fields) => desk.algoStatus(fields) },
    {
      ...signed,
      method: 'GET',
      path: '/fapi/v1/openAlgoOrders',
      handle: (fields) => desk.openAlgo(fields),
    },
    {
      ...signed,
      weight: 5,
      method: 'GET',
      path: '/fapi/v1/allAlgoOrders',
      handle: (fields) => desk.allAlgo(fields),
    },
  ]
}

class FuturesOrders {
  readonly #market: BinanceMarket
  readonly #account: TradingAccount

  constructor(market: BinanceMarket, account: TradingAccount) {
    this.#market = market
    this.#account = account
  }

  async place(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const asked = futuresOrderOf(fields, state)
    const placed = await this.#place(asked, state)
    if (!('orderId' in placed)) return placed
    const isKilled =
      asked.request.timeInForce.kind === 'fok' &&
      placed.status === 'cancelled' &&
      placed.filledLots === 0
    if (isKilled) return unfilled
    const row = this.#row(placed)
    // ACK tells that it was taken and no more.
    return answer(
      fields['newOrderRespType'] === 'RESULT'
        ? row
        : { ...row, status: 'NEW', executedQty: '0', cumQty: '0', cumQuote: '0', avgPrice: '0.00' },
    )
  }

  test(fields: Fields): Answer {
    futuresOrderOf(fields, stateNeeded(this.#market, fields))
    return answer({})
  }

  async modify(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const found = this.#named(state, fields)
    if (found?.status !== 'open') return refusal(-2013, 'Order does not exist.')
    const lots = lotsField(fields, state)
    const priceTicks = ticksField(fields, 'price', state)
    if (lots === found.lots && priceTicks === found.priceTicks) {
      return refusal(-5027, 'No need to modify the order.')
    }
    const outcome = await this.#account.amend(found, { lots, priceTicks })
    if (outcome.kind === 'unanswered') return unanswered
    if (outcome.kind === 'done') return answer(this.#row(found))
    const asked: AskedOrder = {
      request: found.request,
      clientId: found.clientId,
      words: found.words,
    }
    return futuresRefusal(outcome.reason, state, asked)
  }

  async cancel(fields: Fields): Promise<Answer> {
    const found = this.#named(stateNeeded(this.#market, fields), fields)
    return found?.status === 'open'
      ? this.#cancel(found, (ended) => this.#row(ended))
      : refusal(-2011, 'Unknown order sent.')
  }

  async cancelAll(fields: Fields): Promise<Answer> {
    const { index } = stateNeeded(this.#market, fields)
    for (const each of this.#plainOpen(index)) await this.#account.cancel(each)
    return answer({ code: 200, msg: 'The operation of cancel all open order is done.' })
  }

  async cancelListed(fields: Fields): Promise<Answer> {
    const { symbol } = fields
    // Clients send the names in small letters too.
    const ids = list(fields['orderIdList'] ?? fields['orderidlist']).map((orderId) => ({ orderId }))
    const named = list(fields['origClientOrderIdList'] ?? fields['origclientorderidlist']).map(
      (id) => ({ origClientOrderId: id }),
    )
    const answers: unknown[] = []
    for (const each of [...ids, ...named]) {
      answers.push((await this.cancel({ symbol: symbol ?? '', ...each })).body)
    }
    return answer(answers)
  }

  /** A dead man's switch: 0 disarms it. */
  countDown(fields: Fields, at: number): Answer {
    const { index } = stateNeeded(this.#market, fields)
    const ms = wholeField(fields, 'countdownTime', NaN)
    if (Number.isNaN(ms))
      return refusal(
        -1102,
        "Mandatory parameter 'countdownTime' was not sent, was empty/null, or malformed.",
      )
    if (ms === 0) this.#account.countdowns.disarm(index)
    else this.#account.countdowns.arm(index, at + ms * 1_000)
    return answer({ symbol: fields['symbol'], countdownTime: String(ms) })
  }

  status(fields: Fields): Answer {
    const found = this.#named(stateNeeded(this.#market, fields), fields)
    if (found === undefined || this.#account.isHidden(found)) {
      return refusal(-2013, 'Order does not exist.')
    }
    return answer(this.#row(found))
  }

  openOne(fields: Fields): Answer {
    const found = this.#named(stateNeeded(this.#market, fields), fields)
    const isOpen = found?.status === 'open' && !this.#account.isHidden(found)
    return isOpen ? answer(this.#row(found)) : refusal(-2013, 'Order does not exist.')
  }

  open(fields: Fields): Answer {
    const state = stateAsked(this.#market, fields)
    return answer(this.#plainOpen(state?.index).map((each) => this.#row(each)))
  }

  async placeAlgo(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const placed = await this.#place(algoOrderOf(fields, state), state)
    return 'orderId' in placed ? answer(this.#algo(placed)) : placed
  }

  async cancelAlgo(fields: Fields): Promise<Answer> {
    const found = this.#namedAlgo(fields)
    if (found?.status !== 'open') return refusal(-2011, 'Unknown order sent.')
    return this.#cancel(found, (ended) => ({
      algoId: ended.orderId,
      clientAlgoId: ended.clientId,
      code: '200',
      msg: 'success',
    }))
  }

  async cancelAllAlgo(fields: Fields): Promise<Answer> {
    const { index } = stateNeeded(this.#market, fields)
    for (const each of this.#algosOpen(index)) await this.#account.cancel(each)
    return answer({ code: 200, msg: 'The operation of cancel all open order is done.' })
  }

  algoStatus(fields: Fields): Answer {
    const found = this.#namedAlgo(fields)
    return found === undefined ? refusal(-2013, 'Order does not exist.') : answer(this.#algo(found))
  }

  openAlgo(fields: Fields): Answer {
    const state = stateAsked(this.#market, fields)
    return answer(this.#algosOpen(state?.index).map((each) => this.#algo(each)))
  }

  allAlgo(fields: Fields): Answer {
    const { index } = stateNeeded(this.#market, fields)
    const all = this.#account.records.taken(index).filter(isConditional)
    return answer(all.slice(-500).map((each) => this.#algo(each)))
  }

  async #place(asked: AskedOrder, state: PublicState): Promise<OrderRecord | Answer> {
    const { clientId } = asked
    if (clientId !== undefined && this.#account.isRepeated(clientId)) {
      return refusal(-4116, 'ClientOrderId is duplicated.')
    }
    if (hasTooManyOpen(this.#account, state.index)) {
      return refusal(-2025, 'Reach max open order limit.')
    }
    const outcome = await this.#account.place(asked)
    switch (outcome.kind) {
      case 'unanswered':
        return unanswered
      case 'refused':
        return futuresRefusal(outcome.reason, state, asked)
      case 'done':
        return outcome.order
    }
  }

  async #cancel(found: OrderRecord, words: (ended: OrderRecord) => unknown): Promise<Answer> {
    const outcome = await this.#account.cancel(found)
    if (outcome.kind === 'unanswered') return unanswered
    return outcome.kind === 'done' ? answer(words(found)) : refusal(-2011, 'Unknown order sent.')
  }

  /** A triggered conditional order is an order like any other. */
  #named(state: PublicState, fields: Fields): OrderRecord | undefined {
    const found = orderNamed(this.#account, state, fields)
    return found !== undefined && isConditional(found) && !found.isTriggered ? undefined : found
  }

  #namedAlgo(fields: Fields): OrderRecord | undefined {
    const { records } = this.#account
    const { algoId, clientAlgoId } = fields
    const found =
      algoId === undefined
        ? records.ofClientId(clientAlgoId ?? '')
        : records.get(wholeField(fields, 'algoId', NaN))
    return found !== undefined && isConditional(found) && found.status !== 'rejected'
      ? found
      : undefined
  }

  #plainOpen(index: number | undefined): readonly OrderRecord[] {
    const { records } = this.#account
    return records.open(index).filter((each) => !isConditional(each) || each.isTriggered)
  }

  #algosOpen(index: number | undefined): readonly OrderRecord[] {
    const { records } = this.#account
    return records.open(index).filter((each) => isConditional(each) && !each.isTriggered)
  }

  #row(each: OrderRecord): Readonly<Record<string, unknown>> {
    return futuresRow(this.#market, this.#account, each)
  }

  #algo(each: OrderRecord): Readonly<Record<string, unknown>> {
    return algoRow(this.#market, this.#account, each)
  }
}
