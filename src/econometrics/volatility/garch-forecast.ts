import { invariant } from '../../math/invariant.ts'
import { Random } from '../../math/random.ts'
import type { GarchSpec } from './garch-spec.ts'
import { normalAbsoluteMoment } from './log-variance-recursion.ts'
import type { RecursionFrame } from './recursion.ts'

export interface ForecastOptions {
  /** Steps of the variance forecast; default 10. */
  readonly horizon?: number
  /** Paths behind the forecasts of EGARCH beyond the first step; default 10,000. */
  readonly paths?: number
  /** Of those paths; default 1. */
  readonly seed?: number
}

/** The options with their defaults. */
export type ForecastPlan = Required<ForecastOptions>

export function forecastPlan({
  horizon = 10,
  paths = 10_000,
  seed = 1,
}: ForecastOptions): ForecastPlan {
  invariant(
    Number.isInteger(horizon) && horizon >= 0,
    `horizon must be a whole number, got ${horizon}`,
  )
  invariant(
    Number.isInteger(paths) && paths > 0,
    `paths must be a positive whole number, got ${paths}`,
  )
  return { horizon, paths, seed }
}

/**
 * Expected variances of the rows after the last one, from the frame of an evaluation at x.
 *
 * GARCH and GJR: exactly, with E[e^2] = h and E[e^2 1(e < 0)] = h E[z^2 1(z < 0)] of the law at its shape for rows that
 * have not come. EGARCH: the first is exact, the rest means over simulated paths.
 */
export function forecastVariances(
  spec: GarchSpec,
  x: Float64Array,
  frame: RecursionFrame,
  plan: ForecastPlan,
): number[] {
  if (plan.horizon === 0) return []
  return spec.model === 'egarch' ? simulated(spec, x, frame, plan) : expected(spec, x, frame, plan)
}

function expected(
  { p, o, q, at, law }: GarchSpec,
  x: Float64Array,
  { lags, rows, sizes, asymmetries, variances }: RecursionFrame,
  { horizon }: ForecastPlan,
): number[] {
  const lower = law.lowerSecondMoment(x.subarray(at.shape))
  const past = (values: Float64Array): number[] => [...values.subarray(rows, rows + lags)]
  const [squares, negatives, levels] = [past(sizes), past(asymmetries), past(variances)]
  for (let step = 0; step < horizon; step++) {
    const row = lags + step
    let h = x[at.omega]!
    for (let j = 0; j < p; j++) h += x[at.alpha + j]! * squares[row - 1 - j]!
    for (let j = 0; j < o; j++) h += x[at.gamma + j]! * negatives[row - 1 - j]!
    for (let j = 0; j < q; j++) h += x[at.beta + j]! * levels[row - 1 - j]!
    squares.push(h)
    negatives.push(lower * h)
    levels.push(h)
  }
  return levels.slice(lags)
}

function simulated(
  { p, o, q, at, law }: GarchSpec,
  x: Float64Array,
  { lags, rows, sizes, asymmetries, logs }: RecursionFrame,
  { horizon, paths, seed }: ForecastPlan,
): number[] {
  const random = new Random(seed)
  const shape = x.subarray(at.shape)
  const sums = new Float64Array(horizon)
  const begun = (values: Float64Array): Float64Array => {
    const path = new Float64Array(lags + horizon)
    path.set(values.subarray(rows, rows + lags))
    return path
  }
  const [absolute, signed, level] = [begun(sizes), begun(asymmetries), begun(logs)]
  // What is known of the first step is known on every path.
  const pathCount = horizon === 1 ? 1 : paths
  for (let path = 0; path < pathCount; path++) {
    for (let row = lags; row < lags + horizon; row++) {
      let log = x[at.omega]!
      for (let j = 0; j < p; j++)
        log += x[at.alpha + j]! * (absolute[row - 1 - j]! - normalAbsoluteMoment)
      for (let j = 0; j < o; j++) log += x[at.gamma + j]! * signed[row - 1 - j]!
      for (let j = 0; j < q; j++) log += x[at.beta + j]! * level[row - 1 - j]!
      level[row] = log
      const variance = Math.exp(log)
      if (row === lags) sums[0] = variance * pathCount
      else sums[row - lags]! += variance
      const z = law.draw(random, shape)
      signed[row] = z
      absolute[row] = Math.abs(z)
    }
  }
  return Array.from(sums, (sum) => sum / pathCount)
}
