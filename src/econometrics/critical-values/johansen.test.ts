import { expect, test } from 'vitest'
import { doornikPValue, doornikQuantile } from './doornik.ts'
import { johansenCriticalValues, tabulatedProbabilities } from './johansen.ts'

const cases = ['none', 'restricted-constant', 'constant', 'restricted-trend', 'trend'] as const
const statistics = ['trace', 'maxEigen'] as const

const limits = cases.flatMap((deterministic) =>
  statistics.flatMap((statistic) =>
    Array.from({ length: 11 }, (_, k) => ({ statistic, deterministic, stochasticTrends: k + 1 })),
  ),
)

test('every table grows along its rows and down its columns', () => {
  for (const tables of ['mhm', 'osterwald-lenum'] as const) {
    for (const limit of limits) {
      const row = johansenCriticalValues(limit, tables).values
      const next = { ...limit, stochasticTrends: limit.stochasticTrends + 1 }
      const below = johansenCriticalValues(next, tables).values
      const grows = row.every((value, k) => value > (row[k - 1] ?? 0) && value < below[k]!)
      // From its last row on a table goes over into Doornik's quantiles, and grows there too.
      expect(grows, `${tables}, ${JSON.stringify(limit)}: ${row.join()} to ${below.join()}`).toBe(
        true,
      )
    }
  }
})

test('where a family has no table the points are quantiles of Doornik and say so', () => {
  for (const deterministic of cases) {
    const limit = { statistic: 'trace', deterministic, stochasticTrends: 2 } as const
    const restricted = deterministic.startsWith('restricted')
    expect(johansenCriticalValues(limit, 'mhm').source).toBe(
      restricted ? 'Doornik (1998) gamma quantiles' : 'MacKinnon-Haug-Michelis (1999)',
    )
    const tabulated = restricted || deterministic === 'constant'
    expect(johansenCriticalValues(limit, 'osterwald-lenum').source).toBe(
      tabulated ? 'Osterwald-Lenum (1992)' : 'Doornik (1998) gamma quantiles',
    )
  }
  const beyond = { statistic: 'trace', deterministic: 'constant', stochasticTrends: 13 } as const
  expect(johansenCriticalValues(beyond, 'mhm').source).toBe('Doornik (1998) gamma quantiles')
})

test('Doornik is within 1.5 % of MacKinnon, Haug and Michelis at 95 %, and 2.5 % at 90 and 99 %', () => {
  for (const deterministic of ['none', 'constant', 'trend'] as const) {
    for (const statistic of statistics) {
      for (let stochasticTrends = 1; stochasticTrends <= 12; stochasticTrends++) {
        const limit = { statistic, deterministic, stochasticTrends }
        const { values } = johansenCriticalValues(limit, 'mhm')
        for (const [k, probability] of tabulatedProbabilities.entries()) {
          const ratio = doornikQuantile(probability, limit) / values[k]!
          expect(Math.abs(ratio - 1)).toBeLessThan(probability === 0.95 ? 0.015 : 0.025)
        }
      }
    }
  }
})

test('Doornik is within 7 % of Osterwald-Lenum in the two restricted cases', () => {
  for (const deterministic of ['restricted-constant', 'restricted-trend'] as const) {
    for (const statistic of statistics) {
      for (let stochasticTrends = 1; stochasticTrends <= 11; stochasticTrends++) {
        const limit = { statistic, deterministic, stochasticTrends }
        const { values } = johansenCriticalValues(limit, 'osterwald-lenum')
        for (const [k, probability] of tabulatedProbabilities.entries()) {
          // Osterwald-Lenum's walks of 400 steps fall short of the limit in large systems.
          const ratio = doornikQuantile(probability, limit) / values[k]!
          expect(Math.abs(ratio - 1)).toBeLessThan(0.07)
        }
      }
    }
  }
})

test('quantile and p-value undo each other', () => {
  for (const deterministic of cases) {
    for (const statistic of statistics) {
      const limit = { statistic, deterministic, stochasticTrends: 3 }
      for (const probability of [0.01, 0.5, 0.95, 0.9999]) {
        const back = 1 - doornikPValue(doornikQuantile(probability, limit), limit)
        expect(Math.abs(back - probability)).toBeLessThan(1e-10)
      }
    }
  }
})

test('the p-value of nothing is 1', () => {
  const limit = { statistic: 'trace', deterministic: 'none', stochasticTrends: 1 } as const
  expect(doornikPValue(0, limit)).toBe(1)
  expect(doornikPValue(Infinity, limit)).toBe(0)
})
