import { buildSeries, type Recipe } from '../../fixtures/econometrics/series.ts'
import { returnsOf, type ReturnsRecipe } from '../../fixtures/econometrics/volatility/returns.ts'
import { arma } from '../../src/econometrics/autoregression/arma.ts'
import {
  autoregression,
  type AutoregressionOptions,
} from '../../src/econometrics/autoregression/autoregression.ts'
import { harRv } from '../../src/econometrics/autoregression/har-rv.ts'
import { markovSwitching } from '../../src/econometrics/regime/markov-switching.ts'
import { garch } from '../../src/econometrics/volatility/garch.ts'
import { optionsOf, valueOf, type Golden, type StatsCase } from './stats-case.ts'

// The top of a likelihood is flat: its height is known far better than its place.
const height = ({ logLikelihood }: { readonly logLikelihood: number }): object => ({
  logLikelihood,
})

export const forecastCases: readonly StatsCase[] = [
  {
    test: 'ar',
    golden: ['autoregression/autoregression', 'chosen by bic, ct'],
    promised: ['lags', 'estimates', 'standardErrors', 'forecast', 'forecastDeviations'],
    options: optionsOf({ criterion: 'bic', maxLags: 8, trend: 'ct' }),
    library: ([column], options: AutoregressionOptions) =>
      valueOf(autoregression(column!, options)),
    expected: (golden: Readonly<Record<string, unknown>>) => {
      const fields = ['lags', 'estimates', 'logLikelihood', 'aic', 'bic', 'hqic', 'forecast']
      return Object.fromEntries(fields.map((field) => [field, golden[field]]))
    },
  },
  {
    test: 'arma',
    golden: ['autoregression/arma', 'ARMA(2,1)'],
    promised: ['ar', 'ma', 'mean', 'logLikelihood', 'standardErrors', 'forecast', 'converged'],
    library: ([column], options) => valueOf(arma(column!, options)),
    expected: height,
  },
  {
    test: 'har-rv',
    golden: ['autoregression/har', 'made, log, mean of the next 5'],
    promised: ['lags', 'estimates', 'standardErrors', 'forecast', 'persistence'],
    options: [...optionsOf({ lags: '1,5,22', transform: 'log', horizon: 5 }), '--raw'],
    series: ({ series }) => [buildSeries(series as Recipe).map(Math.exp)],
    library: ([column], options) => valueOf(harRv(column!, options)),
  },
  {
    test: 'regimes',
    golden: ['regime/switching', 'two variances'],
    promised: ['regimes', 'transition', 'nextProbabilities', 'converged'],
    options: [...optionsOf({ regimes: 2, switching: 'variance' }), '--raw'],
    series: switchingSeries,
    library: ([column]) => valueOf(markovSwitching(column!, { switching: 'variance' })),
    expected: height,
  },
  ...(['garch', 'gjr'] as const).map((model): StatsCase => ({
    test: 'garch',
    golden: [
      'volatility/fits',
      `DM/BP, {"model": "${model}", "distribution": "normal", "start": "sample"}`,
    ],
    promised: [
      'parameters',
      'logLikelihood',
      'standardErrors',
      'converged',
      'iterations',
      'gradientNorm',
      'forecast',
      'seed',
    ],
    options: [...optionsOf({ model }), '--raw'],
    series: (golden) => [returnsOf((golden as unknown as { returns: ReturnsRecipe }).returns)],
    library: ([column], options: object) => ({
      ...valueOf(garch(column!, { ...options, horizon: 10 })),
      seed: 1,
    }),
    expected: height,
  })),
]

function switchingSeries(golden: Golden): Float64Array[] {
  const { source } = golden as unknown as {
    readonly source: {
      readonly shocks: Recipe
      readonly selector: Recipe
      readonly cuts: readonly number[]
      readonly means: readonly number[]
      readonly scales: readonly number[]
    }
  }
  const selector = buildSeries(source.selector)
  const values = buildSeries(source.shocks).map((shock, t) => {
    const regime = source.cuts.filter((cut) => selector[t]! > cut).length
    return source.means[regime]! + source.scales[regime]! * shock
  })
  return [values]
}
