import { Option, type Command } from 'commander'
import type { Instant } from '../../core/time.ts'
import { backtestFigures, withNullPairs } from '../../research/pairs/backtest-null.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import type { BacktestResult } from '../../research/pairs/backtest-result.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import { testPair } from '../../research/pairs/pair-tests.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import { verdictOf, type VerdictEvidence } from '../../research/pairs/verdict/verdict.ts'
import { pairDecided } from '../decided.ts'
import { listedCross } from '../listed-cross.ts'
import { seriesName } from '../series-name.ts'
import { runPairBesideNull } from '../workers/run-beside-null.ts'
import { runScreen } from '../workers/run-screen.ts'
import { instant, openProbability, wholeNumber } from './arguments.ts'
import { withNullOptions, type NullCliOptions } from './null-options.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { readPair, refusePair, type PairFiles } from './pair-input.ts'
import { progressBar } from './progress.ts'
import { resumable, type ResumableHooks } from './resumable.ts'
import { keepJudgedRun, withRunOptions, type RunOptions } from './run-options.ts'
import {
  requireSense,
  tradingParameters,
  withCostOptions,
  withDelayOption,
  withSignalOptions,
  type TradingCliOptions,
} from './trading-options.ts'
import { openPairFolder, placeAmong, type PairFolder } from './verdict-folder.ts'
import { verdictLines } from './verdict-lines.ts'

interface VerdictCliOptions extends CommonOptions, RunOptions, TradingCliOptions, NullCliOptions {
  readonly from?: Instant
  readonly to?: Instant
  readonly train: number
  readonly test: number
  readonly alpha: number
  readonly null: 'asymptotic' | 'bootstrap'
  readonly universes: number
  readonly folder?: string
}

// Enough that a share of one in twenty can be told: the smallest p-value is one in a hundred.
const NULL_RUNS = 99

/** `isobar pairs verdict` */
export function addPairsVerdict(pairs: Command): void {
  const use = defaultBacktestOptions
  const command = pairs
    .command('verdict <y> <x>')
    .description(
      'one card on a pair: is it a relation, does it pay after costs, is it more than luck',
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
    .addOption(
      new Option('--alpha <p>', 'level of the tests')
        .argParser(openProbability)
        .default(defaultScreenOptions.alpha),
    )
    .addOption(
      new Option('--null <kind>', 'what p-values rest on: tables, or drawn universes beside them')
        .choices(['asymptotic', 'bootstrap'])
        .default('asymptotic'),
    )
    .addOption(
      new Option('--universes <n>', 'how many are drawn for these')
        .argParser(wholeNumber(1))
        .default(500),
    )
    .option('--folder <dir>', "bars of other pairs to stand among; default: the folder of y's file")
  withNullOptions(withDelayOption(withCostOptions(withSignalOptions(command))), NULL_RUNS)
  withRunOptions(
    withCommonOptions(
      command,
      'isobar pairs verdict ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --fee-bps 5',
    ),
  ).action(verdict)
}

async function verdict(y: string, x: string, options: VerdictCliOptions): Promise<void> {
  requireSense(options)
  const pair = await readPair(y, x, options)
  const { input, files } = pair
  const legs = [input.y, input.x]
  const folder = await openPairFolder(y, input.y, options)
  const { value: found, finish } = await resumable(
    { command: 'pairs verdict', files, series: legs, runs: 1 + options.nullRuns },
    options,
    (hooks) => gathered(pair, folder, options, hooks),
  )
  if (found.kind === 'unavailable') {
    await finish()
    return refusePair(found.reason, found.detail, options)
  }
  const evidence = found.value
  const { parameters, folds, metrics } = evidence.backtest
  const finished = {
    result: { kind: 'pairs-verdict' },
    files,
    besides: folder?.universe?.files ?? [],
    instruments: legs.map(seriesName),
    period: { from: folds[0]!.trainFrom, to: folds.at(-1)!.testTo },
    tried: [
      { decided: pairDecided({ ...parameters, delayBars: 0 }, legs), sharpe: metrics.sharpe },
    ],
  }
  const { summary, ...result } = await keepJudgedRun(
    'pairs verdict',
    finished,
    options,
    (trials) => {
      const judged = verdictOf(evidence, trials)
      return { ...judged, summary: verdictLines(judged).join('\n') }
    },
  )
  await finish()
  if (options.json === true) printJson(result)
  else printLines(summary)
}

/** Every question that takes long, asked until Ctrl-C. */
async function gathered(
  { input, notes }: PairFiles,
  folder: PairFolder | undefined,
  options: VerdictCliOptions,
  hooks: ResumableHooks,
): Promise<Outcome<VerdictEvidence, BacktestRefusal>> {
  const outcome = await backtested(input, options, hooks)
  if (outcome.kind === 'unavailable') return outcome
  const { log } = outcome.value.parameters
  const { signal } = hooks
  const stands =
    folder === undefined ? undefined : await placeAmong(folder, input, options, { signal })
  return available({
    input,
    tests: testPair(input.y, input.x, { log, alpha: options.alpha }),
    backtest: outcome.value,
    bootstrap: await drawnOf(input, options, signal),
    place: stands?.place ?? null,
    cross: folder === undefined ? null : listedCross(input, folder.catalogue.entries),
    // What is sealed is told of the pair and of its folder.
    notes: [...new Set([...notes, ...(stands?.notes ?? [])])],
  })
}

async function backtested(
  input: BacktestInput,
  options: VerdictCliOptions,
  hooks: ResumableHooks,
): Promise<Outcome<BacktestResult, BacktestRefusal>> {
  const bar = progressBar('judging', options)
  const { train: trainBars, test: testBars, seed, threads } = options
  const rules = { ...tradingParameters(options), trainBars, testBars }
  try {
    const { outcome, figures } = await runPairBesideNull(
      { kind: 'pair', input, options: rules, detail: 'trades' },
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

/** The pair against universes drawn without relations, where that was asked for. */
async function drawnOf(
  { y, x }: BacktestInput,
  { null: kind, universes, seed, log, alpha }: VerdictCliOptions,
  signal: AbortSignal,
): Promise<VerdictEvidence['bootstrap']> {
  if (kind === 'asymptotic') return undefined
  const screen = await runScreen(
    [y, x],
    { ...defaultScreenOptions, log: log === true, alpha, bootstrap: { universes, seed } },
    { signal },
  )
  const pValue = screen.results[0]?.bootstrapPValue
  return pValue === undefined ? undefined : { pValue, universes }
}
