import type { Random } from '../../../math/random.ts'

/** A shape parameter of a law: its name, the bounds it is estimated between and where the search starts. */
interface LawShape {
  readonly name: 'nu' | 'eta' | 'lambda'
  readonly lower: number
  readonly upper: number
  readonly start: number
  /** True: searched for as its reciprocal, in which the likelihood is closer to a parabola. */
  readonly isReciprocal: boolean
}

/** Residuals with their variances, row by row; both in the units of the series (squared for the variances). */
export interface LawSample {
  readonly residuals: Float64Array
  readonly variances: Float64Array
}

/** Where a law writes the derivatives of each row's log density. */
export interface LawTerms {
  readonly byResidual: Float64Array
  readonly byVariance: Float64Array
  /** One array a shape parameter. */
  readonly byShape: readonly Float64Array[]
}

/**
 * A law of mean 0 and variance 1 for z = residual / sqrt(variance).
 *
 *   log density of a residual e given its variance h:  log g(e / sqrt(h)) - log(h) / 2
 */
export interface ErrorLaw {
  readonly name: 'normal' | 't' | 'skewt' | 'ged'
  readonly shapes: readonly LawShape[]
  /** Sum of the log densities; each row's derivatives are written into `terms`. NaN where a variance is not positive. */
  readonly evaluate: (sample: LawSample, shape: ArrayLike<number>, terms: LawTerms) => number
  /** E|z|. */
  readonly absoluteMoment: (shape: ArrayLike<number>) => number
  /** E[z^2 1(z < 0)]: half for a symmetric law. */
  readonly lowerSecondMoment: (shape: ArrayLike<number>) => number
  readonly draw: (random: Random, shape: ArrayLike<number>) => number
}
