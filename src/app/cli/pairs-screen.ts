import { Option, type Command } from 'commander'
import type { ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { ScreenResult, ScreenRow } from '../../research/pairs/screen-result.ts'
import { seriesName } from '../series-name.ts'
import { runScreen } from '../workers/run-screen.ts'
import { instant, openProbability, wholeNumber } from './arguments.ts'
import { decimal, minuteOf, probability } from './format.ts'
import { screenDecided } from '../decided.ts'
import { lagOptions, trendOption } from './lag-options.ts'
import { interruptible } from './interruption.ts'
import { loadUniverse, type LoadedUniverse, type UniverseOptions } from './load-universe.ts'
import {
  alignedTable,
  printJson,
  printLines,
  say,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { progressBar } from './progress.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'

type ScreenCliOptions = CommonOptions &
  RunOptions &
  UniverseOptions &
  Omit<ScreenOptions, 'log' | 'bootstrap'> & {
    readonly null: 'asymptotic' | 'bootstrap'
    readonly universes: number
    readonly seed: number
    readonly top?: number
    readonly threads?: number
  }

const ROWS_SHOWN = 20

/** `isobar pairs screen` */
export function addPairsScreen(pairs: Command): void {
  const command = pairs
    .command('screen <dir|file...>')
    .description('test every pair of a universe for cointegration, both ways')
    .option('--log', 'natural logarithm of prices')
    .option('--timeframe <label>', 'which bars, where a folder has several (1m, 1h, 8h, 1d)')
    .addOption(new Option('--from <instant>', 'first bar, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'last bar, exclusive').argParser(instant))
  for (const option of [trendOption(['n', 'c', 'ct', 'ctt'], 'c'), ...lagOptions()]) {
    command.addOption(option)
  }
  command
    .addOption(
      new Option('--alpha <p>', 'level of discovery').argParser(openProbability).default(0.05),
    )
    .addOption(
      new Option(
        '--fdr <method>',
        'correction for many pairs: Benjamini-Hochberg, -Yekutieli or none',
      )
        .choices(['bh', 'by', 'none'])
        .default('bh'),
    )
    .addOption(
      new Option(
        '--null <kind>',
        'what pairs are held against: tables, or universes without relations drawn from these returns',
      )
        .choices(['asymptotic', 'bootstrap'])
        .default('asymptotic'),
    )
    .addOption(
      new Option('--universes <n>', 'how many are drawn').argParser(wholeNumber(1)).default(500),
    )
    .addOption(new Option('--seed <n>', 'of what is drawn').argParser(wholeNumber(0)).default(1))
    .addOption(new Option('--top <n>', 'only the first rows').argParser(wholeNumber(1)))
    .addOption(new Option('--threads <n>', 'worker threads').argParser(wholeNumber(1)))
  withRunOptions(
    withCommonOptions(command, 'isobar pairs screen bars/binance-perp --timeframe 1h --log'),
  ).action(screen)
}

async function screen(paths: string[], options: ScreenCliOptions): Promise<void> {
  const universe = await loadUniverse(paths, options)
  for (const note of universe.notes ?? []) say(note, options)
  for (const { series, reason } of universe.skipped) say(`left out ${series}: ${reason}`, options)
  const result = await screened(universe, options)
  if (result.tests === 0) return nothingToTest(result, options)
  const period = { from: result.firstTime, to: result.lastTime }
  const finished = {
    result,
    files: universe.files.toSorted(),
    instruments: universe.series.map(seriesName),
    period,
    tried: [{ decided: screenDecided(rulesOf(options), universe.series), sharpe: null }],
  }
  await keepRun('pairs screen', finished, options.null === 'bootstrap' ? options : undrawn(options))
  if (options.json === true) printJson(shown(result, options))
  else printLines(...lines(result, options))
}

/** Without what decides nothing where nothing is drawn: the same screen is one trial, and has no seed. */
function undrawn({
  universes: _universes,
  seed: _seed,
  ...options
}: ScreenCliOptions): Omit<ScreenCliOptions, 'universes' | 'seed'> {
  return options
}

/** Every series or pair was left out: that is the answer, and nothing is kept of it. */
function nothingToTest(result: ScreenResult, options: ScreenCliOptions): void {
  const message = 'too few usable series: not a single pair could be tested'
  if (options.json === true) {
    printJson({ ...result, error: { code: 'too-few-series', message, context: {} } })
  }
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = 5
}

async function screened(
  universe: LoadedUniverse,
  options: ScreenCliOptions,
): Promise<ScreenResult> {
  const bar = progressBar('screening', options)
  try {
    const timed = await interruptible((signal) =>
      runScreen(universe.series, rulesOf(options), {
        onProgress: bar.update,
        signal,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      }),
    )
    return {
      ...timed,
      skipped: [...universe.skipped, ...timed.skipped],
      notes: universe.notes ?? [],
      readMs: universe.readMs,
    }
  } finally {
    bar.end()
  }
}

/** The options as research takes them. */
function rulesOf(options: ScreenCliOptions): ScreenOptions {
  const { universes, seed } = options
  const drawn = options.null === 'bootstrap' ? { bootstrap: { universes, seed } } : {}
  return { ...options, log: options.log === true, ...drawn }
}

/** The document: every row, or the first ones where `--top` was given. */
function shown(result: ScreenResult, { top }: ScreenCliOptions): ScreenResult {
  return top === undefined ? result : { ...result, results: result.results.slice(0, top) }
}

function lines(result: ScreenResult, options: ScreenCliOptions): string[] {
  const rows = result.results.slice(0, options.top ?? ROWS_SHOWN)
  const columns = columnsOf(result)
  const table = alignedTable(
    columns.map(({ head }) => head),
    rows.map((row) => columns.map(({ text }) => text(row))),
  )
  return [
    ...(rows.length === 0 ? [] : [table, '']),
    ...(result.results.length > rows.length
      ? [`${rows.length} of ${result.results.length} rows; --top shows more, --json all of them.`]
      : []),
    ...leftOut(result),
    ...drawnUniverses(result),
    conclusion(result),
  ]
}

interface Column {
  readonly head: string
  readonly text: (row: ScreenRow) => string
}

function columnsOf(result: ScreenResult): readonly Column[] {
  const drawn: readonly Column[] = [
    { head: 'p drawn', text: (row) => probability(row.bootstrapPValue ?? Number.NaN) },
    { head: 'step-down', text: (row) => probability(row.stepdownPValue ?? Number.NaN) },
  ]
  return [
    { head: 'y', text: (row) => row.y },
    { head: 'x', text: (row) => row.x },
    { head: 'statistic', text: (row) => decimal(row.statistic, 3) },
    { head: 'p', text: (row) => probability(row.pValue) },
    ...(result.null === undefined ? [] : drawn),
    { head: 'q', text: (row) => probability(row.qValue) },
    { head: 'lags', text: (row) => String(row.lags) },
    { head: 'rows', text: (row) => String(row.observations) },
    { head: 'hedge', text: (row) => decimal(row.hedgeRatio, 4) },
    { head: 'half-life', text: (row) => decimal(row.halfLifeBars, 1) },
    { head: 'R²', text: (row) => decimal(row.rSquared, 3) },
    {
      head: 'rank',
      text: (row) => (row.johansenRank === null ? '–' : String(row.johansenRank)),
    },
    { head: 'found', text: (row) => (row.rejected ? 'yes' : '') },
  ]
}

/** What the table's probabilities are worth on these returns. */
function drawnUniverses(result: ScreenResult): string[] {
  if (result.null === undefined) return []
  const { universes, seed, asymptoticFalseDiscoveryShare, elapsedMs } = result.null
  return [
    `Held against ${universes} universes without relations drawn from these returns (seed ${seed}, ${decimal(elapsedMs / 1000, 1)} s); in ${decimal(100 * asymptoticFalseDiscoveryShare, 1)} % of them Benjamini-Hochberg on tabulated p-values finds a pair at ${result.alpha}.`,
  ]
}

function leftOut({ skipped }: ScreenResult): string[] {
  const pairs = skipped.filter(({ series }) => series.includes(' ~ '))
  const [first] = pairs
  return first === undefined
    ? []
    : [`${pairs.length} pairs could not be tested, e.g. ${first.series}: ${first.reason}.`]
}

function conclusion(result: ScreenResult): string {
  if (result.tests === 0) return 'No pair could be tested.'
  const control = { bh: 'Benjamini-Hochberg', by: 'Benjamini-Yekutieli', none: 'no correction' }
  const span = `${minuteOf(result.firstTime)} to ${minuteOf(result.lastTime)} UTC`
  const found = result.rejectedPairs === 0 ? 'none is' : `${result.rejectedPairs} are`
  return `${result.unorderedPairs} pairs of ${result.series.length} series, ${span}: ${found} cointegrated at ${result.alpha} (${control[result.fdr]}), screened in ${decimal(result.elapsedMs / 1000, 2)} s.`
}
