import { engleGranger } from '../../src/econometrics/cointegration/engle-granger.ts'
import { johansen } from '../../src/econometrics/cointegration/johansen.ts'
import { optionsOf, valueOf, type StatsCase } from './stats-case.ts'

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
]
