import { answer, type Answer } from '../../serving/answer.ts'
import type { OrderRecord } from '../../world/order-record.ts'
import type { PublicState } from '../../world/public-state.ts'
import type { AskedOrder, TradingAccount } from '../../world/trading-account.ts'
import type { BinanceCall } from '../call.ts'
import { oneOf, type Fields } from '../fields.ts'
import { orderNamed } from '../find-order.ts'
import { stateAsked, stateNeeded, type BinanceMarket } from '../market.ts'
import { refusal, refuse } from '../refusals.ts'
import { unanswered } from '../unanswered.ts'
import { cancelledAnswer, orderRow, placedAnswer, statusOf } from './spot-order-words.ts'
import { detailOf, hasTooManyOpen, newLots, placeRefusal, spotOrderOf } from './spot-orders.ts'

/** Placing, changing and ending orders of spot. */
export function spotOrderCalls(
  market: BinanceMarket,
  account: TradingAccount,
): readonly BinanceCall[] {
  const desk = new SpotOrders(market, account)
  return [...placing(desk), ...ending(desk), ...asking(desk)]
}

const signed = { security: 'signed', weight: 1 } as const
const path = '/api/v3/order'

function placing(desk: SpotOrders): readonly BinanceCall[] {
  return [
    {
      ...signed,
      method: 'POST',
      path,
      socketMethod: 'order.place',
      orders: 1,
      isOrder: true,
      handle: (fields) => desk.place(fields),
    },
    {
      ...signed,
      method: 'POST',
      path: '/api/v3/order/test',
      socketMethod: 'order.test',
      handle: (fields) => desk.test(fields),
    },
    {
      ...signed,
      method: 'POST',
      path: '/api/v3/order/cancelReplace',
      socketMethod: 'order.cancelReplace',
      orders: 1,
      isOrder: true,
      handle: (fields) => desk.cancelReplace(fields),
    },
    {
      ...signed,
      weight: 4,
      method: 'PUT',
      path: '/api/v3/order/amend/keepPriority',
      socketMethod: 'order.amend.keepPriority',
      isOrder: true,
      handle: (fields) => desk.amend(fields),
    },
  ]
}

function ending(desk: SpotOrders): readonly BinanceCall[] {
  return [
    {
      ...signed,
      method: 'DELETE',
      path,
      socketMethod: 'order.cancel',
      isOrder: true,
      handle: (fields) => desk.cancel(fields),
    },
    {
      ...signed,
      method: 'DELETE',
      path: '/api/v3/openOrders',
      socketMethod: 'openOrders.cancelAll',
      isOrder: true,
      handle: (fields) => desk.cancelAll(fields),
    },
  ]
}

function asking(desk: SpotOrders): readonly BinanceCall[] {
  return [
    {
      ...signed,
      weight: 4,
      method: 'GET',
      path,
      socketMethod: 'order.status',
      handle: (fields) => desk.status(fields),
    },
    {
      ...signed,
      weight: 6,
      method: 'GET',
      path: '/api/v3/openOrders',
      socketMethod: 'openOrders.status',
      handle: (fields) => desk.open(fields),
    },
  ]
}

class SpotOrders {
  readonly #market: BinanceMarket
  readonly #account: TradingAccount

  constructor(market: BinanceMarket, account: TradingAccount) {
    this.#market = market
    this.#account = account
  }

  async place(fields: Fields): Promise<Answer> {
    const { asked, detail } = this.#asked(fields)
    return this.#place(asked, detail)
  }

  /** As if it were placed, up to the matching. */
  test(fields: Fields): Answer {
    this.#asked(fields)
    return answer({})
  }

  async cancel(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const order = orderNamed(this.#account, state, fields)
    if (order === undefined) return refusal(-2011, 'Unknown order sent.')
    return this.#cancel(order, fields)
  }

  async cancelAll(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const orders = this.#account.records.open(state.index)
    if (orders.length === 0) return refusal(-2011, 'Unknown order sent.')
    const answers: Answer[] = []
    for (const order of orders) answers.push(await this.#cancel(order, {}))
    return answer(answers.filter(({ status }) => status === 200).map(({ body }) => body))
  }

  /** Ends one order and places another; what becomes of the second when the first fails is asked for. */
  async cancelReplace(fields: Fields): Promise<Answer> {
    const mode = oneOf(fields, 'cancelReplaceMode', ['STOP_ON_FAILURE', 'ALLOW_FAILURE'], -1116)
    const { asked, detail, state } = this.#asked(fields)
    const named = orderNamed(this.#account, state, {
      ...(fields['cancelOrderId'] === undefined ? {} : { orderId: fields['cancelOrderId'] }),
      ...(fields['cancelOrigClientOrderId'] === undefined
        ? {}
        : { origClientOrderId: fields['cancelOrigClientOrderId'] }),
    })
    const cancelled =
      named === undefined
        ? refusal(-2011, 'Unknown order sent.')
        : await this.#cancel(named, { newClientOrderId: fields['cancelNewClientOrderId'] ?? '' })
    const isCancelled = cancelled.status === 200
    const isStopped = !isCancelled && mode === 'STOP_ON_FAILURE'
    const placed = isStopped ? undefined : await this.#place(asked, detail)
    const isPlaced = placed?.status === 200
    const data = {
      cancelResult: isCancelled ? 'SUCCESS' : 'FAILURE',
      newOrderResult: placed === undefined ? 'NOT_ATTEMPTED' : isPlaced ? 'SUCCESS' : 'FAILURE',
      cancelResponse: cancelled.body,
      newOrderResponse: placed?.body ?? null,
    }
    if (isCancelled && isPlaced) return answer(data)
    if (isCancelled || isPlaced) {
      return {
        status: 409,
        body: { code: -2021, msg: 'Order cancel-replace partially failed.', data },
      }
    }
    return { status: 400, body: { code: -2022, msg: 'Order cancel-replace failed.', data } }
  }

  /** Makes an order smaller, which keeps its place. */
  async amend(fields: Fields): Promise<Answer> {
    const state = stateNeeded(this.#market, fields)
    const order = orderNamed(this.#account, state, fields)
    if (order?.status !== 'open') return refusal(-2013, 'Order does not exist.')
    const lots = newLots(fields, state)
    if (lots >= order.lots || lots <= order.filledLots) {
      return refusal(-2038, 'The requested action would change no state; rejecting.')
    }
    const outcome = await this.#account.amend(order, { lots, priceTicks: order.priceTicks })
    if (outcome.kind === 'unanswered') return unanswered
    if (outcome.kind === 'refused') return refusal(-2038, 'Order amend keep priority failed.')
    const amended = orderRow(this.#market, this.#account, order)
    return answer({
      transactTime: amended['updateTime'],
      executionId: order.orderId,
      amendedOrder: { ...amended, qty: amended['origQty'], preventedQty: '0.00000000' },
    })
  }

  status(fields: Fields): Answer {
    const state = stateNeeded(this.#market, fields)
    const order = orderNamed(this.#account, state, fields)
    if (order === undefined || this.#account.isHidden(order)) {
      return refusal(-2013, 'Order does not exist.')
    }
    return answer(orderRow(this.#market, this.#account, order))
  }

  open(fields: Fields): Answer {
    const state = stateAsked(this.#market, fields)
    const orders = this.#account.records.open(state?.index)
    return answer(orders.map((order) => orderRow(this.#market, this.#account, order)))
  }

  #asked(fields: Fields): {
    readonly asked: AskedOrder
    readonly detail: 'ACK' | 'RESULT' | 'FULL'
    readonly state: PublicState
  } {
    const state = stateNeeded(this.#market, fields)
    return { asked: spotOrderOf(fields, state), detail: detailOf(fields), state }
  }

  async #place(asked: AskedOrder, detail: 'ACK' | 'RESULT' | 'FULL'): Promise<Answer> {
    const { clientId } = asked
    if (clientId !== undefined && this.#account.isRepeated(clientId)) {
      return refusal(-2010, 'Duplicate order sent.')
    }
    if (hasTooManyOpen(this.#account, asked.request.instrument)) {
      return refusal(-2010, 'Filter failure: MAX_NUM_ORDERS')
    }
    const outcome = await this.#account.place(asked)
    switch (outcome.kind) {
      case 'unanswered':
        return unanswered
      case 'refused':
        return placeRefusal(outcome.reason, asked)
      case 'done':
        return answer(placedAnswer(this.#market, this.#account, outcome.order, detail))
    }
  }

  async #cancel(order: OrderRecord, fields: Fields): Promise<Answer> {
    const restriction = fields['cancelRestrictions']
    if (restriction !== undefined && statusOf(order) !== restriction.replace('ONLY_', '')) {
      refuse(-2011, 'Order was not canceled due to cancel restrictions.')
    }
    if (order.status !== 'open') return refusal(-2011, 'Unknown order sent.')
    const outcome = await this.#account.cancel(order)
    if (outcome.kind === 'unanswered') return unanswered
    if (outcome.kind === 'refused') return refusal(-2011, 'Unknown order sent.')
    const given = fields['newClientOrderId']
    const newClientId = given === undefined || given === '' ? `cancel-${order.orderId}` : given
    return answer(cancelledAnswer(this.#market, this.#account, order, newClientId))
  }
}
