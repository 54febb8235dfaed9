import { settlementCurrency } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { marginFacts, positionFacts, type MarginFacts } from '../world/position-facts.ts'
import type { PublicState } from '../world/public-state.ts'
import type { TradingAccount } from '../world/trading-account.ts'
import { fixed, plainAtoms, priceText, quantityText } from '../world/wire-numbers.ts'
import { milliseconds, symbolOf, type BybitMarkets } from './bybit-market.ts'
import { guardOf } from './position-guards.ts'

// How Bybit tells of balances and positions.

/** Every currency of the account. */
export function coinsOf(account: TradingAccount): readonly string[] {
  return [...new Set([...account.listed.values()].flatMap(({ base, quote }) => [base, quote]))]
}

/** The account with its coins, as `/v5/account/wallet-balance` lists it and the channel `wallet` tells it. */
export function walletRow(
  markets: BybitMarkets,
  account: TradingAccount,
  coins: readonly string[],
  at: Instant,
): Readonly<Record<string, unknown>> {
  const each = coinsOf(account).map((coin) => {
    const facts = marginFacts(account, coin, at)
    return { coin, facts, worth: worthOf(markets, coin) }
  })
  const sum = (of: (facts: MarginFacts) => number): number =>
    each.reduce((total, { facts, worth }) => total + of(facts) * worth, 0)
  const wallet = sum((facts) => facts.wallet)
  const unrealised = sum((facts) => facts.unrealised)
  const initial = sum((facts) => facts.initialMargin + facts.orderMargin)
  const maintenance = sum((facts) => facts.maintenance)
  const equity = wallet + unrealised
  return {
    accountType: 'UNIFIED',
    accountLTV: '0',
    accountIMRate: fixed(initial / equity, 4),
    accountMMRate: fixed(maintenance / equity, 4),
    totalEquity: fixed(equity, 8),
    totalWalletBalance: fixed(wallet, 8),
    totalMarginBalance: fixed(equity, 8),
    totalAvailableBalance: fixed(equity - initial, 8),
    totalPerpUPL: fixed(unrealised, 8),
    totalInitialMargin: fixed(initial, 8),
    totalMaintenanceMargin: fixed(maintenance, 8),
    coin: each
      .filter(({ coin }) => coins.includes(coin))
      .map(({ coin, facts, worth }) => coinRow(account, coin, facts, worth)),
  }
}

function coinRow(
  account: TradingAccount,
  coin: string,
  facts: MarginFacts,
  worth: number,
): Readonly<Record<string, unknown>> {
  const equity = facts.wallet + facts.unrealised
  return {
    coin,
    equity: fixed(equity, 8),
    usdValue: fixed(equity * worth, 8),
    walletBalance: plainAtoms(account.venue.account.wallet(coin)),
    locked: plainAtoms(account.lockedOf(coin)),
    free: '',
    spotHedgingQty: '0',
    borrowAmount: '0',
    availableToBorrow: '',
    availableToWithdraw: '',
    accruedInterest: '0',
    totalOrderIM: fixed(facts.orderMargin, 8),
    totalPositionIM: fixed(facts.initialMargin, 8),
    totalPositionMM: fixed(facts.maintenance, 8),
    unrealisedPnl: fixed(facts.unrealised, 8),
    cumRealisedPnl: realisedIn(account, coin),
    bonus: '0',
    collateralSwitch: true,
    marginCollateral: true,
  }
}

/** Dollars: a quote currency is worth one. */
function worthOf({ spot }: BybitMarkets, coin: string): number {
  const state: PublicState | undefined = [...spot.symbols.values()].find(
    ({ instrument }) => instrument.base === coin,
  )
  const price = state?.last() ?? 1
  return Number.isNaN(price) ? 1 : price
}

function realisedIn(account: TradingAccount, coin: string): string {
  let sum = 0n
  for (const [index, instrument] of account.listed) {
    if (instrument.class === 'spot' || settlementCurrency(instrument) !== coin) continue
    sum += account.tradedOf(index).position.realisedAtoms
  }
  return plainAtoms(sum)
}

/** A position as `/v5/position/list` lists it and the channel `position` tells it. */
export function positionRow(
  markets: BybitMarkets,
  account: TradingAccount,
  index: number,
  at: Instant,
): Readonly<Record<string, unknown>> {
  const facts = positionFacts(account, index, at)
  const { position, terms } = account.tradedOf(index)
  const { instrument } = terms
  const { decimals } = instrument.tickSize
  const { lots, liquidationPrice, entryPrice } = facts
  const isFlat = lots === 0
  const realised = plainAtoms(position.realisedAtoms)
  const time = String(milliseconds(at))
  return {
    positionIdx: 0,
    riskId: 1,
    riskLimitValue: '2000000',
    symbol: symbolOf(markets, index),
    side: isFlat ? '' : lots > 0 ? 'Buy' : 'Sell',
    size: quantityText(Math.abs(lots), instrument),
    avgPrice: isFlat ? '0' : fixed(entryPrice, decimals + 4),
    positionValue: isFlat ? '' : fixed(Math.abs(entryPrice * (facts.notional / facts.mark)), 8),
    tradeMode: 0,
    autoAddMargin: 0,
    positionStatus: 'Normal',
    leverage: String(facts.leverage),
    markPrice: fixed(facts.mark, decimals),
    liqPrice:
      Number.isNaN(liquidationPrice) || liquidationPrice <= 0
        ? ''
        : fixed(liquidationPrice, decimals),
    bustPrice: '',
    positionIM: isFlat ? '' : fixed(facts.initialMargin, 8),
    positionMM: isFlat ? '' : fixed(facts.maintenance, 8),
    positionIMByMp: isFlat ? '' : fixed(facts.initialMargin, 8),
    positionMMByMp: isFlat ? '' : fixed(facts.maintenance, 8),
    positionBalance: isFlat ? '0' : fixed(facts.initialMargin, 8),
    takeProfit: guardText(account, index, 'TakeProfit'),
    stopLoss: guardText(account, index, 'StopLoss'),
    trailingStop: '0',
    tpslMode: 'Full',
    sessionAvgPrice: '',
    unrealisedPnl: isFlat ? '' : fixed(facts.unrealised, 8),
    curRealisedPnl: realised,
    cumRealisedPnl: realised,
    adlRankIndicator: isFlat ? 0 : 2,
    isReduceOnly: false,
    mmrSysUpdatedTime: '',
    leverageSysUpdatedTime: '',
    createdTime: time,
    updatedTime: time,
    seq: isFlat ? -1 : Number(time),
  }
}

/** The price at which a position is closed. */
function guardText(
  account: TradingAccount,
  index: number,
  guard: 'TakeProfit' | 'StopLoss',
): string {
  const order = guardOf(account, index, guard)
  const { instrument } = account.tradedOf(index).terms
  return order === undefined ? '' : priceText(order.triggerTicks, instrument)
}
