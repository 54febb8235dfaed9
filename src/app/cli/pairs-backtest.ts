import { Option, type Command } from 'commander'
import { available, type Outcome } from '../../math/outcome.ts'
import { backtestFigures, withNullPairs } from '../../research/pairs/backtest-null.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import type { Instant } from '../../core/time.ts'
import { backtestPair, type BacktestDetail } from '../../research/pairs/backtest.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import { deflatedBy } from '../../research/pairs/deflated.ts'
import type { BacktestResult } from '../../research/pairs/backtest-result.ts'
import { seriesName } from '../series-name.ts'
import { runPairBesideNull } from '../workers/run-beside-null.ts'
import { instant, wholeNumber } from './arguments.ts'
import { withNullOptions, type NullCliOptions } from './null-options.ts'
import { backtestLines } from './backtest-lines.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { readPair, refusePair } from './pair-input.ts'
import { pairDecided } from '../decided.ts'
import { refusedAtOnce, resumable, type ResumableHooks } from './resumable.ts'
import { progressBar } from './progress.ts'
import { keepTables, requireTables, withTableOptions, type TableOptions } from './table-options.ts'
import {
  keepJudgedRun,
  withOpenSealOption,
  withRunOptions,
  type RunOptions,
} from './run-options.ts'
import {
  requireSense,
  tradingParameters,
  withCostOptions,
  withDelayOption,
  withSignalOptions,
  type TradingCliOptions,
} from './trading-options.ts'

interface BacktestCliOptions
  extends CommonOptions, RunOptions, TableOptions, TradingCliOptions, NullCliOptions {
  readonly from?: Instant
  readonly to?: Instant
  readonly train: number
  readonly test: number
  readonly equity?: true
  readonly openSeal?: true
}

/** `isobar pairs backtest` */
export function addPairsBacktest(pairs: Command): void {
  const use = defaultBacktestOptions
  const command = pairs
    .command('backtest <y> <x>')
    .description('trade the residual of y on x, estimated fold by fold, every cost counted')
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
  withNullOptions(withDelayOption(withCostOptions(withSignalOptions(command))))
  withRunOptions(
    withCommonOptions(
      withTableOptions(
        withOpenSealOption(command).option('--equity', 'equity at every bar in the document'),
      ),
      'isobar pairs backtest ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --fee-bps 5',
    ),
  ).action(backtest)
}

async function backtest(y: string, x: string, options: BacktestCliOptions): Promise<void> {
  requireSense(options)
  requireTables(options)
  const { input, files, notes } = await readPair(y, x, options)
  const legs = [input.y, input.x]
  const refused = refusedAtOnce(backtestPair(input, rulesOf(options)), options)
  if (refused !== undefined) return refusePair(refused.reason, refused.detail, options)
  const { value: outcome, finish } = await resumable(
    { command: 'pairs backtest', files, series: legs, runs: 1 + options.nullRuns },
    options,
    (hooks) => driven(input, options, hooks),
  )
  if (outcome.kind === 'unavailable') {
    await finish()
    return refusePair(outcome.reason, outcome.detail, options)
  }
  const { parameters, folds, metrics } = outcome.value
  const finished = {
    result: outcome.value,
    files,
    instruments: legs.map(seriesName),
    period: { from: folds[0]!.trainFrom, to: folds.at(-1)!.testTo },
    // Its orders come when they should; the delay is only told beside it.
    tried: [
      { decided: pairDecided({ ...parameters, delayBars: 0 }, legs), sharpe: metrics.sharpe },
    ],
  }
  const result = await keepJudgedRun('pairs backtest', finished, options, (trials) => ({
    ...outcome.value,
    notes: [...outcome.value.notes, ...notes],
    metrics: { ...metrics, ...deflatedBy(metrics, trials) },
  }))
  await finish()
  await keepTables(result, files, options)
  if (options.json === true) printJson(shown(result, options))
  else printLines(...backtestLines(result))
}

/** Backtests in threads, telling how far it is. */
async function driven(
  input: BacktestInput,
  options: BacktestCliOptions,
  hooks: ResumableHooks,
): Promise<Outcome<BacktestResult, BacktestRefusal>> {
  const bar = progressBar('backtesting', options)
  const { seed, threads } = options
  try {
    const { outcome, figures } = await runPairBesideNull(
      { kind: 'pair', input, options: rulesOf(options), detail: detailOf(options) },
      options,
      { ...hooks, onProgress: bar.update, ...(threads === undefined ? {} : { threads }) },
    )
    if (outcome.kind === 'unavailable') return outcome
    const comparison = compareWithNull(backtestFigures(outcome.value), figures, seed)
    return available(withNullPairs(outcome.value, comparison))
  } finally {
    bar.end()
  }
}

function rulesOf(options: BacktestCliOptions): BacktestOptions {
  return { ...tradingParameters(options), trainBars: options.train, testBars: options.test }
}

/** A saved run carries every column, so that its report has its charts. */
function detailOf(options: BacktestCliOptions): BacktestDetail {
  if (options.save !== undefined) return 'series'
  return options.equity === true || options.equityFile !== undefined ? 'equity' : 'trades'
}

/** The document on standard output: columns only where they were asked for. */
function shown(result: BacktestResult, options: BacktestCliOptions): BacktestResult {
  const { series: _, equity, ...rest } = result
  return options.equity === true && equity !== undefined ? { ...rest, equity } : rest
}
