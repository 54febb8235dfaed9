import { bench, describe } from 'vitest'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { engleGranger } from '../cointegration/engle-granger.ts'
import { engleGrangerStatistic } from './engle-granger-statistic.ts'

describe('Engle-Granger over 90 days of hours (2,160 rows, AIC over 0 to 26 lags)', () => {
  const [y, x] = [1, 2].map((seed) => {
    let level = 0
    return noise(seed, 2160).map((shock) => (level += shock))
  }) as [Float64Array, Float64Array]
  const statistic = engleGrangerStatistic({ rows: 2160, regressors: 1 })
  bench('statistic of one bootstrap universe', () => {
    statistic(y, [x])
  })
  bench('engleGranger', () => {
    engleGranger(y, [x])
  })
})
