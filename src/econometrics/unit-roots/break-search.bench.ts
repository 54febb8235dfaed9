import { bench, describe } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { breakRegression } from './break-regression.ts'
import { breakSearch } from './break-search.ts'

describe('all breaks of 2,000 rows (1,401, level and slope, 8 lags)', () => {
  let level = 0
  const series = noise(1, 2000).map((shock) => (level += shock))
  const search = { trend: 'ct', lags: 8, first: 301, last: 1700 } as const
  bench('sums to the end', () => {
    breakSearch(series, search)
  })
  // Two seconds a time: a few are enough.
  bench(
    'one regression a break',
    () => {
      for (let row = search.first; row <= search.last; row++) {
        breakRegression(series, { ...search, row })
      }
    },
    { time: 0, iterations: 3, warmupTime: 0, warmupIterations: 1 },
  )
})
