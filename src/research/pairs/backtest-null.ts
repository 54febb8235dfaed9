import { backtestConclusion } from './backtest-conclusion.ts'
import type { BacktestInput } from './backtest-options.ts'
import type { BacktestResult } from './backtest-result.ts'
import { nullBars, nullFunding } from './null-bars.ts'
import type { NullComparison, RunFigures } from './null-comparison.ts'

/** The pair drawn without cointegration. `run` from 1. */
export function nullPair(input: BacktestInput, seed: number, run: number): BacktestInput {
  const [y, x] = nullBars([input.y, input.x], seed, run)
  const { yFunding, xFunding } = input
  return {
    y: y!,
    x: x!,
    ...(yFunding === undefined ? {} : { yFunding: nullFunding(yFunding) }),
    ...(xFunding === undefined ? {} : { xFunding: nullFunding(xFunding) }),
  }
}

/** What a backtest is held against others by. */
export function backtestFigures({ metrics, folds }: BacktestResult): RunFigures {
  return {
    sharpe: metrics.sharpe,
    totalReturn: metrics.totalReturn,
    chosen: folds.filter(({ untraded }) => untraded === null).length,
    trades: metrics.trades,
  }
}

/** A backtest with its place among pairs without cointegration. */
export function withNullPairs(
  result: BacktestResult,
  comparison: NullComparison | null,
): BacktestResult {
  const { metrics, parameters } = result
  const conclusion = backtestConclusion(metrics, parameters, comparison)
  return { ...result, null: comparison, conclusion }
}
