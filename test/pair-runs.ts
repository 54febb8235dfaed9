import { expectValue, type Outcome } from '../src/math/outcome.ts'
import { backtestPair, type BacktestDetail } from '../src/research/pairs/backtest.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
  type BacktestRefusal,
} from '../src/research/pairs/backtest-options.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { RandomPair } from './random-pair.ts'

/** Short folds and near levels, so that random pairs trade often. */
export const options: BacktestOptions = {
  ...defaultBacktestOptions,
  log: true,
  trainBars: 60,
  testBars: 25,
  entry: 1.5,
  exit: 0.3,
  stop: 2.5,
  delayBars: 0,
}

/** Runs a backtest to its end. */
export function outcomeOf(
  input: BacktestInput,
  use: BacktestOptions,
  detail?: BacktestDetail,
): Outcome<BacktestResult, BacktestRefusal> {
  const program = backtestPair(input, use, detail)
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

/** The result of a backtest that has one. */
export function run(
  input: BacktestInput,
  use: BacktestOptions,
  detail?: BacktestDetail,
): BacktestResult {
  return expectValue(outcomeOf(input, use, detail))
}

/** The pair up to (excluding) an instant. */
export function cut(pair: RandomPair, before: number): RandomPair {
  const short = (bars: RandomPair['y']): RandomPair['y'] => {
    const count = bars.times.filter((time) => time < before).length
    return {
      ...bars,
      times: bars.times.slice(0, count),
      open: bars.open.slice(0, count),
      high: bars.high.slice(0, count),
      low: bars.low.slice(0, count),
      close: bars.close.slice(0, count),
      volume: bars.volume.slice(0, count),
    }
  }
  return { ...pair, y: short(pair.y), x: short(pair.x) }
}
