import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { FundingSeries } from '../../core/funding.ts'
import type { Instant } from '../../core/time.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import { deflatedBy } from '../../research/pairs/deflated.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import { figuresOf, withNull } from '../../research/pairs/walk-forward/null-runs.ts'
import {
  defaultWalkForwardOptions,
  type WalkForwardInput,
  type WalkForwardOptions,
  type WalkForwardRefusal,
} from '../../research/pairs/walk-forward/options.ts'
import { walkForward } from '../../research/pairs/walk-forward/walk-forward.ts'
import type { WalkForwardResult } from '../../research/pairs/walk-forward-result.ts'
import type { WalkForwardRun } from '../../protocol/walk-forward-run.ts'
import { legFunding } from '../leg-funding.ts'
import { seriesName } from '../series-name.ts'
import { tradable } from '../tradable.ts'
import { runUniverseBesideNull } from '../workers/run-beside-null.ts'
import { instant, openProbability, positiveNumber, wholeNumber } from './arguments.ts'
import { universeDecided } from '../decided.ts'
import { withNullOptions, type NullCliOptions } from './null-options.ts'
import { loadUniverse, type LoadedUniverse, type UniverseOptions } from './load-universe.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'
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
import { walkForwardLines } from './walk-forward-lines.ts'

interface WalkForwardCliOptions
  extends CommonOptions, RunOptions, TableOptions, TradingCliOptions, NullCliOptions {
  readonly timeframe?: string
  readonly from?: Instant
  readonly to?: Instant
  readonly formation: number
  readonly trading: number
  readonly basket: number
  readonly maxPairs: number
  readonly select: WalkForwardOptions['select']
  readonly alpha: number
  readonly fdr: WalkForwardOptions['fdr']
  readonly null: WalkForwardOptions['null']
  readonly universes: number
  readonly gross: number
  readonly coinCap?: number
  readonly equity?: true
  readonly openSeal?: true
}

/** `isobar pairs walkforward` */
export function addPairsWalkforward(pairs: Command): void {
  const command = pairs
    .command('walkforward <dir|file...>')
    .description('trade a universe, choosing its pairs anew in every fold, on one book')
    .option('--log', 'natural logarithm of prices; hedges are then ratios of notionals')
    .option('--timeframe <label>', 'which bars, where a folder has several (1m, 1h, 8h, 1d)')
    .addOption(new Option('--from <instant>', 'first bar, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'last bar, exclusive').argParser(instant))
  withSelectionOptions(command)
  withDelayOption(withCostOptions(withSignalOptions(command)))
  withBookOptions(command)
  withNullOptions(command)
  withRunOptions(
    withCommonOptions(
      withTableOptions(
        withOpenSealOption(command).option('--equity', 'equity at every bar in the document'),
      ),
      'isobar pairs walkforward bars/binance --timeframe 1d --log --formation 365 --trading 90',
    ),
  ).action(walkforward)
}

const use = defaultWalkForwardOptions

function withSelectionOptions(command: Command): void {
  command
    .addOption(
      new Option('--formation <bars>', 'bars a fold chooses and estimates on')
        .argParser(wholeNumber(30))
        .default(use.formationBars),
    )
    .addOption(
      new Option('--trading <bars>', 'bars it then trades')
        .argParser(wholeNumber(1))
        .default(use.tradingBars),
    )
    .addOption(
      new Option('--max-pairs <n>', 'most relations a fold chooses')
        .argParser(wholeNumber(1))
        .default(use.maxPairs),
    )
    .addOption(
      new Option('--basket <n>', 'legs of a relation; 3 and more by Johansen')
        .argParser(wholeNumber(2))
        .default(use.basket),
    )
    .addOption(
      new Option('--select <rule>', 'what false discovery control keeps, or what would pay most')
        .choices(['fdr', 'rank'])
        .default(use.select),
    )
    .addOption(
      new Option('--alpha <p>', 'level of discovery').argParser(openProbability).default(use.alpha),
    )
    .addOption(
      new Option(
        '--fdr <method>',
        'correction for many tests: Benjamini-Hochberg, -Yekutieli or none',
      )
        .choices(['bh', 'by', 'none'])
        .default(use.fdr),
    )
    .addOption(
      new Option(
        '--null <kind>',
        'what p-values rest on: tables, or universes drawn from the returns of the formation',
      )
        .choices(['asymptotic', 'bootstrap'])
        .default(use.null),
    )
    .addOption(
      new Option('--universes <n>', 'how many are drawn a formation for these')
        .argParser(wholeNumber(1))
        .default(use.universes),
    )
}

function withBookOptions(command: Command): void {
  command
    .addOption(
      new Option('--gross <times>', 'most gross exposure, in capital (notional x max pairs)')
        .argParser(positiveNumber)
        .default(use.gross),
    )
    .addOption(
      new Option('--coin-cap <times>', 'most net exposure to one coin, in capital').argParser(
        positiveNumber,
      ),
    )
}

async function walkforward(paths: string[], options: WalkForwardCliOptions): Promise<void> {
  requireSense(options)
  requireTables(options)
  if (options.basket > BASKET_MOST) {
    throw new UsageError(`--basket ${options.basket}: at most ${BASKET_MOST} legs have tables`)
  }
  if (options.basket > 2 && options.null === 'bootstrap') {
    throw new UsageError('--null bootstrap is for pairs: baskets have the p-values of tables only')
  }
  const loaded = tradable(await loadUniverse(paths, universeOptions(options)))
  for (const { series, reason } of loaded.skipped) say(`left out ${series}: ${reason}`, options)
  const { input, files } = await inputOf(loaded, options)
  const refused = refusedAtOnce(walkForward(input, optionsOf(options)), options)
  if (refused !== undefined) return refuse(refused.reason, refused.detail, options)
  const { value: outcome, finish } = await resumable(
    { command: 'pairs walkforward', files, series: loaded.series, runs: 1 + options.nullRuns },
    options,
    (hooks) => driven(input, options, hooks),
  )
  if (outcome.kind === 'unavailable') {
    await finish()
    return refuse(outcome.reason, outcome.detail, options)
  }
  const walked: WalkForwardResult = {
    ...outcome.value,
    skipped: loaded.skipped,
    notes: [...outcome.value.notes, ...(loaded.notes ?? [])],
  }
  const { metrics, performance, folds } = walked
  const finished = {
    result: walked,
    files,
    instruments: loaded.series.map(seriesName),
    period: { from: folds[0]!.formationFrom, to: folds.at(-1)!.tradingTo },
    tried: [
      { decided: universeDecided(optionsOf(options), loaded.series), sharpe: metrics.sharpe },
    ],
  }
  const { summary, ...result } = await keepJudgedRun(
    'pairs walkforward',
    finished,
    options,
    (trials) =>
      withSummary({
        ...walked,
        performance: { ...performance, ...deflatedBy(metrics, trials) },
      }),
  )
  await finish()
  await keepTables(result, files, options)
  if (options.json === true) printJson(shown(result, options))
  else printLines(summary)
}

function universeOptions(options: WalkForwardCliOptions): UniverseOptions {
  const { timeframe, from, to, openSeal, formation } = options
  return {
    log: true,
    isTraded: true,
    ...(timeframe === undefined ? {} : { timeframe }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(openSeal === true ? { openSeal: { barsBefore: formation } } : {}),
  }
}

function withSummary(result: WalkForwardResult): WalkForwardResult & WalkForwardRun {
  return { ...result, summary: walkForwardLines(result).join('\n') }
}

// The critical values of Johansen's trace end there.
const BASKET_MOST = 6

const exitCodes: Record<WalkForwardRefusal, number> = {
  'too-few-series': 5,
  'too-few-rows': 5,
  'inverse-contract': 2,
  'funding-missing': 3,
}

/** Why there is no result: told in one line, nothing kept. */
function refuse(reason: WalkForwardRefusal, message: string, options: CommonOptions): void {
  if (options.json === true) printJson({ error: { code: reason, message, context: {} } })
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = exitCodes[reason]
}

/** The universe with the funding that there is: perpetuals without a file pay none, and the result names them. */
async function inputOf(
  loaded: LoadedUniverse,
  { funding: folder }: WalkForwardCliOptions,
): Promise<{ input: WalkForwardInput; files: readonly string[] }> {
  const funding = new Map<string, FundingSeries>()
  for (const bars of loaded.series) {
    const found = folder === undefined ? undefined : await legFunding(bars, folder)
    if (found !== undefined) funding.set(bars.instrument.name, found)
  }
  const sources = [...funding.values()].map(({ source }) => source)
  return {
    input: { universe: loaded.series, funding },
    files: [...loaded.files, ...sources].toSorted(),
  }
}

async function driven(
  input: WalkForwardInput,
  options: WalkForwardCliOptions,
  hooks: ResumableHooks,
): Promise<Outcome<WalkForwardResult, WalkForwardRefusal>> {
  const bar = progressBar('walking forward', options)
  const { seed, threads } = options
  const wantsMarks = [options.save, options.equity, options.equityFile].some(
    (asked) => asked !== undefined,
  )
  const detail = wantsMarks ? 'equity' : 'trades'
  try {
    const { outcome, figures } = await runUniverseBesideNull(
      { kind: 'universe', input, options: optionsOf(options), detail },
      options,
      { ...hooks, onProgress: bar.update, ...(threads === undefined ? {} : { threads }) },
    )
    if (outcome.kind === 'unavailable') return outcome
    const comparison = compareWithNull(figuresOf(outcome.value), figures, seed)
    return available(withNull(outcome.value, comparison))
  } finally {
    bar.end()
  }
}

function optionsOf(options: WalkForwardCliOptions): WalkForwardOptions {
  return {
    ...tradingParameters(options),
    formationBars: options.formation,
    tradingBars: options.trading,
    basket: options.basket,
    maxPairs: options.maxPairs,
    select: options.select,
    alpha: options.alpha,
    fdr: options.fdr,
    null: options.null,
    universes: options.universes,
    seed: options.seed,
    gross: options.gross,
    coinCap: options.coinCap ?? null,
  }
}

/** The document on standard output: marks only where they were asked for. */
function shown(result: WalkForwardResult, options: WalkForwardCliOptions): WalkForwardResult {
  const { equity, ...rest } = result
  return options.equity === true && equity !== undefined ? { ...rest, equity } : rest
}
