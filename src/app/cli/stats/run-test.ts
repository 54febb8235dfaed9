import { Option, type Command } from 'commander'
import { UsageError, type ErrorContext } from '../../../core/errors.ts'
import { renderSummary } from '../../../econometrics/summary/render-summary.ts'
import type { Summary } from '../../../econometrics/summary/summary.ts'
import { unavailable, type Outcome } from '../../../math/outcome.ts'
import type { StatsRun } from '../../../protocol/stats-run.ts'
import { rowsLeast } from '../../../research/pairs/screen-pair.ts'
import { instant } from '../arguments.ts'
import { probability } from '../format.ts'
import { loadSeries, type LoadedSeries, type SeriesOptions } from '../load-series.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from '../output.ts'
import { waitingLine } from '../progress.ts'
import { keepRun, withRunOptions, type RunOptions } from '../run-options.ts'

/** Options of every statistical command. */
export type StatsOptions = CommonOptions & RunOptions & SeriesOptions

/** What every test of one null hypothesis says. */
export const nullFields = [
  'statistic',
  'pValue',
  'lags',
  'observations',
  'criticalValues',
  'nullHypothesis',
  'trend',
] as const

/** One statistical command: what it is called, and what it does with columns. */
export interface StatsTest<Options extends StatsOptions, Result extends object> {
  /** `coint <y> <x...>` */
  readonly usage: string
  readonly description: string
  readonly example: string
  readonly options: readonly Option[]
  /** Refuses what cannot be asked, before anything is read. @throws UsageError */
  readonly check?: (options: Options, seriesCount: number) => void
  /** What the test itself asks of the column, where it is not what `--log` and `--diff` say. */
  readonly transform?: (options: Options) => Pick<SeriesOptions, 'log' | 'diff'>
  readonly estimate: (series: LoadedSeries, options: Options) => Outcome<Result, string>
  readonly summary: (result: Result, names: readonly string[]) => Summary
  /** What it comes to in one line; where left out, whether the null hypothesis stands. */
  readonly conclusion?: (result: Result, names: readonly string[]) => string
  /** What the document holds, in its order; each is null where the data have no answer. */
  readonly fields: readonly (keyof Result & string)[]
}

/** Adds a test to `isobar stats`. */
export function addTest<Options extends StatsOptions, Result extends object>(
  stats: Command,
  spec: StatsTest<Options, Result>,
): void {
  const command = stats
    .command(spec.usage)
    .description(spec.description)
    .option('--column <name>', 'which column to read', 'close')
    .option('--log', 'natural logarithm first')
    .option('--diff', 'then first differences')
    .addOption(new Option('--from <instant>', 'first instant, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'last instant, exclusive').argParser(instant))
  for (const option of spec.options) command.addOption(option)
  withRunOptions(withCommonOptions(command, spec.example)).action(
    async (...given: readonly unknown[]) => {
      // Commander hands over the files one by one or in lists, then the options, then itself.
      const files = given.slice(0, -2).flat() as string[]
      await runTest(spec, command.name(), files, given.at(-2) as Options)
    },
  )
}

const EXIT_NO_ANSWER = 5

/** Outcomes that no other data would change: wrong usage. */
const refusals: ReadonlySet<string> = new Set(['too-many-series', 'no-such-case'])

/**
 * Runs a test on the files and prints what it found. Data that have no answer (too few rows, a constant series)
 * are told as such: every field there is, an `error`, exit code 5; a search that did not converge likewise, with what
 * it had reached.
 */
async function runTest<Options extends StatsOptions, Result extends object>(
  spec: StatsTest<Options, Result>,
  test: string,
  files: readonly string[],
  options: Options,
): Promise<void> {
  spec.check?.(options, files.length)
  const loaded = await loadSeries(files, { ...options, ...spec.transform?.(options) })
  const { rows, dropped, names: series, instruments } = loaded
  const outcome = estimated(spec, test, loaded, options)
  if (outcome.kind === 'unavailable') {
    const context: ErrorContext = { reason: outcome.reason, rows, files: files.join(' ') }
    const message = `${test}: ${outcome.reason.replaceAll('-', ' ')}: ${byName(outcome.detail, series)}`
    if (refusals.has(outcome.reason)) throw new UsageError(message, context)
    const error = { code: outcome.reason, message, context }
    const blank = Object.fromEntries(spec.fields.map((field) => [field, null]))
    if (options.json === true) printJson({ test, series, ...blank, rows, dropped, error })
    return noAnswer(message)
  }
  const result = outcome.value
  const document = { test, series, ...picked(result, spec.fields), rows, dropped }
  const names = series.map(shortened)
  const concluded = spec.conclusion?.(result, names) ?? nullConclusion(result)
  const table = renderSummary(spec.summary(result, names))
  const summary = [table, leftOut(loaded, names), concluded].flat().join('\n')
  const kept = { ...document, kind: 'stats', version: 1, summary } satisfies StatsRun
  const finished = { result: kept, files, instruments, period: loaded.span ?? {} }
  await keepRun(`stats ${test}`, finished, options)
  if (options.json === true) printJson(document)
  else printLines(summary)
  if ('converged' in result && result.converged === false) {
    noAnswer(`${test}: did not converge; the figures are those of its last step`)
  }
}

function estimated<Options extends StatsOptions, Result extends object>(
  spec: StatsTest<Options, Result>,
  test: string,
  series: LoadedSeries,
  options: Options,
): Outcome<Result, string> {
  const { rows } = series
  if (rows < rowsLeast) {
    const { from, to } = options
    const cut = rows === 0 && (from !== undefined || to !== undefined)
    const why = cut ? ' (no row of the files lies within --from and --to)' : ''
    return unavailable('too-few-rows', `${rows}${why}, at least ${rowsLeast} are needed`)
  }
  const waiting = waitingLine(`${test}: ${rows} rows`, options)
  try {
    return spec.estimate(series, options)
  } finally {
    waiting.end()
  }
}

/** `x1 is ...` of the library as `BTC-USDT is ...`: y comes first, then the x. */
function byName(detail: string, names: readonly string[]): string {
  return detail.replace(/^(?:(y)|x(\d*)|series (\d+))(?= (?:is|has) )/, (said, y, x, series) => {
    const index = y === 'y' ? 0 : series === undefined ? Number(x || 1) : Number(series) - 1
    return names[index] ?? said
  })
}

function picked<Result extends object>(
  result: Result,
  fields: readonly (keyof Result & string)[],
): object {
  return Object.fromEntries(fields.map((field) => [field, result[field] ?? null]))
}

function noAnswer(message: string): void {
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = EXIT_NO_ANSWER
}

/** What the join of several files cost, where it cost anything. */
function leftOut({ rows, dropped }: LoadedSeries, names: readonly string[]): string[] {
  const lacking = Object.values(dropped)
    .map((count, k) => (count > 0 ? `${count} of ${names[k]}` : ''))
    .filter((text) => text !== '')
  return lacking.length === 0 ? [] : [`${rows} rows in common; left out: ${lacking.join(', ')}.`]
}

const NAME_CHARACTERS_MAX = 24

/** A file may be called anything; a table has columns. */
function shortened(name: string): string {
  if (name.length <= NAME_CHARACTERS_MAX) return name
  const kept = NAME_CHARACTERS_MAX - 1
  return `${name.slice(0, Math.floor(kept / 2))}…${name.slice(-Math.ceil(kept / 2))}`
}

/** Of a test with one null hypothesis: whether it stands. */
function nullConclusion(result: object): string[] {
  if (!('pValue' in result && 'nullHypothesis' in result)) return []
  const { pValue, nullHypothesis } = result
  if (typeof pValue !== 'number' || !Number.isFinite(pValue)) {
    return [
      'No p-value is tabulated for this case: compare the statistic with the critical values.',
    ]
  }
  const isBound = 'pValueAtTableEdge' in result && result.pValueAtTableEdge === true
  // At the edge of a table the p-value is only known to lie beyond it.
  const p = isBound ? `p ${pValue < 0.05 ? '<' : '>'} ${pValue}` : `p = ${probability(pValue)}`
  return [
    pValue < 0.05
      ? `Rejected at 5 %, ${p}: the data speak against it.`
      : `Not rejected at 5 %, ${p}: the data allow that ${String(nullHypothesis)}.`,
  ]
}
