import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { PairParameters } from '../../protocol/pair-parameters.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
  type BacktestRefusal,
} from '../../research/pairs/backtest-options.ts'
import { withoutGrid } from '../../protocol/sweep-parameters.ts'
import { defaultScreenOptions } from '../../research/pairs/screen-pair.ts'
import { figuresOf, withNull } from '../../research/pairs/walk-forward/null-runs.ts'
import { defaultWalkForwardOptions } from '../../research/pairs/walk-forward/options.ts'
import { compareWithNull } from '../../research/pairs/null-comparison.ts'
import { backtestFigures, withNullPairs } from '../../research/pairs/backtest-null.ts'
import { runPairBesideNull, runUniverseBesideNull } from '../workers/run-beside-null.ts'
import { runFlowTrain } from '../workers/run-flow-train.ts'
import { runSweep } from '../workers/run-sweep.ts'
import { pairPlace } from '../../research/pairs/verdict/pair-place.ts'
import { runPair } from '../workers/run-pair.ts'
import { runRadarHistory } from '../workers/run-radar-history.ts'
import { runScreen } from '../workers/run-screen.ts'
import type { DeskJobs, JudgedPair, VerdictTask } from './desk-jobs.ts'
import type { JobHooks } from '../workers/job-hooks.ts'

const screenOptions = { ...defaultScreenOptions, log: true }

/** The desk's jobs on worker threads. Prices enter as logarithms: coins differ in size, not in kind. */
export function workerJobs(): DeskJobs {
  return {
    screen: (series, hooks, drawn) =>
      runScreen(
        series,
        drawn === undefined ? screenOptions : { ...screenOptions, bootstrap: drawn },
        hooks,
      ),
    radarHistory: (series, parameters, hooks) => runRadarHistory(series, parameters, hooks),
    flowTrain: runFlowTrain,
    pair: (input, parameters, hooks) => {
      const backtest = backtestOptions(parameters)
      return runPair({ input, alpha: screenOptions.alpha, backtest }, hooks)
    },
    sweep: (input, { parameters, grid }, hooks) => {
      // Cells have no run beside them: `delayBars` is how late every order of theirs comes.
      const options = { ...backtestOptions(withoutGrid(parameters)), delayBars: 0 }
      return runSweep({ input, options, grid }, hooks)
    },
    verdict: judge,
    pairNull: async (input, { nullRuns, seed, ...parameters }, hooks) => {
      const options = backtestOptions(parameters)
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

/** What takes time of a verdict: the pair beside drawn ones, its tests, and the others it stands among. */
async function judge(
  input: BacktestInput,
  { parameters, others, folder }: VerdictTask,
  hooks: JobHooks,
): Promise<Outcome<JudgedPair, BacktestRefusal>> {
  const { nullRuns, seed, ...traded } = parameters
  const options = backtestOptions(traded)
  const { alpha } = screenOptions
  const quiet = hooks.signal === undefined ? {} : { signal: hooks.signal }
  const { outcome, figures } = await runPairBesideNull(
    { kind: 'pair', input, options, detail: 'trades' },
    { nullRuns, seed },
    hooks,
  )
  if (outcome.kind === 'unavailable') return outcome
  const comparison = compareWithNull(backtestFigures(outcome.value), figures, seed)
  const { tests } = await runPair({ input, alpha, backtest: options }, quiet)
  const { results } = await runScreen(others, { ...screenOptions, log: traded.log }, quiet)
  const names = [input.y.instrument.name, input.x.instrument.name] as const
  return available({
    input,
    tests,
    backtest: withNullPairs(outcome.value, comparison),
    place: pairPlace(results, names, folder),
  })
}

/** A page that refuses for a hole in a file helps nobody: the hole counts as nothing and the notes say so. */
function backtestOptions(parameters: PairParameters): BacktestOptions {
  return { ...defaultBacktestOptions, ...parameters, fundingMissing: 'zero' }
}
