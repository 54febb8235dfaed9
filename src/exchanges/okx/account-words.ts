import type { Instant } from '../../core/time.ts'
import { marginFacts, positionFacts } from '../world/position-facts.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { fixed, plain, plainAtoms } from '../world/wire-numbers.ts'
import { baseText, lastText } from './market-words.ts'
import { positionIdText } from './okx-ids.ts'
import { listingAt, milliseconds, sizeText, type OkxMarkets } from './okx-market.ts'

// How OKX tells of balances and positions.

type Row = Readonly<Record<string, unknown>>

export function currenciesOf(account: TradingAccount): readonly string[] {
  return [...new Set([...account.listed.values()].flatMap(({ base, quote }) => [base, quote]))]
}

/** The account with its currencies, as `/api/v5/account/balance` answers and the channel `account` tells. */
export function balanceRow(
  markets: OkxMarkets,
  account: TradingAccount,
  currencies: readonly string[],
  at: Instant,
): Row {
  const uTime = milliseconds(at)
  const total = currenciesOf(account).reduce((sum, ccy) => {
    const { wallet, unrealised } = marginFacts(account, ccy, at)
    return sum + (wallet + unrealised) * worthOf(markets, ccy)
  }, 0)
  return {
    adjEq: '',
    availEq: '',
    borrowFroz: '',
    details: currencies.map((ccy) => detailRow(markets, account, ccy, at)),
    imr: '',
    isoEq: '0',
    mgnRatio: '',
    mmr: '',
    notionalUsd: '',
    ordFroz: '',
    totalEq: fixed(total, 8),
    uTime,
    upl: '',
  }
}

function detailRow(markets: OkxMarkets, account: TradingAccount, ccy: string, at: Instant): Row {
  const facts = marginFacts(account, ccy, at)
  const equity = facts.wallet + facts.unrealised
  const cash = plainAtoms(account.venue.account.wallet(ccy))
  const frozen = facts.initialMargin + facts.orderMargin
  const locked = account.lockedOf(ccy)
  const available = text(facts.available)
  return {
    ccy,
    eq: facts.unrealised === 0 ? cash : text(equity),
    cashBal: cash,
    availBal: available,
    availEq: available,
    frozenBal: frozen === 0 ? plainAtoms(locked) : text(equity - facts.available),
    ordFrozen: facts.orderMargin === 0 ? plainAtoms(locked) : text(facts.orderMargin),
    upl: text(facts.unrealised),
    eqUsd: text(equity * worthOf(markets, ccy)),
    disEq: text(equity * worthOf(markets, ccy)),
    imr: text(facts.initialMargin),
    mmr: text(facts.maintenance),
    mgnRatio: facts.maintenance === 0 ? '' : text(equity / facts.maintenance),
    notionalLever: '0',
    uTime: milliseconds(at),
    ...unusedOfDetail,
  }
}

const unusedOfDetail = {
  borrowFroz: '',
  crossLiab: '',
  fixedBal: '0',
  interest: '',
  isoEq: '0',
  isoLiab: '',
  isoUpl: '0',
  liab: '',
  maxLoan: '',
  rewardBal: '0',
  smtSyncEq: '0',
  spotInUseAmt: '',
  clSpotInUseAmt: '',
  maxSpotInUse: '',
  spotIsoBal: '0',
  stgyEq: '0',
  twap: '0',
  uplLiab: '',
  spotBal: '',
  openAvgPx: '',
  accAvgPx: '',
  spotUpl: '',
  spotUplRatio: '',
  totalPnl: '',
  totalPnlRatio: '',
} as const

/** Dollars: a quote currency is worth one. */
function worthOf({ listings }: OkxMarkets, ccy: string): number {
  const listing = listings.find(
    ({ type, state }) => type === 'SPOT' && state.instrument.base === ccy,
  )
  const price = listing?.state.last() ?? 1
  return Number.isNaN(price) ? 1 : price
}

/** A position as `/api/v5/account/positions` lists it and the channel `positions` tells it. */
export function positionRow(
  markets: OkxMarkets,
  account: TradingAccount,
  index: number,
  at: Instant,
): Row {
  const listing = listingAt(markets, index)
  const { state, instId } = listing
  const facts = positionFacts(account, index, at)
  const { position } = account.tradedOf(index)
  const { quote, tickSize } = state.instrument
  const fills = account.records.fills(index)
  const fees = fills.reduce((sum, { feeAtoms }) => sum + feeAtoms, 0n)
  const isFlat = facts.lots === 0
  const price = (value: number): string => plain(fixed(value, tickSize.decimals + 8))
  const margin = isFlat ? 0 : facts.initialMargin
  const upl = text(facts.unrealised)
  const uplRatio = margin === 0 ? '0' : text(facts.unrealised / margin)
  const base = Number(baseText(Math.abs(facts.lots), listing))
  return {
    instType: 'SWAP',
    instId,
    mgnMode: facts.mode,
    posId: positionIdText(index),
    posSide: 'net',
    pos: sizeText(facts.lots, listing),
    posCcy: '',
    availPos: sizeText(Math.abs(facts.lots), listing),
    avgPx: isFlat ? '' : price(facts.entryPrice),
    bePx: isFlat ? '' : price(facts.entryPrice),
    markPx: price(facts.mark),
    idxPx: price(Number.isNaN(state.indexPrice) ? facts.mark : state.indexPrice),
    last: lastText(state),
    upl,
    uplRatio,
    uplLastPx: upl,
    uplRatioLastPx: uplRatio,
    lever: String(facts.leverage),
    liqPx: facts.liquidationPrice > 0 ? price(facts.liquidationPrice) : '',
    imr: facts.mode === 'cross' ? text(margin) : '',
    margin: facts.mode === 'isolated' ? text(margin) : '',
    mmr: text(facts.maintenance),
    mgnRatio: mgnRatioOf(account, quote, at),
    notionalUsd: text(base * facts.mark),
    ccy: quote,
    pnl: plainAtoms(position.realisedAtoms),
    realizedPnl: plainAtoms(position.realisedAtoms - fees),
    fee: plainAtoms(-fees),
    fundingFee: '0',
    liqPenalty: '0',
    settledPnl: '',
    adl: isFlat ? '0' : '1',
    tradeId: String(fills.at(-1)?.tradeId ?? ''),
    closeOrderAlgo: [],
    cTime: milliseconds(fills[0]?.at ?? at),
    uTime: milliseconds(fills.at(-1)?.at ?? at),
    pTime: milliseconds(at),
    ...unusedOfPosition,
  }
}

const unusedOfPosition = {
  interest: '',
  liab: '',
  liabCcy: '',
  optVal: '',
  baseBal: '',
  quoteBal: '',
  baseBorrowed: '',
  baseInterest: '',
  quoteBorrowed: '',
  quoteInterest: '',
  bizRefId: '',
  bizRefType: '',
  spotInUseAmt: '',
  spotInUseCcy: '',
  clSpotInUseAmt: '',
  maxSpotInUseAmt: '',
  pendingCloseOrdLiabVal: '',
  usdPx: '',
  deltaBS: '',
  deltaPA: '',
  gammaBS: '',
  gammaPA: '',
  thetaBS: '',
  thetaPA: '',
  vegaBS: '',
  vegaPA: '',
  nonSettleAvgPx: '',
} as const

function mgnRatioOf(account: TradingAccount, ccy: string, at: Instant): string {
  const { wallet, unrealised, maintenance } = marginFacts(account, ccy, at)
  return maintenance === 0 ? '' : text((wallet + unrealised) / maintenance)
}

function text(value: number): string {
  return plain(fixed(value, 10))
}
