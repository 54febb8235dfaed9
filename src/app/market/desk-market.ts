import type { ExactDecimal } from '../../execution/router/exact-decimal.ts'
import type { ArbitrageState } from '../../protocol/arbitrage-desk.ts'
import type { BookView, MarketState } from '../../protocol/market.ts'
import type { RouteRun } from '../../protocol/route-run.ts'
import type { AskedAsset } from './desk-arbitrage.ts'

/** What the desk's server asks of a market. */
export interface DeskMarket {
  state(): MarketState
  /** Counts, for every instrument by its place, how often its book has changed. */
  changes(): ArrayLike<number>
  /** Where the instruments of a coin are. */
  placesOf(base: string): readonly number[]
  book(place: number): BookView
  /** Arbitrage between its venues; undefined where there is none of that. */
  arbitrage(asked: AskedAsset): ArbitrageState | undefined
  /** What an order would cost over its books; undefined where none can be used. */
  route(
    asked: AskedAsset,
    order: { readonly side: 'buy' | 'sell'; readonly quantity: ExactDecimal },
  ): RouteRun | undefined
  /** Throws the kill switch. @returns false where there is nothing to switch off yet */
  kill(reason: string, flatten: boolean): Promise<boolean>
  /** Takes it back. */
  resume(): Promise<boolean>
  /**
   * Trades something else on paper, by the name of the choice; what the one before holds is closed first.
   *
   * @returns why not, or undefined when it is done
   */
  trade(choice: string): Promise<string | undefined>
}

/** A desk without a market. */
export const noMarket: DeskMarket = {
  state: () => ({
    mode: { kind: 'none' },
    time: 0,
    venues: [],
    instruments: [],
    account: null,
  }),
  changes: () => [],
  placesOf: () => [],
  book: () => {
    throw new Error('no market, no book')
  },
  arbitrage: () => undefined,
  route: () => undefined,
  kill: () => Promise.resolve(false),
  resume: () => Promise.resolve(false),
  trade: () => Promise.resolve('there is no market yet'),
}
