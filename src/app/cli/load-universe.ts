import { statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { barsWithin, type BarSeries } from '../../core/bars.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { rowsLeast } from '../../research/pairs/screen-pair.ts'
import type { Skipped } from '../../research/pairs/screen-result.ts'
import { readBarFile } from '../../stores/bar-files.ts'
import { openCatalogue, selectBars } from '../../stores/catalogue.ts'
import { DataError } from '../../stores/data-error.ts'

/** Which bars of which files make a universe. */
export interface UniverseOptions {
  readonly timeframe?: string
  readonly log?: true
  readonly from?: Instant
  readonly to?: Instant
}

/** Series ready to be screened, and those left out with their reason. */
export interface LoadedUniverse {
  readonly series: readonly BarSeries[]
  readonly skipped: readonly Skipped[]
  readonly files: readonly string[]
  readonly readMs: number
}

/**
 * Reads the bars of a folder (a data root or one venue's) or of single files.
 *
 * A series that cannot be used does not stop the others: it is left out with its reason, file, row and column named.
 * Only when fewer than two remain because of faulty data is that fault the answer.
 */
export async function loadUniverse(
  paths: readonly string[],
  options: UniverseOptions,
): Promise<LoadedUniverse> {
  const started = performance.now()
  const files = await barFilesOf(paths, options.timeframe)
  const series: BarSeries[] = []
  const skipped: Skipped[] = []
  let fault: DataError | undefined
  for (const { path, venue } of files) {
    try {
      const whole = await readBarFile(path)
      const bars = spanOf(whole, options)
      const reason = priceFault(whole, options) ?? unusable(bars)
      if (reason === undefined) series.push(bars)
      else skipped.push({ series: bars.instrument.name, reason })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      fault ??= error
      skipped.push({ series: venue, reason: error.message })
    }
  }
  if (series.length < 2 && fault !== undefined) throw fault
  const named = withVenues(series)
  requireOneTimeframe(named)
  const readMs = performance.now() - started
  return { series: named, skipped, files: files.map(({ path }) => path), readMs }
}

async function barFilesOf(
  paths: readonly string[],
  timeframe: string | undefined,
): Promise<{ path: string; venue: string }[]> {
  const [first] = paths
  if (paths.length === 1 && first !== undefined && statSync(first).isDirectory()) {
    const entries = selectBars(
      await openCatalogue(first),
      timeframe === undefined ? {} : { timeframe },
    )
    return entries.map(({ path, instrument }) => ({ path, venue: instrument }))
  }
  if (paths.length < 2)
    throw new UsageError('a screen needs a folder of bars, or two files and more')
  return paths.map((path) => ({ path, venue: path }))
}

/** The bars of a span; all of them where none was asked for. */
export function spanOf(bars: BarSeries, { from, to }: UniverseOptions): BarSeries {
  if (from === undefined && to === undefined) return bars
  return barsWithin(bars, from ?? (-Infinity as Instant), to ?? (Infinity as Instant))
}

function unusable({ close }: BarSeries): string | undefined {
  if (close.length < rowsLeast)
    return `too few rows: ${close.length}, at least ${rowsLeast} are needed`
  return close.every((price) => price === close[0])
    ? 'constant: every close is the same'
    : undefined
}

/** A price without a logarithm, where logs are asked for; the line is that of the whole file. */
function priceFault({ close, source }: BarSeries, { log }: UniverseOptions): string | undefined {
  const row = log === true ? close.findIndex((price) => !(price > 0)) : -1
  return row < 0 ? undefined : `${source}:${row + 2}, column close: ${close[row]} has no logarithm`
}

/** Puts `venue:` before the names where several venues are in play. */
export function withVenues(series: readonly BarSeries[]): BarSeries[] {
  const venues = new Set(series.map(({ instrument }) => instrument.venue))
  if (venues.size < 2) return [...series]
  return series.map((bars) => ({
    ...bars,
    instrument: { ...bars.instrument, name: `${bars.instrument.venue}:${bars.instrument.name}` },
  }))
}

function requireOneTimeframe(series: readonly BarSeries[]): void {
  const labels = [...new Set(series.map(({ timeframe }) => timeframe.label))]
  if (labels.length > 1) {
    throw new UsageError(
      `series of several timeframes cannot be screened together: ${labels.join(', ')}`,
    )
  }
}
