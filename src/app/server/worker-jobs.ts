import { available, unavailable } from '../../math/outcome.ts'
import { defaultBacktestOptions } from '../../research/pairs/backtest-options.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import { figuresOf, withNull } from '../../research/pairs/walk-forward/null-runs.ts'
import { defaultWalkForwardOptions } from '../../research/pairs/walk-forward/options.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import { backtestFigures, withNullPairs } from '../../research/pairs/backtest-null.ts'
import { runPairBesideNull, runUniverseBesideNull } from '../workers/run-beside-null.ts'
import { runPair } from '../workers/run-pair.ts'
import { runRadarHistory } from '../workers/run-radar-history.ts'
import { runScreen } from '../workers/run-screen.ts'
import type { DeskJobs } from './desk-jobs.ts'

/** The desk's jobs on worker threads. Prices enter as logarithms: coins differ in size, not in kind. */
export function workerJobs(): DeskJobs {
  const screenOptions = { ...defaultScreenOptions, log: true }
  return {
    screen: (series, hooks, drawn) =>
      runScreen(
        series,
        drawn === undefined ? screenOptions : { ...screenOptions, bootstrap: drawn },
        hooks,
      ),
    radarHistory: (series, parameters, hooks) => runRadarHistory(series, parameters, hooks),
    pair: (input, parameters, hooks) => {
      // A page that refuses for a hole in a file helps nobody: the hole counts as nothing and the notes say so.
      const backtest = { ...defaultBacktestOptions, ...parameters, fundingMissing: 'zero' as const }
      return runPair({ input, alpha: screenOptions.alpha, backtest }, hooks)
    },
    pairNull: async (input, { nullRuns, seed, ...parameters }, hooks) => {
      const options = { ...defaultBacktestOptions, ...parameters, fundingMissing: 'zero' as const }
      const { outcome, figures } = await runPairBesideNull(
        { kind: 'pair', input, options, detail: 'trades' },
        { nullRuns, seed },
        hooks,
      )
      if (outcome.kind === 'unavailable') return outcome
      const comparison = compareWithNull(backtestFigures(outcome.value), figures, seed)
      if (comparison === null) return unavailable('no-null-runs', 'no drawn pair has a result')
      const { conclusion } = withNullPairs(outcome.value, comparison)
      return available({ null: comparison, conclusion })
    },
    walkForward: async (input, { nullRuns, ...parameters }, hooks) => {
      const options = {
        ...defaultWalkForwardOptions,
        ...parameters,
        fundingMissing: 'zero' as const,
      }
      const { seed } = parameters
      const { outcome, figures } = await runUniverseBesideNull(
        { kind: 'universe', input, options, detail: 'equity' },
        { nullRuns, seed },
        hooks,
      )
      if (outcome.kind === 'unavailable') return outcome
      const comparison = compareWithNull(figuresOf(outcome.value), figures, seed)
      return available(withNull(outcome.value, comparison))
    },
  }
}
