import { basename, resolve } from 'node:path'
import type { BarSeries } from '../../core/bars.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { IsobarError } from '../../core/errors.ts'
import { invariant } from '../../math/invariant.ts'
import type { DataSource, Universe } from '../../protocol/desk.ts'
import { syntheticUniverse } from '../../simulation/synthetic-universe.ts'
import { openCatalogue, type CatalogueEntry } from '../../stores/catalogue.ts'
import { legFunding } from '../leg-funding.ts'
import { sealsStamp } from '../../stores/seals.ts'
import { isobarHome } from '../isobar-home.ts'
import { withoutSealed, type UnsealedBars } from '../sealed-bars.ts'
import { readWholeBars, type UsableBars } from '../usable-bars.ts'
import { logFailure } from './failure.ts'

/** Where the desk takes its bars from. */
export interface DeskData {
  readonly source: DataSource
  /** Those with two series or more, the largest first. */
  universes(): readonly Universe[]
  /**
   * As their files have them, what is sealed too: see `unsealed`.
   *
   * @throws IsobarError of code `data` or `world` when the bars cannot be read
   */
  bars(universe: Universe): Promise<UsableBars>
  /** Series that are looked at together, up to where the first of them is sealed. */
  unsealed(series: readonly BarSeries[]): Promise<UnsealedBars>
  /** Another text once the seals are others. */
  sealsStamp(): string
  /** Everything that is listed, for whoever looks for one instrument. */
  listed(): readonly ListedSeries[]
  /** Files the bars were read from; undefined where they are made up. */
  files(series: readonly BarSeries[]): readonly string[] | undefined
  /** Settled funding of a perpetual, where there is any. @throws IsobarError when its file cannot be read */
  funding(bars: BarSeries): Promise<FundingSeries | undefined>
}

/** A series by its names. */
interface ListedSeries {
  readonly venue: string
  readonly instrument: string
}

/** Size of the universe that is shown when there is no data: all 4,950 pairs, and bars enough for several folds. */
const syntheticSize = { series: 100, bars: 1_500 } as const

/** A made-up universe, marked as such wherever it is shown. */
export function syntheticDeskData(seed: number): DeskData {
  const bars = syntheticUniverse({ seed, ...syntheticSize })
  const universe: Universe = {
    venue: 'synthetic',
    timeframe: bars[0]?.timeframe.label ?? '',
    series: bars.map(({ instrument }) => instrument.name),
  }
  return {
    source: { kind: 'synthetic', seed },
    universes: () => [universe],
    bars: () => Promise.resolve({ series: bars, skipped: [] }),
    unsealed: (series) => Promise.resolve({ series, notes: [] }),
    sealsStamp: () => '',
    listed: () => universe.series.map((instrument) => ({ venue: universe.venue, instrument })),
    files: () => undefined,
    funding: () => Promise.resolve(undefined),
  }
}

/**
 * The bars of a folder: a universe for each venue and timeframe with two series or more.
 *
 * A series whose file is at fault does not stop the others: it is told on standard error and in the screen, and left out. When fewer
 * than two are left the first fault is the answer.
 *
 * @throws IsobarError of code `world` when the folder cannot be listed or has no bars
 *
 * @param fundingFolder where settled funding is; without it perpetuals pay and receive none, and results say so
 */
export async function folderDeskData(folder: string, fundingFolder?: string): Promise<DeskData> {
  const { entries } = await openCatalogue(folder)
  const found = universesOf(entries)
  return {
    source: { kind: 'folder', name: basename(resolve(folder)) },
    universes: () => found,
    bars: async ({ venue, timeframe }) => {
      const wanted = entries.filter((entry) => isOf(entry, venue, timeframe))
      const usable = await readWholeBars(
        wanted.map(({ path }) => path),
        { log: true }, // the desk takes logarithms
      )
      for (const { reason } of usable.skipped) logFailure(`left out: ${reason}`)
      if (usable.series.length >= 2) return usable
      throw new IsobarError('data', 'fewer than two series of this universe can be used')
    },
    unsealed: withoutSealed,
    sealsStamp: () => sealsStamp(isobarHome()),
    listed: () => entries,
    files: (series) => series.map((bars) => pathOf(bars, entries)),
    funding: async (bars) =>
      fundingFolder === undefined ? undefined : legFunding(bars, fundingFolder),
  }
}

function universesOf(entries: readonly CatalogueEntry[]): readonly Universe[] {
  const groups = new Map<string, { venue: string; timeframe: string; series: string[] }>()
  for (const { venue, timeframe, instrument } of entries) {
    const key = `${venue} ${timeframe.label}`
    const group = groups.get(key) ?? { venue, timeframe: timeframe.label, series: [] }
    group.series.push(instrument)
    groups.set(key, group)
  }
  return [...groups.values()]
    .filter(({ series }) => series.length >= 2)
    .toSorted((a, b) => b.series.length - a.series.length)
}

function pathOf({ instrument, timeframe }: BarSeries, entries: readonly CatalogueEntry[]): string {
  const found = entries.find(
    (entry) =>
      isOf(entry, instrument.venue, timeframe.label) && entry.instrument === instrument.name,
  )
  invariant(found !== undefined, `${instrument.name} was read from a file of the catalogue`)
  return found.path
}

function isOf(entry: CatalogueEntry, venue: string, timeframe: string): boolean {
  return entry.venue === venue && entry.timeframe.label === timeframe
}
