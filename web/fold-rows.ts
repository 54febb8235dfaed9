import type { OpenPair, PairTrade } from '../src/research/pairs/backtest-result.ts'
import type { FoldSelection } from '../src/research/pairs/walk-forward-result.ts'

/** What the positions opened in a fold came to. */
export interface FoldMoney {
  readonly trades: number
  /** Of its round trips, and of what is still open; quote units. */
  readonly pnl: number
}

/** Fold by fold, by their index. A position belongs to the fold that opened it, wherever it was closed. */
export function foldMoney(
  trades: readonly PairTrade[],
  open: readonly OpenPair[],
): ReadonlyMap<number, FoldMoney> {
  const money = new Map<number, FoldMoney>()
  for (const { fold, pnl } of [...trades, ...open]) {
    const { trades: count, pnl: sum } = money.get(fold) ?? { trades: 0, pnl: 0 }
    money.set(fold, { trades: count + 1, pnl: sum + pnl })
  }
  return money
}

/** Fold by fold, the series that were listed over its formation and no longer over the next one's. */
export function seriesThatEnded(
  selection: readonly FoldSelection[],
): ReadonlyMap<number, readonly string[]> {
  return new Map(
    selection.map(({ fold, listed }, place) => {
      const next = selection[place + 1]?.listed
      return [fold, next === undefined ? [] : listed.filter((name) => !next.includes(name))]
    }),
  )
}
