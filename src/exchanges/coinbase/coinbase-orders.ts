import { answer, type Answer } from '../serving/answer.ts'
import type { OrderRecord } from '../world/order-record.ts'
import type { AskedOrder, RefusedReason, TradingAccount } from '../world/trading-account.ts'
import { numberOf, uuidOf } from './coinbase-ids.ts'
import { askedOrder, lotsOf, OrderRefused, textOf, ticksOf, type Body } from './order-asked.ts'
import { numbersOf, orderRow } from './order-words.ts'
import type { CoinbaseProducts } from './products.ts'
import { invalid, refusal, unanswered } from './refusals.ts'

/** Placing, changing and ending orders. */
export class CoinbaseOrders {
  readonly #products: CoinbaseProducts
  readonly #account: TradingAccount

  constructor(products: CoinbaseProducts, account: TradingAccount) {
    this.#products = products
    this.#account = account
  }

  async place(body: Body, at: number): Promise<Answer> {
    try {
      return await this.#place(askedOrder(this.#products, body, at))
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error
      return answer(failed(error.reason, body))
    }
  }

  /** What it would cost, up to the matching. */
  preview(body: Body, at: number): Answer {
    const known = { client_order_id: 'preview', ...body }
    try {
      const { request } = askedOrder(this.#products, known, at)
      const { instrument } = this.#products.state(request.instrument)
      const lots = request.lots * (instrument.lotSize.units / 10 ** instrument.lotSize.decimals)
      return answer({ order_total: '0', commission_total: '0', base_size: String(lots), errs: [] })
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error
      return answer({
        order_total: '0',
        commission_total: '0',
        errs: [previewReason(error.reason)],
      })
    }
  }

  /** Each by itself; what cannot be ended says why. */
  async cancelBatch(body: Body): Promise<Answer> {
    const ids = body['order_ids']
    if (!Array.isArray(ids) || ids.length === 0) return invalid('order_ids is required')
    if (ids.length > batchMost) return invalid(`at most ${batchMost} orders`)
    const results = await Promise.all(
      ids.map(async (id) => {
        const reason = await this.#cancel(this.#order(String(id)))
        const isEnded = reason === undefined
        return {
          success: isEnded,
          failure_reason: reason ?? 'UNKNOWN_CANCEL_FAILURE_REASON',
          order_id: String(id),
        }
      }),
    )
    return answer({ results })
  }

  /** Price and size of a limit order that is good until cancelled; a size that is not sent is none. */
  async edit(body: Body): Promise<Answer> {
    const order = this.#order(textOf(body, 'order_id'))
    const failure = order === undefined ? 'ORDER_NOT_FOUND' : await this.#edit(order, body)
    if (failure === 'UNANSWERED') return unanswered
    const errors = failure === undefined ? [] : [editError(failure)]
    return answer({ success: failure === undefined, errors })
  }

  editPreview(body: Body): Answer {
    const order = this.#order(textOf(body, 'order_id'))
    const failure = order === undefined ? 'ORDER_NOT_FOUND' : this.#editFailure(order)
    return answer({ errors: failure === undefined ? [] : [editError(failure)], order_total: '0' })
  }

  one(id: string | undefined): Answer {
    const order = this.#order(id)
    if (order === undefined || this.#account.isHidden(order)) {
      return refusal('NOT_FOUND', 'order with this orderID was not found', 404)
    }
    return answer({ order: orderRow(this.#products, this.#account, order) })
  }

  async #place(asked: AskedOrder): Promise<Answer> {
    const { clientId } = asked
    // An id that was used before places nothing: the order it names is what is answered.
    if (clientId !== undefined && this.#account.isRepeated(clientId)) {
      const known = this.#account.records.ofClientId(clientId)
      if (known !== undefined) return answer(this.#placed(known))
    }
    const outcome = await this.#account.place(asked)
    if (outcome.kind === 'unanswered') return unanswered
    if (outcome.kind === 'refused') throw new OrderRefused(reasonOf(outcome.reason))
    return answer(this.#placed(outcome.order))
  }

  #placed(order: OrderRecord): Body {
    const orderId = uuidOf('order', order.orderId)
    return {
      success: true,
      failure_reason: 'UNKNOWN_FAILURE_REASON',
      order_id: orderId,
      success_response: {
        order_id: orderId,
        product_id: this.#products.state(order.index).instrument.name,
        side: order.request.side.toUpperCase(),
        client_order_id: order.clientId,
      },
      order_configuration: null,
    }
  }

  /** @returns why it could not be; undefined when it was */
  async #cancel(order: OrderRecord | undefined): Promise<string | undefined> {
    if (order?.status === 'filled') return 'ORDER_IS_FULLY_FILLED'
    if (order?.status !== 'open') return 'UNKNOWN_CANCEL_ORDER'
    const outcome = await this.#account.cancel(order)
    if (outcome.kind === 'done') return undefined
    return outcome.kind === 'refused' ? 'ORDER_IS_FULLY_FILLED' : 'COMMANDER_REJECTED_CANCEL_ORDER'
  }

  async #edit(order: OrderRecord, body: Body): Promise<string | undefined> {
    const failure = this.#editFailure(order)
    if (failure !== undefined) return failure
    const state = this.#products.state(order.index)
    const size = textOf(body, 'size')
    if (size === undefined) return 'INVALID_EDITED_SIZE'
    try {
      const lots = lotsOf(size, state)
      const { limit } = numbersOf(this.#products, order)
      const priceTicks = ticksOf(textOf(body, 'price') ?? limit, state)
      if (lots <= order.filledLots) return 'CANNOT_EDIT_TO_BELOW_FILLED_SIZE'
      if (lots === order.lots && priceTicks === order.priceTicks) {
        return 'EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST'
      }
      const outcome = await this.#account.amend(order, { lots, priceTicks })
      if (outcome.kind === 'unanswered') return 'UNANSWERED'
      return outcome.kind === 'refused' ? 'COMMANDER_REJECTED_EDIT_ORDER' : undefined
    } catch (error) {
      if (!(error instanceof OrderRefused)) throw error
      return error.reason.includes('SIZE') ? 'INVALID_EDITED_SIZE' : 'INVALID_EDITED_PRICE'
    }
  }

  #editFailure({ status, words }: OrderRecord): string | undefined {
    if (status !== 'open') return 'ONLY_OPEN_ORDERS_CAN_BE_EDITED'
    return words['kind'] === 'limit_limit_gtc' ? undefined : 'ONLY_LIMIT_ORDER_EDITS_SUPPORTED'
  }

  #order(id: string | undefined): OrderRecord | undefined {
    const order = this.#account.records.get(numberOf('order', id ?? ''))
    return order?.status === 'sent' || order?.status === 'rejected' ? undefined : order
  }
}

const batchMost = 100

function editError(reason: string): Body {
  return {
    edit_failure_reason: reason,
    preview_failure_reason: 'UNKNOWN_PREVIEW_FAILURE_REASON',
  }
}

/** What is said of an order that was turned away, under 200. */
function failed(reason: string, body: Body): Body {
  return {
    success: false,
    failure_reason: 'UNKNOWN_FAILURE_REASON',
    order_id: '',
    error_response: {
      error: reason,
      message: messages[reason] ?? '',
      error_details: '',
      preview_failure_reason: previewReason(reason),
      new_order_failure_reason: reason,
    },
    order_configuration: body['order_configuration'] ?? null,
  }
}

const messages: Readonly<Record<string, string>> = {
  INSUFFICIENT_FUND: 'Insufficient balance in source account',
  UNSUPPORTED_ORDER_CONFIGURATION: 'source is not enabled for trading',
  INVALID_SIZE_PRECISION: 'Too many decimals in order amount',
  INVALID_PRICE_PRECISION: 'Too many decimals in order price',
}

function previewReason(reason: string): string {
  return `PREVIEW_${reason}`
}

/** Coinbase's reason for one of the matching. */
function reasonOf(reason: RefusedReason): string {
  switch (reason) {
    case 'off-grid':
      return 'INVALID_PRICE_PRECISION'
    case 'too-small':
      return 'INVALID_BASE_SIZE_TOO_SMALL'
    case 'too-large':
      return 'INVALID_BASE_SIZE_TOO_LARGE'
    case 'price-band':
      return 'INVALID_LIMIT_PRICE'
    case 'would-take':
      return 'INVALID_LIMIT_PRICE_POST_ONLY'
    case 'insufficient-balance':
    case 'insufficient-margin':
      return 'INSUFFICIENT_FUND'
    case 'no-fill-or-kill':
    case 'no-liquidity':
      return 'INVALID_NO_LIQUIDITY'
    case 'halted':
      return 'ORDER_ENTRY_DISABLED'
    case 'duplicate-id':
    case 'rate-limit':
    case 'too-late':
    case 'no-position-to-reduce':
    case 'unknown-order':
      return 'COMMANDER_REJECTED_NEW_ORDER'
  }
}
