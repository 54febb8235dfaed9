import type { JudgedPair } from '../src/app/server/desk-jobs.ts'
import { expectValue } from '../src/math/outcome.ts'
import { backtestFigures, withNullPairs } from '../src/research/pairs/backtest-null.ts'
import { backtestPair } from '../src/research/pairs/backtest.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
} from '../src/research/pairs/backtest-options.ts'
import { joinPair } from '../src/research/pairs/form-pair.ts'
import { compareWithNull } from '../src/research/pairs/null-comparison.ts'
import { testPair } from '../src/research/pairs/pair-tests.ts'
import { pairPlace } from '../src/research/pairs/verdict/pair-place.ts'
import { verdictOf } from '../src/research/pairs/verdict/verdict.ts'
import type { VerdictResult } from '../src/research/pairs/verdict-result.ts'
import { longestTraining, sweepCells } from '../src/research/pairs/sweep/sweep-cells.ts'
import { cellsOf } from '../src/research/pairs/sweep/sweep-grid.ts'
import { sweepOutcome, withTrials } from '../src/research/pairs/sweep/sweep-outcome.ts'
import type { GridDimension, SweepResult } from '../src/research/pairs/sweep-result.ts'
import { screenFixture } from './desk-fixture.ts'
import { randomPair } from './random-pair.ts'

// A sweep and a verdict for tests of the desk: the real programs on a random pair, beside made-up trials.

const rules = {
  ...defaultBacktestOptions,
  log: true,
  trainBars: 200,
  testBars: 100,
  fundingMissing: 'zero' as const,
}
const trials = { trials: 120, sharpes: [-1, 0.5, 2, 3.5] }

function inputOf(): BacktestInput {
  const { y, x } = randomPair(5, 1_400)
  return { y, x }
}

export function sweepFixture(grid: readonly GridDimension[]): SweepResult {
  const input = inputOf()
  const options = { ...rules, delayBars: 0 }
  const { cells } = cellsOf(grid, options)
  const { joined } = expectValue(joinPair(input, { ...options, trainBars: longestTraining(cells) }))
  const swept = expectValue(sweepCells(input, cells))
  const outcome = sweepOutcome({ input, options, grid, joined, swept })
  return withTrials({ ...outcome, elapsedMs: 12 }, trials)
}

/** What a verdict is made of, its trials aside. */
export function judgedFixture(): JudgedPair {
  const input = inputOf()
  const program = backtestPair(input, rules, 'trades')
  for (;;) {
    const step = program.next()
    if (step.done !== true) continue
    const backtest = expectValue(step.value)
    const drawn = [-0.02, -0.01, 0.004].map((totalReturn, chosen) => {
      return { totalReturn, sharpe: 10 * totalReturn, chosen, trades: 2 * chosen }
    })
    const comparison = compareWithNull(backtestFigures(backtest), drawn, 1)
    const { results } = screenFixture(1, 12)
    return {
      input,
      tests: testPair(input.y, input.x, { log: true, alpha: 0.05 }),
      backtest: withNullPairs(backtest, comparison),
      place: pairPlace(results, ['ETH-USDT', 'BTC-USDT'], 'synthetic 1h'),
    }
  }
}

export function verdictFixture(): VerdictResult {
  const evidence = { ...judgedFixture(), bootstrap: undefined, cross: null, notes: [] }
  return verdictOf(evidence, trials)
}
