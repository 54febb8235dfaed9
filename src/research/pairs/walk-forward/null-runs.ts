import { nullBars, nullFunding } from '../null-bars.ts'
import type { NullComparison, RunFigures } from '../null-comparison.ts'
import type { WalkForwardResult } from '../walk-forward-result.ts'
import { walkForwardConclusion } from './conclusion.ts'
import type { WalkForwardInput } from './options.ts'

/** The universe drawn without cointegration. `run` from 1. */
export function nullInput(input: WalkForwardInput, seed: number, run: number): WalkForwardInput {
  return {
    universe: nullBars(input.universe, seed, run),
    funding: new Map([...input.funding].map(([name, series]) => [name, nullFunding(series)])),
  }
}

/** What a result is held against others by. */
export function figuresOf({ metrics, folds }: WalkForwardResult): RunFigures {
  return {
    sharpe: metrics.sharpe,
    totalReturn: metrics.totalReturn,
    chosen: folds.reduce((sum, { chosen }) => sum + chosen, 0),
    trades: metrics.trades,
  }
}

/** A result with its place among universes without cointegration. */
export function withNull(
  result: WalkForwardResult,
  comparison: NullComparison | null,
): WalkForwardResult {
  const placed = { ...result, null: comparison }
  return { ...placed, conclusion: walkForwardConclusion(placed) }
}
