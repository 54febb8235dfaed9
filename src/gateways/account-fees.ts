import type { CcxtExchange } from './ccxt-exchange.ts'

/** What an account pays, basis points of notional; below zero what it is paid. */
export interface AccountFees {
  readonly makerFeeBps: number
  readonly takerFeeBps: number
}

/** As ccxt gives it: parts of notional. `{symbol: 'BTC/USDT', maker: 0.001, taker: 0.001, ...}` */
export interface CcxtTradingFee {
  readonly maker?: number
  readonly taker?: number
}

/**
 * What a venue tells that an account pays, by the symbol of ccxt; what it does not tell is absent, and of a venue that has no way of
 * asking everything is. All at once where ccxt can, else symbol by symbol.
 */
export async function accountFees(
  exchange: Pick<CcxtExchange, 'has' | 'fetchTradingFee' | 'fetchTradingFees'>,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, AccountFees>> {
  const { has } = exchange
  const isOneByOne = has['fetchTradingFee'] === true
  if (!isOneByOne && has['fetchTradingFees'] !== true) return new Map()
  const all = isOneByOne ? undefined : await exchange.fetchTradingFees()
  const found = new Map<string, AccountFees>()
  for (const symbol of symbols) {
    const told = all === undefined ? await exchange.fetchTradingFee(symbol) : all[symbol]
    const [makerFeeBps, takerFeeBps] = [bpsOf(told?.maker), bpsOf(told?.taker)]
    if (!Number.isNaN(makerFeeBps + takerFeeBps)) found.set(symbol, { makerFeeBps, takerFeeBps })
  }
  return found
}

/** To a ten-thousandth of a basis point. */
function bpsOf(part: number | undefined): number {
  return Math.round((part ?? Number.NaN) * 1e8) / 1e4
}
