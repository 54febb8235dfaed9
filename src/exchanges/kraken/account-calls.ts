import type { Answer } from '../serving/answer.ts'
import type { FillRecord, OrderRecord } from '../world/order-record.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { atomsText } from '../world/wire-numbers.ts'
import { isTrue, listField, numberField, textField, type Fields } from './fields.ts'
import { orderOfTxid, orderTxid, tradeTxid } from './kraken-ids.ts'
import { assetDecimals } from './kraken-info.ts'
import type { KrakenMarket } from './kraken-market.ts'
import { ledgerCalls } from './ledger-calls.ts'
import { feePercent } from './kraken-terms.ts'
import { pairNamed } from './market-routes.ts'
import { orderRow, tradeRow } from './order-words.ts'
import type { PrivateCall } from './private-calls.ts'
import { granted } from './refusals.ts'

/** What an account has and has done. */
export function accountCalls(
  market: KrakenMarket,
  account: TradingAccount,
): readonly PrivateCall[] {
  return [
    call('Balance', () =>
      granted(Object.fromEntries(balances(market, account).map(({ id, held }) => [id, held]))),
    ),
    call('BalanceEx', () =>
      granted(
        Object.fromEntries(
          balances(market, account).map(({ id, held, locked }) => [
            id,
            { balance: held, hold_trade: locked },
          ]),
        ),
      ),
    ),
    call('TradeBalance', () => tradeBalance(market, account)),
    call('OpenOrders', (fields) => openOrders(market, account, fields)),
    call('ClosedOrders', (fields) => closedOrders(market, account, fields)),
    call('QueryOrders', (fields) => queryOrders(market, account, fields)),
    call('TradesHistory', (fields) => tradesHistory(market, account, fields), 2),
    call('QueryTrades', (fields) => {
      const ids = listField(fields, 'txid')
      const fills = account.records
        .fills()
        .filter(({ tradeId }) => ids.includes(tradeTxid(tradeId)))
      return granted(tradeRows(market, fills))
    }),
    // Spot without margin has none: a list where they are asked for by market.
    call('OpenPositions', (fields) =>
      granted(textField(fields, 'consolidation') === undefined ? {} : []),
    ),
    // Nothing goes in or out of this machine.
    call('DepositStatus', () => granted([])),
    call('WithdrawStatus', () => granted([])),
    ...ledgerCalls(market, account, { within, paged }),
    call('TradeVolume', (fields) => tradeVolume(market, fields)),
    call('GetApiKeyInfo', (fields) => granted(keyInfo(fields))),
  ]
}

function call(name: string, handle: PrivateCall['handle'], weight = 1): PrivateCall {
  return { name, weight, handle }
}

/** What an account has of every asset its pairs are made of. */
function balances(
  market: KrakenMarket,
  account: TradingAccount,
): readonly { readonly id: string; readonly held: string; readonly locked: string }[] {
  return market.assets.map((asset) => {
    const decimals = assetDecimals(asset)
    return {
      id: asset.id,
      held: atomsText(account.venue.account.wallet(asset.currency), decimals),
      locked: atomsText(account.lockedOf(asset.currency), decimals),
    }
  })
}

/** In dollars, all of it free: nothing is on margin. */
function tradeBalance(market: KrakenMarket, account: TradingAccount): Answer {
  const dollars = account.venue.account.wallet('USD')
  const total = market.pairs.reduce((sum, { state }) => {
    const { base, quote } = state.instrument
    const held = Number(atomsText(account.venue.account.wallet(base), 10))
    return quote === 'USD' && !Number.isNaN(state.last()) ? sum + held * state.last() : sum
  }, 0)
  const all = (Number(atomsText(dollars, 4)) + total).toFixed(4)
  const none = '0.0000'
  return granted({
    eb: all,
    tb: all,
    m: none,
    uv: none,
    n: none,
    c: none,
    v: none,
    e: all,
    mf: all,
  })
}

function openOrders(market: KrakenMarket, account: TradingAccount, fields: Fields): Answer {
  const open = account.records.open().filter(isAsked(fields))
  return granted({ open: orderRows(market, open.toReversed(), isTrue(fields, 'trades')) })
}

/** Rows of a page of history. */
const pageRows = 50

/** Latest first, fifty a page. */
function closedOrders(market: KrakenMarket, account: TradingAccount, fields: Fields): Answer {
  const isWithin = within(fields)
  const ended = account.records
    .taken()
    .filter((order) => order.status !== 'open' && isWithin(order.updatedAt))
    .filter(isAsked(fields))
    .toReversed()
  const page = paged(ended, fields)
  return granted({
    closed: orderRows(market, page, isTrue(fields, 'trades')),
    count: ended.length,
  })
}

/** Those of the ids that there are, which may be none. */
function queryOrders(market: KrakenMarket, account: TradingAccount, fields: Fields): Answer {
  const { records } = account
  const byId = listField(fields, 'txid').map((txid) => records.get(orderOfTxid(txid)))
  const named = byId.some((order) => order !== undefined)
    ? byId
    : textField(fields, 'txid') === undefined
      ? records.taken().filter(isAsked(fields))
      : []
  const found = named.filter(
    (order): order is OrderRecord =>
      order !== undefined &&
      order.status !== 'sent' &&
      order.status !== 'rejected' &&
      !account.isHidden(order),
  )
  return granted(orderRows(market, found, isTrue(fields, 'trades')))
}

/** Latest first, fifty a page. */
function tradesHistory(market: KrakenMarket, account: TradingAccount, fields: Fields): Answer {
  const isWithin = within(fields)
  const fills = account.records
    .fills()
    .filter(({ at }) => isWithin(at))
    .toReversed()
  return granted({ trades: tradeRows(market, paged(fills, fields)), count: fills.length })
}

function tradeVolume(market: KrakenMarket, fields: Fields): Answer {
  const asked = textField(fields, 'pair')?.split(',') ?? []
  const rows = (percent: number): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      asked.map((name) => [
        pairNamed(market, name).id,
        {
          fee: percent.toFixed(4),
          minfee: percent.toFixed(4),
          maxfee: percent.toFixed(4),
          nextfee: null,
          nextvolume: null,
          tiervolume: '0.0000',
        },
      ]),
    )
  return granted({
    currency: 'ZUSD',
    volume: '0.0000',
    fees: rows(feePercent.taker),
    fees_maker: rows(feePercent.maker),
  })
}

/** A key that trades and cannot withdraw. */
function keyInfo(fields: Fields): Readonly<Record<string, unknown>> {
  return {
    api_key_name: 'isobar',
    nonce: textField(fields, 'nonce') ?? '',
    nonce_window: '1000',
    permissions: [
      'query-funds',
      'query-open-trades',
      'query-closed-trades',
      'modify-trades',
      'close-trades',
      'create-ws-token',
    ],
    valid_until: '0',
    query_from: '0',
    query_to: '0',
    ip_allowlist: [],
  }
}

/** Is an order one of those that `userref` or `cl_ord_id` ask for? */
function isAsked(fields: Fields): (order: OrderRecord) => boolean {
  const userref = textField(fields, 'userref')
  const clientId = textField(fields, 'cl_ord_id')
  return ({ words }) =>
    (userref === undefined || words['userref'] === userref) &&
    (clientId === undefined || words['clientId'] === clientId)
}

/** After `start`, up to `end`; seconds. */
function within(fields: Fields): (at: number) => boolean {
  const start = numberField(fields, 'start', -1) * 1e6
  const end = numberField(fields, 'end', Infinity) * 1e6
  return (at) => at > start && at <= end
}

function paged<Row>(rows: readonly Row[], fields: Fields): readonly Row[] {
  const offset = numberField(fields, 'ofs', 0)
  return rows.slice(offset, offset + pageRows)
}

function orderRows(
  market: KrakenMarket,
  orders: readonly OrderRecord[],
  hasTrades: boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    orders.map((order) => [orderTxid(order.orderId), orderRow(market, order, hasTrades)]),
  )
}

function tradeRows(
  market: KrakenMarket,
  fills: readonly FillRecord[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fills.map((fill) => [tradeTxid(fill.tradeId), tradeRow(market, fill)]))
}
