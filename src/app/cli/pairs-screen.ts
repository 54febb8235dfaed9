import { Option, type Command } from 'commander'
import type { ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import { runScreen } from '../workers/run-screen.ts'
import { instant, openProbability, wholeNumber } from './arguments.ts'
import { decimal, minuteOf, probability } from './format.ts'
import { lagOptions, trendOption } from './lag-options.ts'
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
  Omit<ScreenOptions, 'log'> & { readonly top?: number; readonly threads?: number }

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
    .addOption(new Option('--top <n>', 'only the first rows').argParser(wholeNumber(1)))
    .addOption(new Option('--threads <n>', 'worker threads').argParser(wholeNumber(1)))
  withRunOptions(
    withCommonOptions(command, 'isobar pairs screen bars/binance-perp --timeframe 1h --log'),
  ).action(screen)
}

async function screen(paths: string[], options: ScreenCliOptions): Promise<void> {
  const universe = await loadUniverse(paths, options)
  for (const { series, reason } of universe.skipped) say(`left out ${series}: ${reason}`, options)
  const result = await screened(universe, options)
  if (result.tests === 0) return nothingToTest(result, options)
  const period = { from: result.firstTime, to: result.lastTime }
  const instruments = result.series
  await keepRun(
    'pairs screen',
    { result, files: universe.files.toSorted(), instruments, period },
    options,
  )
  if (options.json === true) printJson(shown(result, options))
  else printLines(...lines(result, options))
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
    const timed = await runScreen(
      universe.series,
      { ...options, log: options.log === true },
      {
        onProgress: bar.update,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      },
    )
    return { ...timed, skipped: [...universe.skipped, ...timed.skipped], readMs: universe.readMs }
  } finally {
    bar.end()
  }
}

/** The document: every row, or the first ones where `--top` was given. */
function shown(result: ScreenResult, { top }: ScreenCliOptions): ScreenResult {
  return top === undefined ? result : { ...result, results: result.results.slice(0, top) }
}

function lines(result: ScreenResult, options: ScreenCliOptions): string[] {
  const rows = result.results
    .slice(0, options.top ?? ROWS_SHOWN)
    .map((row) => [
      row.y,
      row.x,
      decimal(row.statistic, 3),
      probability(row.pValue),
      probability(row.qValue),
      String(row.lags),
      String(row.observations),
      decimal(row.hedgeRatio, 4),
      decimal(row.halfLifeBars, 1),
      decimal(row.rSquared, 3),
      row.johansenRank === null ? '–' : String(row.johansenRank),
      row.rejected ? 'yes' : '',
    ])
  const header = [
    'y',
    'x',
    'statistic',
    'p',
    'q',
    'lags',
    'rows',
    'hedge',
    'half-life',
    'R²',
    'rank',
    'found',
  ]
  return [
    ...(rows.length === 0 ? [] : [alignedTable(header, rows), '']),
    ...(result.results.length > rows.length
      ? [`${rows.length} of ${result.results.length} rows; --top shows more, --json all of them.`]
      : []),
    ...leftOut(result),
    conclusion(result),
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
