import { answer, type Answer } from '../../serving/answer.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import type { BinanceCall } from '../call.ts'
import { ranged } from '../find-order.ts'
import { stateNeeded, symbolOf, type BinanceMarket } from '../market.ts'
import { refusal } from '../refusals.ts'
import { balanceRows, milliseconds, orderRow, tradeRow } from './spot-order-words.ts'

/** What an account of spot has and has done. */
export function spotAccountCalls(
  market: BinanceMarket,
  account: TradingAccount,
  limits: { readonly orderRows: (at: number) => readonly object[] },
): readonly BinanceCall[] {
  return [
    ...historyCalls(market, account),
    ...feeCalls(market),
    ...walletCalls(account),
    {
      ...signed,
      path: '/api/v3/account',
      socketMethod: 'account.status',
      weight: 20,
      handle: (fields, at) => accountAnswer(account, fields['omitZeroBalances'] === 'true', at),
    },
    {
      ...signed,
      path: '/api/v3/rateLimit/order',
      socketMethod: 'account.rateLimits.orders',
      weight: 40,
      handle: (_, at) => answer(limits.orderRows(at)),
    },
    {
      security: 'key',
      method: 'POST',
      path: '/api/v3/userDataStream',
      weight: 2,
      // Gone since 2026-02: streams of an account are subscribed to by signature over the WebSocket API.
      handle: () =>
        refusal(-1, 'This endpoint has been retired; use userDataStream.subscribe.signature.', 410),
    },
  ]
}

const signed = { security: 'signed', method: 'GET' } as const

function historyCalls(market: BinanceMarket, account: TradingAccount): readonly BinanceCall[] {
  return [
    {
      ...signed,
      path: '/api/v3/allOrders',
      socketMethod: 'allOrders',
      weight: 20,
      handle(fields) {
        const { index } = stateNeeded(market, fields)
        const orders = ranged(account.records.taken(index), fields, {
          id: ({ orderId }) => orderId,
          at: ({ createdAt }) => createdAt,
          from: 'orderId',
        })
        return answer(orders.map((order) => orderRow(market, account, order)))
      },
    },
    {
      ...signed,
      path: '/api/v3/myTrades',
      socketMethod: 'myTrades',
      weight: 20,
      handle(fields) {
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
        return answer(within.map((fill) => tradeRow(market, account, fill)))
      },
    },
  ]
}

function feeCalls(market: BinanceMarket): readonly BinanceCall[] {
  return [
    {
      ...signed,
      path: '/api/v3/account/commission',
      socketMethod: 'account.commission',
      weight: 20,
      handle(fields) {
        const state = stateNeeded(market, fields)
        const none = {
          maker: '0.00000000',
          taker: '0.00000000',
          buyer: '0.00000000',
          seller: '0.00000000',
        }
        return answer({
          symbol: symbolOf(market, state.index),
          standardCommission: { ...none, maker: '0.00100000', taker: '0.00100000' },
          specialCommission: none,
          taxCommission: none,
          discount: {
            enabledForAccount: false,
            enabledForSymbol: false,
            discountAsset: 'BNB',
            discount: '0.75000000',
          },
        })
      },
    },
  ]
}

/** The parts of `/sapi` that clients ask when they load markets, check a key or make up their accounts. */
function walletCalls(account: TradingAccount): readonly BinanceCall[] {
  return [
    // Nothing goes in or out of this machine.
    { ...signed, path: '/sapi/v1/capital/deposit/hisrec', weight: 1, handle: () => answer([]) },
    { ...signed, path: '/sapi/v1/capital/withdraw/history', weight: 1, handle: () => answer([]) },
    {
      ...signed,
      path: '/sapi/v1/asset/transfer',
      weight: 1,
      handle: () => answer({ total: 0, rows: [] }),
    },
    {
      ...signed,
      weight: 1,
      path: '/sapi/v1/capital/config/getall',
      handle: () =>
        answer(balanceRows(account).map(({ asset, free, locked }) => coinRow(asset, free, locked))),
    },
    {
      ...signed,
      weight: 1,
      path: '/sapi/v1/account/apiRestrictions',
      handle: (_, at) => answer(restrictions(at)),
    },
    {
      ...signed,
      weight: 1,
      path: '/sapi/v1/account/status',
      handle: () => answer({ data: 'Normal' }),
    },
    { ...signed, weight: 1, path: '/sapi/v1/margin/allPairs', handle: () => answer([]) },
    { ...signed, weight: 1, path: '/sapi/v1/margin/isolated/allPairs', handle: () => answer([]) },
    {
      ...signed,
      weight: 1,
      path: '/sapi/v1/asset/tradeFee',
      handle: () =>
        answer(
          [...account.listed.values()].map(({ base, quote }) => ({
            symbol: `${base}${quote}`,
            makerCommission: '0.001',
            takerCommission: '0.001',
          })),
        ),
    },
  ]
}

function accountAnswer(account: TradingAccount, isShort: boolean, at: number): Answer {
  const rows = balanceRows(account)
  return answer({
    makerCommission: 10,
    takerCommission: 10,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: '0.00100000',
      taker: '0.00100000',
      buyer: '0.00000000',
      seller: '0.00000000',
    },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: milliseconds(at),
    accountType: 'SPOT',
    balances: isShort
      ? rows.filter(({ free, locked }) => Number(free) !== 0 || Number(locked) !== 0)
      : rows,
    permissions: ['SPOT'],
    uid: 1,
  })
}

function coinRow(coin: string, free: string, locked: string): Readonly<Record<string, unknown>> {
  return {
    coin,
    name: coin,
    depositAllEnable: false,
    withdrawAllEnable: true,
    free,
    locked,
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [networkOf(coin)],
  }
}

/** A network of its own, open as far as it is told, though nothing goes in or out of this machine. */
function networkOf(coin: string): Readonly<Record<string, unknown>> {
  return {
    network: coin,
    coin,
    name: coin,
    isDefault: true,
    depositEnable: false,
    withdrawEnable: true,
    depositDesc: 'Nothing goes in or out of this machine.',
    withdrawDesc: '',
    specialTips: '',
    withdrawFee: '0',
    withdrawMin: '0',
    withdrawMax: '9999999',
    withdrawIntegerMultiple: '0.00000001',
    minConfirm: 1,
    unLockConfirm: 0,
    sameAddress: false,
    busy: false,
    resetAddressStatus: false,
    addressRegex: '',
    memoRegex: '',
    estimatedArrivalTime: 1,
  }
}

/** A key that trades and cannot withdraw. */
function restrictions(at: number): Readonly<Record<string, unknown>> {
  return {
    ipRestrict: false,
    createTime: milliseconds(at),
    enableReading: true,
    enableSpotAndMarginTrading: true,
    enableFutures: true,
    enableMargin: false,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enablePortfolioMarginTrading: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
  }
}
