import { forecastVectorAutoregression } from '../../../econometrics/vector-autoregression/forecast-vector-autoregression.ts'
import type { VectorForecast } from '../../../econometrics/vector-autoregression/forecast-levels.ts'
import { vectorAutoregressionSummary } from '../../../econometrics/vector-autoregression/vector-autoregression-summary.ts'
import {
  vectorAutoregression,
  type VectorAutoregressionResult,
} from '../../../econometrics/vector-autoregression/vector-autoregression.ts'
import { available } from '../../../math/outcome.ts'
import { forecastTable } from './forecast-table.ts'
import { horizonOption } from './horizon-option.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'
import {
  chosenLags,
  requireRegressors,
  varOptions,
  type ChosenLags,
  type VarCliOptions,
} from './var-options.ts'

type VarResult = Omit<VectorAutoregressionResult, 'criterion'> &
  ChosenLags & { readonly forecast: VectorForecast }

/** `isobar stats var` */
export const varTest: StatsTest<
  StatsOptions & VarCliOptions & { readonly horizon: number },
  VarResult
> = {
  usage: 'var <a> <b...>',
  description: 'vector autoregression: every series on the past of all, with its forecast',
  example: 'isobar stats var ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --diff --max-lags 6',
  options: [...varOptions(), horizonOption()],
  check: requireRegressors,
  estimate: ({ columns }, options) => {
    const chosen = chosenLags(columns, options)
    if (chosen.kind === 'unavailable') return chosen
    const fit = vectorAutoregression(columns, {
      trend: options.trend,
      lags: chosen.value.lags,
    })
    if (fit.kind === 'unavailable') return fit
    const forecast = forecastVectorAutoregression(fit.value, options.horizon)
    return available({ ...fit.value, ...chosen.value, forecast })
  },
  summary: (result, names) => {
    const criterion = result.criterion === 'fixed' ? null : result.criterion
    const summary = vectorAutoregressionSummary({ ...result, criterion }, { names })
    return { ...summary, tables: [...summary.tables, forecastTable(result.forecast, names)] }
  },
  conclusion: ({ lags, criterion, warnings }) =>
    `${lags} ${lags === 1 ? 'lag' : 'lags'}${criterion === 'fixed' ? '' : ` by ${criterion.toUpperCase()}`}; ${
      warnings.some(({ kind }) => kind === 'unstable')
        ? 'not stationary: shocks do not die out'
        : 'stable: shocks die out'
    }.`,
  fields: [
    'lags',
    'criterion',
    'lagOrder',
    'trend',
    'parameterNames',
    'coefficients',
    'standardErrors',
    'lagMatrices',
    'residualCovariance',
    'roots',
    'logLikelihood',
    'aic',
    'bic',
    'hqic',
    'fpe',
    'forecast',
    'observations',
    'warnings',
  ],
}
