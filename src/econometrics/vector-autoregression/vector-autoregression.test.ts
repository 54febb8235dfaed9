import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { forecastVectorAutoregression } from './forecast-vector-autoregression.ts'
import { lagOrderCriteria, type LagOrderOptions } from './lag-order-criteria.ts'
import { vectorAutoregression, type VectorAutoregressionOptions } from './vector-autoregression.ts'
import { vectorAutoregressionSummary } from './vector-autoregression-summary.ts'

interface FitCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: VectorAutoregressionOptions
  readonly expected: Readonly<
    Record<'logLikelihood' | 'aic' | 'bic' | 'hqic' | 'fpe' | 'observations', number>
  > &
    Readonly<
      Record<'coefficients' | 'standardErrors' | 'residualCovariance' | 'forecast', number[][]>
    > & {
      readonly moduli: readonly number[]
      readonly forecastCovariance: readonly number[][][]
    }
}

test.for(goldenCases('vector-autoregression/fits') as readonly FitCase[])(
  'agrees with statsmodels: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const fit = expectValue(vectorAutoregression(golden.series.map(buildSeries), golden.options))
    for (const key of ['logLikelihood', 'aic', 'bic', 'hqic', 'fpe', 'observations'] as const) {
      expectClose(fit[key], expected[key], statisticTolerance, key)
    }
    for (const key of ['coefficients', 'standardErrors', 'residualCovariance'] as const) {
      expectAllClose(fit[key], expected[key], statisticTolerance, key)
    }
    const moduli = fit.roots.map(({ modulus }) => modulus)
    expectAllClose(moduli, expected.moduli, statisticTolerance, 'roots')
    const forecast = forecastVectorAutoregression(fit, expected.forecast.length)
    expectAllClose(forecast.values, expected.forecast, statisticTolerance, 'forecast')
    expectAllClose(forecast.covariances, expected.forecastCovariance, statisticTolerance, 'error')
  },
)

interface OrderCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: LagOrderOptions
  readonly expected: {
    readonly values: Readonly<Record<'aic' | 'bic' | 'hqic' | 'fpe', readonly number[]>>
    readonly chosen: Readonly<Record<'aic' | 'bic' | 'hqic' | 'fpe', number>>
  }
}

test.for(goldenCases('vector-autoregression/orders') as readonly OrderCase[])(
  'weighs lag orders as statsmodels does: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const columns = golden.series.map(buildSeries)
    const orders = expectValue(lagOrderCriteria(columns, golden.options))
    for (const name of ['aic', 'bic', 'hqic', 'fpe'] as const) {
      expectAllClose(orders.values[name], golden.expected.values[name], statisticTolerance, name)
      expect(orders.chosen[name]).toBe(golden.expected.chosen[name])
    }
    const options = { ...golden.options, criterion: 'bic' as const }
    expect(expectValue(vectorAutoregression(columns, options)).lags).toBe(orders.chosen.bic)
  },
)

const pair = (length: number): Float64Array[] => {
  const x = noise(690, length)
  return [x.map((value, t) => 0.5 * (x[t - 1] ?? 0) + value + noise(691, length)[t]!), x]
}

test('scales with the units of each series', () => {
  const [y, x] = pair(120)
  const reference = expectValue(vectorAutoregression([y!, x!], { lags: 2, trend: 'ct' }))
  const scaled = expectValue(
    vectorAutoregression([y!.map((value) => value * 1e90), x!.map((value) => value * 1e-90)], {
      lags: 2,
      trend: 'ct',
    }),
  )
  expectClose(scaled.coefficients[0]![3], reference.coefficients[0]![3]! * 1e180, 1e-10, 'b')
  expectClose(scaled.standardErrors[1]![2], reference.standardErrors[1]![2]! * 1e-180, 1e-10, 's')
  expectClose(scaled.logLikelihood, reference.logLikelihood, 1e-10, 'log-likelihood')
})

test('warns of levels that do not forget, and forecasts them all the same', () => {
  let level = 0
  const x = noise(692, 200).map((value) => (level += value + 0.5))
  const fit = expectValue(vectorAutoregression([x, noise(693, 200)], { lags: 1, trend: 'n' }))
  expect(fit.warnings.map(({ kind }) => kind)).toEqual(['unstable'])
  expect(forecastVectorAutoregression(fit, 2).deviations[1]![0]).toBeGreaterThan(1)
})

const reason = (columns: Float64Array[], options?: VectorAutoregressionOptions): string => {
  const outcome = vectorAutoregression(columns, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is no fit', () => {
  const [y, x] = pair(30)
  expect(reason([new Float64Array(0)])).toBe('too-few-rows')
  expect(reason([y!.slice(0, 8), x!.slice(0, 8)], { lags: 3 })).toBe('too-few-rows')
  expect(reason([y!.slice(0, 8), x!.slice(0, 8)], { criterion: 'aic', maxLags: 5 })).toBe(
    'too-few-rows',
  )
  expect(reason([y!, new Float64Array(30).fill(2)])).toBe('constant-series')
  expect(reason([y!, x!.with(4, Number.NaN)])).toBe('not-finite')
  expect(reason([y!, y!])).toBe('rank-deficient')
  expect(reason([y!, x!], { lags: 0 })).toBe('a value')
})

test('prints an equation a series, with its estimates', () => {
  const fit = expectValue(vectorAutoregression(pair(100), { lags: 2 }))
  const { tables, title } = vectorAutoregressionSummary(fit)
  expect(title).toBe('Vector autoregression of 2 lags')
  expect(tables[1]!.rows[2]!.slice(0, 3)).toEqual([
    'L1.y2',
    fit.coefficients[1]![2],
    fit.standardErrors[1]![2],
  ])
  expect(tables.map((table) => table.title)).toContain('Roots')
})

test('a vector autoregression of one series on nothing has its variance', () => {
  const series = noise(730, 50)
  const fit = expectValue(vectorAutoregression([series], { lags: 0, trend: 'n' }))
  const squares = series.reduce((sum, value) => sum + value * value, 0)
  expect(fit.coefficients).toEqual([[]])
  expectClose(fit.residualCovariance[0]![0], squares / 50, 1e-12, 'variance')
})
