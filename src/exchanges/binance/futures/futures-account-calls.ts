import type { Instant } from '../../../core/time.ts'
import { answer, type Answer } from '../../serving/answer.ts'
import { takenLess } from '../../world/position-facts.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import type { BinanceCall } from '../call.ts'
import { needed, wholeField, type Fields } from '../fields.ts'
import { ranged } from '../find-order.ts'
import { stateAsked, stateNeeded, symbolOf, type BinanceMarket } from '../market.ts'
import { refusal, refuse } from '../refusals.ts'
import { assetOf, balanceOf, marginAssets, positionRow, totalsOf } from './futures-account-words.ts'
import { futuresRow, futuresTrade, isConditional } from './futures-order-words.ts'
import { brackets, futuresFeesBps } from './futures-terms.ts'
import type { IncomeBook } from './income-book.ts'

interface AccountParts {
  readonly market: BinanceMarket
  readonly account: TradingAccount
  readonly income: IncomeBook
  readonly limits: { readonly orderRows: (at: number) => readonly object[] }
}

/** What an account of futures has and has done, and how it is set. */
export function futuresAccountCalls(parts: AccountParts): readonly BinanceCall[] {
  return [
    ...balanceCalls(parts),
    ...historyCalls(parts),
    ...settingCalls(parts),
    ...stateCalls(parts),
  ]
}

type Handle = BinanceCall['handle']

function get(path: string, weight: number, handle: Handle, socketMethod?: string): BinanceCall {
  const named = socketMethod === undefined ? {} : { socketMethod }
  return { security: 'signed', method: 'GET', path, weight, handle, ...named }
}

function post(path: string, handle: Handle): BinanceCall {
  return { security: 'signed', method: 'POST', path, weight: 1, handle }
}

const permissions = { feeTier: 0, canTrade: true, canDeposit: true, canWithdraw: false } as const

function balanceCalls({ market, account }: AccountParts): readonly BinanceCall[] {
  const balances: Handle = (_, at) =>
    answer(marginAssets(account).map((asset) => balanceOf(account, asset, at)))
  const positions = (fields: Fields, at: Instant): readonly Readonly<Record<string, unknown>>[] => {
    const asked = stateAsked(market, fields)
    const indexes = asked === undefined ? [...account.listed.keys()] : [asked.index]
    return indexes.map((index) => positionRow(market, account, index, at))
  }
  // Since v3 only what is held, or has orders, is listed.
  const held: Handle = (fields, at) =>
    answer(
      positions(fields, at).filter(
        (row) => Number(row['positionAmt']) !== 0 || Number(row['openOrderInitialMargin']) !== 0,
      ),
    )
  const whole = (fields: Fields, at: Instant): Readonly<Record<string, unknown>> => ({
    ...totalsOf(account, at),
    assets: marginAssets(account).map((asset) => assetOf(account, asset, at)),
    positions: positions(fields, at),
  })
  return [
    get('/fapi/v2/balance', 5, balances, 'account.balance'),
    get('/fapi/v3/balance', 5, balances, 'v2/account.balance'),
    get(
      '/fapi/v2/positionRisk',
      5,
      (fields, at) => answer(positions(fields, at)),
      'account.position',
    ),
    get('/fapi/v3/positionRisk', 5, held, 'v2/account.position'),
    get(
      '/fapi/v2/account',
      5,
      (fields, at) => answer({ ...permissions, updateTime: 0, ...whole(fields, at) }),
      'account.status',
    ),
    get('/fapi/v3/account', 5, (fields, at) => answer(whole(fields, at)), 'v2/account.status'),
  ]
}

function historyCalls({ market, account, income }: AccountParts): readonly BinanceCall[] {
  return [
    get('/fapi/v1/allOrders', 5, (fields) => {
      const { index } = stateNeeded(market, fields)
      const orders = account.records
        .taken(index)
        .filter((order) => !isConditional(order) || order.isTriggered)
      const within = ranged(orders, fields, {
        id: ({ orderId }) => orderId,
        at: ({ createdAt }) => createdAt,
        from: 'orderId',
      })
      return answer(within.map((order) => futuresRow(market, account, order)))
    }),
    get('/fapi/v1/userTrades', 5, (fields) => {
      const { index } = stateNeeded(market, fields)
      const { orderId, ...others } = fields
      const fills = account.records
        .fills(index)
        .filter(({ order }) => orderId === undefined || String(order.orderId) === orderId)
      const within = ranged(fills, others, {
        id: ({ tradeId }) => tradeId,
        at: ({ at }) => at,
        from: 'fromId',
      })
      return answer(within.map((fill) => futuresTrade(market, account, fill)))
    }),
    get('/fapi/v1/income', 30, (fields) => answer(income.rows(fields))),
  ]
}

function settingCalls({ market, account }: AccountParts): readonly BinanceCall[] {
  return [
    post('/fapi/v1/leverage', (fields) => {
      const { index } = stateNeeded(market, fields)
      const leverage = wholeField(fields, 'leverage', NaN)
      if (!(leverage >= 1 && leverage <= brackets[0]!.leverageMax)) {
        return refusal(-4028, `Leverage ${fields['leverage']} is not valid`)
      }
      account.marginOf(index).leverage = leverage
      const most = brackets.findLast(({ leverageMax }) => leverageMax >= leverage)
      const at = brackets.indexOf(most!)
      const maxNotional = brackets[at + 1]?.notionalFrom ?? 50_000_000
      return answer({ symbol: fields['symbol'], leverage, maxNotionalValue: String(maxNotional) })
    }),
    post('/fapi/v1/marginType', (fields) => changeMode(account, market, fields)),
    post('/fapi/v1/positionSide/dual', (fields) =>
      needed(fields, 'dualSidePosition') === 'true'
        ? refusal(-4068, 'Position side cannot be changed: hedge mode is not served.')
        : refusal(-4059, 'No need to change position side.'),
    ),
    post('/fapi/v1/multiAssetsMargin', (fields) =>
      needed(fields, 'multiAssetsMargin') === 'true'
        ? refusal(-4167, 'Unable to adjust to Multi-Assets mode: it is not served.')
        : refusal(-4171, 'No need to change Multi-Assets mode.'),
    ),
  ]
}

function changeMode(account: TradingAccount, market: BinanceMarket, fields: Fields): Answer {
  const { index } = stateNeeded(market, fields)
  const asked = needed(fields, 'marginType')
  const mode =
    asked === 'ISOLATED'
      ? 'isolated'
      : asked === 'CROSSED'
        ? 'cross'
        : refuse(-4021, 'Invalid marginType.')
  const margin = account.marginOf(index)
  if (margin.mode === mode) return refusal(-4046, 'No need to change margin type.')
  if (account.records.open(index).length > 0) {
    return refusal(-4047, 'Margin type cannot be changed if there exists open orders.')
  }
  if (account.tradedOf(index).position.lots !== 0) {
    return refusal(-4048, 'Margin type cannot be changed if there exists position.')
  }
  margin.mode = mode
  return answer({ code: 200, msg: 'success' })
}

function stateCalls({ market, account, limits }: AccountParts): readonly BinanceCall[] {
  const symbols = (
    fields: Fields,
  ): readonly { readonly index: number; readonly symbol: string }[] => {
    const asked = stateAsked(market, fields)
    const indexes = asked === undefined ? [...account.listed.keys()] : [asked.index]
    return indexes.map((index) => ({ index, symbol: symbolOf(market, index) }))
  }
  return [
    get('/fapi/v1/leverageBracket', 1, (fields) => {
      const rows = symbols(fields).map(({ symbol }) => ({ symbol, brackets: bracketRows }))
      return answer(fields['symbol'] === undefined ? rows : rows[0])
    }),
    get('/fapi/v1/symbolConfig', 5, (fields) =>
      answer(
        symbols(fields).map(({ index, symbol }) => ({
          symbol,
          marginType: account.marginOf(index).mode === 'cross' ? 'CROSSED' : 'ISOLATED',
          isAutoAddMargin: false,
          leverage: account.marginOf(index).leverage,
          maxNotionalValue: '50000000',
        })),
      ),
    ),
    get('/fapi/v1/accountConfig', 5, (_, at) =>
      answer({
        ...permissions,
        dualSidePosition: false,
        updateTime: Math.floor(at / 1_000),
        multiAssetsMargin: false,
        tradeGroupId: -1,
      }),
    ),
    get('/fapi/v1/positionSide/dual', 30, () => answer({ dualSidePosition: false })),
    get('/fapi/v1/multiAssetsMargin', 30, () => answer({ multiAssetsMargin: false })),
    get('/fapi/v1/commissionRate', 20, (fields) =>
      answer({
        symbol: symbolOf(market, stateNeeded(market, fields).index),
        makerCommissionRate: (futuresFeesBps.maker / 1e4).toFixed(6),
        takerCommissionRate: (futuresFeesBps.taker / 1e4).toFixed(6),
      }),
    ),
    get('/fapi/v1/rateLimit/order', 1, (_, at) => answer(limits.orderRows(at))),
  ]
}

const bracketRows: readonly object[] = brackets.map((tier, k) => ({
  bracket: k + 1,
  initialLeverage: tier.leverageMax,
  notionalCap: brackets[k + 1]?.notionalFrom ?? 50_000_000,
  notionalFloor: tier.notionalFrom,
  maintMarginRatio: tier.maintenanceRate,
  cum: takenLess(brackets, k),
}))
