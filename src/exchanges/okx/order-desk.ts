import { Refused } from '../serving/answer.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { OrderRecord } from '../world/order-record.ts'
import type { AskedOrder, TradingAccount } from '../world/trading-account.ts'
import { algoIdOf, algoIdText, orderIdOf, orderIdText } from './okx-ids.ts'
import {
  listingNeeded,
  milliseconds,
  sizeText,
  type OkxListing,
  type OkxMarkets,
} from './okx-market.ts'
import { okxLimits } from './okx-terms.ts'
import { algoOrderOf, lotsField, orderOf, takeMode, ticksField } from './order-asks.ts'
import { refusedOrder, repeatedId, unanswered } from './order-refusals.ts'
import { isAlgo, isWaiting } from './order-words.ts'
import { codeOf, refuse, said, type Said } from './said.ts'

type Row = Readonly<Record<string, unknown>>

/** Orders that a batch may have. */
const batchMost = 20

/** What OKX does with orders that are sent to it. */
export class OkxOrders {
  readonly #markets: OkxMarkets
  readonly #account: TradingAccount

  constructor(markets: OkxMarkets, account: TradingAccount) {
    this.#markets = markets
    this.#account = account
  }

  async place(fields: Fields): Promise<Row> {
    const listing = listingNeeded(this.#markets, fields)
    const asked = orderOf(fields, listing)
    takeMode(this.#account, fields, listing)
    return this.#ordered(await this.#place(asked, listing))
  }

  async placeAlgo(fields: Fields): Promise<Row> {
    const listing = listingNeeded(this.#markets, fields)
    const asked = algoOrderOf(fields, listing)
    takeMode(this.#account, fields, listing)
    const { orderId } = await this.#place(asked, listing)
    return {
      algoId: algoIdText(orderId),
      clOrdId: '',
      algoClOrdId: asked.words['algoClOrdId'] ?? '',
      tag: asked.words['tag'] ?? '',
    }
  }

  /** What is asked to be as it is already is acknowledged all the same. */
  async amend(fields: Fields): Promise<Row> {
    const listing = listingNeeded(this.#markets, fields)
    if (!fields['newSz'] && !fields['newPx']) {
      refuse('51500', 'You must enter a price, quantity, or TP/SL')
    }
    const order = this.#named(listing, fields)
    if (order === undefined)
      refuse(
        '51503',
        'Order modification failed as the order has been filled, canceled or does not exist.',
      )
    if (order.status === 'cancelled')
      refuse('51509', 'Modification failed as the order has been canceled.')
    if (order.status === 'filled')
      refuse('51510', 'Modification failed as the order has been completed.')
    const lots = fields['newSz'] ? lotsField(fields, 'newSz', listing) : order.lots
    const priceTicks = fields['newPx'] ? ticksField(fields, 'newPx', listing) : order.priceTicks
    if (lots !== order.lots || priceTicks !== order.priceTicks) {
      const outcome = await this.#account.amend(order, { lots, priceTicks })
      if (outcome.kind === 'unanswered') throw new Refused(unanswered)
      if (outcome.kind === 'refused') throw refusedOrder(outcome.reason, listing, order.request)
    }
    const { ts, ordId, clOrdId } = this.#ordered(order)
    return { ordId, clOrdId, ts, reqId: fields['reqId'] ?? '' }
  }

  async cancel(fields: Fields): Promise<Row> {
    const listing = listingNeeded(this.#markets, fields)
    const order = this.#named(listing, fields)
    const isGone = order?.status !== 'open' || !(await this.#cancelled(order))
    if (isGone) {
      return refuse(
        '51400',
        'Order cancellation failed as the order has been filled, canceled or does not exist.',
      )
    }
    const { ts, ordId, clOrdId } = this.#ordered(order)
    return { ordId, clOrdId, ts }
  }

  async cancelAlgo(fields: Fields): Promise<Row> {
    const { algoId = '', algoClOrdId = '' } = fields
    const order = this.algoNamed(fields)
    const isGone = order?.status !== 'open' || !isWaiting(order) || !(await this.#cancelled(order))
    if (isGone) {
      return refuse(
        '51400',
        'Order cancellation failed as the order has been filled, canceled or does not exist.',
      )
    }
    return { algoId: algoId || algoIdText(order.orderId), algoClOrdId, clOrdId: '', tag: '' }
  }

  /** Ends a position at market, and its orders where that is asked for. */
  async close(fields: Fields): Promise<Said> {
    const listing = listingNeeded(this.#markets, fields)
    const { index } = listing.state
    if (listing.type === 'SPOT') refuse('51000', 'Parameter instId error')
    if (fields['autoCxl'] === 'true') {
      for (const order of this.#account.records.open(index)) await this.#account.cancel(order)
    }
    const { lots } = this.#account.tradedOf(index).position
    if (lots === 0) refuse('51023', 'Position does not exist.')
    const { instId } = listing
    const asked = orderOf(
      {
        instId,
        tdMode: fields['mgnMode'] ?? '',
        side: lots > 0 ? 'sell' : 'buy',
        ordType: 'market',
        sz: sizeText(Math.abs(lots), listing),
        reduceOnly: 'true',
      },
      listing,
    )
    await this.#place(asked, listing)
    return said([{ instId, posSide: 'net', clOrdId: fields['clOrdId'] ?? '', tag: '' }])
  }

  /** One after the other; each answers for itself. */
  async each(list: readonly Fields[], one: (fields: Fields) => Promise<Row>): Promise<Said> {
    if (list.length > batchMost)
      refuse('51111', `Maximum ${batchMost} orders can be placed in bulk.`)
    const data: Row[] = []
    let refused = 0
    for (const fields of list) {
      try {
        data.push({ ...(await one(fields)), sCode: '0', sMsg: '' })
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        refused++
        const { ordId = '', clOrdId = '', tag = '' } = fields
        data.push({ ordId, clOrdId, tag, ts: '', ...codeOf(error) })
      }
    }
    if (refused === 0) return said(data)
    return refused === list.length
      ? said(data, '1', 'All operations failed')
      : said(data, '2', 'Bulk operation partially succeeded.')
  }

  /** The order a request names; undefined when this instrument has none such. */
  orderAsked(fields: Fields): OrderRecord | undefined {
    return this.#named(listingNeeded(this.#markets, fields), fields)
  }

  algoNamed({ algoId, algoClOrdId }: Fields): OrderRecord | undefined {
    const { records } = this.#account
    const found = algoId
      ? records.get(algoIdOf(algoId))
      : records.ofClientId(`algo ${algoClOrdId ?? ''}`)
    return found !== undefined && isAlgo(found) && found.status !== 'rejected' ? found : undefined
  }

  #named({ state }: OkxListing, { ordId, clOrdId }: Fields): OrderRecord | undefined {
    if (!ordId && !clOrdId) refuse('51003', 'Either client order ID or order ID is required.')
    const { records } = this.#account
    const found = ordId ? records.get(orderIdOf(ordId)) : records.ofClientId(clOrdId!)
    const isThere =
      found?.index === state.index &&
      found.status !== 'sent' &&
      found.status !== 'rejected' &&
      !isWaiting(found)
    return isThere ? found : undefined
  }

  async #place(asked: AskedOrder, listing: OkxListing): Promise<OrderRecord> {
    const account = this.#account
    if (asked.clientId !== undefined && account.isRepeated(asked.clientId)) {
      throw new Refused(repeatedId)
    }
    if (account.records.open(listing.state.index).length >= okxLimits.maxOrders) {
      refuse('51025', 'Order count exceeds the limit.')
    }
    const outcome = await account.place(asked)
    if (outcome.kind === 'unanswered') throw new Refused(unanswered)
    if (outcome.kind === 'refused') throw refusedOrder(outcome.reason, listing, asked.request)
    return outcome.order
  }

  async #cancelled(order: OrderRecord): Promise<boolean> {
    const outcome = await this.#account.cancel(order)
    if (outcome.kind === 'unanswered') throw new Refused(unanswered)
    return outcome.kind === 'done'
  }

  #ordered(order: OrderRecord): Row {
    return {
      ordId: orderIdText(order.orderId),
      clOrdId: order.words['clOrdId'] ?? '',
      tag: order.words['tag'] ?? '',
      ts: milliseconds(order.updatedAt),
    }
  }
}
