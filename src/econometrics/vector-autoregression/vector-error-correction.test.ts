import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { forecastVectorErrorCorrection } from './forecast-vector-error-correction.ts'
import {
  vectorErrorCorrection,
  type VectorErrorCorrectionOptions,
  type VectorErrorCorrectionResult,
} from './vector-error-correction.ts'

interface ErrorCorrectionCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: VectorErrorCorrectionOptions
  readonly expected: Pick<VectorErrorCorrectionResult, (typeof listed)[number]> & {
    readonly logLikelihood: number
    readonly observations: number
    readonly forecast: readonly number[][]
    readonly forecastDeviations: readonly number[][]
  }
}

const listed = [
  'alpha',
  'alphaErrors',
  'beta',
  'betaErrors',
  'gamma',
  'gammaErrors',
  'deterministicCoefficients',
  'deterministicErrors',
  'residualCovariance',
] as const

test.for(goldenCases('vector-autoregression/error-correction') as readonly ErrorCorrectionCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected, options } = golden
    const fit = expectValue(vectorErrorCorrection(golden.series.map(buildSeries), options))
    expect(fit.observations).toBe(expected.observations)
    expectClose(fit.logLikelihood, expected.logLikelihood, statisticTolerance, 'logLikelihood')
    for (const key of listed) {
      expectAllClose(fit[key] ?? [], expected[key] ?? [], statisticTolerance, key)
    }
    const forecast = forecastVectorErrorCorrection(fit, expected.forecast.length)
    expectAllClose(forecast.values, expected.forecast, statisticTolerance, 'forecast')
    expectAllClose(
      forecast.deviations,
      expected.forecastDeviations,
      statisticTolerance,
      'deviation',
    )
  },
)
