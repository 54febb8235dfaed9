import { existsSync, statSync, type Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { IsobarError, UsageError } from '../core/errors.ts'
import type { Timeframe } from '../core/timeframe.ts'
import { isBarFileName, parseBarFileName } from './bar-file-name.ts'
import { worldFileError } from './data-error.ts'

/** A file of bars, as its name tells it. */
export interface CatalogueEntry {
  readonly venue: string
  readonly instrument: string
  readonly timeframe: Timeframe
  readonly path: string
}

/** The bar files of a folder. */
export interface Catalogue {
  readonly folder: string
  /** By venue, instrument and duration. */
  readonly entries: readonly CatalogueEntry[]
}

/** A folder in which bars were looked for; whoever would have taken something else says that instead. */
export class NoBarsError extends IsobarError {
  constructor(folder: string) {
    super('world', `no bars in ${folder}: expected files like ${barFilesLike}`, {
      context: { folder },
    })
  }
}

/** How files of bars are called, for what is told of a folder without. */
export const barFilesLike = '<venue>/BTC-USDT-1h.csv.gz'

/** Which bars of a catalogue are wanted. */
export interface BarSelection {
  readonly timeframe?: string
  readonly venue?: string
}

/**
 * Lists the bar files of a folder: one venue's, a root with a folder a venue, or what holds such a root under the
 * name `bars`. Only names are looked at; files that are not called `<instrument>-<timeframe>` with an ending of bars are passed over.
 *
 * @throws IsobarError `world` when the folder cannot be listed; NoBarsError when it holds no bars
 */
export async function openCatalogue(folder: string): Promise<Catalogue> {
  const own = await listFolder(folder)
  const entries = barFilesIn(folder, own.files)
  for (const venue of own.folders) {
    const path = join(folder, venue)
    entries.push(...barFilesIn(path, (await listFolder(path)).files))
  }
  if (entries.length === 0 && own.folders.includes('bars'))
    return openCatalogue(join(folder, 'bars'))
  if (entries.length === 0) throw new NoBarsError(folder)
  return { folder, entries: entries.toSorted(byPlace) }
}

/**
 * The entries of one timeframe, and of one venue where it is named.
 *
 * @throws UsageError naming the timeframes there are, when none is named and there are several or when the named one
 *   is not there; likewise for the venue
 */
export function selectBars(
  { folder, entries }: Catalogue,
  { timeframe, venue }: BarSelection,
): readonly CatalogueEntry[] {
  const venues = [...new Set(entries.map((entry) => entry.venue))]
  if (venue !== undefined && !venues.includes(venue)) {
    throw new UsageError(`no bars of ${venue} in ${folder}; there are ${venues.join(', ')}`)
  }
  const atVenue = entries.filter((entry) => venue === undefined || entry.venue === venue)
  const labels = timeframeLabels(atVenue)
  if (timeframe === undefined && labels.length > 1) {
    throw new UsageError(
      `${folder} holds several timeframes (${labels.join(', ')}): name one with --timeframe`,
    )
  }
  const selected = atVenue.filter(
    (entry) => timeframe === undefined || entry.timeframe.label === timeframe,
  )
  if (selected.length === 0) {
    throw new UsageError(`no bars of ${timeframe} in ${folder}; there are ${labels.join(', ')}`)
  }
  refuseTwins(selected)
  return selected
}

/** The same series packed and unpacked side by side would be cointegrated with itself. */
function refuseTwins(entries: readonly CatalogueEntry[]): void {
  const twin = entries.findIndex((entry, k) => {
    const previous = entries[k - 1]
    return previous?.venue === entry.venue && previous.instrument === entry.instrument
  })
  if (twin < 0) return
  throw new UsageError(
    `${entries[twin - 1]?.path} and ${entries[twin]?.path} are the same series: keep one of them`,
  )
}

interface Listing {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

async function listFolder(folder: string): Promise<Listing> {
  const listed = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw worldFileError(folder, cause)
  })
  const visible = listed.filter(({ name }) => !name.startsWith('.'))
  const folders = visible.filter((entry) => isFolder(folder, entry))
  return {
    files: visible.filter((entry) => !folders.includes(entry)).map(({ name }) => name),
    folders: folders.map(({ name }) => name),
  }
}

/** A link to a folder is a folder; one that leads nowhere is a file, whose reader will say so. */
function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  const path = join(folder, entry.name)
  return existsSync(path) && statSync(path).isDirectory()
}

function barFilesIn(folder: string, files: readonly string[]): CatalogueEntry[] {
  return files.filter(isBarFileName).flatMap((file) => {
    const path = join(folder, file)
    const { venue, name, timeframe } = parseBarFileName(path)
    return timeframe === undefined ? [] : [{ venue, instrument: name, timeframe, path }]
  })
}

function timeframeLabels(entries: readonly CatalogueEntry[]): string[] {
  const durations = new Map(entries.map(({ timeframe: { label, duration } }) => [label, duration]))
  return [...durations].toSorted((a, b) => a[1] - b[1]).map(([label]) => label)
}

function byPlace(a: CatalogueEntry, b: CatalogueEntry): number {
  return (
    compare(a.venue, b.venue) ||
    compare(a.instrument, b.instrument) ||
    a.timeframe.duration - b.timeframe.duration ||
    compare(a.path, b.path)
  )
}

// By code unit, so that the order is the same on every machine.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
