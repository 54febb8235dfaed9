import { chiSquaredSurvival } from '../../math/distributions/chi-squared.ts'
import { factorCholesky, solveLower } from '../../math/cholesky.ts'
import { fSurvival } from '../../math/distributions/f.ts'
import { invariant } from '../../math/invariant.ts'
import { elementOf, zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import {
  type LaggedFit,
  laggedFit,
  trendTerms,
  type VarFault,
  type VarTrend,
} from './lagged-fit.ts'

export interface GrangerOptions {
  /** Lags that are tested; default 1. */
  readonly lags?: number
  /** Deterministic terms; default `c`. */
  readonly trend?: VarTrend
  /**
   * `wald` for stationary series; `toda-yamamoto` also for integrated and cointegrated ones: `extraLags` more lags are
   * in the model and not in the test. Default `wald`.
   */
  readonly method?: 'wald' | 'toda-yamamoto'
  /** The highest order of integration that is allowed for, for `toda-yamamoto`; default 1. */
  readonly extraLags?: number
  /** Which series (from 0) might cause; default the second. */
  readonly causing?: readonly number[]
  /** Which series (from 0) might be caused; default the first. */
  readonly caused?: readonly number[]
}

/** A test of Granger causality. */
export interface GrangerResult {
  readonly test: 'granger'
  readonly method: 'wald' | 'toda-yamamoto'
  /** Chi-squared with `degreesOfFreedom`. */
  readonly statistic: number
  readonly pValue: number
  readonly degreesOfFreedom: number
  /** The same divided by its degrees of freedom, and p of the F law, kinder to small samples. */
  readonly fStatistic: number
  readonly fPValue: number
  /** Second degrees of freedom of the F law; the first are `degreesOfFreedom`. */
  readonly fDenominator: number
  readonly causing: readonly number[]
  readonly caused: readonly number[]
  readonly lags: number
  readonly extraLags: number
  readonly observations: number
  readonly nullHypothesis: string
}

/**
 * Whether the past of some series helps to forecast others, given the past of all.
 *
 *   W = (C b)' [C ((Z'Z)^-1 (x) S) C']^-1 (C b),   C b: the coefficients of the causing series' lags 1 .. p in the
 *   caused series' equations of a vector autoregression of p (+ extraLags) lags
 *
 * Null hypothesis: the causing series do not Granger-cause the caused ones (C b = 0). Large values reject; W is
 * chi-squared with (causing x caused x p) degrees of freedom, W / degrees F with degrees and k (T - m). In levels of
 * integrated series W of `wald` has no such law; `toda-yamamoto` has, at the price of power.
 *
 * No value: as `vectorAutoregression`, or tested coefficients without a covariance. Cost: that of the autoregression.
 * Source: Luetkepohl (2005), equation 3.6.5; H. Y. Toda, T. Yamamoto (1995), Journal of Econometrics 66, 225-250.
 * Checked against statsmodels 0.15.0 `VARResults.test_causality`.
 *
 * @example
 * const random = new Random(1)
 * const x = Float64Array.from({ length: 300 }, () => random.normal())
 * const y = x.map((_, t) => 0.5 * (x[t - 1] ?? 0) + random.normal())
 * expectValue(granger([y, x], { lags: 2 })).statistic // => 73.16028
 */
export function granger(
  columns: readonly Float64Array[],
  options: GrangerOptions = {},
): Outcome<GrangerResult, VarFault> {
  const { lags = 1, trend = 'c', method = 'wald', causing = [1], caused = [0] } = options
  const extraLags = method === 'wald' ? 0 : (options.extraLags ?? 1)
  invariant(lags >= 1, `without lags nothing can cause anything, got ${lags}`)
  invariant(
    Number.isInteger(extraLags) && extraLags >= 0,
    `extra lags must be a whole number, got ${extraLags}`,
  )
  for (const series of [...causing, ...caused]) {
    invariant(columns[series] !== undefined, `there is no series ${series}`)
  }
  const fit = laggedFit(columns, { lags: lags + extraLags, trend, skipped: 0 })
  if (fit.kind === 'unavailable') return fit
  const statistic = waldStatistic(fit.value, { lags, causing, caused })
  if (statistic === undefined) {
    return unavailable('rank-deficient', 'the tested coefficients have no covariance')
  }
  const degreesOfFreedom = causing.length * caused.length * lags
  const { rows, coefficients } = fit.value.system
  const fStatistic = statistic / degreesOfFreedom
  const fDenominator = columns.length * (rows - coefficients[0]!.length)
  return available({
    test: 'granger',
    method,
    statistic,
    pValue: chiSquaredSurvival(statistic, degreesOfFreedom),
    degreesOfFreedom,
    fStatistic,
    fPValue: fSurvival(fStatistic, { numerator: degreesOfFreedom, denominator: fDenominator }),
    fDenominator,
    causing,
    caused,
    lags,
    extraLags,
    observations: rows,
    nullHypothesis: nullOf(causing, caused),
  })
}

function nullOf(causing: readonly number[], caused: readonly number[]): string {
  const verb = causing.length > 1 ? 'do' : 'does'
  return `series ${named(causing)} ${verb} not Granger-cause series ${named(caused)}`
}

const named = (series: readonly number[]): string => series.map((k) => k + 1).join(', ')

/** Invariant to the units of the series, hence from the scaled fit. */
function waldStatistic(
  { system, trend }: LaggedFit,
  which: Required<Pick<GrangerOptions, 'lags' | 'causing' | 'caused'>>,
): number | undefined {
  const { coefficients, gramInverse, residualProducts, rows } = system
  const first = trendTerms[trend].length
  const tested = which.caused.flatMap((equation) =>
    Array.from({ length: which.lags }, (_, lag) =>
      which.causing.map((series) => ({
        equation,
        regressor: first + lag * coefficients.length + series,
      })),
    ).flat(),
  )
  const size = tested.length
  const degrees = rows - coefficients[0]!.length
  const covariance = zeroMatrix(size, size)
  for (const [j, b] of tested.entries()) {
    for (const [i, a] of tested.entries()) {
      covariance.data[j * size + i] =
        (elementOf(gramInverse, a.regressor, b.regressor) *
          elementOf(residualProducts, a.equation, b.equation)) /
        degrees
    }
  }
  const factor = factorCholesky(covariance)
  if (factor.kind === 'unavailable') return undefined
  const values = Float64Array.from(
    tested,
    ({ equation, regressor }) => coefficients[equation]![regressor]!,
  )
  return solveLower(factor.value, values).reduce((sum, value) => sum + value * value, 0)
}
