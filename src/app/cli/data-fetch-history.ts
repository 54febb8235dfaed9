import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from '../../core/errors.ts'
import { formatInstant, millisecondsOf, type Instant } from '../../core/time.ts'
import { parseTimeframe } from '../../core/timeframe.ts'
import { Backoff } from '../../gateways/backoff.ts'
import { worldError, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import { GrowingCsv } from '../../stores/growing-csv.ts'
import { fetchHistory, type FetchedHistory, type HistorySource } from '../history/fetch-history.ts'
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

const pageRows = 500
const triesMost = 6

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
        options.kind === 'bars' ? barsOf(exchange, symbol, options) : fundingOf(exchange, symbol)
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

/** The calls of ccxt that are used here alone. */
type HistoryExchange = CcxtExchange & {
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since: number,
    limit: number,
  ): Promise<readonly (readonly number[])[]>
  fetchFundingRateHistory(
    symbol: string,
    since: number,
    limit: number,
  ): Promise<readonly { readonly timestamp: number; readonly fundingRate: number }[]>
}

function barsOf(
  exchange: CcxtExchange,
  symbol: string,
  { timeframe: label }: HistoryOptions,
): HistorySource {
  const timeframe = parseTimeframe(label)
  if (timeframe === undefined)
    throw new UsageError(`--timeframe: expected one like 1m, 1h or 1d, got ${label}`)
  const stepMs = timeframe.duration / 1_000
  return {
    stepMs,
    pageRows,
    // The bar that is forming is none yet.
    settledUntil: Date.now() - stepMs + 1,
    page: (from) =>
      (exchange as HistoryExchange).fetchOHLCV(
        symbol,
        label,
        Math.ceil(from / stepMs) * stepMs,
        pageRows,
      ),
  }
}

function fundingOf(exchange: CcxtExchange, symbol: string): HistorySource {
  return {
    stepMs: 3_600_000,
    pageRows,
    settledUntil: Date.now(),
    page: async (from) => {
      const rows = await (exchange as HistoryExchange).fetchFundingRateHistory(
        symbol,
        from,
        pageRows,
      )
      return rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])
    },
  }
}

/** The same source, asked again with growing patience where the world fails. */
function patient(source: HistorySource, venue: string): HistorySource {
  const page = async (from: number): Promise<readonly (readonly number[])[]> => {
    const backoff = new Backoff()
    for (let attempt = 1; ; attempt++) {
      try {
        return await source.page(from)
      } catch (cause) {
        if (attempt === triesMost) throw worldError(venue, 'fetching history', cause)
        await pause(backoff.nextMs())
      }
    }
  }
  return { ...source, page }
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
