import { statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { BarSeries } from '../../core/bars.ts'
import { UsageError } from '../../core/errors.ts'
import { openCatalogue, selectBars } from '../../stores/catalogue.ts'
import { readUsableBars, type BarOptions, type UsableBars } from '../usable-bars.ts'

/** Which bars of which files make a universe. */
export interface UniverseOptions extends BarOptions {
  readonly timeframe?: string
}

/** Series ready to be screened, named apart, and those left out with their reason. */
export interface LoadedUniverse extends UsableBars {
  readonly files: readonly string[]
  readonly readMs: number
}

/** Reads the bars of a folder (a data root or one venue's) or of single files. Faults as `readUsableBars`. */
export async function loadUniverse(
  paths: readonly string[],
  options: UniverseOptions,
): Promise<LoadedUniverse> {
  const started = performance.now()
  const files = await barFilesOf(paths, options.timeframe)
  const usable = await readUsableBars(files, options)
  requireOneTimeframe(usable.series)
  const readMs = performance.now() - started
  return { ...usable, series: withVenues(usable.series), files, readMs }
}

async function barFilesOf(
  paths: readonly string[],
  timeframe: string | undefined,
): Promise<readonly string[]> {
  const [first] = paths
  if (paths.length === 1 && first !== undefined && isFolder(first)) {
    const catalogue = await openCatalogue(first)
    const entries = selectBars(catalogue, timeframe === undefined ? {} : { timeframe })
    return entries.map(({ path }) => path)
  }
  if (paths.length >= 2) return paths
  throw new UsageError('a screen needs a folder of bars, or two files and more')
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true // the catalogue says what is missing
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
