import type { SeriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import type { ErrorLaw } from './errors/error-law.ts'
import type { GarchErrors } from './garch-errors.ts'
import type { StartRule } from './garch-spec.ts'

/** The parameters by name, in the units of the series. */
export interface GarchParameters {
  readonly mu?: number
  readonly omega: number
  readonly alpha: readonly number[]
  readonly gamma?: readonly number[]
  readonly beta: readonly number[]
  /** Degrees of freedom (`t`) or exponent (`ged`). */
  readonly nu?: number
  /** Degrees of freedom of the skewed t. */
  readonly eta?: number
  /** Skewness of the skewed t. */
  readonly lambda?: number
}

/** Why no model could be fitted. */
export type GarchFault = SeriesFault['reason']

export interface GarchResult {
  readonly model: 'garch' | 'gjr' | 'egarch'
  readonly p: number
  readonly o: number
  readonly q: number
  readonly distribution: ErrorLaw['name']
  readonly mean: 'zero' | 'constant'
  readonly start: StartRule
  readonly parameters: GarchParameters
  readonly parameterNames: readonly string[]
  /** The parameters in the order of their names. */
  readonly estimates: readonly number[]
  /** Of the given series, not of a rescaled one. */
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly standardErrors: GarchErrors
  readonly converged: boolean
  readonly iterations: number
  /** Largest slope of the log-likelihood along directions no bound holds, with returns scaled to a variance near 1. */
  readonly gradientNorm: number
  /** GARCH, GJR: sum alpha + sum gamma E[z^2 1(z<0)] + sum beta; EGARCH: sum beta. */
  readonly persistence: number
  /** GARCH, GJR: omega / (1 - persistence); null where that is no variance, and for EGARCH. */
  readonly unconditionalVariance: number | null
  /** Expected variances of the next rows. */
  readonly forecast: readonly number[]
  readonly conditionalVariances: Float64Array
  /** (r_t - mu) / sqrt(h_t) */
  readonly standardisedResiduals: Float64Array
  readonly warnings: readonly EstimateWarning[]
  readonly observations: number
}
