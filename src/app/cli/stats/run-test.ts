import { Option, type Command } from 'commander'
import type { ErrorContext } from '../../../core/errors.ts'
import { renderSummary } from '../../../econometrics/summary/render-summary.ts'
import type { Summary } from '../../../econometrics/summary/summary.ts'
import { unavailable, type Outcome } from '../../../math/outcome.ts'
import type { StatsRun } from '../../../protocol/stats-run.ts'
import { rowsLeast } from '../../../research/pairs/screen-pair.ts'
import { instant } from '../arguments.ts'
import { loadSeries, type LoadedSeries, type SeriesOptions } from '../load-series.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from '../output.ts'
import { keepRun, withRunOptions, type RunOptions } from '../run-options.ts'

/** Options of every statistical command. */
export type StatsOptions = CommonOptions & RunOptions & SeriesOptions

/** What every test of one null hypothesis says. */
export const unitRootFields: readonly string[] = [
  'statistic',
  'pValue',
  'lags',
  'observations',
  'criticalValues',
  'nullHypothesis',
]

/** One statistical command: what it is called, and what it does with columns. */
export interface StatsTest<Options extends StatsOptions, Result extends object> {
  /** `coint <y> <x...>` */
  readonly usage: string
  readonly description: string
  readonly example: string
  readonly options: readonly Option[]
  /** What the test itself asks of the column, where it is not what `--log` and `--diff` say. */
  readonly transform?: (options: Options) => Pick<SeriesOptions, 'log' | 'diff'>
  readonly estimate: (series: LoadedSeries, options: Options) => Outcome<Result, string>
  readonly summary: (result: Result) => Summary
  /** What is as long as the data, and stays in the library. */
  readonly leaves?: readonly (keyof Result)[]
  /** What the document is about; each is null where the data have no answer. */
  readonly fields: readonly string[]
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
  const series = await loadSeries(files, { ...options, ...spec.transform?.(options) })
  const outcome = series.rows < rowsLeast ? tooFew(series.rows) : spec.estimate(series, options)
  const { rows, dropped } = series
  if (outcome.kind === 'unavailable') {
    const context: ErrorContext = { reason: outcome.reason, rows, files: files.join(' ') }
    const message = `${test}: ${outcome.reason.replaceAll('-', ' ')}: ${outcome.detail}`
    const error = { code: outcome.reason, message, context }
    const blank = Object.fromEntries(spec.fields.map((field) => [field, null]))
    if (options.json === true) printJson({ test, ...blank, rows, dropped, error })
    return noAnswer(message)
  }
  const result = outcome.value
  const document = { test, ...without(result, spec.leaves ?? []), rows, dropped }
  const period = series.span ?? {}
  const instruments = series.names
  const summary = [renderSummary(spec.summary(result)), ...conclusion(result)].join('\n')
  const kept = { ...document, kind: 'stats', version: 1, summary } satisfies StatsRun
  await keepRun(`stats ${test}`, { result: kept, files, instruments, period }, options)
  if (options.json === true) printJson(document)
  else printLines(summary)
  if ('converged' in result && result.converged === false) {
    noAnswer(`${test}: did not converge; the figures are those of its last step`)
  }
}

function without<Result extends object>(result: Result, leaves: readonly (keyof Result)[]): object {
  const names = new Set<PropertyKey>(leaves)
  return Object.fromEntries(Object.entries(result).filter(([name]) => !names.has(name)))
}

function noAnswer(message: string): void {
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = EXIT_NO_ANSWER
}

/** Of a test with one null hypothesis: whether it stands. */
function conclusion(result: object): string[] {
  if (!('pValue' in result && 'nullHypothesis' in result)) return []
  const { pValue } = result
  if (typeof pValue !== 'number' || !Number.isFinite(pValue)) return []
  return [`${pValue < 0.05 ? 'Rejected' : 'Not rejected'} at 5 %.`]
}

function tooFew(rows: number): Outcome<never, 'too-few-rows'> {
  return unavailable('too-few-rows', `${rows}, at least ${rowsLeast} are needed`)
}
