import { later, millisecondsOf, type Instant } from '../../../core/time.ts'
import { probabilityOfOverfitting } from '../../../performance/probability-of-overfitting.ts'
import type { BacktestInput, BacktestOptions } from '../backtest-options.ts'
import type { DelayedMetrics } from '../backtest-result.ts'
import { deflatedBy, undeflated, type Trials } from '../deflated.ts'
import type { JoinedLegs } from '../relation/joined-legs.ts'
import type { GridDimension, SweepBest, SweepResult } from '../sweep-result.ts'
import { withNeighbours, type NeighbouredCells } from './plateau.ts'
import { sweepConclusion } from './sweep-conclusion.ts'
import { sweepCells, type SweptCell } from './sweep-cells.ts'
import { cellsOf, type SweepCellOptions, type SweepCells } from './sweep-grid.ts'

/** A sweep whose cells were driven. */
export interface FinishedSweep {
  readonly input: BacktestInput
  readonly options: BacktestOptions
  readonly grid: readonly GridDimension[]
  readonly joined: JoinedLegs
  /** In the order of the grid. */
  readonly swept: readonly SweptCell[]
}

/** A sweep without the time it took, which a pure program does not know. */
type SweptOutcome = Omit<SweepResult, 'elapsedMs'>

/** The record of a finished sweep, but for the trials and the time it took, which it does not know. */
export function sweepOutcome(finished: FinishedSweep): SweptOutcome {
  const { input, options, grid, joined, swept } = finished
  const cells = cellsOf(grid, options)
  const around = withNeighbours(grid, swept)
  const overfitting = probabilityOfOverfitting(commonDays(swept)) ?? null
  const told: Omit<SweptOutcome, 'conclusion'> = {
    kind: 'pairs-sweep',
    version: 1,
    parameters: {
      y: input.y.instrument.name,
      x: input.x.instrument.name,
      timeframe: input.y.timeframe.label,
      ...options,
      funding: { y: input.yFunding !== undefined, x: input.xFunding !== undefined },
    },
    grid,
    rows: joined.rows,
    dropped: { y: joined.dropped[0]!, x: joined.dropped[1]! },
    from: millisecondsOf(joined.times[0]! as Instant),
    to: millisecondsOf(later(joined.times.at(-1)! as Instant, input.y.timeframe.duration)),
    cells: around.cells.map(({ values, metrics, neighbours }) => ({ values, metrics, neighbours })),
    leftOut: cells.leftOut,
    best: bestOf(around, cells, input),
    plateau: around.plateau ?? null,
    probabilityOfOverfitting: overfitting?.probability ?? null,
    overfitting,
    notes: notesOf(finished, cells),
  }
  return { ...told, conclusion: sweepConclusion(told) }
}

/** The same days of every cell: those that were traded by the one that trains longest. */
function commonDays(swept: readonly SweptCell[]): Float64Array[] {
  const days = swept.reduce((least, { returns }) => Math.min(least, returns.length), Infinity)
  return swept.map(({ returns }) => returns.subarray(returns.length - days))
}

function bestOf(
  { cells, best }: NeighbouredCells,
  { cells: options }: SweepCells,
  input: BacktestInput,
): SweepBest | null {
  if (best === undefined) return null
  const { metrics, neighbours } = cells[best]!
  const height = metrics.sharpe!
  const ratios = cells.map((cell) => cell.metrics.sharpe).filter((sharpe) => sharpe !== null)
  return {
    cell: best,
    flatness: neighbours.meanSharpe === null || height <= 0 ? null : neighbours.meanSharpe / height,
    halfHeightShare: ratios.filter((sharpe) => sharpe >= height / 2).length / ratios.length,
    delayed: delayedBy(1, options[best]!, input),
    ...undeflated,
  }
}

/** A cell with every order later still. */
function delayedBy(
  bars: number,
  { options, ...cell }: SweepCellOptions,
  input: BacktestInput,
): DelayedMetrics {
  const late = { ...options, delayBars: options.delayBars + bars, fundingMissing: 'zero' as const }
  const outcome = sweepCells(input, [{ ...cell, options: late }])
  if (outcome.kind === 'unavailable') throw new Error(`invariant: ${outcome.detail}`)
  const { trades, pnl, totalReturn, sharpe, sharpeInterval, maxDrawdown } =
    outcome.value[0]!.metrics
  return { delayBars: bars, trades, pnl, totalReturn, sharpe, sharpeInterval, maxDrawdown }
}

function notesOf({ swept, grid }: FinishedSweep, { leftOut }: SweepCells): string[] {
  const missed = swept.filter(({ missesSettlement }) => missesSettlement).length
  const idle = swept.filter(({ metrics }) => metrics.trades === 0).length
  const starts = new Set(swept.map(({ returns }) => returns.length))
  return [
    ...(leftOut === 0
      ? []
      : [
          `${leftOut} cells left out: their exit is not below their entry, or their stop not beyond it`,
        ]),
    ...(idle === 0 ? [] : [`${idle} cells never closed a trade`]),
    ...(missed === 0
      ? []
      : [`${missed} cells were held over settlements that are missing, counted as nothing`]),
    ...(starts.size > 1 && grid.some(({ name }) => name === 'train')
      ? ['cells that train longer begin later: overfitting is judged on the days all have']
      : []),
  ]
}

/** A sweep whose best cell is held against the trials that were made; as it is where they were not counted. */
export function withTrials(result: SweepResult, trials: Trials | undefined): SweepResult {
  const { best, cells } = result
  if (best === null) return result
  const judged = { ...result, best: { ...best, ...deflatedBy(cells[best.cell]!.metrics, trials) } }
  return { ...judged, conclusion: sweepConclusion(judged) }
}
