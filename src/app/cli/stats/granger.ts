import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import type { Summary } from '../../../econometrics/summary/summary.ts'
import { grangerPairs } from '../../../econometrics/vector-autoregression/granger-pairs.ts'
import { granger, type GrangerResult } from '../../../econometrics/vector-autoregression/granger.ts'
import { available } from '../../../math/outcome.ts'
import { wholeNumber } from '../arguments.ts'
import { probability } from '../format.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'
import {
  chosenLags,
  requireRegressors,
  varOptions,
  type ChosenLags,
  type VarCliOptions,
} from './var-options.ts'

type GrangerCliOptions = StatsOptions &
  VarCliOptions & { readonly method: 'wald' | 'toda-yamamoto'; readonly extraLags?: number }

/** One direction, its series by name. */
type Direction = Omit<GrangerResult, 'causing' | 'caused'> & {
  readonly causing: readonly string[]
  readonly caused: readonly string[]
}

/** Whether all others together cause the first; then every ordered pair. */
type GrangerDocument = Direction &
  Pick<ChosenLags, 'criterion'> & {
    readonly trend: VarCliOptions['trend']
    readonly pairs: readonly Direction[]
  }

/** `isobar stats granger` */
export const grangerTest: StatsTest<GrangerCliOptions, GrangerDocument> = {
  usage: 'granger <a> <b...>',
  description:
    'Granger causality: null hypothesis, the past of the others does not help to forecast a',
  example:
    'isobar stats granger ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log --method toda-yamamoto',
  options: [
    ...varOptions(),
    new Option('--method <name>', 'wald, or toda-yamamoto for series that may be integrated')
      .choices(['wald', 'toda-yamamoto'])
      .default('wald'),
    new Option(
      '--extra-lags <n>',
      'of toda-yamamoto: the highest order of integration (default: 1)',
    ).argParser(wholeNumber(0)),
  ],
  check: (options) => {
    requireRegressors(options)
    if (options.lags === 0) {
      throw new UsageError('without lags nothing can cause anything: --lags 1')
    }
    const { method, extraLags } = options
    if (method === 'wald' && extraLags !== undefined) {
      throw new UsageError('--extra-lags are of --method toda-yamamoto', { extraLags })
    }
  },
  estimate: ({ columns, names }, options) => {
    const chosen = chosenLags(columns, options)
    if (chosen.kind === 'unavailable') return chosen
    // A criterion may find no memory at all; one lag is then what there is to test.
    const { trend, method, extraLags = 1 } = options
    const model = { lags: Math.max(1, chosen.value.lags), trend, method, extraLags }
    const others = names.map((_, k) => k).slice(1)
    const joint = granger(columns, { ...model, causing: others, caused: [0] })
    if (joint.kind === 'unavailable') return joint
    const pairs = grangerPairs(columns, model)
    if (pairs.kind === 'unavailable') return pairs
    return available({
      ...named(joint.value, names),
      criterion: chosen.value.criterion,
      trend,
      pairs: pairs.value.map((pair) => named(pair, names)),
    })
  },
  summary: summaryOf,
  conclusion: ({ pairs }) => {
    const found = pairs.filter(({ pValue }) => pValue < 0.05)
    if (found.length === 0) return 'At 5 % no series Granger-causes another.'
    const told = found.map(
      ({ causing, caused, pValue }) =>
        `${causing.join()} Granger-causes ${caused.join()} (p = ${probability(pValue)})`,
    )
    return `At 5 % ${told.join('; ')}.`
  },
  fields: [
    'statistic',
    'pValue',
    'lags',
    'extraLags',
    'method',
    'criterion',
    'trend',
    'degreesOfFreedom',
    'fStatistic',
    'fPValue',
    'fDenominator',
    'causing',
    'caused',
    'observations',
    'nullHypothesis',
    'pairs',
  ],
}

function named(result: GrangerResult, names: readonly string[]): Direction {
  const causing = result.causing.map((k) => names[k]!)
  const caused = result.caused.map((k) => names[k]!)
  const verb = causing.length > 1 ? 'do' : 'does'
  const nullHypothesis = `${causing.join(', ')} ${verb} not Granger-cause ${caused.join(', ')}`
  return { ...result, causing, caused, nullHypothesis }
}

function summaryOf(result: GrangerDocument): Summary {
  return {
    title: 'Granger causality',
    facts: [
      ['method', result.method],
      ['trend', result.trend],
      ['observations', result.observations],
      ['lags tested', result.lags],
      ['lags by', result.criterion],
      ['extra lags', result.extraLags],
    ],
    tables: [
      {
        columns: ['cause', 'effect', 'chi²', 'degrees', 'P>chi²', 'F', 'P>F'],
        rows: result.pairs.map((pair) => [
          pair.causing.join(),
          pair.caused.join(),
          pair.statistic,
          pair.degreesOfFreedom,
          pair.pValue,
          pair.fStatistic,
          pair.fPValue,
        ]),
      },
    ],
    notes: [
      'Null hypothesis of each row: the cause does not Granger-cause the effect.',
      ...(result.method === 'wald'
        ? ['Of series with unit roots Wald has no chi-squared law; --method toda-yamamoto has.']
        : []),
    ],
    warnings: [],
  }
}
