import { returnsOf, type ReturnsRecipe } from '../../fixtures/econometrics/volatility/returns.ts'
import { garch } from '../../src/econometrics/volatility/garch.ts'
import { optionsOf, valueOf, type StatsCase } from './stats-case.ts'

// The top of a likelihood is flat: its height is known far better than its place.
const height = ({ logLikelihood }: { readonly logLikelihood: number }): object => ({
  logLikelihood,
})

export const forecastCases: readonly StatsCase[] = (['garch', 'gjr'] as const).map(
  (model): StatsCase => ({
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
    ],
    options: [...optionsOf({ model }), '--raw'],
    series: (golden) => [returnsOf((golden as unknown as { returns: ReturnsRecipe }).returns)],
    library: ([column], options: object) => valueOf(garch(column!, { ...options, horizon: 10 })),
    expected: height,
  }),
)
