import { bench, describe } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { nestedByMoments, nestedByQr } from './nested-regressions.ts'

describe('all lag orders of one year of hours (8,760 rows, 0 to 37 lags)', () => {
  let level = 0
  const series = noise(1, 8760).map((shock) => (level += shock))
  bench('cross-moments', () => {
    nestedByMoments(series, 'n', 37)
  })
  bench('QR', () => {
    nestedByQr(series, 'n', 37)
  })
})
