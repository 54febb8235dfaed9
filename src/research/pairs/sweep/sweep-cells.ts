import { invariant } from '../../../math/invariant.ts'
import { available, expectValue, type Outcome } from '../../../math/outcome.ts'
import { dailyGains, runMetrics } from '../backtest-metrics.ts'
import { refuseGap } from '../backtest.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from '../backtest-options.ts'
import { drivePair } from '../drive-pair.ts'
import { joinPair } from '../form-pair.ts'
import { fundingGaps } from '../funding-gaps.ts'
import type { CellMetrics } from '../sweep-result.ts'
import { cellEntries, entriesKey, type CellEntries } from './cell-entries.ts'
import { cellMetrics, cellReturns } from './cell-metrics.ts'
import { cellPrices, type CellPrices } from './cell-prices.ts'
import { newTally, type CellTally } from './cell-tally.ts'
import { newCrossings, type Crossings } from './crossings.ts'
import { driveCell } from './drive-cell.ts'
import { formationKey, formSweep, type SweepFormation } from './sweep-formation.ts'
import type { SweepCellOptions } from './sweep-grid.ts'
import { sweepMarket, type SweepMarket } from './sweep-market.ts'
import { groupsOf } from './sweep-orders.ts'

/** A cell that was driven. */
export interface SweptCell {
  readonly index: number
  readonly metrics: CellMetrics
  /** Gains of each day as fractions of its notional; the last day is the last of the data for every cell. */
  readonly returns: Float64Array
  /** Whether a settlement was due while it held something and is not in the file. */
  readonly missesSettlement: boolean
}

/** Drives parameter sets that share a formation; what they have in common is kept from one call to the next. */
export type CellSweeper = (cells: readonly SweepCellOptions[]) => SweptCell[]

/**
 * Drives parameter sets over one pair. What cells have in common is made once: the join and the settlements for all,
 * and for as long as cells of one formation are asked for, its relations and z, the sizes of an opening and the prices
 * of a fill.
 *
 * Each cell comes to what `backtestPair` comes to with its parameters, every order `delayBars` late: to 1e-9 of
 * notional at every close, held by test over random grids and real pairs.
 *
 * @param trainBars the longest of all cells: with too few rows for it there is no sweep
 */
export function cellSweeper(
  input: BacktestInput,
  options: BacktestOptions,
  trainBars: number,
): Outcome<CellSweeper, BacktestRefusal> {
  const pair = joinPair(input, { ...options, trainBars })
  if (pair.kind === 'unavailable') return pair
  const market = sweepMarket(input, pair.value.joined)
  let last:
    | { readonly key: string; readonly ground: Ground; readonly memory: CellMemory }
    | undefined
  return available((cells) =>
    cells.map((cell) => {
      const key = formationKey(cell.options)
      if (last?.key !== key) {
        const formation = formSweep(market.joined, cell.options)
        invariant(formation !== undefined, 'no cell trains longer than the longest')
        last = { key, ground: { market, formation }, memory: newMemory(formation) }
      }
      return sweptCell(input, last.ground, cell, last.memory)
    }),
  )
}

/** The longest training of all cells. */
export function longestTraining(cells: readonly SweepCellOptions[]): number {
  return cells.reduce((most, { options }) => Math.max(most, options.trainBars), 0)
}

/** All cells of a sweep, in their order; or why there is none: a settlement that is missing where it may not be. */
export function sweepCells(
  input: BacktestInput,
  cells: readonly SweepCellOptions[],
): Outcome<readonly SweptCell[], BacktestRefusal> {
  if (cells.length === 0) return available([])
  const sweeper = cellSweeper(input, cells[0]!.options, longestTraining(cells))
  if (sweeper.kind === 'unavailable') return sweeper
  const swept = groupsOf(cells).flatMap(sweeper.value)
  return refusalOf(input, cells, swept) ?? available(inOrder(swept))
}

/** Cells as their grid has them. */
export function inOrder(swept: readonly SweptCell[]): readonly SweptCell[] {
  return swept.toSorted((a, b) => a.index - b.index)
}

/** The first settlement that a cell misses and may not, as the single backtest of that cell names it. */
export function refusalOf(
  input: BacktestInput,
  cells: readonly SweepCellOptions[],
  swept: readonly SweptCell[],
): Outcome<never, 'funding-missing'> | undefined {
  if (cells[0]!.options.fundingMissing === 'zero') return undefined
  const missing = inOrder(swept).find(({ missesSettlement }) => missesSettlement)
  if (missing === undefined) return undefined
  const { options } = cells.find(({ index }) => index === missing.index)!
  const { joined } = expectValue(joinPair(input, options))
  const { driver, open } = drivePair(
    input,
    options,
    formSweep(joined, options)!.models,
    options.delayBars,
  )
  return refuseGap(fundingGaps(driver.markets, driver.trades, open === null ? [] : [open])[0]!)
}

/**
 * What cells of one formation have in common by their other parameters. Of entries and prices only the last: cells come
 * in the order of what they share, and a column of each for every size and slippage of a grid would have no bound.
 */
interface CellMemory {
  entries?: { readonly key: string; readonly columns: CellEntries }
  prices?: { readonly slippageBps: number; readonly columns: CellPrices }
  readonly crossings: Crossings
}

function newMemory({ openable }: SweepFormation): CellMemory {
  return { crossings: newCrossings(openable) }
}

interface Ground {
  readonly market: SweepMarket
  readonly formation: SweepFormation
}

function sweptCell(
  input: BacktestInput,
  ground: Ground,
  { index, options }: SweepCellOptions,
  memory: CellMemory,
): SweptCell {
  if (options.rebalance !== 'never') return drivenCell(input, ground, { index, options })
  const tally = driven(ground, options, memory)
  const returns = cellReturns(tally, options.notional)
  const rows = ground.market.joined.rows - ground.formation.firstRow
  return {
    index,
    metrics: cellMetrics(tally, returns, { capital: options.notional, rows }),
    returns,
    missesSettlement: tally.missingSettlements > 0,
  }
}

function driven(
  { market, formation }: Ground,
  options: BacktestOptions,
  memory: CellMemory,
  rowGains?: Float64Array,
): CellTally {
  const key = entriesKey(options)
  if (memory.entries?.key !== key) {
    memory.entries = { key, columns: cellEntries(market, formation, options) }
  }
  const { slippageBps } = options
  if (memory.prices?.slippageBps !== slippageBps) {
    memory.prices = { slippageBps, columns: cellPrices(market, slippageBps) }
  }
  const { crossings } = memory
  const course = {
    market,
    formation,
    entries: memory.entries.columns,
    prices: memory.prices.columns,
    crossings,
  }
  const tally = newTally(course, rowGains)
  driveCell(course, options, tally)
  return tally
}

/** A cell by the driver itself: legs that are brought back to their hedge ratios have no columns. */
function drivenCell(
  input: BacktestInput,
  { formation }: Ground,
  { index, options }: Pick<SweepCellOptions, 'index' | 'options'>,
): SweptCell {
  const { driver, open } = drivePair(input, options, formation.models, options.delayBars)
  const held = open === null ? [] : [open]
  return {
    index,
    metrics: runMetrics(driver, formation.firstRow, held),
    returns: dailyGains(driver, formation.firstRow),
    missesSettlement: fundingGaps(driver.markets, driver.trades, held).length > 0,
  }
}

/** The equity of one parameter set at every close from its first traded row on. */
export function cellEquity(input: BacktestInput, options: BacktestOptions): Float64Array {
  const pair = joinPair(input, options)
  if (pair.kind === 'unavailable') return new Float64Array(0)
  const market = sweepMarket(input, pair.value.joined)
  const formation = formSweep(market.joined, options)!
  if (options.rebalance !== 'never') {
    const { driver } = drivePair(input, options, formation.models, options.delayBars)
    return driver.equity.subarray(formation.firstRow)
  }
  const gains = new Float64Array(market.joined.rows - formation.firstRow).fill(Number.NaN)
  driven({ market, formation }, options, newMemory(formation), gains)
  let last = 0
  return gains.map((gain) => options.notional + (last = Number.isNaN(gain) ? last : gain))
}
