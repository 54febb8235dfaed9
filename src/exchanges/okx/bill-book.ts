import type { AccountEvent } from '../../core/orders/account-event.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { OrderUpdate } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { fixed, plain, plainAtoms } from '../world/wire-numbers.ts'
import { orderIdText } from './okx-ids.ts'
import {
  listingAt,
  listingsAsked,
  milliseconds,
  pxText,
  sizeText,
  wholeField,
  type OkxMarkets,
} from './okx-market.ts'

type Row = Readonly<Record<string, string>>

const rowsKept = 10_000

/** What has come into an account and gone out of it, as `/api/v5/account/bills` lists it. */
export class BillBook {
  readonly #markets: OkxMarkets
  readonly #account: TradingAccount
  readonly #rows: Row[] = []
  #lastId = 0

  constructor(markets: OkxMarkets, account: TradingAccount) {
    this.#markets = markets
    this.#account = account
  }

  updated({ order, fill }: OrderUpdate): void {
    if (fill === undefined) return
    const listing = listingAt(this.#markets, order.index)
    const { quote } = listing.state.instrument
    this.#add(order.index, fill.at, {
      type: '2',
      subType: order.request.side === 'buy' ? '1' : '2',
      ccy: listing.type === 'SPOT' ? fill.feeCurrency : quote,
      pnl: plainAtoms(fill.realised),
      fee: plainAtoms(-fill.feeAtoms),
      balChg: plainAtoms(fill.realised - fill.feeAtoms),
      sz: sizeText(fill.lots, listing),
      px: pxText(fill.priceTicks, listing),
      ordId: orderIdText(order.orderId),
      clOrdId: order.words['clOrdId'] ?? '',
      tradeId: String(fill.tradeId),
      execType: fill.liquidity === 'maker' ? 'M' : 'T',
    })
  }

  happened(event: AccountEvent): void {
    if (event.kind !== 'funding') return
    const listing = listingAt(this.#markets, event.instrument)
    const { position } = this.#account.tradedOf(event.instrument)
    this.#add(event.instrument, event.exchangeTime, {
      type: '8',
      subType: event.atoms < 0n ? '173' : '174',
      ccy: event.currency,
      pnl: plainAtoms(event.atoms),
      fee: '0',
      balChg: plainAtoms(event.atoms),
      sz: sizeText(Math.abs(position.lots), listing),
      px: plain(fixed(event.price, 8)),
      ordId: '',
      clOrdId: '',
      tradeId: '',
      execType: '',
    })
  }

  /** Latest first: older than `after`, newer than `before`. */
  rows(fields: Fields): readonly Row[] {
    const { instType, ccy, type, after, before, instId } = fields
    const ids = new Set(
      listingsAsked(this.#markets, { instType: instType ?? '', instId: instId ?? '' }).map(
        (each) => each.instId,
      ),
    )
    const begin = wholeField(fields, 'begin', 0)
    const end = wholeField(fields, 'end', 9e12)
    const limit = Math.min(wholeField(fields, 'limit', 100), 100)
    return this.#rows
      .filter((row) => ids.has(row['instId']!))
      .filter((row) => (!ccy || row['ccy'] === ccy) && (!type || row['type'] === type))
      .filter((row) => !after || Number(row['billId']) < Number(after))
      .filter((row) => !before || Number(row['billId']) > Number(before))
      .filter((row) => Number(row['ts']) >= begin && Number(row['ts']) <= end)
      .slice(-limit)
      .toReversed()
  }

  #add(index: number, at: number, row: Row): void {
    const { instId, type: instType } = listingAt(this.#markets, index)
    this.#rows.push({
      billId: String(++this.#lastId),
      instId,
      instType,
      mgnMode: instType === 'SPOT' ? 'cash' : this.#account.marginOf(index).mode,
      bal: plainAtoms(this.#account.venue.account.wallet(row['ccy']!)),
      posBal: '0',
      posBalChg: '0',
      from: '',
      to: '',
      notes: '',
      interest: '0',
      tag: '',
      ts: milliseconds(at),
      ...row,
    })
    if (this.#rows.length > rowsKept) this.#rows.shift()
  }
}
