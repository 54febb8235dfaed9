import { dirname } from 'node:path'
import type { BarSeries } from '../../core/bars.ts'
import { IsobarError } from '../../core/errors.ts'
import type { BacktestInput } from '../../research/pairs/backtest-options.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { Skipped } from '../../research/pairs/screen-result.ts'
import type { PairPlace } from '../../research/pairs/verdict-result.ts'
import { pairPlace } from '../../research/pairs/verdict/pair-place.ts'
import { openCatalogue, type Catalogue } from '../../stores/catalogue.ts'
import { screenDecided } from '../decided.ts'
import { seriesName } from '../series-name.ts'
import type { JobHooks } from '../workers/job-hooks.ts'
import { runScreen } from '../workers/run-screen.ts'
import type { Span } from '../span.ts'
import { loadUniverse, type LoadedUniverse } from './load-universe.ts'
import { enterRun, type RunOptions } from './run-options.ts'

/** The folder a pair is judged among: its listing, and its bars of the pair's timeframe where they make a pair. */
export interface PairFolder {
  readonly catalogue: Catalogue
  readonly universe: LoadedUniverse | undefined
}

/** Which folder, and how its bars are looked at. */
export interface PairFolderOptions extends Span {
  readonly folder?: string
  readonly log?: true
  readonly alpha: number
}

/**
 * Opens the folder that was asked for, or the one y's file lies in. It is read before anything is run: what is wrong
 * with it is said at once.
 *
 * @returns undefined where y's file lies in no folder of bars
 * @throws IsobarError when the folder that was asked for cannot be listed or holds no bars; as `loadUniverse`
 */
export async function openPairFolder(
  yFile: string,
  { timeframe: { label } }: BarSeries,
  { folder, from, to, log }: PairFolderOptions,
): Promise<PairFolder | undefined> {
  const catalogue = await openCatalogue(folder ?? dirname(yFile)).catch((error: unknown) => {
    if (folder === undefined && error instanceof IsobarError) return undefined
    throw error
  })
  if (catalogue === undefined) return undefined
  const { entries } = catalogue
  if (entries.filter(({ timeframe }) => timeframe.label === label).length < 2) {
    return { catalogue, universe: undefined }
  }
  const universe = await loadUniverse([folder ?? dirname(yFile)], {
    timeframe: label,
    log: log === true,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  })
  return { catalogue, universe }
}

/** A pair's place, and what of the folder could not be looked at. */
interface FoundPlace {
  readonly place: PairPlace | null
  readonly notes: readonly string[]
}

/** Where the pair stands among all of its folder, whose screen is a trial too; nowhere where that holds no pair. */
export async function placeAmong(
  { universe, catalogue }: PairFolder,
  { y, x }: BacktestInput,
  { log, alpha, trials }: PairFolderOptions & Pick<RunOptions, 'trials'>,
  hooks: JobHooks,
): Promise<FoundPlace> {
  if (universe === undefined) return { place: null, notes: [] }
  const { series, skipped, notes = [] } = universe
  const leftOut = notesOf(skipped)
  if (series.length < 2) return { place: null, notes: [...notes, ...leftOut] }
  const options = { ...defaultScreenOptions, log: log === true, alpha }
  const screen = await runScreen(series, options, hooks)
  if (trials) {
    await enterRun({
      result: screen,
      files: universe.files.toSorted(),
      instruments: series.map(seriesName),
      period: { from: screen.firstTime, to: screen.lastTime },
      tried: [{ decided: screenDecided(options, series), sharpe: null }],
    })
  }
  return {
    place: pairPlace(
      screen.results,
      [nameAmong(series, y), nameAmong(series, x)],
      catalogue.folder,
    ),
    notes: [...notes, ...leftOut, ...notesOf(screen.skipped)],
  }
}

// So many of one sort are named; a universe with a thousand short series has no card of a thousand lines.
const NAMED_MOST = 3

function notesOf(skipped: readonly Skipped[]): string[] {
  const named = skipped
    .slice(0, NAMED_MOST)
    .map(({ series, reason }) => `not looked at in the folder: ${series}, ${reason}`)
  const more = skipped.length - named.length
  return more === 0 ? named : [...named, `not looked at in the folder: ${more} more`]
}

/** What a series is called in a universe, where a venue may stand before its name. A name of no series where it is not there. */
function nameAmong(universe: readonly BarSeries[], bars: BarSeries): string {
  const own = seriesName(bars)
  return universe.find((series) => seriesName(series) === own)?.instrument.name ?? own
}
