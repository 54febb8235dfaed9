import { join } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { parseTimeframe, type Timeframe } from '../../core/timeframe.ts'
import { formatInstant, millisecondsOf, type Instant } from '../../core/time.ts'
import { GrowingCsv } from '../../stores/growing-csv.ts'
import { fetchHistory, type FetchedHistory } from '../history/fetch-history.ts'
import { barsOf, fundingOf, patient } from '../history/venue-history.ts'
import { ccxtListed, openCcxt } from '../market/ccxt-market.ts'
import { exchangeIdOf } from '../market/live-venue.ts'
import { wantedInstrument, wantedName } from '../market/wanted-instrument.ts'
import { count } from './format.ts'
import { alignedTable, printJson, printLines, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'

/** Options of `isobar data fetch` without an archive. */
export interface HistoryOptions extends CommonOptions {
  readonly venue: string
  readonly kind: 'bars' | 'funding'
  readonly instruments: string
  readonly timeframe: string
  readonly from: Instant
  readonly to?: Instant
  readonly out: string
  readonly address?: string
}

type FetchedFile = FetchedHistory & { readonly file: string; readonly instrument: string }

/** Bars or settled funding of any exchange of ccxt. */
export async function fetchVenueHistory(options: HistoryOptions): Promise<void> {
  const files: FetchedFile[] = []
  for (const venue of listOf(options.venue)) {
    const wanted = listOf(options.instruments).map((each) => {
      const read = wantedInstrument(each, '--instruments')
      // Only perpetuals have funding.
      return options.kind === 'funding' && read.class === undefined
        ? { ...read, class: 'linear' as const }
        : read
    })
    const names = { venue, id: exchangeIdOf(venue, {}) }
    const exchange = await openCcxt(names, wanted, { url: options.address ?? '' })
    const found = wanted.map((each) => {
      const listed = ccxtListed(venue, exchange, each)
      if (listed !== undefined) return listed
      throw new UsageError(`${venue} lists no ${wantedName(each)}`, { venue })
    })
    for (const { instrument, symbol } of found) {
      const isPerpetual = instrument.class !== 'spot'
      const place = join(options.out, isPerpetual ? `${venue}-perp` : venue)
      const [name, header] =
        options.kind === 'bars'
          ? [`${instrument.name}-${options.timeframe}.csv`, 'timestamp,open,high,low,close,volume']
          : [`${instrument.name}.csv`, 'timestamp,rate']
      const file = await GrowingCsv.open(join(place, name), header)
      const bar = progressBar(`${venue} ${instrument.name}`, options, ' ms')
      const source =
        options.kind === 'bars'
          ? barsOf(exchange, symbol, timeframeOf(options.timeframe))
          : fundingOf(exchange, symbol)
      const span = {
        from: millisecondsOf(options.from),
        to: options.to === undefined ? Date.now() : millisecondsOf(options.to),
      }
      const fetched = await fetchHistory(patient(source, venue), file, span, bar.update).finally(
        bar.end,
      )
      await file.close()
      files.push({ file: file.path, instrument: `${venue}:${instrument.name}`, ...fetched })
    }
    await exchange.close()
  }
  if (options.json === true) printJson({ kind: options.kind, out: options.out, files })
  else printLines(...lines(options, files))
}

function timeframeOf(label: string): Timeframe {
  const timeframe = parseTimeframe(label)
  if (timeframe !== undefined) return timeframe
  throw new UsageError(`--timeframe: expected one like 1m, 1h or 1d, got ${label}`)
}

function listOf(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

function lines({ kind, out }: HistoryOptions, files: readonly FetchedFile[]): string[] {
  const rows = files.map(({ instrument, rows: all, added, gaps }) => [
    instrument,
    count(all),
    count(added),
    count(gaps.reduce((sum, { missing }) => sum + missing, 0)),
    gaps[0] === undefined ? '' : formatInstant((gaps[0].from * 1_000) as Instant),
  ])
  const missing = files.reduce((sum, { gaps }) => sum + gaps.length, 0)
  return [
    alignedTable(['series', 'rows', 'new', 'missing', 'first gap after'], rows),
    '',
    `${out}: ${kind} of ${files.length} series, ${count(missing)} gaps; gaps are told, never filled.`,
  ]
}
