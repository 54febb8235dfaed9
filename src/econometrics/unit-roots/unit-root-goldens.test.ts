import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue, type Outcome } from '../../math/outcome.ts'
import { adf } from './adf.ts'
import { dfgls } from './dfgls.ts'
import { kpss } from './kpss.ts'
import { lagOrder } from './lag-order.ts'
import { phillipsPerron } from './phillips-perron.ts'
import { varianceRatio } from './variance-ratio.ts'
import { zivotAndrews } from './zivot-andrews.ts'

interface GoldenCase {
  readonly name: string
  readonly test?: string
  readonly series: Recipe
  readonly options: object
  readonly expected: Readonly<Record<string, unknown>>
}

type Estimator = (series: Float64Array, options: object) => Outcome<object, string>

// Both packages' special functions and interpolations are good to 1e-9 and better; arch rounds nothing.
const pValueTolerance = 1e-8

const files: readonly (readonly [string, string, Estimator])[] = [
  ['phillips-perron', 'arch', phillipsPerron],
  ['dfgls', 'arch', dfgls],
  ['variance-ratio', 'arch', varianceRatio],
  ['zivot-andrews', 'statsmodels', zivotAndrews],
]

for (const [file, reference, estimate] of files) {
  test.for(goldenCases(`unit-roots/${file}`) as readonly GoldenCase[])(
    `${file} agrees with ${reference}: $name`,
    ({ series, options, expected }, context) => {
      needsSeries([series], context)
      expectAgreement(expectValue(estimate(buildSeries(series), options)), expected)
    },
  )
}

test.for(goldenCases('unit-roots/arch') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ test: which, series, options, expected }, context) => {
    needsSeries([series], context)
    const values = buildSeries(series)
    // KPSS: statsmodels' table and rules are followed, arch has surfaces and another automatic bandwidth of its own.
    const { statistic, lags } = expected
    if (which === 'kpss') {
      const same = expectValue(kpss(values, { ...options, lags: lags as number }))
      expectClose(same.statistic, statistic as number, statisticTolerance, 'statistic')
      return
    }
    const estimate: Estimator = which === 'adf' ? adf : zivotAndrews
    expectAgreement(expectValue(estimate(values, options)), expected)
  },
)

/** arch divides by rows where statsmodels and `adf` divide by degrees of freedom, and finds 11 lags instead of 10. */
const archLags: Estimator = (series) => {
  const search = { trend: 'c', criterion: 'tstat', variancePer: 'row', maxLags: 15 } as const
  const lags = expectValue(lagOrder(series, search))
  expect(expectValue(adf(series, { criterion: 'tstat' })).lags).toBe(10)
  return { kind: 'value', value: { lags } }
}

const estimators: Readonly<Record<string, Estimator>> = {
  adf,
  "adf with arch's t rule": archLags,
  kpss,
  pp: phillipsPerron,
  dfgls,
}

// Stata, where most were printed, keeps its data in single precision: 3e-7 of a logarithm of 5 is 3e-5 of its change.
const printedTolerance = 2e-5

test.for(goldenCases('unit-roots/published') as readonly GoldenCase[])(
  'gives what was printed: $name',
  ({ test: which, series, options, expected }) => {
    const result = expectValue(estimators[which!]!(buildSeries(series), options))
    for (const [field, value] of Object.entries(expected)) {
      const found = (result as Readonly<Record<string, unknown>>)[field] as number
      const tolerance = Number.isInteger(value) ? 0 : printedTolerance
      expectClose(found, value as number, tolerance, field)
    }
  },
)

interface RCase extends GoldenCase {
  readonly options: { readonly lags: number; readonly trend: 'c' | 'ct' }
  readonly expected: Readonly<Record<'statistic' | 'uncorrected' | 'lags' | 'breakRow', number>>
}

const rCases = (which: string): readonly RCase[] =>
  (goldenCases('unit-roots/r') as readonly RCase[]).filter((golden) => golden.test === which)

test.for(rCases('pp'))(
  'Phillips-Perron agrees with pp.test of R at its lags: $name',
  ({ series, options, expected }, context) => {
    needsSeries([series], context)
    const result = expectValue(
      phillipsPerron(buildSeries(series), { ...options, lags: expected.lags }),
    )
    // R writes n^6 for n^4 (n^2 - 1): its correction is larger by that, of tau by the root of it.
    const excess = 1 - 1 / result.observations ** 2
    const share = result.statisticKind === 'rho' ? excess : Math.sqrt(excess)
    const correction = expected.statistic - expected.uncorrected
    expectClose(
      result.statistic,
      expected.uncorrected + share * correction,
      statisticTolerance,
      'statistic',
    )
  },
)

test.for(rCases('dfgls'))(
  'DF-GLS agrees with ur.ers of R: $name',
  ({ series, options, expected }, context) => {
    needsSeries([series], context)
    const { statistic } = expectValue(dfgls(buildSeries(series), options))
    expectClose(statistic, expected.statistic, statisticTolerance, 'statistic')
  },
)

test.for(rCases('zivot-andrews'))(
  'Zivot-Andrews agrees with ur.za of R: $name',
  ({ series, options, expected }, context) => {
    needsSeries([series], context)
    const result = expectValue(zivotAndrews(buildSeries(series), options))
    expectClose(result.statistic, expected.statistic, statisticTolerance, 'statistic')
    // statsmodels, which is followed, counts a break of the slope alone one row later.
    expect(result.breakRow).toBe(expected.breakRow + (result.trend === 't' ? 1 : 0))
  },
)

function expectAgreement(result: object, expected: Readonly<Record<string, unknown>>): void {
  const found = result as Readonly<Record<string, unknown>>
  for (const [field, value] of Object.entries(expected)) {
    if (field === 'criticalValues') {
      const levels = Object.keys(value as object)
      const ours = levels.map((level) => (found[field] as Record<string, number>)[level])
      expectAllClose(ours, Object.values(value as object), 1e-9, field)
    } else if (field === 'pValue') {
      // Absolute: of a p-value of 1e-20 nobody reads the digits.
      expectClose(1 + (found[field] as number), 1 + (value as number), pValueTolerance, field)
    } else {
      const tolerance = Number.isInteger(value) ? 0 : statisticTolerance
      expectClose(found[field] as number, value as number, tolerance, field)
    }
  }
}
