import type { CellEntries } from './cell-entries.ts'
import type { CellPrices } from './cell-prices.ts'
import type { Crossings } from './crossings.ts'
import type { SweepFormation } from './sweep-formation.ts'
import type { SweepMarket } from './sweep-market.ts'

/** What a cell is driven over: columns it shares with others. */
export interface CellCourse {
  readonly market: SweepMarket
  readonly formation: SweepFormation
  readonly entries: CellEntries
  readonly prices: CellPrices
  readonly crossings: Crossings
}

/** What driving a cell leaves behind. Money in quote units. */
export interface CellTally {
  /** Gained so far, what is held at its last price. */
  gain: number
  peak: number
  fall: number
  trades: number
  wins: number
  holdingBars: number
  barsInMarket: number
  fees: number
  slippage: number
  funding: number
  borrow: number
  tradedNotional: number
  isOpen: boolean
  /** Settlements missing from a file while held. */
  missingSettlements: number
  /** Gain at the end of each day from the first traded row's on; NaN where a day has no mark of its own. */
  readonly dayGains: Float64Array
  /** Gain at each row's close from the first traded row on, where a caller wants it; NaN where nothing was held. */
  readonly rowGains: Float64Array | undefined
}

/** A tally at the beginning. */
export function newTally({ market, formation }: CellCourse, rowGains?: Float64Array): CellTally {
  const { days } = market
  return {
    gain: 0,
    peak: 0,
    fall: 0,
    trades: 0,
    wins: 0,
    holdingBars: 0,
    barsInMarket: 0,
    fees: 0,
    slippage: 0,
    funding: 0,
    borrow: 0,
    tradedNotional: 0,
    isOpen: false,
    missingSettlements: 0,
    dayGains: new Float64Array(days.at(-1)! - days[formation.firstRow]! + 1).fill(Number.NaN),
    rowGains,
  }
}

/** Takes down the gain at a row's close; where nothing is held it stays until the next. */
export function markTally(
  tally: CellTally,
  { days }: SweepMarket,
  firstRow: number,
  row: number,
): void {
  const { gain } = tally
  if (gain > tally.peak) tally.peak = gain
  else if (tally.peak - gain > tally.fall) tally.fall = tally.peak - gain
  tally.dayGains[days[row]! - days[firstRow]!] = gain
  if (tally.rowGains !== undefined) tally.rowGains[row - firstRow] = gain
}
