import { defaultBacktestOptions } from '../../research/pairs/backtest-options.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import { runPair } from '../workers/run-pair.ts'
import { runScreen } from '../workers/run-screen.ts'
import type { DeskJobs } from './desk-jobs.ts'

/** The desk's jobs on worker threads. Prices enter as logarithms: coins differ in size, not in kind. */
export function workerJobs(): DeskJobs {
  const screenOptions = { ...defaultScreenOptions, log: true }
  return {
    screen: (series, hooks) => runScreen(series, screenOptions, hooks),
    pair: (input, parameters, hooks) => {
      // A page that refuses for a hole in a file helps nobody: the hole counts as nothing and the notes say so.
      const backtest = { ...defaultBacktestOptions, ...parameters, fundingMissing: 'zero' as const }
      return runPair({ input, alpha: screenOptions.alpha, backtest }, hooks)
    },
  }
}
