import { adf } from '../../src/econometrics/unit-roots/adf.ts'
import { kpss } from '../../src/econometrics/unit-roots/kpss.ts'
import { valueOf, type StatsCase } from './stats-case.ts'

const promised = [
  'test',
  'statistic',
  'pValue',
  'lags',
  'observations',
  'criticalValues',
  'nullHypothesis',
]

export const unitRootCases: readonly StatsCase[] = [
  {
    test: 'adf',
    golden: ['adf', 'mean reversion of 1000, ct, tstat'],
    promised,
    library: ([column], options) => valueOf(adf(column!, options)),
  },
  {
    test: 'adf',
    golden: ['adf', 'fixed lags 7'],
    promised,
    library: ([column], options) => valueOf(adf(column!, options)),
  },
  {
    test: 'kpss',
    golden: ['kpss', 'reverting around a trend, 1000, ct, legacy'],
    promised,
    library: ([column], options) => valueOf(kpss(column!, options)),
  },
]
