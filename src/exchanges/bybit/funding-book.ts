import type { AccountEvent } from '../../core/orders/account-event.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { OrderUpdate } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { fixed, plainAtoms, quantityText } from '../world/wire-numbers.ts'
import { executionIdText } from './bybit-ids.ts'
import { milliseconds, symbolOf, wholeField, type BybitMarkets } from './bybit-market.ts'
import { kindOf } from './bybit-terms.ts'
import { executionRow } from './order-words.ts'

type Row = Readonly<Record<string, unknown>>

const rowsKept = 10_000
/** Funding has no trade of its own: its ids are beyond all trades. */
const fundingIdsFrom = 2 ** 40

/** What has come into an account and gone out of it: the executions of funding, and the log of transactions. */
export class FundingBook {
  readonly #markets: BybitMarkets
  readonly #account: TradingAccount
  readonly #fundings: Row[] = []
  readonly #log: Row[] = []
  #nextId = fundingIdsFrom

  constructor(markets: BybitMarkets, account: TradingAccount) {
    this.#markets = markets
    this.#account = account
  }

  updated({ fill }: OrderUpdate): void {
    if (fill === undefined) return
    const row = executionRow(this.#markets, this.#account, fill)
    this.#add({
      ...this.#entry(fill.order.index, fill.at, fill.feeCurrency),
      side: row['side'],
      type: 'TRADE',
      qty: row['execQty'],
      tradePrice: row['execPrice'],
      funding: '',
      fee: plainAtoms(fill.feeAtoms),
      cashFlow: plainAtoms(fill.realised),
      change: plainAtoms(fill.realised - fill.feeAtoms),
      feeRate: row['feeRate'],
      tradeId: row['execId'],
      orderId: row['orderId'],
      orderLinkId: row['orderLinkId'],
    })
  }

  happened(event: AccountEvent): void {
    if (event.kind !== 'funding') return
    const { instrument: index, exchangeTime: at, atoms, currency, fundingRate, price } = event
    const { position, terms } = this.#account.tradedOf(index)
    const { instrument } = terms
    const size = quantityText(Math.abs(position.lots), instrument)
    const side = position.lots < 0 ? 'Sell' : 'Buy'
    const id = executionIdText('linear', this.#nextId++)
    this.#fundings.push({
      symbol: symbolOf(this.#markets, index),
      orderId: '',
      orderLinkId: '',
      side,
      orderType: 'UNKNOWN',
      execType: 'Funding',
      execId: id,
      execTime: String(milliseconds(at)),
      execPrice: fixed(price, instrument.tickSize.decimals),
      execQty: size,
      execFee: plainAtoms(-atoms),
      execValue: '',
      feeRate: fixed(fundingRate, 8),
      feeCurrency: currency,
      isMaker: false,
    })
    if (this.#fundings.length > rowsKept) this.#fundings.shift()
    this.#add({
      ...this.#entry(index, at, currency),
      side,
      type: 'SETTLEMENT',
      qty: size,
      tradePrice: fixed(price, instrument.tickSize.decimals),
      funding: plainAtoms(atoms),
      fee: '0',
      cashFlow: '0',
      change: plainAtoms(atoms),
      feeRate: fixed(fundingRate, 8),
      tradeId: id,
      orderId: '',
      orderLinkId: '',
    })
  }

  /** Executions of funding, latest first. */
  page(fields: Fields): Row {
    return { nextPageCursor: '', list: this.#chosen(this.#fundings, fields, 'execTime') }
  }

  /** The log of transactions, latest first. */
  log(fields: Fields): Row {
    const { type } = fields
    const rows = type ? this.#log.filter((row) => row['type'] === type) : this.#log
    return { nextPageCursor: '', list: this.#chosen(rows, fields, 'transactionTime') }
  }

  #chosen(rows: readonly Row[], fields: Fields, time: string): readonly Row[] {
    const { symbol, currency } = fields
    const start = wholeField(fields, 'startTime', 0)
    const end = wholeField(fields, 'endTime', 9e12)
    const limit = Math.min(wholeField(fields, 'limit', 50), 100)
    return rows
      .filter((row) => !symbol || row['symbol'] === symbol)
      .filter((row) => !currency || row['currency'] === currency)
      .filter((row) => Number(row[time]) >= start && Number(row[time]) <= end)
      .slice(-limit)
      .toReversed()
  }

  #entry(index: number, at: number, currency: string): Row {
    const { terms, position } = this.#account.tradedOf(index)
    return {
      id: String(this.#log.length + 1),
      symbol: symbolOf(this.#markets, index),
      category: kindOf(terms.instrument.class),
      transactionTime: String(milliseconds(at)),
      currency,
      size: quantityText(position.lots, terms.instrument),
      cashBalance: plainAtoms(this.#account.venue.account.wallet(currency)),
      bonusChange: '',
    }
  }

  #add(row: Row): void {
    this.#log.push(row)
    if (this.#log.length > rowsKept) this.#log.shift()
  }
}
