import { adf } from '../../src/econometrics/unit-roots/adf.ts'
import { dfgls } from '../../src/econometrics/unit-roots/dfgls.ts'
import { kpss } from '../../src/econometrics/unit-roots/kpss.ts'
import { phillipsPerron } from '../../src/econometrics/unit-roots/phillips-perron.ts'
import { varianceRatio } from '../../src/econometrics/unit-roots/variance-ratio.ts'
import { zivotAndrews } from '../../src/econometrics/unit-roots/zivot-andrews.ts'
import { timeOf, valueOf, type StatsCase } from './stats-case.ts'

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
  {
    test: 'pp',
    golden: ['unit-roots/phillips-perron', 'second order, 500, ct, rho'],
    promised,
    library: ([column], options) => valueOf(phillipsPerron(column!, options)),
  },
  {
    test: 'dfgls',
    golden: ['unit-roots/dfgls', 'moving against itself, 250, ct, tstat'],
    promised,
    library: ([column], options) => valueOf(dfgls(column!, options)),
  },
  {
    test: 'variance-ratio',
    golden: ['unit-roots/variance-ratio', 'reverting, 300, 7, n, robust, overlapping, plain'],
    promised,
    library: ([column], options) => valueOf(varianceRatio(column!, options)),
  },
  {
    test: 'zivot-andrews',
    golden: ['unit-roots/zivot-andrews', 'second order, 500, ct, bic'],
    promised: [...promised, 'breakRow', 'breakTime'],
    library: ([column], options) => {
      const result = valueOf(zivotAndrews(column!, options))
      return { ...result, breakTime: timeOf(result.breakRow) }
    },
  },
]
