import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { breakRegression } from './break-regression.ts'
import { breakSearch, type BreakSearch, type ChosenBreak } from './break-search.ts'

/** The slow twin: one QR a break. */
function oneRegressionABreak(series: Float64Array, search: BreakSearch): ChosenBreak {
  const { trend, lags, first, last } = search
  const all = Array.from({ length: last - first + 1 }, (_, k) => {
    const found = expectValue(breakRegression(series, { trend, lags, row: first + k }))
    return { ...found, row: first + k }
  })
  return all.reduce((best, next) => (next.statistic < best.statistic ? next : best))
}

const walk = (seed: number, length: number): Float64Array => {
  let level = 0
  return noise(seed, length).map((shock) => (level += shock))
}

const searches = (['c', 't', 'ct'] as const).flatMap((trend) =>
  [0, 1, 5].map((lags): BreakSearch => ({ trend, lags, first: lags + 4, last: 117 })),
)

test.for(searches)('finds what one regression a break finds: $trend, $lags lags', (search) => {
  const { lags } = search
  const jumping = noise(601 + lags, 120).map((shock, t) => shock + (t > 50 ? 3 : 0))
  for (const series of [walk(600, 120), jumping, jumping.map((value) => value + 1e6)]) {
    const found = expectValue(breakSearch(series, search))
    const slow = oneRegressionABreak(series, search)
    expect(found.row).toBe(slow.row)
    expect(found.observations).toBe(slow.observations)
    // A level of 1e6 leaves ten digits of a noise of 1 in the data; the fast path keeps eleven.
    expectClose(found.statistic, slow.statistic, 1e-9, 'statistic')
  }
})

test('a break that is the trend itself has no regression', () => {
  const series = walk(602, 60)
  const search = { trend: 't', lags: 0, first: 2, last: 40 } as const
  const outcome = breakSearch(series, search)
  expect(outcome.kind === 'unavailable' && outcome.reason).toBe('rank-deficient')
})

test('a series with nothing but a break is a perfect fit, not an infinite statistic', () => {
  let level = 100
  const series = Float64Array.from({ length: 60 }, (_, t) => {
    level = 0.5 * level + (t > 30 ? 3.5 : 0)
    return level
  })
  const outcome = breakSearch(series, { trend: 'c', lags: 0, first: 10, last: 50 })
  expect(outcome.kind === 'unavailable' && outcome.reason).toBe('perfect-fit')
})
