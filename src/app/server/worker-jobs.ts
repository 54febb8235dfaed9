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
    pair: ({ y, x }, parameters, hooks) => {
      const backtest = { ...defaultBacktestOptions, ...parameters }
      return runPair({ y, x, alpha: screenOptions.alpha, backtest }, hooks)
    },
  }
}
