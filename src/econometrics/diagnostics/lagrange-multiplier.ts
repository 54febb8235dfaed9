import { chiSquaredSurvival } from '../../math/distributions/chi-squared.ts'
import { fSurvival } from '../../math/distributions/f.ts'

/** A test by an auxiliary regression: what it explains, times the rows. */
export interface LagrangeMultiplierResult {
  readonly test: 'arch-lm' | 'breusch-godfrey' | 'breusch-pagan' | 'white'
  /** Chi-squared with `degreesOfFreedom` under the null. */
  readonly statistic: number
  readonly pValue: number
  readonly degreesOfFreedom: number
  /** The F of the same columns, kinder to small samples. */
  readonly fStatistic: number
  readonly fPValue: number
  /** Second degrees of freedom of the F law; the first are `degreesOfFreedom`. */
  readonly fDenominator: number
  /** Rows of the auxiliary regression. */
  readonly observations: number
  readonly nullHypothesis: string
}

/** What an auxiliary regression left of a sum of squares. */
export interface Explained {
  /** Of the rows, without the tested columns. */
  readonly before: number
  /** With them. */
  readonly after: number
  /** Tested columns. */
  readonly tested: number
  /** All columns, deterministic ones included. */
  readonly columns: number
  readonly rows: number
  /** What n R^2 is reduced by, in rows; default 0. */
  readonly modelDegrees?: number
}

/** n R^2 with its law, and F = ((before - after) / tested) / (after / (rows - columns)). */
export function lagrangeMultiplier(
  explained: Explained,
): Omit<LagrangeMultiplierResult, 'test' | 'nullHypothesis'> {
  const { before, after, tested, columns, rows, modelDegrees = 0 } = explained
  const statistic = (rows - modelDegrees) * (1 - after / before)
  const fDenominator = rows - columns
  const fStatistic = (before - after) / tested / (after / fDenominator)
  return {
    statistic,
    pValue: chiSquaredSurvival(statistic, tested),
    degreesOfFreedom: tested,
    fStatistic,
    fPValue: fSurvival(fStatistic, { numerator: tested, denominator: fDenominator }),
    fDenominator,
    observations: rows,
  }
}
