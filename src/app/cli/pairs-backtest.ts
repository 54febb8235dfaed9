import { Option, type Command } from 'commander'
import type { BarSeries } from '../../core/bars.ts'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { backtestFigures, withNullPairs } from '../../research/pairs/backtest-null.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import type { Instant } from '../../core/time.ts'
import type { BacktestDetail } from '../../research/pairs/backtest.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import type { BacktestResult } from '../../research/pairs/backtest-result.ts'
import { readBarFile, requirePositive } from '../../stores/bar-files.ts'
import { legFunding } from '../leg-funding.ts'
import { spanOf } from '../usable-bars.ts'
import { runPairBesideNull } from '../workers/run-beside-null.ts'
import { instant, wholeNumber } from './arguments.ts'
import { withNullOptions, type NullCliOptions } from './null-options.ts'
import { backtestLines } from './backtest-lines.ts'
import { withVenues } from './load-universe.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'
import {
  requireSense,
  tradingParameters,
  withCostOptions,
  withSignalOptions,
  type TradingCliOptions,
} from './trading-options.ts'

interface BacktestCliOptions extends CommonOptions, RunOptions, TradingCliOptions, NullCliOptions {
  readonly from?: Instant
  readonly to?: Instant
  readonly train: number
  readonly test: number
  readonly equity?: true
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
  withNullOptions(withCostOptions(withSignalOptions(command)))
  withRunOptions(
    withCommonOptions(
      command.option('--equity', 'equity at every bar in the document'),
      'isobar pairs backtest ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --fee-bps 5',
    ),
  ).action(backtest)
}

async function backtest(y: string, x: string, options: BacktestCliOptions): Promise<void> {
  requireSense(options)
  const { input, files } = await inputOf(y, x, options)
  const outcome = await driven(input, options)
  if (outcome.kind === 'unavailable') return refuse(outcome.reason, outcome.detail, options)
  const result = outcome.value
  const instruments = [result.parameters.y, result.parameters.x]
  const period = { from: result.folds[0]!.trainFrom, to: result.folds.at(-1)!.testTo }
  await keepRun('pairs backtest', { result, files, instruments, period }, options)
  if (options.json === true) printJson(shown(result, options))
  else printLines(...backtestLines(result))
}

const exitCodes: Record<BacktestRefusal, number> = {
  'too-few-rows': 5,
  'constant-series': 5,
  'identical-series': 5,
  'same-instrument': 2,
  'inverse-contract': 2,
  'funding-missing': 3,
}

/** Why there is no result: told in one line, nothing kept. */
function refuse(reason: BacktestRefusal, message: string, options: BacktestCliOptions): void {
  if (options.json === true) printJson({ error: { code: reason, message, context: {} } })
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = exitCodes[reason]
}

/** The bars and funding of both legs, cut to the span that was asked for, and the files they came from. */
async function inputOf(
  yFile: string,
  xFile: string,
  options: BacktestCliOptions,
): Promise<{ input: BacktestInput; files: string[] }> {
  const [y, x] = withVenues([await legBars(yFile, options), await legBars(xFile, options)]) as [
    BarSeries,
    BarSeries,
  ]
  // A file with fewer than two rows and no timeframe in its name has none; too few rows is said further on.
  const isOther = y.timeframe.duration !== x.timeframe.duration
  if (isOther && y.times.length > 1 && x.times.length > 1) {
    throw new UsageError(
      `both legs need one timeframe: ${yFile} has ${y.timeframe.label}, ${xFile} has ${x.timeframe.label}`,
    )
  }
  const yFunding = await fundingOf(y, options)
  const xFunding = await fundingOf(x, options)
  return {
    input: {
      y,
      x,
      ...(yFunding === undefined ? {} : { yFunding }),
      ...(xFunding === undefined ? {} : { xFunding }),
    },
    files: [yFile, xFile, yFunding?.source, xFunding?.source].filter((file) => file !== undefined),
  }
}

async function legBars(file: string, options: BacktestCliOptions): Promise<BarSeries> {
  const bars = await readBarFile(file)
  requirePositive(bars, 'close')
  requirePositive(bars, 'open')
  return spanOf(bars, options)
}

async function fundingOf(
  bars: BarSeries,
  { funding }: BacktestCliOptions,
): Promise<FundingSeries | undefined> {
  if (funding === undefined || bars.instrument.class === 'spot') return undefined
  const found = await legFunding(bars, funding)
  if (found !== undefined) return found
  const { name, venue } = bars.instrument
  throw new IsobarError('world', `no funding file for ${name} of ${venue} in ${funding}`, {
    context: { folder: funding, venue, instrument: name },
  })
}

/** Backtests in threads, telling how far it is. */
async function driven(
  input: BacktestInput,
  options: BacktestCliOptions,
): Promise<Outcome<BacktestResult, BacktestRefusal>> {
  const bar = progressBar('backtesting', options)
  const { train: trainBars, test: testBars, seed, threads } = options
  const rules = { ...tradingParameters(options), trainBars, testBars }
  try {
    const { outcome, figures } = await runPairBesideNull(
      { kind: 'pair', input, options: rules, detail: detailOf(options) },
      options,
      { onProgress: bar.update, ...(threads === undefined ? {} : { threads }) },
    )
    if (outcome.kind === 'unavailable') return outcome
    const comparison = compareWithNull(backtestFigures(outcome.value), figures, seed)
    return available(withNullPairs(outcome.value, comparison))
  } finally {
    bar.end()
  }
}

/** A saved run carries every column, so that its report has its charts. */
function detailOf(options: BacktestCliOptions): BacktestDetail {
  if (options.save !== undefined) return 'series'
  return options.equity === true ? 'equity' : 'trades'
}

/** The document on standard output: columns only where they were asked for. */
function shown(result: BacktestResult, options: BacktestCliOptions): BacktestResult {
  const { series: _, equity, ...rest } = result
  return options.equity === true && equity !== undefined ? { ...rest, equity } : rest
}
