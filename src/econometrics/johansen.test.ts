import { expect, test } from 'vitest'
import {
  expectAllClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../fixtures/econometrics/series.ts'
import { expectValue } from '../math/outcome.ts'
import { johansen, type JohansenOptions, type JohansenResult } from './johansen.ts'

interface GoldenCase {
  readonly test?: string
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: JohansenOptions
  readonly expected: Readonly<Record<string, readonly number[]>>
}

const run = (golden: GoldenCase, options: JohansenOptions = {}): JohansenResult =>
  expectValue(johansen(golden.series.map(buildSeries), { ...golden.options, ...options }))

test.for(goldenCases('johansen') as readonly GoldenCase[])(
  'agrees with statsmodels under compat: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = run(golden, { compat: 'statsmodels' })
    expect(result.observations).toBe(expected['observations'])
    for (const field of ['eigenvalues', 'trace', 'maxEigen'] as const) {
      expectAllClose(result[field], expected[field]!, statisticTolerance, field)
    }
    expect(result.traceCritical).toEqual(expected['traceCritical'])
    expect(result.maxEigenCritical).toEqual(expected['maxEigenCritical'])
    // Theirs carry one common sign. An eigenvector is as exact as its eigenvalue is apart from the next.
    for (const [k, vector] of (expected['eigenvectors'] as unknown as number[][]).entries()) {
      const sign = Math.sign(vector[0]!)
      expectAllClose(
        result.eigenvectors[k]!,
        vector.map((value) => sign * value),
        1e-6,
        `vector ${k}`,
      )
    }
  },
)

test.for(
  (goldenCases('r') as readonly GoldenCase[]).filter((golden) => golden.test === 'johansen'),
)('agrees with ca.jo of R: $name', (golden, context) => {
  needsSeries(golden.series, context)
  const { expected } = golden
  const result = run(golden, { tables: 'osterwald-lenum' })
  // ca.jo forms and inverts moment matrices about zero, which squares the condition: on log prices that move
  // together (condition 1e5) it keeps 7 digits, where statsmodels and ours agree to 8 and more.
  const tolerance = golden.series[0]!.kind === 'real' ? 1e-6 : statisticTolerance
  for (const field of ['eigenvalues', 'trace', 'maxEigen'] as const) {
    expectAllClose(result[field], expected[field]!, tolerance, field)
  }
  expect(result.traceCritical.flat()).toEqual(expected['traceCritical'])
  expect(result.maxEigenCritical.flat()).toEqual(expected['maxEigenCritical'])
  expect(result.criticalValueSource).toBe('Osterwald-Lenum (1992)')
  // ca.jo makes the first coefficient 1; its restricted trend counts from its own first row.
  const first = result.eigenvectors[0]!
  const scale = first[0]!
  expectAllClose(
    first.map((value) => value / scale),
    expected['firstVector']!,
    1e-6,
    'vector',
  )
  expectAllClose(
    result.loadings[0]!.map((value) => value * scale),
    expected['firstLoadings']!,
    1e-6,
    'loadings',
  )
})

test.for(goldenCases('gretl') as readonly GoldenCase[])(
  'agrees with coint2 of gretl: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = run(golden)
    // gretl forms moment matrices, which squares the condition of nearly collinear prices.
    expectAllClose(result.trace, expected['trace']!, 1e-7, 'trace')
    expectAllClose(result.maxEigen, expected['maxEigen']!, 1e-7, 'maxEigen')
    for (const [rank, printed] of expected['tracePValuesPrinted']!.entries()) {
      // Four digits behind the point are all gretl prints of these.
      expect(Math.abs(result.tracePValues[rank]! - printed)).toBeLessThanOrEqual(0.5001e-4)
    }
    expectAllClose(
      result.maxEigenPValues,
      expected['maxEigenPValues']!,
      pValueTolerance,
      'maxEigenPValues',
    )
  },
)

test('Kraken BTC-USD and BTC-USDT, minutes of March 2023: traces 27.0257 and 0.2194, one relation', (context) => {
  const golden = (goldenCases('johansen') as readonly GoldenCase[]).find(({ name }) =>
    name.includes('March 2023'),
  )!
  needsSeries(golden.series, context)
  const result = run(golden)
  expect(result.trace.map((value) => value.toFixed(4))).toEqual(['27.0257', '0.2194'])
  expect(result.rank).toEqual({ trace: 1, maxEigen: 1 })
})
