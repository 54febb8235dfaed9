import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { bertramSummary } from '../../../econometrics/mean-reversion/bertram-summary.ts'
import {
  bertramThresholds,
  type BertramThresholds,
} from '../../../econometrics/mean-reversion/bertram-thresholds.ts'
import {
  ornsteinUhlenbeck,
  type OrnsteinUhlenbeck,
} from '../../../econometrics/mean-reversion/ornstein-uhlenbeck.ts'
import { ornsteinUhlenbeckSummary } from '../../../econometrics/mean-reversion/ornstein-uhlenbeck-summary.ts'
import type { Summary } from '../../../econometrics/summary/summary.ts'
import { available } from '../../../math/outcome.ts'
import { nonNegativeNumber } from '../arguments.ts'
import { decimal } from '../format.ts'
import { residualOrSeries } from './residual.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

interface OuOptions extends StatsOptions {
  readonly cost?: number
  readonly riskFree?: number
}

/** The best levels under either objective; null where there are none, with the reason. */
interface Thresholds {
  readonly profit: BertramThresholds | null
  readonly sharpe: BertramThresholds | null
  readonly reasons: { readonly profit?: string; readonly sharpe?: string }
}

/** The process and, where a cost was given, where to trade it. */
interface OuResult extends OrnsteinUhlenbeck {
  readonly thresholds?: Thresholds
}

/** `isobar stats ou` */
export const ouTest: StatsTest<OuOptions, OuResult> = {
  usage: 'ou <file...>',
  description:
    'Ornstein-Uhlenbeck: how fast a series reverts (of several: the first on the others)',
  example: 'isobar stats ou ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --cost 0.002',
  options: [
    new Option(
      '--cost <c>',
      'of a round trip, in the unit of the series (0.002: 20 bps of a log price): the best thresholds, too',
    ).argParser(nonNegativeNumber),
    new Option(
      '--risk-free <r>',
      'riskless profit a trade, for the highest Sharpe ratio',
    ).argParser(nonNegativeNumber),
  ],
  estimate: ({ columns }, { cost, riskFree }) => {
    if (riskFree !== undefined && cost === undefined) {
      throw new UsageError('--risk-free is of thresholds: give their --cost', { riskFree })
    }
    const series = residualOrSeries(columns)
    if (series.kind === 'unavailable') return series
    const fit = ornsteinUhlenbeck(series.value)
    if (fit.kind === 'unavailable' || cost === undefined) return fit
    return available({ ...fit.value, thresholds: thresholdsOf(fit.value, cost, riskFree ?? 0) })
  },
  summary: ouSummary,
  conclusion: ({ halfLifeBars, halfLifeBarsCorrected }) =>
    halfLifeBarsCorrected === null
      ? `Half of a deviation is gone after ${decimal(halfLifeBars, 1)} rows, but without its bias the series does not revert.`
      : `Half of a deviation is gone after ${decimal(halfLifeBars, 1)} rows, ${decimal(halfLifeBarsCorrected, 1)} without the estimate's bias.`,
  fields: [
    'speed',
    'mean',
    'sigma',
    'halfLifeBars',
    'halfLifeBarsCorrected',
    'standardErrors',
    'logLikelihood',
    'observations',
    'thresholds',
  ],
}

function thresholdsOf(process: OrnsteinUhlenbeck, cost: number, riskFree: number): Thresholds {
  const options = { cost, riskFreePerTrade: riskFree }
  const profit = bertramThresholds(process, { ...options, objective: 'profit' })
  const sharpe = bertramThresholds(process, { ...options, objective: 'sharpe' })
  return {
    profit: profit.kind === 'value' ? profit.value : null,
    sharpe: sharpe.kind === 'value' ? sharpe.value : null,
    reasons: {
      ...(profit.kind === 'value' ? {} : { profit: profit.detail }),
      ...(sharpe.kind === 'value' ? {} : { sharpe: sharpe.detail }),
    },
  }
}

function ouSummary(result: OuResult): Summary {
  const summary = ornsteinUhlenbeckSummary(result)
  if (result.thresholds === undefined) return summary
  const { profit, sharpe, reasons } = result.thresholds
  const found = [profit, sharpe].filter((each) => each !== null)
  const trading = bertramSummary(found)
  return {
    ...summary,
    tables: [...summary.tables, ...(found.length > 0 ? trading.tables : [])],
    notes: [
      ...summary.notes,
      ...(found.length > 0 ? trading.notes : []),
      ...(found.length > 0 && result.halfLifeBarsCorrected === null
        ? ['Without its bias this series does not revert: the thresholds rest on nothing.']
        : []),
      ...(reasons.profit === undefined ? [] : [`No thresholds for profit: ${reasons.profit}.`]),
      ...(reasons.sharpe === undefined
        ? []
        : [`No thresholds for the Sharpe ratio: ${reasons.sharpe}.`]),
    ],
  }
}
