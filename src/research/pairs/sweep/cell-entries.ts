import { quantityOf } from '../../../core/price.ts'
import type { BacktestOptions } from '../backtest-options.ts'
import type { LegMarket } from '../trading/leg-market.ts'
import { wantedQuantities, wholeLots } from '../trading/position.ts'
import type { SweepFormation } from './sweep-formation.ts'
import type { SweepMarket } from './sweep-market.ts'

/** What is bought and sold by whoever opens at a row: the same for all cells that size alike. */
export interface CellEntries {
  readonly market: SweepMarket
  readonly formation: SweepFormation
  readonly options: BacktestOptions
  /** Of both legs, under the slippage of these options. */
  readonly markets: readonly LegMarket[]
  /** Signed, y and x of a long at a row, then of a short; NaN where nobody has asked yet, zeros where it lapses. */
  readonly quantities: Float64Array
}

/** The parameters sizes depend on beside the formation. */
export function entriesKey(options: BacktestOptions): string {
  const { delayBars, notional, slippageBps, participation } = options
  return [delayBars, notional, slippageBps, participation].join(' ')
}

/** No size asked yet. */
export function cellEntries(
  market: SweepMarket,
  formation: SweepFormation,
  options: BacktestOptions,
): CellEntries {
  const quantities = new Float64Array(4 * market.joined.rows).fill(Number.NaN)
  const { slippageBps } = options
  const markets = market.legs.map((leg) => ({ ...leg.market, slippageBps }))
  return { market, formation, options, markets, quantities }
}

/**
 * Where in `quantities` the two of an opening at a row stand, sized as a single backtest sizes it. An order was given
 * as many bars before as orders come late, and one more.
 */
export function entryAt(entries: CellEntries, row: number, side: 'long' | 'short'): number {
  const at = 4 * row + (side === 'long' ? 0 : 2)
  if (Number.isNaN(entries.quantities[at])) {
    const [y, x] = sizesOf(entries, row, side)
    entries.quantities[at] = y
    entries.quantities[at + 1] = x
  }
  return at
}

const lapses = [0, 0] as const

function sizesOf(
  { market, formation, options, markets }: CellEntries,
  row: number,
  side: 'long' | 'short',
): readonly [number, number] {
  if (market.tradable[row] === 0) return lapses
  const { log, notional, participation, delayBars } = options
  const signal = row - 1 - delayBars
  const order = {
    kind: 'open',
    from: row,
    side,
    model: formation.models[formation.folds[signal]!]!,
    hedgeRatios: [formation.hedgeRatios[signal]!],
    zScore: formation.zScores[signal]!,
    log,
    notional,
    most: market.legs.map(({ volume }) =>
      participation === null ? Infinity : participation * volume[signal]!,
    ),
  } as const
  const prices = market.legs.map(({ open }) => open[row]!)
  const lots = wholeLots(markets, wantedQuantities(markets, order, prices))
  if (lots === undefined) return lapses
  const [y, x] = lots.map((count, k) => quantityOf(count, markets[k]!.bars.instrument.lotSize))
  return [y!, x!]
}
