import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Outcome } from '../../math/outcome.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import { cellsOf, parseGrid } from '../../research/pairs/sweep/sweep-grid.ts'
import { withTrials } from '../../research/pairs/sweep/sweep-outcome.ts'
import type { GridDimension, SweepResult } from '../../research/pairs/sweep-result.ts'
import { seriesName } from '../series-name.ts'
import { runSweep } from '../workers/run-sweep.ts'
import { instant, wholeNumber } from './arguments.ts'
import { interruptible } from './interruption.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { readPair, refusePair } from './pair-input.ts'
import { pairDecided } from '../decided.ts'
import { progressBar } from './progress.ts'
import { keepJudgedRun, withRunOptions, type RunOptions } from './run-options.ts'
import { sweepLines } from './sweep-lines.ts'
import {
  tradingParameters,
  withCostOptions,
  withSignalOptions,
  type TradingCliOptions,
} from './trading-options.ts'

interface SweepCliOptions extends CommonOptions, RunOptions, TradingCliOptions {
  readonly grid: string
  readonly from?: Instant
  readonly to?: Instant
  readonly train: number
  readonly test: number
  readonly threads?: number
}

/** `isobar pairs sweep` */
export function addPairsSweep(pairs: Command): void {
  const use = defaultBacktestOptions
  const command = pairs
    .command('sweep <y> <x>')
    .description('backtest every parameter set of a grid, and tell how much of the best is luck')
    .requiredOption(
      '--grid <list>',
      'name=from:to:step or name=a/b/c, comma between: entry, exit, stop, max-holding, train, test, delay, fee-bps ...',
    )
    .option('--log', 'natural logarithm of prices; the hedge is then a ratio of notionals')
    .addOption(new Option('--from <instant>', 'first bar, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'last bar, exclusive').argParser(instant))
    .addOption(
      new Option('--train <bars>', 'bars a fold is estimated on')
        .argParser(wholeNumber(10))
        .default(use.trainBars),
    )
    .addOption(
      new Option('--test <bars>', 'bars it is then traded on')
        .argParser(wholeNumber(1))
        .default(use.testBars),
    )
  withCostOptions(withSignalOptions(command))
  command.addOption(new Option('--threads <n>', 'worker threads').argParser(wholeNumber(1)))
  withRunOptions(
    withCommonOptions(
      command,
      'isobar pairs sweep ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --grid entry=1:3:0.25,exit=0:1:0.25',
    ),
  ).action(sweep)
}

async function sweep(y: string, x: string, options: SweepCliOptions): Promise<void> {
  const grid = gridOf(options)
  const rules: BacktestOptions = {
    ...tradingParameters(options),
    trainBars: options.train,
    testBars: options.test,
  }
  const { cells, leftOut } = cellsOf(grid, rules)
  if (cells.length === 0) {
    throw new UsageError(
      `--grid: none of its ${leftOut} cells has its exit below its entry and its stop beyond it`,
    )
  }
  const { input, files, notes } = await readPair(y, x, options)
  const outcome = await driven({ input, options: rules, grid }, options)
  if (outcome.kind === 'unavailable') return refusePair(outcome.reason, outcome.detail, options)
  const swept = { ...outcome.value, notes: [...outcome.value.notes, ...notes] }
  const legs = [input.y, input.x]
  const instruments = legs.map(seriesName)
  const period = { from: swept.from, to: swept.to }
  const tried = cells.map((cell, k) => ({
    decided: pairDecided({ ...swept.parameters, ...cell.options }, legs),
    sharpe: swept.cells[k]!.metrics.sharpe,
  }))
  const finished = { result: swept, files, instruments, period, tried }
  const { summary, ...result } = await keepJudgedRun('pairs sweep', finished, options, (trials) => {
    const judged = withTrials(swept, trials)
    return { ...judged, summary: sweepLines(judged).join('\n') }
  })
  if (options.json === true) printJson(result)
  else printLines(summary)
}

/** @throws UsageError for a grid that cannot be read, or one whose values nothing would heed */
function gridOf(options: SweepCliOptions): readonly GridDimension[] {
  const grid = parseGrid(options.grid)
  if (grid.kind === 'unavailable') throw new UsageError(`--grid: ${grid.detail}`)
  const names = new Set(grid.value.map(({ name }) => name))
  if (names.has('band') && options.rebalance === 'never') {
    throw new UsageError('--grid: band has no effect without --rebalance band')
  }
  if (names.has('filter-half-lives') && options.hedge !== 'kalman') {
    throw new UsageError('--grid: filter-half-lives has no effect without --hedge kalman')
  }
  return grid.value
}

async function driven(
  task: {
    readonly input: BacktestInput
    readonly options: BacktestOptions
    readonly grid: readonly GridDimension[]
  },
  options: SweepCliOptions,
): Promise<Outcome<SweepResult, BacktestRefusal>> {
  const bar = progressBar('sweeping', options)
  const { threads } = options
  try {
    return await interruptible((signal) =>
      runSweep(task, {
        onProgress: bar.update,
        signal,
        ...(threads === undefined ? {} : { threads }),
      }),
    )
  } finally {
    bar.end()
  }
}
