import { Option, type Command } from 'commander'
import type { ErrorContext } from '../../core/errors.ts'
import { unavailable, type Outcome } from '../../math/outcome.ts'
import { rowsLeast } from '../../research/pairs/screen-pair.ts'
import { instant } from './arguments.ts'
import { loadSeries, type LoadedSeries, type SeriesOptions } from './load-series.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'

/** Options of every statistical command. */
export type StatsOptions = CommonOptions & SeriesOptions

/** Gives a statistical command the options all of them share. */
export function withSeriesOptions(command: Command, example: string): Command {
  return withCommonOptions(command, example)
    .option('--column <name>', 'which column to read', 'close')
    .option('--log', 'natural logarithm first')
    .option('--diff', 'then first differences')
    .addOption(new Option('--from <instant>', 'first instant, inclusive').argParser(instant))
    .addOption(new Option('--to <instant>', 'last instant, exclusive').argParser(instant))
}

/** What one run of a test needs to say for itself. */
export interface Report<Result> {
  /** What the document is about; each is null where the data have no answer. */
  readonly fields: readonly (keyof Result & string)[]
  /** Lines for a person; the last is the conclusion. */
  readonly lines: (result: Result) => readonly string[]
}

const EXIT_TOO_FEW = 5

/**
 * Runs a test on the files and prints what it found. Data that have no answer (too few rows, a constant series)
 * are told as such: every field there is, an `error`, exit code 5.
 */
export async function runTest<Result extends object>(
  test: string,
  files: readonly string[],
  options: StatsOptions,
  work: {
    readonly estimate: (series: LoadedSeries) => Outcome<Result, string>
    readonly report: Report<Result>
  },
): Promise<void> {
  const series = await loadSeries(files, options)
  const outcome = series.rows < rowsLeast ? tooFew(series.rows) : work.estimate(series)
  const { rows, dropped } = series
  if (outcome.kind === 'value') {
    const document = { ...outcome.value, rows, dropped }
    if (options.json === true) printJson(document)
    else printLines(...work.report.lines(outcome.value))
    return
  }
  const context: ErrorContext = { reason: outcome.reason, rows, files: files.join(' ') }
  const message = `${test}: ${outcome.reason.replaceAll('-', ' ')}: ${outcome.detail}`
  if (options.json === true) {
    const error = { code: outcome.reason, message, context }
    const blank = Object.fromEntries(work.report.fields.map((field) => [field, null]))
    printJson({ test, ...blank, rows, dropped, error })
  }
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = EXIT_TOO_FEW
}

function tooFew(rows: number): Outcome<never, 'too-few-rows'> {
  return unavailable('too-few-rows', `${rows}, at least ${rowsLeast} are needed`)
}
