import type { Instant } from '../../core/time.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { balanceRow, currenciesOf, positionRow } from './account-words.ts'
import type { BillBook } from './bill-book.ts'
import { instrumentRow } from './market-words.ts'
import type { OkxCall } from './okx-call.ts'
import {
  listingNeeded,
  listingsAsked,
  milliseconds,
  needed,
  wrongParameter,
  type OkxListing,
  type OkxMarkets,
} from './okx-market.ts'
import { okxFeesBps, positionTiers } from './okx-terms.ts'
import { refuse, said, type Said } from './said.ts'

interface AccountParts {
  readonly markets: OkxMarkets
  readonly account: TradingAccount
  readonly bills: BillBook
}

type Handle = (fields: Fields, at: Instant) => Said

/** What an account has, and how it is set. https://www.okx.com/docs-v5/en/#trading-account-rest-api */
export function accountCalls(parts: AccountParts): readonly OkxCall[] {
  return [...stateCalls(parts), ...settingCalls(parts)]
}

function get(path: string, perTwoSeconds: number, handle: Handle): OkxCall {
  return { method: 'GET', path: `/api/v5/${path}`, isSigned: true, perTwoSeconds, handle }
}

function post(path: string, perTwoSeconds: number, handle: Handle): OkxCall {
  return { method: 'POST', path: `/api/v5/${path}`, isSigned: true, perTwoSeconds, handle }
}

function stateCalls({ markets, account, bills }: AccountParts): readonly OkxCall[] {
  const billed = (fields: Fields): Said => said(bills.rows(fields))
  return [
    get('account/balance', 10, (fields, at) => {
      const asked = fields['ccy'] ? fields['ccy'].split(',') : currenciesOf(account)
      return said([balanceRow(markets, account, asked, at)])
    }),
    get('account/positions', 10, (fields, at) =>
      said(
        heldListings(markets, account, fields).map(({ state }) =>
          positionRow(markets, account, state.index, at),
        ),
      ),
    ),
    get('account/config', 5, () => said([configRow])),
    get('account/instruments', 20, (fields) => {
      needed(fields, 'instType')
      return said(listingsAsked(markets, fields).map(instrumentRow))
    }),
    get('account/trade-fee', 5, (fields, at) => {
      const type = needed(fields, 'instType')
      const fees = type === 'SPOT' ? okxFeesBps.SPOT : okxFeesBps.SWAP
      return said([feeRow(type, fees, at)])
    }),
    get('account/bills', 10, billed),
    get('account/bills-archive', 10, billed),
    get('asset/currencies', 12, (fields) => {
      const asked = fields['ccy'] ? fields['ccy'].split(',') : currenciesOf(account)
      return said(asked.map(currencyRow))
    }),
    // Nothing goes in or out of this machine, or from one account to another.
    get('asset/deposit-history', 12, () => said([])),
    get('asset/withdrawal-history', 12, () => said([])),
    get('asset/bills', 12, () => said([])),
    get('asset/balances', 12, () => said([])),
  ]
}

/** What is held; by its name also what was. */
function heldListings(
  markets: OkxMarkets,
  account: TradingAccount,
  fields: Fields,
): readonly OkxListing[] {
  return listingsAsked(markets, fields).filter(({ type, state: { index } }) => {
    if (type === 'SPOT') return false
    if (account.tradedOf(index).position.lots !== 0) return true
    return !!fields['instId'] && account.records.fills(index).length > 0
  })
}

function settingCalls({ markets, account }: AccountParts): readonly OkxCall[] {
  const leverageRow = (listing: OkxListing, mgnMode: string): object => ({
    instId: listing.instId,
    ccy: '',
    mgnMode,
    posSide: 'net',
    lever: String(account.marginOf(listing.state.index).leverage),
  })
  const swapNeeded = (fields: Fields): OkxListing => {
    const listing = listingNeeded(markets, fields)
    return listing.type === 'SWAP' ? listing : wrongParameter('instId')
  }
  return [
    post('account/set-leverage', 40, (fields) => {
      const listing = swapNeeded(fields)
      const lever = Number(needed(fields, 'lever'))
      const mode = modeOf(fields)
      if (!(lever >= 1 && lever <= positionTiers[0]!.leverageMax)) {
        refuse('59102', 'Leverage exceeds the maximum limit. Please lower the leverage.')
      }
      account.marginOf(listing.state.index).leverage = lever
      return said([leverageRow(listing, mode)])
    }),
    get('account/leverage-info', 20, (fields) => {
      const mode = modeOf(fields)
      return said(
        listingsAsked(markets, { instId: needed(fields, 'instId') })
          .filter(({ type }) => type === 'SWAP')
          .map((each) => leverageRow(each, mode)),
      )
    }),
    post('account/set-position-mode', 5, (fields) =>
      needed(fields, 'posMode') === 'net_mode'
        ? said([{ posMode: 'net_mode' }])
        : refuse('59000', 'Setting failed: hedge mode is not served.'),
    ),
  ]
}

function modeOf(fields: Fields): string {
  const mode = needed(fields, 'mgnMode')
  return mode === 'cross' || mode === 'isolated' ? mode : wrongParameter('mgnMode')
}

function feeRow(
  instType: string,
  { maker, taker }: { readonly maker: number; readonly taker: number },
  at: number,
): object {
  const [makerText, takerText] = [String(-maker / 1e4), String(-taker / 1e4)]
  const isSpot = instType === 'SPOT'
  return {
    category: '1',
    delivery: '',
    exercise: '',
    feeGroup: [{ groupId: '1', maker: makerText, taker: takerText }],
    fiat: [],
    instType,
    level: 'Lv1',
    maker: isSpot ? makerText : '',
    makerU: isSpot ? '' : makerText,
    makerUSDC: makerText,
    ruleType: 'normal',
    taker: isSpot ? takerText : '',
    takerU: isSpot ? '' : takerText,
    takerUSDC: takerText,
    ts: milliseconds(at),
  }
}

/** As one whose doors are open, though nothing goes in or out of this machine. */
function currencyRow(ccy: string): object {
  return {
    ccy,
    name: ccy,
    chain: `${ccy}-Isobar`,
    canDep: true,
    canWd: true,
    canInternal: false,
    mainNet: true,
    minDep: '0',
    minWd: '0',
    maxWd: '0',
    minFee: '0',
    maxFee: '0',
    fee: '0',
    wdTickSz: '8',
    logoLink: '',
    needTag: false,
    burningFeeRate: '',
    ctAddr: '',
    depQuotaFixed: '',
    depQuoteDailyLayer2: '',
    minDepArrivalConfirm: '1',
    minWdUnlockConfirm: '1',
    usedDepQuotaFixed: '',
    usedWdQuota: '0',
    wdQuota: '0',
  }
}

/** A key that trades and cannot withdraw, of an account in futures mode. */
const configRow = {
  acctLv: '2',
  acctStpMode: 'cancel_maker',
  autoLoan: false,
  ctIsoMode: 'automatic',
  discordUser: '',
  enableSpotBorrow: false,
  feeType: '0',
  greeksType: 'PA',
  ip: '',
  kycLv: '3',
  label: 'isobar',
  level: 'Lv1',
  levelTmp: '',
  liquidationGear: '-1',
  mainUid: '1',
  mgnIsoMode: 'automatic',
  opAuth: '0',
  perm: 'read_only,trade',
  posMode: 'net_mode',
  roleType: '0',
  settleCcy: 'USDT',
  settleCcyList: ['USDT'],
  spotBorrowAutoRepay: false,
  spotOffsetType: '',
  spotRoleType: '0',
  spotTraderInsts: [],
  stgyType: '0',
  traderInsts: [],
  type: '0',
  uid: '1',
} as const
