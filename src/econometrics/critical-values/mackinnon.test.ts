import { expect, test } from 'vitest'
import { expectAllClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import type { Trend } from '../trend.ts'
import { mackinnonCriticalValues, mackinnonPValue } from './mackinnon.ts'

interface GoldenCase {
  readonly trend: Trend
  readonly statistics: readonly number[]
  /** By series, then by statistic. */
  readonly pValues: readonly (readonly number[])[]
  readonly observations: readonly number[]
  /** By series, by observations, then 1, 5, 10 %. */
  readonly criticalValues: readonly (readonly (readonly number[])[])[]
}

const golden = goldenCases('mackinnon') as readonly GoldenCase[]

test.for(golden)('p-values agree with statsmodels, 1 to 6 series: trend $trend', (entry) => {
  expect(entry.pValues.length).toBe(6)
  for (const [k, expected] of entry.pValues.entries()) {
    const found = entry.statistics.map((value) => mackinnonPValue(value, entry.trend, k + 1))
    // Down to 1e-200 at tau = -19, where the last digit of tau counts 1e3 times in the p-value.
    expectAllClose(found, expected, 1e-10, `${k + 1} series`)
  }
})

test.for(golden)('critical values agree with statsmodels: trend $trend', (entry) => {
  expect(entry.criticalValues.length).toBe(entry.trend === 'n' ? 1 : 12)
  for (const [k, rows] of entry.criticalValues.entries()) {
    const found = entry.observations.map((observations) =>
      Object.values(
        mackinnonCriticalValues({
          trend: entry.trend,
          seriesCount: k + 1,
          observations,
          compat: 'statsmodels',
        }),
      ),
    )
    expectAllClose(found, rows, 1e-13, `${k + 1} series`)
  }
})

test('the 1 % value of a pair is the one two million simulations found, not the slip of the references', () => {
  const question = { trend: 'c', seriesCount: 2, observations: 25 } as const
  const simulated = -4.3703 // the 5 and 10 % rows agree with the same simulation to 0.0004
  const ours = mackinnonCriticalValues(question)['1%']
  const theirs = mackinnonCriticalValues({ ...question, compat: 'statsmodels' })['1%']
  expect(Math.abs(ours - simulated)).toBeLessThan(0.0005)
  expect(Math.abs(theirs - simulated)).toBeGreaterThan(0.017)
})

test('p-values grow with the statistic, end at 0 and 1, and jump little where the polynomials meet', () => {
  for (const trend of ['n', 'c', 'ct', 'ctt'] as const) {
    for (let seriesCount = 1; seriesCount <= 6; seriesCount++) {
      let before = mackinnonPValue(-60, trend, seriesCount)
      expect(before).toBe(0)
      for (let tau = -12; tau <= 4; tau += 0.01) {
        const p = mackinnonPValue(tau, trend, seriesCount)
        // The two fits overlap to the third digit only: a step back of 0.002 is in the paper's numbers.
        expect(p).toBeGreaterThan(before - 0.002)
        before = p
      }
      expect(mackinnonPValue(50, trend, seriesCount)).toBeGreaterThan(0.999)
    }
  }
})

test('what nobody tabulated is NaN', () => {
  expect(mackinnonPValue(-3, 'c', 7)).toBeNaN()
  expect(mackinnonPValue(Number.NaN, 'c', 1)).toBeNaN()
  expect(mackinnonPValue(-Infinity, 'c', 2)).toBe(0)
  expect(mackinnonPValue(Infinity, 'n', 1)).toBe(1)
  expect(mackinnonCriticalValues({ trend: 'n', seriesCount: 2, observations: 100 })['5%']).toBeNaN()
  expect(
    mackinnonCriticalValues({ trend: 'c', seriesCount: 13, observations: 100 })['5%'],
  ).toBeNaN()
})

test('without end of observations the critical value is the first coefficient', () => {
  expect(mackinnonCriticalValues({ trend: 'c', seriesCount: 1, observations: Infinity })).toEqual({
    '1%': -3.43035,
    '5%': -2.86154,
    '10%': -2.56677,
  })
})
