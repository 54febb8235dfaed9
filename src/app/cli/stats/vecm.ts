import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { johansen } from '../../../econometrics/cointegration/johansen.ts'
import type { DeterministicCase } from '../../../econometrics/critical-values/johansen-cases.ts'
import type { VectorForecast } from '../../../econometrics/vector-autoregression/forecast-levels.ts'
import { forecastVectorErrorCorrection } from '../../../econometrics/vector-autoregression/forecast-vector-error-correction.ts'
import { vectorErrorCorrectionSummary } from '../../../econometrics/vector-autoregression/vector-error-correction-summary.ts'
import {
  vectorErrorCorrection,
  type VectorErrorCorrectionResult,
} from '../../../econometrics/vector-autoregression/vector-error-correction.ts'
import { available } from '../../../math/outcome.ts'
import { wholeNumber } from '../arguments.ts'
import { forecastTable } from './forecast-table.ts'
import { horizonOption } from './horizon-option.ts'
import { deterministicOption } from './johansen.ts'
import {
  lagDifferencesOf,
  lagDifferencesOptions,
  type LagDifferencesOptions,
} from './lag-differences.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type VecmCliOptions = StatsOptions &
  LagDifferencesOptions & {
    readonly rank: number
    readonly deterministic: DeterministicCase
    readonly horizon: number
  }

/** `alpha` under the name `johansen` and `hasbrouck` give it. */
interface VecmResult extends VectorErrorCorrectionResult {
  readonly loadings: VectorErrorCorrectionResult['alpha']
  readonly loadingErrors: VectorErrorCorrectionResult['alphaErrors']
  readonly forecast: VectorForecast
  /** That of Johansen's trace test at 5 %; undefined where it has no answer. */
  readonly traceRank: number | undefined
}

/** `isobar stats vecm` */
export const vecmTest: StatsTest<VecmCliOptions, VecmResult> = {
  usage: 'vecm <a> <b...>',
  description: 'vector error correction: the relations, and how each series comes back to them',
  example: 'isobar stats vecm BTC-USD-1m.csv.gz BTC-USDT-1m.csv.gz --log --lag-differences 8',
  options: [
    new Option('--rank <r>', 'cointegrating relations').argParser(wholeNumber(0)).default(1),
    deterministicOption(),
    ...lagDifferencesOptions(),
    horizonOption(),
  ],
  check: (options, seriesCount) => {
    lagDifferencesOf(options)
    if (options.rank <= seriesCount) return
    throw new UsageError(`--rank ${options.rank} of ${seriesCount} series: at most that many`, {
      rank: options.rank,
    })
  },
  estimate: ({ columns }, options) => {
    const { rank, deterministic, horizon } = options
    const lagDifferences = lagDifferencesOf(options)
    const fit = vectorErrorCorrection(columns, { rank, deterministic, lagDifferences })
    if (fit.kind === 'unavailable') return fit
    const { alpha, alphaErrors } = fit.value
    const forecast = forecastVectorErrorCorrection(fit.value, horizon)
    const test = johansen(columns, { deterministic, lagDifferences })
    return available({
      ...fit.value,
      loadings: alpha,
      loadingErrors: alphaErrors,
      forecast,
      traceRank: test.kind === 'value' ? test.value.rank.trace : undefined,
    })
  },
  summary: (result, names) => {
    const summary = vectorErrorCorrectionSummary(result, { names })
    return { ...summary, tables: [...summary.tables, forecastTable(result.forecast, names)] }
  },
  conclusion: (result, names) => `${correction(result, names)}${otherRank(result)}`,
  fields: [
    'rank',
    'lagDifferences',
    'deterministic',
    'loadings',
    'loadingErrors',
    'beta',
    'betaErrors',
    'gamma',
    'gammaErrors',
    'deterministicCoefficients',
    'deterministicErrors',
    'residualCovariance',
    'lagMatrices',
    'roots',
    'logLikelihood',
    'forecast',
    'observations',
    'warnings',
  ],
}

// Two-sided 5 % of the standard normal law.
const Z_SIGNIFICANT = 1.959964

/** What the data say of a rank that was given, where they say another. */
function otherRank({ rank, traceRank }: VecmResult): string {
  return traceRank === undefined || traceRank === rank
    ? ''
    : ` But the trace test supports rank ${traceRank}, not the ${rank} imposed: errors and z values suppose that rank.`
}

/** Which series move back to a relation, by the z values of their loadings. */
function correction({ loadings, loadingErrors }: VecmResult, names: readonly string[]): string {
  const moving = names.filter((_, k) =>
    loadings.some((row, i) => Math.abs(row[k]!) > Z_SIGNIFICANT * loadingErrors[i]![k]!),
  )
  return moving.length === 0
    ? 'At 5 % no series answers to a relation that is off.'
    : `At 5 % these answer when a relation is off: ${moving.join(', ')}.`
}
