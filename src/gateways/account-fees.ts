import { roundedBps } from '../core/basis-points.ts'
import type { CcxtExchange, CcxtTradingFee } from './ccxt-exchange.ts'
import { profileOf } from './venue-profiles.ts'

/** What an account pays, basis points of notional; below zero what it is paid. */
export interface AccountFees {
  readonly makerFeeBps: number
  readonly takerFeeBps: number
}

/** What came of one question, by the symbols of ccxt. */
export type FeeAnswer =
  | { readonly kind: 'told'; readonly fees: ReadonlyMap<string, AccountFees> }
  | { readonly kind: 'failed'; readonly symbols: readonly string[]; readonly cause: unknown }

/** The parts of an exchange that are asked. */
type Asked = Pick<CcxtExchange, 'id' | 'has' | 'fetchTradingFee' | 'fetchTradingFees'>

/**
 * Asks a venue what an account pays, a question for each answer that is taken: all at once where ccxt can, and then one by one
 * what that did not tell, where ccxt can. What the venue does not tell is absent, and of one that has no way of asking
 * everything is.
 *
 * @param goOn waited for between two questions; false: no more is asked
 */
export async function* accountFees(
  exchange: Asked,
  symbols: readonly string[],
  goOn: () => Promise<boolean>,
): AsyncGenerator<FeeAnswer, void, undefined> {
  const { id, has } = exchange
  const isOneByOne = has['fetchTradingFee'] === true
  const isAtOnce =
    has['fetchTradingFees'] === true && !(isOneByOne && profileOf(id).asksFeesOneByOne === true)
  const left = new Set(symbols)
  const answerOf = async (
    about: readonly string[],
    ask: () => Promise<Readonly<Record<string, CcxtTradingFee>>>,
  ): Promise<FeeAnswer> => {
    try {
      const fees = feesIn(await ask(), about)
      for (const symbol of fees.keys()) left.delete(symbol)
      return { kind: 'told', fees }
    } catch (cause) {
      return { kind: 'failed', symbols: about, cause }
    }
  }
  if (isAtOnce) {
    const answer = await answerOf(symbols, () => exchange.fetchTradingFees())
    // Asked one by one, it may yet tell.
    if (answer.kind === 'told' || !isOneByOne) yield answer
  }
  if (!isOneByOne) return
  let isFirst = !isAtOnce
  for (const symbol of left) {
    if (!isFirst && !(await goOn())) return
    isFirst = false
    yield await answerOf([symbol], async () => ({
      [symbol]: await exchange.fetchTradingFee(symbol),
    }))
  }
}

function feesIn(
  told: Readonly<Record<string, CcxtTradingFee>>,
  symbols: readonly string[],
): Map<string, AccountFees> {
  const found = new Map<string, AccountFees>()
  for (const symbol of symbols) {
    const { maker = Number.NaN, taker = Number.NaN } = told[symbol] ?? {}
    const fees = { makerFeeBps: roundedBps(maker * 1e4), takerFeeBps: roundedBps(taker * 1e4) }
    if (!Number.isNaN(fees.makerFeeBps + fees.takerFeeBps)) found.set(symbol, fees)
  }
  return found
}
