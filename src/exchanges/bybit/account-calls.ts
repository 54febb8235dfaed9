import type { Instant } from '../../core/time.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { coinsOf, positionRow, walletRow } from './account-words.ts'
import type { BybitCall } from './bybit-call.ts'
import {
  listedIn,
  milliseconds,
  needed,
  stateAsked,
  stateNeeded,
  symbolOf,
  wholeField,
  type BybitMarkets,
} from './bybit-market.ts'
import { bybitFeesBps, riskTiers } from './bybit-terms.ts'
import type { DisconnectSwitch } from './disconnect-switch.ts'
import type { FundingBook } from './funding-book.ts'
import { indexesAsked } from './order-calls.ts'
import type { PositionGuards } from './position-guards.ts'
import { refuse, said, wrongParameter, type Said } from './said.ts'

interface AccountParts {
  readonly markets: BybitMarkets
  readonly account: TradingAccount
  readonly funding: FundingBook
  readonly disconnect: DisconnectSwitch
  readonly guards: PositionGuards
}

type Handle = BybitCall['handle']

/** What an account has, and how it is set. */
export function accountCalls(parts: AccountParts): readonly BybitCall[] {
  return [...stateCalls(parts), ...settingCalls(parts)]
}

function get(path: string, handle: Handle, perSecond = 50): BybitCall {
  return { method: 'GET', path: `/v5/${path}`, isSigned: true, perSecond, handle }
}

function post(path: string, handle: Handle): BybitCall {
  return { method: 'POST', path: `/v5/${path}`, isSigned: true, perSecond: 10, handle }
}

function stateCalls(parts: AccountParts): readonly BybitCall[] {
  const { markets, account, funding, disconnect } = parts
  return [
    get('account/wallet-balance', (fields, at) => {
      if (fields['accountType'] !== 'UNIFIED') {
        wrongParameter('accountType only support UNIFIED.')
      }
      const coins = fields['coin'] ? fields['coin'].split(',') : coinsOf(account)
      return said({ list: [walletRow(markets, account, coins, at)] })
    }),
    get('account/info', (_, at) =>
      said({
        unifiedMarginStatus: 6,
        marginMode: modeOf(account),
        isMasterTrader: false,
        spotHedgingStatus: 'OFF',
        updatedTime: String(milliseconds(at)),
        dcpStatus: disconnect.isOn ? 'ON' : 'OFF',
        timeWindow: disconnect.seconds,
        smpGroup: 0,
      }),
    ),
    get(
      'account/fee-rate',
      (asked) => {
        // ccxt asks for all fees without a category.
        const fields = { category: 'linear', ...asked }
        const { category } = listedIn(markets, fields)
        const fees = category === 'spot' ? bybitFeesBps.spot : bybitFeesBps.linear
        const list = [...indexesAsked(markets, fields)].map((index) => ({
          symbol: symbolOf(markets, index),
          baseCoin: '',
          takerFeeRate: String(fees.taker / 1e4),
          makerFeeRate: String(fees.maker / 1e4),
        }))
        return said({ category, list })
      },
      10,
    ),
    get('account/transaction-log', (fields) => said(funding.log(fields))),
    get('position/list', (fields, at) => positionsSaid(parts, fields, at)),
    // Nothing goes in or out of this machine, or from one account to another.
    get('asset/deposit/query-record', () => said({ rows: [], nextPageCursor: '' })),
    get('asset/withdraw/query-record', () => said({ rows: [], nextPageCursor: '' })),
    get('asset/transfer/query-inter-transfer-list', () => said({ list: [], nextPageCursor: '' })),
    get('user/query-api', () => said(keyRow), 10),
    get(
      'asset/coin/query-info',
      (fields) => {
        const coins = fields['coin'] ? [fields['coin']] : coinsOf(account)
        return said({
          rows: coins.map((coin) => ({
            name: coin,
            coin,
            remainAmount: '0',
            chains: [chainOf(coin)],
          })),
        })
      },
      5,
    ),
  ]
}

/** Bybit lists what is held, and what is asked for by its symbol. */
function positionsSaid({ markets, account }: AccountParts, fields: Fields, at: Instant): Said {
  const { category } = listedIn(markets, fields)
  if (category === 'spot') wrongParameter('category only support linear or option')
  const { symbol, settleCoin } = fields
  if (category === 'linear' && !symbol && !settleCoin) {
    wrongParameter('params error: symbol or settleCoin is needed')
  }
  const one = stateAsked(markets, fields)
  const indexes =
    one === undefined
      ? [...indexesAsked(markets, fields)].filter(
          (index) => account.tradedOf(index).position.lots !== 0,
        )
      : [one.index]
  return said({
    category,
    nextPageCursor: '',
    list: indexes.map((index) => positionRow(markets, account, index, at)),
  })
}

function settingCalls(parts: AccountParts): readonly BybitCall[] {
  const { markets, account, disconnect, guards } = parts
  return [
    {
      ...post('position/trading-stop', async (fields) => {
        await guards.set(fields)
        return said({})
      }),
      isOrder: true,
    },
    post('position/set-leverage', (fields) => {
      const { index, instrument } = stateNeeded(markets, fields)
      if (instrument.class === 'spot') wrongParameter('category invalid')
      const buy = Number(needed(fields, 'buyLeverage'))
      const sell = Number(needed(fields, 'sellLeverage'))
      if (buy !== sell) wrongParameter('buy leverage not equal sell leverage')
      if (!(buy >= 1 && buy <= riskTiers[0]!.leverageMax)) {
        refuse(110_013, 'cannot set leverage gt maxLeverage by risk limit')
      }
      const margin = account.marginOf(index)
      if (margin.leverage === buy) refuse(110_043, 'leverage not modified')
      margin.leverage = buy
      return said({})
    }),
    post('position/switch-mode', (fields) =>
      needed(fields, 'mode') === '0'
        ? refuse(110_025, 'Position mode is not modified')
        : refuse(110_029, 'Hedge mode is not available for this symbol'),
    ),
    post('position/switch-isolated', () => refuse(100_028, 'unified account is forbidden')),
    post('account/set-margin-mode', (fields) => {
      const mode = needed(fields, 'setMarginMode')
      if (mode !== 'REGULAR_MARGIN' && mode !== 'ISOLATED_MARGIN') {
        refuse(110_073, 'Set margin mode failed')
      }
      setMode(account, mode === 'REGULAR_MARGIN' ? 'cross' : 'isolated')
      return said({ reasons: [] })
    }),
    {
      ...post('order/disconnected-cancel-all', (fields) => {
        const seconds = wholeField(fields, 'timeWindow', NaN)
        if (!(seconds >= 3 && seconds <= 300)) wrongParameter('timeWindow invalid')
        const product = fields['product'] ?? 'OPTIONS'
        if (!['SPOT', 'DERIVATIVES', 'OPTIONS'].includes(product)) wrongParameter('product invalid')
        disconnect.set(product, seconds)
        return said('success')
      }),
      perSecond: 5,
    },
  ]
}

function contractsOf(account: TradingAccount): readonly number[] {
  return [...account.listed].flatMap(([index, each]) => (each.class === 'spot' ? [] : [index]))
}

function modeOf(account: TradingAccount): string {
  const [first] = contractsOf(account)
  const isIsolated = first !== undefined && account.marginOf(first).mode === 'isolated'
  return isIsolated ? 'ISOLATED_MARGIN' : 'REGULAR_MARGIN'
}

function setMode(account: TradingAccount, mode: 'cross' | 'isolated'): void {
  const contracts = contractsOf(account)
  const isBusy = contracts.some(
    (index) =>
      account.tradedOf(index).position.lots !== 0 || account.records.open(index).length > 0,
  )
  const isChange = contracts.some((index) => account.marginOf(index).mode !== mode)
  if (isBusy && isChange) refuse(110_073, 'Set margin mode failed')
  for (const index of contracts) account.marginOf(index).mode = mode
}

/** A network of its own, open as far as it is told, though nothing goes in or out of this machine. */
function chainOf(coin: string): Readonly<Record<string, string>> {
  return {
    chain: coin,
    chainType: coin,
    confirmation: '1',
    withdrawFee: '0',
    withdrawPercentageFee: '0',
    depositMin: '0',
    withdrawMin: '0',
    minAccuracy: '8',
    chainDeposit: '1',
    chainWithdraw: '1',
    safeConfirmNumber: '1',
    contractAddress: '',
  }
}

/** A key that trades and cannot withdraw, of a unified account. */
const keyRow = {
  id: '1',
  note: 'isobar',
  apiKey: 'isobar',
  readOnly: 0,
  secret: '',
  permissions: {
    ContractTrade: ['Order', 'Position'],
    Spot: ['SpotTrade'],
    Wallet: [],
    Options: [],
    Derivatives: ['DerivativesTrade'],
    Exchange: [],
    Earn: [],
  },
  ips: ['*'],
  type: 1,
  deadlineDay: 90,
  expiredAt: '2030-01-01T00:00:00Z',
  createdAt: '2024-01-01T00:00:00Z',
  unified: 0,
  uta: 1,
  userID: 1,
  inviterID: 0,
  vipLevel: 'No VIP',
  mktMakerLevel: '0',
  affiliateID: 0,
  rsaPublicKey: '',
  isMaster: true,
  parentUid: '0',
  kycLevel: 'LEVEL_DEFAULT',
  kycRegion: '',
} as const
