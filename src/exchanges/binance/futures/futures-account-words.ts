import { settlementCurrency } from '../../../core/instrument.ts'
import type { Instant } from '../../../core/time.ts'
import { marginFacts, positionFacts, type PositionFacts } from '../../world/position-facts.ts'
import type { TradingAccount } from '../../world/trading-account.ts'
import { fixed, quantityText } from '../../world/wire-numbers.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'

// How Binance futures tell of balances and positions.

export function marginAssets(account: TradingAccount): readonly string[] {
  return [...new Set([...account.listed.values()].map((each) => settlementCurrency(each)))]
}

/** A row of `/fapi/v3/balance`. */
export function balanceOf(
  account: TradingAccount,
  asset: string,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const facts = marginFacts(account, asset, at)
  const available = fixed(facts.available, 8)
  return {
    accountAlias: 'isobar',
    asset,
    balance: fixed(facts.wallet, 8),
    crossWalletBalance: fixed(facts.wallet, 8),
    crossUnPnl: fixed(facts.unrealised, 8),
    availableBalance: available,
    maxWithdrawAmount: available,
    marginAvailable: true,
    updateTime: Math.floor(at / 1_000),
  }
}

/** A row of `assets` in `/fapi/v3/account`. */
export function assetOf(
  account: TradingAccount,
  asset: string,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const facts = marginFacts(account, asset, at)
  const { wallet, unrealised, initialMargin, orderMargin, maintenance, available } = facts
  return {
    asset,
    walletBalance: fixed(wallet, 8),
    unrealizedProfit: fixed(unrealised, 8),
    marginBalance: fixed(wallet + unrealised, 8),
    maintMargin: fixed(maintenance, 8),
    initialMargin: fixed(initialMargin + orderMargin, 8),
    positionInitialMargin: fixed(initialMargin, 8),
    openOrderInitialMargin: fixed(orderMargin, 8),
    crossWalletBalance: fixed(wallet, 8),
    crossUnPnl: fixed(unrealised, 8),
    availableBalance: fixed(available, 8),
    maxWithdrawAmount: fixed(available, 8),
    marginAvailable: true,
    updateTime: Math.floor(at / 1_000),
  }
}

/** The sums over all assets; one is all there is where one currency is quoted in. */
export function totalsOf(account: TradingAccount, at: Instant): Readonly<Record<string, string>> {
  const all = marginAssets(account).map((asset) => marginFacts(account, asset, at))
  const sum = (of: (facts: (typeof all)[number]) => number): string =>
    fixed(
      all.reduce((total, facts) => total + of(facts), 0),
      8,
    )
  return {
    totalInitialMargin: sum((facts) => facts.initialMargin + facts.orderMargin),
    totalMaintMargin: sum((facts) => facts.maintenance),
    totalWalletBalance: sum((facts) => facts.wallet),
    totalUnrealizedProfit: sum((facts) => facts.unrealised),
    totalMarginBalance: sum((facts) => facts.wallet + facts.unrealised),
    totalPositionInitialMargin: sum((facts) => facts.initialMargin),
    totalOpenOrderInitialMargin: sum((facts) => facts.orderMargin),
    totalCrossWalletBalance: sum((facts) => facts.wallet),
    totalCrossUnPnl: sum((facts) => facts.unrealised),
    availableBalance: sum((facts) => facts.available),
    maxWithdrawAmount: sum((facts) => facts.available),
  }
}

/** A row of `/fapi/v3/positionRisk`, and with `leverage` and `marginType` of v2. */
export function positionRow(
  market: BinanceMarket,
  account: TradingAccount,
  index: number,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const facts = positionFacts(account, index, at)
  const { instrument } = account.tradedOf(index).terms
  const entry = Number.isNaN(facts.entryPrice) ? '0.0' : fixed(facts.entryPrice, 8)
  return {
    symbol: symbolOf(market, index),
    positionSide: 'BOTH',
    positionAmt: quantityText(facts.lots, instrument),
    entryPrice: entry,
    breakEvenPrice: entry,
    markPrice: fixed(facts.mark, 8),
    unRealizedProfit: fixed(facts.unrealised, 8),
    unrealizedProfit: fixed(facts.unrealised, 8),
    liquidationPrice: Number.isNaN(facts.liquidationPrice) ? '0' : fixed(facts.liquidationPrice, 8),
    isolatedMargin: isolatedOf(facts),
    isolatedWallet: isolatedOf(facts),
    notional: fixed(facts.notional, 8),
    marginAsset: settlementCurrency(instrument),
    initialMargin: fixed(facts.initialMargin + facts.orderMargin, 8),
    maintMargin: fixed(facts.maintenance, 8),
    positionInitialMargin: fixed(facts.initialMargin, 8),
    openOrderInitialMargin: fixed(facts.orderMargin, 8),
    adl: 0,
    bidNotional: '0',
    askNotional: '0',
    leverage: String(facts.leverage),
    marginType: facts.mode,
    isolated: facts.mode === 'isolated',
    isAutoAddMargin: 'false',
    maxNotionalValue: '50000000',
    updateTime: Math.floor(at / 1_000),
  }
}

function isolatedOf(facts: PositionFacts): string {
  return facts.mode === 'isolated' ? fixed(facts.initialMargin, 8) : '0.00000000'
}
