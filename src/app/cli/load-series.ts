import { firstRowAtOrAfter } from '../../core/bars.ts'
import { UsageError } from '../../core/errors.ts'
import { innerJoin, pick } from '../../core/join.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { parseBarFileName } from '../../stores/bar-file-name.ts'
import { DataError } from '../../stores/data-error.ts'
import { readSeries, type Series } from '../../stores/series-file.ts'
import { endsOf, type Span } from '../span.ts'

/** Which rows and what of them a statistical command takes. */
export interface SeriesOptions extends Span {
  readonly column: string
  readonly log?: true
  readonly diff?: true
}

/** Series on common rows, ready for a test. */
export interface LoadedSeries {
  /** `BTC-USDT`, with `venue:` before it where bars of several venues are in play. */
  readonly names: readonly string[]
  /** As ledgers know them: `venue:BTC-USDT` where they are bars. */
  readonly instruments: readonly string[]
  readonly columns: readonly Float64Array[]
  /** Joined rows. */
  readonly rows: number
  /** Rows of each file that another lacks, by file. */
  readonly dropped: Readonly<Record<string, number>>
  /** Epoch milliseconds of each row of the columns; absent where the files have none. */
  readonly times?: Float64Array
  /** First and last instant of the joined rows, epoch milliseconds; absent where the files have none. */
  readonly span?: { readonly from: number; readonly to: number }
}

/**
 * Reads one column of each file, cuts it to the span, joins the files on equal timestamps, then takes logs and
 * differences as asked.
 *
 * Files without timestamps can only be put side by side row by row, so they must be of one length.
 */
export async function loadSeries(
  files: readonly string[],
  options: SeriesOptions,
): Promise<LoadedSeries> {
  const series = await Promise.all(
    files.map(async (file) => within(file, await readSeries(file, options.column), options)),
  )
  if (options.log === true)
    series.forEach((each, k) => requirePositive(files[k]!, each, options.column))
  const { columns, dropped, times } = sideBySide(series, files)
  const milliseconds = times?.map((instant) => millisecondsOf(instant as Instant))
  const from = milliseconds?.at(0)
  const to = milliseconds?.at(-1)
  return {
    ...namesOf(files),
    columns: columns.map((column) => transformed(column, options)),
    rows: columns[0]?.length ?? 0,
    dropped: Object.fromEntries(files.map((file, k) => [file, dropped[k]!])),
    ...(milliseconds && { times: options.diff === true ? milliseconds.subarray(1) : milliseconds }),
    ...(from === undefined || to === undefined ? {} : { span: { from, to } }),
  }
}

function namesOf(files: readonly string[]): Pick<LoadedSeries, 'names' | 'instruments'> {
  const places = files.map(parseBarFileName)
  const isOfBars = ({ timeframe }: (typeof places)[number]): boolean => timeframe !== undefined
  const venues = new Set(places.filter(isOfBars).map(({ venue }) => venue))
  const instruments = places.map((place) =>
    isOfBars(place) ? `${place.venue}:${place.name}` : place.name,
  )
  return { names: venues.size > 1 ? instruments : places.map(({ name }) => name), instruments }
}

function within(file: string, series: Series, span: Span): Series {
  if (span.from === undefined && span.to === undefined) return series
  if (series.times === undefined) {
    throw new UsageError(`--from and --to need a timestamp column, and ${file} has none`, { file })
  }
  const { from, to } = endsOf(span)
  const first = firstRowAtOrAfter(series.times, from)
  const end = firstRowAtOrAfter(series.times, to)
  return {
    ...series,
    firstRow: series.firstRow + first,
    times: series.times.subarray(first, end),
    values: series.values.subarray(first, end),
  }
}

function requirePositive(file: string, series: Series, column: string): void {
  const index = series.values.findIndex((value) => !(value > 0))
  if (index < 0) return
  const row = series.firstRow + index
  throw new DataError({
    file,
    row,
    column,
    expected: 'a positive number for --log',
    came: String(series.values[index]),
  })
}

function sideBySide(
  series: readonly Series[],
  files: readonly string[],
): {
  readonly columns: readonly Float64Array[]
  readonly dropped: readonly number[]
  readonly times?: Float64Array
} {
  const times = series.map((each) => each.times).filter((column) => column !== undefined)
  if (times.length === series.length) {
    const join = innerJoin(times)
    return {
      columns: series.map(({ values }, k) => pick(values, join.rows[k]!)),
      dropped: join.dropped,
      times: join.times,
    }
  }
  const lengths = series.map(({ values }) => values.length)
  if (lengths.some((length) => length !== lengths[0])) {
    throw new UsageError(
      `without a timestamp column in every file, rows are taken side by side and must be equally many: ${files
        .map((file, k) => `${file} has ${lengths[k]}`)
        .join(', ')}`,
    )
  }
  return { columns: series.map(({ values }) => values), dropped: lengths.map(() => 0) }
}

function transformed(column: Float64Array, { log, diff }: SeriesOptions): Float64Array {
  const levels = log === true ? column.map(Math.log) : column
  if (diff !== true) return levels
  return levels.subarray(1).map((level, row) => level - levels[row]!)
}
