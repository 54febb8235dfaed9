import type { AccountEvent } from '../../../core/orders/account-event.ts'
import type { OrderUpdate } from '../../world/order-record.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { atomsText } from '../../world/wire-numbers.ts'
import { wholeField, type Fields } from '../fields.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'

interface IncomeRow {
  readonly symbol: string
  readonly incomeType: 'REALIZED_PNL' | 'COMMISSION' | 'FUNDING_FEE' | 'INSURANCE_CLEAR'
  readonly income: string
  readonly asset: string
  readonly info: string
  readonly time: number
  readonly tranId: number
  readonly tradeId: string
}

const rowsKept = 10_000

/** What has come into an account and gone out of it, as `/fapi/v1/income` lists it. */
export class IncomeBook {
  readonly #market: BinanceMarket
  readonly #account: TradingAccount
  readonly #rows: IncomeRow[] = []
  #nextId = 1

  constructor(market: BinanceMarket, account: TradingAccount) {
    this.#market = market
    this.#account = account
  }

  updated({ order, fill }: OrderUpdate): void {
    if (fill === undefined) return
    const about = { index: order.index, at: fill.at, info: String(fill.tradeId) }
    this.#add(about, 'COMMISSION', -fill.feeAtoms, fill.feeCurrency)
    const { quote } = this.#account.tradedOf(order.index).terms.instrument
    if (fill.realised !== 0n) this.#add(about, 'REALIZED_PNL', fill.realised, quote)
  }

  happened(event: AccountEvent): void {
    const about = { index: event.instrument, at: event.exchangeTime, info: event.kind }
    if (event.kind === 'funding') this.#add(about, 'FUNDING_FEE', event.atoms, event.currency)
    if (event.kind === 'insured') this.#add(about, 'INSURANCE_CLEAR', event.atoms, event.currency)
    if (event.kind === 'liquidated' || event.kind === 'deleveraged') {
      this.#add(about, 'COMMISSION', -event.feeAtoms, event.feeCurrency)
    }
  }

  rows(fields: Fields): readonly IncomeRow[] {
    const { symbol, incomeType } = fields
    const start = wholeField(fields, 'startTime', 0)
    const end = wholeField(fields, 'endTime', 9e12)
    const limit = Math.min(wholeField(fields, 'limit', 100), 1_000)
    return this.#rows
      .filter((row) => symbol === undefined || row.symbol === symbol)
      .filter((row) => incomeType === undefined || row.incomeType === incomeType)
      .filter(({ time }) => time >= start && time <= end)
      .slice(-limit)
  }

  #add(
    about: { readonly index: number; readonly at: number; readonly info: string },
    incomeType: IncomeRow['incomeType'],
    atoms: bigint,
    asset: string,
  ): void {
    this.#rows.push({
      symbol: symbolOf(this.#market, about.index),
      incomeType,
      income: atomsText(atoms, 8),
      asset,
      info: about.info,
      time: Math.floor(about.at / 1_000),
      tranId: this.#nextId++,
      tradeId: incomeType === 'FUNDING_FEE' ? '' : about.info,
    })
    if (this.#rows.length > rowsKept) this.#rows.shift()
  }
}
