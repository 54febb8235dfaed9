import type { BarSeries } from '../../core/bars.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import { foldWindows, listedSeries } from '../../research/pairs/walk-forward/fold-windows.ts'
import { radarHistory, type ScreenedFormation } from '../../research/radar/radar-history.ts'
import type {
  RadarHistoryParameters,
  RadarHistoryResult,
} from '../../research/radar/radar-history-result.ts'
import type { JobHooks } from './job-hooks.ts'
import { runScreen } from './run-screen.ts'

/**
 * Screens a universe formation after formation, each over all threads, as `isobar pairs screen` would have then.
 *
 * @throws the signal's reason when it aborts
 */
export async function runRadarHistory(
  universe: readonly BarSeries[],
  options: Omit<RadarHistoryParameters, 'timeframe'>,
  { onProgress, signal }: JobHooks = {},
): Promise<Outcome<RadarHistoryResult, 'too-few-rows'>> {
  const { formationBars, stepBars, log, alpha, fdr } = options
  const windows = foldWindows(universe, formationBars, stepBars)
  if (windows.length === 0) {
    return unavailable('too-few-rows', `too few rows: a formation takes ${formationBars} bars`)
  }
  const screened: ScreenedFormation[] = []
  for (const window of windows) {
    onProgress?.(screened.length, windows.length)
    signal?.throwIfAborted()
    const listed = listedSeries(universe, window).map(({ bars }) => bars)
    const screen =
      listed.length < 2
        ? { results: [], unorderedPairs: 0, rejectedPairs: 0 }
        : await runScreen(
            listed,
            { ...defaultScreenOptions, log, alpha, fdr },
            signal === undefined ? {} : { signal },
          )
    screened.push({ window, listed: listed.length, screen })
  }
  const names = universe.map(({ instrument }) => instrument.name)
  const timeframe = universe[0]?.timeframe.label ?? ''
  return available(radarHistory(screened, names, { timeframe, ...options }))
}
