import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import { UsageError } from '../../core/errors.ts'
import { microsecondsPerDay } from '../../core/time.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import type {
  BacktestInput,
  BacktestOptions,
  BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import { joinPair } from '../../research/pairs/form-pair.ts'
import { inOrder, longestTraining, refusalOf } from '../../research/pairs/sweep/sweep-cells.ts'
import type { SweptCell } from '../../research/pairs/sweep/sweep-cells.ts'
import { cellsOf, type SweepCellOptions } from '../../research/pairs/sweep/sweep-grid.ts'
import { groupsOf, sweepOrders } from '../../research/pairs/sweep/sweep-orders.ts'
import { sweepOutcome } from '../../research/pairs/sweep/sweep-outcome.ts'
import type { GridDimension, SweepResult } from '../../research/pairs/sweep-result.ts'
import { startCrew } from './crew.ts'
import type { JobHooks } from './job-hooks.ts'
import { sharedBars } from './shared-bars.ts'

/** What each thread of a sweep is born with. */
export interface SweepWork {
  readonly input: BacktestInput
  readonly options: BacktestOptions
  readonly trainBars: number
}

/** One pair, what is not in the grid, and the grid. */
export interface SweepTask {
  readonly input: BacktestInput
  readonly options: BacktestOptions
  readonly grid: readonly GridDimension[]
}

/**
 * Sweeps a grid over worker threads. Cells that share a formation go to as few threads as keep all of them busy; the
 * result does not depend on how many there are.
 *
 * @throws UsageError for more daily returns than a sweep keeps, before anything is driven; the signal's reason when it
 *         aborts, after the threads are ended
 */
export async function runSweep(
  { input, options, grid }: SweepTask,
  { onProgress, signal, threads }: JobHooks & { readonly threads?: number } = {},
): Promise<Outcome<SweepResult, BacktestRefusal>> {
  const started = performance.now()
  const { cells } = cellsOf(grid, options)
  const trainBars = longestTraining(cells)
  const pair = joinPair(input, { ...options, trainBars: Math.max(trainBars, 1) })
  if (pair.kind === 'unavailable') return pair
  const { joined } = pair.value
  requireRoom(cells.length, joined.times)
  const most = threads ?? worthyThreads(cells, joined.rows)
  const orders = sweepOrders(cells, most)
  const shared = { ...input, y: sharedBars(input.y), x: sharedBars(input.x) }
  const workerData: SweepWork = { input: shared, options, trainBars }
  const swept: SweptCell[] = []
  const crew = startCrew<readonly SweepCellOptions[], readonly SweptCell[]>(
    new URL('./sweep-worker.js', import.meta.url),
    {
      threads: Math.min(most, orders.length),
      workerData: () => workerData,
      ...(signal === undefined ? {} : { signal }),
    },
  )
  try {
    await crew.work(orders, (answer) => {
      swept.push(...answer)
      onProgress?.(swept.length, cells.length)
    })
  } finally {
    await crew.end()
  }
  const refusal = swept.length === 0 ? undefined : refusalOf(input, cells, swept)
  if (refusal !== undefined) return refusal
  const result = sweepOutcome({ input, options, grid, joined, swept: inOrder(swept) })
  return available({ ...result, elapsedMs: performance.now() - started })
}

// Every cell's daily returns are kept to the end, where overfitting is judged on all of them at once: 400 MB.
const DAILY_RETURNS_MOST = 50_000_000

function requireRoom(cells: number, times: Float64Array): void {
  const days = Math.ceil((times.at(-1)! - times[0]!) / microsecondsPerDay)
  if (cells * days <= DAILY_RETURNS_MOST) return
  throw new UsageError(
    `--grid: ${cells} parameter sets over ${days} days are too many; a sweep takes at most ${DAILY_RETURNS_MOST} of both multiplied`,
  )
}

// What a thread is worth being made for: it loads, is compiled and estimates by itself, which cost as much again as
// 1,000 cells over 50,000 rows (0.7 s of a processor alone, 1.4 s in two threads).
const ROWS_PER_THREAD = 60_000_000
// An estimate of a row over all folds costs about so many rows of cells.
const FORMATION_CELLS = 50

function worthyThreads(cells: readonly SweepCellOptions[], rows: number): number {
  const work = rows * (cells.length + FORMATION_CELLS * groupsOf(cells).length)
  return Math.min(availableParallelism(), Math.max(1, Math.ceil(work / ROWS_PER_THREAD)))
}
