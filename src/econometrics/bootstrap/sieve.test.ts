import { expect, test } from 'vitest'
import {
  expectAllClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { fitSieve, recolour, type SieveOptions } from './sieve.ts'

interface GoldenCase {
  readonly name: string
  readonly columns: readonly Recipe[]
  readonly options: SieveOptions
  readonly expected: {
    readonly order: number
    readonly coefficients: readonly (readonly number[])[]
  }
}

test.for(goldenCases('bootstrap/sieve') as readonly GoldenCase[])(
  'agrees with ar of R: $name',
  ({ columns, options, expected }) => {
    const sieve = expectValue(fitSieve(columns.map(buildSeries), options))
    expect(sieve.order).toBe(expected.order)
    const found = sieve.coefficients.map((matrix) => Array.from(matrix))
    expectAllClose(found, expected.coefficients, statisticTolerance, 'coefficients')
  },
)

const pair = (): Float64Array[] => {
  const first = buildSeries(
    (goldenCases('bootstrap/sieve') as readonly GoldenCase[])[1]!.columns[0]!,
  )
  const own = noise(77, first.length)
  return [first, first.map((value, t) => 1e-6 * (0.3 * value + own[t]!))]
}

test('the innovations recoloured are the data again', () => {
  const columns = pair()
  const { coefficients, innovations } = expectValue(fitSieve(columns, { order: 3 }))
  const back = innovations.map((column) => column.slice())
  recolour(coefficients, back)
  for (const [k, column] of columns.entries()) {
    const size = Math.max(...column.map(Math.abs))
    for (const [t, value] of column.entries()) {
      expect(Math.abs(back[k]![t]! - value)).toBeLessThan(1e-12 * size)
    }
  }
})

test('does not depend on the units of the columns', () => {
  const columns = pair()
  const reference = expectValue(fitSieve(columns))
  const scaled = expectValue(
    fitSieve(columns.map((column) => column.map((value) => value * 1e180))),
  )
  expect(scaled.order).toBe(reference.order)
  expect(scaled.coefficients.length).toBeGreaterThan(0)
  expectAllClose(
    scaled.coefficients.map((matrix) => Array.from(matrix)),
    reference.coefficients.map((matrix) => Array.from(matrix)),
    1e-9,
    'coefficients',
  )
})

test('a shock dies out, even where the series is a walk', () => {
  let level = 0
  const walk = noise(5, 300).map((value) => (level += value))
  const { coefficients } = expectValue(fitSieve([walk]))
  const response = new Float64Array(20_000)
  response[0] = 1
  recolour(coefficients, [response])
  expect(Math.abs(response.at(-1)!)).toBeLessThan(1e-6)
})

const reason = (columns: readonly Float64Array[]): string => {
  const outcome = fitSieve(columns)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why columns cannot be fitted', () => {
  const column = noise(1, 60)
  expect(reason([noise(1, 7)])).toBe('too-few-rows')
  expect(reason([new Float64Array(60)])).toBe('constant-series')
  expect(reason([column.slice().fill(Infinity, 4, 5)])).toBe('not-finite')
  expect(reason([column, column.map((value) => 2 * value)])).toBe('rank-deficient')
  expect(reason([column, noise(2, 60)])).toBe('a value')
})
