import { expect, test } from 'vitest'
import { expectAllClose, expectClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { dickeyFullerGls } from './dickey-fuller-gls.ts'
import { dickeyFullerRho } from './dickey-fuller-rho.ts'
import { interpolated } from './interpolated.ts'
import { type ResponseSurface, surfaceCriticalValues, surfacePValue } from './response-surface.ts'
import { zivotAndrewsQuantiles } from './zivot-andrews-quantiles.ts'

interface SurfaceCase {
  readonly law: 'adf-z' | 'dfgls' | 'zivot-andrews'
  readonly trend: 'n' | 'c' | 't' | 'ct'
  readonly statistics: readonly number[]
  readonly pValues: readonly number[]
  /** null for infinitely many rows. */
  readonly lengths: readonly (number | null)[]
  readonly criticalValues: readonly (readonly number[])[]
}

const cases = goldenCases('unit-roots/surfaces') as readonly SurfaceCase[]
const surfaceOf = ({ law, trend }: SurfaceCase): ResponseSurface =>
  law === 'adf-z'
    ? dickeyFullerRho[trend as 'n' | 'c' | 'ct']
    : dickeyFullerGls[trend as 'c' | 'ct']

test.for(cases.filter(({ law }) => law !== 'zivot-andrews'))(
  'p-values and critical values are those of arch: $law, $trend',
  (golden) => {
    const surface = surfaceOf(golden)
    for (const [k, statistic] of golden.statistics.entries()) {
      // Absolute: of a p-value of 1e-20 nobody reads the digits.
      expectClose(
        1 + surfacePValue(statistic, surface),
        1 + golden.pValues[k]!,
        1e-12,
        `${statistic}`,
      )
    }
    const ours = golden.lengths.map((rows) =>
      Object.values(surfaceCriticalValues(surface, rows ?? Infinity)),
    )
    expectAllClose(ours, golden.criticalValues, 1e-12, 'critical values')
  },
)

test.for(cases.filter(({ law }) => law !== 'zivot-andrews'))(
  'a statistic at its asymptotic critical value has that p-value: $law, $trend',
  (golden) => {
    const surface = surfaceOf(golden)
    const critical = surfaceCriticalValues(surface, Infinity)
    // Two fits of the same simulations: they differ by a tenth of the level where its tail is thin.
    expectClose(surfacePValue(critical['1%'], surface), 0.01, 0.1, '1%')
    expectClose(surfacePValue(critical['5%'], surface), 0.05, 0.05, '5%')
    expectClose(surfacePValue(critical['10%'], surface), 0.1, 0.05, '10%')
    // The jump its docstring owns to: 0.033 for rho without a constant, less for the others.
    const beside = surfacePValue(surface.star + 1e-9, surface)
    expect(Math.abs(surfacePValue(surface.star - 1e-9, surface) - beside)).toBeLessThan(0.033)
  },
)

test.for(cases.filter(({ law }) => law === 'zivot-andrews'))(
  'the quantiles of Zivot and Andrews are those of arch: $trend',
  ({ trend, statistics, pValues, criticalValues }) => {
    const table = zivotAndrewsQuantiles[trend as 'c' | 't' | 'ct']
    const ours = statistics.map((statistic) => interpolated(table, statistic, 1) / 100)
    expectAllClose(ours, pValues, 1e-12, 'p-values')
    const critical = [1, 5, 10].map((level) => interpolated(table, level, 0))
    expectAllClose(critical, criticalValues[0]!, 1e-12, 'critical values')
  },
)

test('beyond a table its edge is the answer, and NaN stays NaN', () => {
  const table = [
    [1, 10],
    [2, 20],
    [4, 30],
  ] as const
  expect(interpolated(table, 0, 0)).toBe(10)
  expect(interpolated(table, 9, 0)).toBe(30)
  expect(interpolated(table, 25, 1)).toBe(3)
  expect(surfacePValue(Number.NaN, dickeyFullerGls.c)).toBeNaN()
  expect(surfacePValue(-1e3, dickeyFullerGls.c)).toBe(0)
  expect(surfacePValue(1e3, dickeyFullerGls.c)).toBe(1)
})
