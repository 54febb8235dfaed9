import { engleGranger } from '../../src/econometrics/cointegration/engle-granger.ts'
import { gregoryHansen } from '../../src/econometrics/cointegration/gregory-hansen.ts'
import { johansen } from '../../src/econometrics/cointegration/johansen.ts'
import {
  phillipsOuliaris,
  type PhillipsOuliarisOptions,
} from '../../src/econometrics/cointegration/phillips-ouliaris.ts'
import { optionsOf, timeOf, valueOf, type StatsCase } from './stats-case.ts'

const promised = ['test', 'statistic', 'pValue', 'observations', 'criticalValues', 'nullHypothesis']
const relation = ['hedgeRatio', 'intercept']

const johansenCase = (name: string): StatsCase => ({
  test: 'johansen',
  golden: ['johansen', name],
  promised: [
    'eigenvalues',
    'trace',
    'traceCritical',
    'tracePValues',
    'maxEigen',
    'maxEigenCritical',
    'maxEigenPValues',
    'eigenvectors',
    'rank',
  ],
  options: [
    ...optionsOf({
      deterministic: name.split(', ')[1]!,
      lagDifferences: Number.parseInt(name.split(', ')[2]!, 10),
    }),
    '--compat',
    'statsmodels',
  ],
  library: (columns, options: object) =>
    valueOf(johansen(columns, { ...options, compat: 'statsmodels' })),
  // A vector is known up to its sign.
  expected: (golden: { readonly eigenvectors: unknown }) => {
    const { eigenvectors: _, ...rest } = golden
    return rest
  },
})

const dated = (found: { readonly breakIndex: number }): object => ({
  ...found,
  breakTime: timeOf(found.breakIndex),
})

export const cointegrationCases: readonly StatsCase[] = [
  {
    test: 'coint',
    golden: ['engle-granger', 'related, 1000 rows, ct, aic'],
    promised: [
      ...promised,
      ...relation,
      'halfLifeBars',
      'halfLifeBarsCorrected',
      'rSquared',
      'lags',
    ],
    library: ([y, ...xs], options) => valueOf(engleGranger(y!, xs, options)),
  },
  // Without tables: null, not a number made up.
  {
    test: 'coint',
    golden: ['engle-granger', 'related, 100 rows, n, tstat'],
    promised: [
      ...promised,
      ...relation,
      'halfLifeBars',
      'halfLifeBarsCorrected',
      'rSquared',
      'lags',
    ],
    library: ([y, ...xs], options) => valueOf(engleGranger(y!, xs, options)),
  },
  // statsmodels takes the level of the same bar where there are no lagged differences.
  johansenCase('three, constant, 0 lags'),
  johansenCase('pair, trend, 0 lags'),
  johansenCase('three, trend, 3 lags'),
  {
    test: 'phillips-ouliaris',
    golden: [
      'cointegrating-regression/phillips-ouliaris',
      'two regressors, 400: Za, ct, quadratic-spectral, 7.5',
    ],
    promised: [...promised, ...relation],
    options: optionsOf({
      statistic: 'Za',
      trend: 'ct',
      kernel: 'quadratic-spectral',
      bandwidth: 7.5,
    }),
    library: ([y, ...xs], options: PhillipsOuliarisOptions) => {
      const result = valueOf(phillipsOuliaris(y!, xs, options))
      return { ...result, statisticKind: result.kind }
    },
  },
  {
    test: 'gregory-hansen',
    golden: [
      'breaks/gregory-hansen',
      'tight pair of 150: model regime, criterion tstat, maxLags 6, bandwidth 5',
    ],
    promised: ['adf', 'zt', 'za', 'observations', 'nullHypothesis'],
    library: ([y, ...xs], options) => {
      const { adf, zt, za, ...rest } = valueOf(gregoryHansen(y!, xs, options))
      return { ...rest, adf: dated(adf), zt: dated(zt), za: dated(za) }
    },
  },
]
