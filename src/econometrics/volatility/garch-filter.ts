import { invariant } from '../../math/invariant.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { seriesFault } from '../series-fault.ts'
import {
  type ForecastPlan,
  forecastPlan,
  forecastVariances,
  type ForecastOptions,
} from './garch-forecast.ts'
import { garchLikelihood } from './garch-likelihood.ts'
import type { GarchFault } from './garch-result.ts'
import { type GarchModelOptions, garchSpec } from './garch-spec.ts'

export interface GarchFilterOptions extends GarchModelOptions, ForecastOptions {
  /** The parameters in the order of `parameterNames` of a fit. */
  readonly estimates: readonly number[]
}

/** What given parameters make of a series. */
export interface GarchFilterResult {
  readonly logLikelihood: number
  readonly conditionalVariances: Float64Array
  /** (r_t - mu) / sqrt(h_t) */
  readonly standardisedResiduals: Float64Array
  readonly forecast: readonly number[]
  readonly observations: number
}

/**
 * The variances, likelihood and forecasts of a series at parameters that are already known, say from a fit to earlier rows.
 *
 * The recursions, laws and start rules are those of `garch`; nothing is estimated. `variance-not-positive`: the
 * parameters give a variance that is no positive number in some row. Cost: rows x lags. Checked against arch 8.0.0 and
 * fGarch at fixed parameters to 1e-10.
 *
 * @param returns finite, at least one row, not all alike
 * @example
 * const random = new Random(4)
 * const returns = simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 300, random }).returns
 * const known = expectValue(garchFilter(returns, { mean: 'zero', estimates: [0.1, 0.1, 0.8], horizon: 1 }))
 * known.conditionalVariances.length // => 300
 */
export function garchFilter(
  returns: Float64Array,
  options: GarchFilterOptions,
): Outcome<GarchFilterResult, GarchFault | 'variance-not-positive'> {
  const spec = garchSpec(options)
  const plan: ForecastPlan = forecastPlan(options)
  const x = Float64Array.from(options.estimates)
  invariant(
    x.length === spec.size,
    `${spec.size} parameters (${spec.names.join(', ')}), got ${x.length}`,
  )
  const fault = seriesFault(returns, 1, 'the series of returns')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  let centre = 0
  if (spec.mean === 'constant') for (const value of returns) centre += value / returns.length
  const likelihood = garchLikelihood(spec, returns, centre)
  const logLikelihood = likelihood.trace(x)
  const { frame } = likelihood
  if (!Number.isFinite(logLikelihood)) {
    return unavailable(
      'variance-not-positive',
      'a conditional variance is no positive finite number',
    )
  }
  const variances = frame.variances.slice(frame.lags)
  const residuals = frame.residuals.subarray(frame.lags)
  return available({
    logLikelihood,
    conditionalVariances: variances,
    standardisedResiduals: residuals.map((value, t) => value / Math.sqrt(variances[t]!)),
    forecast: forecastVariances(spec, x, frame, plan),
    observations: returns.length,
  })
}
