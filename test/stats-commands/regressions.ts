import { ccr, type CcrResult } from '../../src/econometrics/cointegration/ccr.ts'
import { dols, type DolsResult } from '../../src/econometrics/cointegration/dols.ts'
import { fmols, type FmolsResult } from '../../src/econometrics/cointegration/fmols.ts'
import { halfLife } from '../../src/econometrics/mean-reversion/half-life.ts'
import { durbinWatson } from '../../src/econometrics/regression/durbin-watson.ts'
import { leastSquares } from '../../src/econometrics/regression/least-squares.ts'
import { slopesTest } from '../../src/econometrics/regression/slopes-test.ts'
import { totalLeastSquares } from '../../src/econometrics/regression/total-least-squares.ts'
import { kalmanHedgeRatio } from '../../src/econometrics/state-space/kalman-hedge-ratio.ts'
import { normalSurvival } from '../../src/math/distributions/normal.ts'
import { studentTSurvival } from '../../src/math/distributions/student-t.ts'
import type { Outcome } from '../../src/math/outcome.ts'
import { optionsOf, valueOf, type StatsCase } from './stats-case.ts'

const promised = ['estimator', 'hedgeRatio', 'intercept', 'coefficients', 'halfLifeBars']
const judged = [...promised, 'standardErrors', 'tValues', 'pValues', 'rSquared']

interface ErrorsGolden {
  readonly durbinWatson: number
  readonly byErrors: readonly Readonly<Record<string, unknown>>[]
}

function olsCase(errors: 'classical' | 'hc3'): StatsCase {
  return {
    test: 'regress',
    golden: ['regression/errors', '3 columns, 150 rows'],
    promised: judged,
    options: ['--errors', errors],
    library: ([y, ...xs]) => {
      const fit = valueOf(leastSquares(y!, xs, { errors }))
      const tail = (size: number): number =>
        errors === 'hc3' ? normalSurvival(size) : studentTSurvival(size, 146)
      return {
        ...fit,
        estimator: 'ols',
        hedgeRatio: fit.coefficients.slice(0, -1),
        intercept: fit.coefficients.at(-1),
        pValues: fit.tValues.map((t) => 2 * tail(Math.abs(t))),
        slopesTest: slopesTest(fit),
        durbinWatson: durbinWatson(fit.residuals),
        ...reversion(fit.residuals),
      }
    },
    expected: (golden: ErrorsGolden) => {
      const { coefficients, standardErrors, fStatistic } = golden.byErrors.find(
        (each) => each['errors'] === errors && each['source'] === 'statsmodels',
      )!
      const { durbinWatson: statistic } = golden
      return {
        coefficients,
        standardErrors,
        slopesTest: { statistic: fStatistic },
        durbinWatson: statistic,
      }
    },
  }
}

// Not their p-values: arch has 0 where the tail is 1e-17.
const long = ['coefficients', 'standardErrors', 'tValues', 'rSquared', 'longRunVariance']

type LongRun = DolsResult | FmolsResult | CcrResult

function longRunCase(estimator: 'dols' | 'fmols' | 'ccr', name: string): StatsCase {
  const estimate: (...given: Parameters<typeof dols>) => Outcome<LongRun, string> = {
    dols,
    fmols,
    ccr,
  }[estimator]
  return {
    test: 'regress',
    golden: [`cointegrating-regression/${estimator}`, name],
    promised: judged,
    options: ['--estimator', estimator, '--trend', name.includes(': ct') ? 'ct' : 'c'],
    library: ([y, ...xs], options) => {
      const result = valueOf(estimate(y!, xs, options))
      const residuals = result.model === 'dols' ? offRelation(y!, xs, result) : result.residuals
      return { ...result, estimator, ...reversion(residuals) }
    },
    expected: (golden: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(long.map((field) => [field, golden[field]])),
  }
}

/** y less hedge ratios, constant and trend, whose t is 1 in the first row that dynamic least squares uses. */
function offRelation(
  y: Float64Array,
  xs: readonly Float64Array[],
  { hedgeRatio, intercept, coefficients, lags, trend }: DolsResult,
): Float64Array {
  const slope = trend === 'ct' ? coefficients.at(-1)! : 0
  return y.map((value, row) => {
    const explained = xs.reduce((sum, x, k) => sum + hedgeRatio[k]! * x[row]!, 0)
    return value - explained - (intercept! + slope * (row - lags))
  })
}

export const regressionCases: readonly StatsCase[] = [
  olsCase('classical'),
  olsCase('hc3'),
  longRunCase('dols', 'two regressors, 400: ct, bic'),
  longRunCase('fmols', 'walks of their own, 200: ct'),
  longRunCase('ccr', 'two regressors, 400: c'),
  {
    test: 'regress',
    golden: ['r', 'related pair'],
    promised,
    options: ['--estimator', 'tls'],
    library: ([y, x]) => {
      const { hedgeRatio, intercept, ...rest } = valueOf(totalLeastSquares(y!, x!))
      const residuals = y!.map((value, row) => value - intercept - hedgeRatio * x![row]!)
      return {
        ...rest,
        estimator: 'tls',
        hedgeRatio: [hedgeRatio],
        intercept,
        coefficients: [hedgeRatio, intercept],
        trend: 'c',
        warnings: [],
        ...reversion(residuals),
      }
    },
    expected: ({ slope, intercept }: Readonly<Record<string, readonly number[]>>) => ({
      hedgeRatio: slope,
      intercept: intercept![0],
    }),
  },
  {
    test: 'kalman',
    golden: ['state-space/hedge-ratio', 'cointegrated pair, walk'],
    promised: ['hedgeRatio', 'hedgeRatioDeviation', 'variances', 'memoryBars', 'converged'],
    options: optionsOf({ intercept: 'walk' }),
    library: ([y, x]) => {
      const result = valueOf(kalmanHedgeRatio(y!, x!))
      return {
        ...result,
        hedgeRatio: result.filteredHedgeRatios.at(-1),
        hedgeRatioDeviation: result.filteredDeviations.at(-1),
        interceptModel: 'walk',
        lastIntercept: result.filteredIntercepts.at(-1),
      }
    },
    // The top of a likelihood is flat: its height is known far better than its place.
    expected: ({ logLikelihood }: { readonly logLikelihood: number }) => ({ logLikelihood }),
  },
]

function reversion(residuals: Float64Array): object {
  const { phi: _, ...speeds } = valueOf(halfLife(residuals))
  return speeds
}
