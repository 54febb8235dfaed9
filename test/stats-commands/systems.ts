import { priceDiscovery } from '../../src/econometrics/price-discovery/price-discovery.ts'
import { forecastVectorAutoregression } from '../../src/econometrics/vector-autoregression/forecast-vector-autoregression.ts'
import { forecastVectorErrorCorrection } from '../../src/econometrics/vector-autoregression/forecast-vector-error-correction.ts'
import { grangerPairs } from '../../src/econometrics/vector-autoregression/granger-pairs.ts'
import {
  granger,
  type GrangerOptions,
  type GrangerResult,
} from '../../src/econometrics/vector-autoregression/granger.ts'
import { lagOrderCriteria } from '../../src/econometrics/vector-autoregression/lag-order-criteria.ts'
import { vectorAutoregression } from '../../src/econometrics/vector-autoregression/vector-autoregression.ts'
import { vectorErrorCorrection } from '../../src/econometrics/vector-autoregression/vector-error-correction.ts'
import { optionsOf, valueOf, type StatsCase } from './stats-case.ts'

const fitted = [
  'coefficients',
  'standardErrors',
  'residualCovariance',
  'logLikelihood',
  'aic',
  'bic',
  'hqic',
  'fpe',
]

export const systemCases: readonly StatsCase[] = [
  {
    test: 'var',
    golden: ['vector-autoregression/fits', 'three, 150: 2 lags, ct'],
    promised: ['lags', 'criterion', 'lagOrder', ...fitted, 'roots', 'forecast'],
    options: [...optionsOf({ lags: 2, trend: 'ct' }), '--horizon', '5'],
    library: (columns, options: object) => {
      const fit = valueOf(vectorAutoregression(columns, options))
      const forecast = forecastVectorAutoregression(fit, 5)
      return { ...fit, criterion: 'fixed', lagOrder: null, forecast }
    },
    expected: (golden: Readonly<Record<string, unknown>>) => ({
      ...Object.fromEntries(fitted.map((field) => [field, golden[field]])),
      forecast: { values: golden['forecast'] },
    }),
  },
  {
    test: 'var',
    golden: ['vector-autoregression/orders', 'two that share a part, 240: up to 8, c'],
    promised: ['lags', 'criterion', 'lagOrder', ...fitted, 'roots', 'forecast'],
    options: [...optionsOf({ trend: 'c', maxLags: 8 }), '--criterion', 'hqic'],
    library: (columns, options: object) => {
      const lagOrder = valueOf(lagOrderCriteria(columns, options))
      const fit = valueOf(vectorAutoregression(columns, { ...options, criterion: 'hqic' }))
      return { ...fit, lagOrder, forecast: forecastVectorAutoregression(fit, 10) }
    },
    expected: (golden: object) => ({ lagOrder: golden, lags: 2 }),
  },
  grangerCase('three, 150: wald, 1 lags, ct, [1, 2] on [0]'),
  grangerCase('two that share a part, 240: Toda-Yamamoto, 2+1 lags, c, [1] on [0]'),
  {
    test: 'vecm',
    golden: [
      'vector-autoregression/error-correction',
      'cointegrated pair, 300: restricted-constant, rank 1, 1 lagged differences',
    ],
    promised: [
      'loadings',
      'loadingErrors',
      'beta',
      'betaErrors',
      'gamma',
      'logLikelihood',
      'forecast',
    ],
    library: (columns, options) => {
      const fit = valueOf(vectorErrorCorrection(columns, options))
      const forecast = forecastVectorErrorCorrection(fit, 10)
      return { ...fit, loadings: fit.alpha, loadingErrors: fit.alphaErrors, forecast }
    },
    expected: ({ alpha, beta, gamma, logLikelihood }: Readonly<Record<string, unknown>>) => ({
      loadings: alpha,
      beta,
      gamma,
      logLikelihood,
    }),
  },
  {
    test: 'hasbrouck',
    golden: [
      'price-discovery/shares',
      'leader and noisy follower, 400: estimated, constant, 4 lagged differences',
    ],
    promised: ['loadings', 'informationShares', 'componentShares', 'observations'],
    // The other name of --lag-differences.
    options: optionsOf({ lags: 4, relation: 'estimated' }),
    library: (columns, options) => valueOf(priceDiscovery(columns, options)),
    expected: (golden: SharesGolden) => ({
      loadings: golden.loadings,
      componentShares: golden.componentShares,
      informationShares: golden.mean.map((mean, k) => ({
        mean,
        low: golden.low[k],
        high: golden.high[k],
      })),
    }),
  },
]

interface SharesGolden {
  readonly loadings: unknown
  readonly componentShares: unknown
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly mean: readonly number[]
}

/** The others on the first: what the command answers at the top. */
function grangerCase(name: string): StatsCase {
  return {
    test: 'granger',
    golden: ['vector-autoregression/granger', name],
    promised: ['statistic', 'pValue', 'lags', 'observations', 'nullHypothesis', 'pairs'],
    options: name.includes('wald')
      ? optionsOf({ lags: 1, trend: 'ct' })
      : optionsOf({ lags: 2, method: 'toda-yamamoto' }),
    library: (columns, options: GrangerOptions) => {
      const { trend } = options
      const { causing: _, caused: __, ...model } = options
      return {
        ...named(valueOf(granger(columns, options))),
        criterion: 'fixed',
        trend,
        pairs: valueOf(grangerPairs(columns, model)).map(named),
      }
    },
  }
}

function named(result: GrangerResult): object {
  const causing = result.causing.map((k) => `series-${k}`)
  const caused = result.caused.map((k) => `series-${k}`)
  const verb = causing.length > 1 ? 'do' : 'does'
  const nullHypothesis = `${causing.join(', ')} ${verb} not Granger-cause ${caused.join(', ')}`
  return { ...result, causing, caused, nullHypothesis }
}
