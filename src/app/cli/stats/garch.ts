import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { garchSummary } from '../../../econometrics/volatility/garch-summary.ts'
import { garch, type GarchOptions } from '../../../econometrics/volatility/garch.ts'
import type { GarchResult } from '../../../econometrics/volatility/garch-result.ts'
import { available } from '../../../math/outcome.ts'
import { positiveNumber, wholeNumber } from '../arguments.ts'
import { horizonOption } from './horizon-option.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type GarchCliOptions = StatsOptions &
  Pick<GarchOptions, 'model' | 'p' | 'o' | 'q' | 'distribution' | 'mean' | 'start' | 'horizon'> & {
    readonly scale: number
    readonly raw?: true
    readonly seed: number
  }

/** The fit, and what its simulated forecasts were drawn from. */
interface SeededResult extends GarchResult {
  readonly seed: number
}

// A day of hours; the search is over every lag.
const ORDER_MAX = 24

/** `isobar stats garch` */
export const garchTest: StatsTest<GarchCliOptions, SeededResult> = {
  usage: 'garch <file>',
  description:
    'volatility that clusters: GARCH, GJR or EGARCH by maximum likelihood, on log returns',
  example: 'isobar stats garch BTC-USDT-1h.csv.gz --model gjr --distribution t --scale 100',
  options: [
    new Option('--model <name>', 'how variance answers to the past')
      .choices(['garch', 'gjr', 'egarch'])
      .default('garch'),
    new Option('--p <n>', 'lags of the squared residual')
      .argParser(wholeNumber(0, ORDER_MAX))
      .default(1),
    new Option('--o <n>', 'lags of the asymmetric term (gjr: 1, else 0)').argParser(
      wholeNumber(0, ORDER_MAX),
    ),
    new Option('--q <n>', 'lags of the variance').argParser(wholeNumber(0, ORDER_MAX)).default(1),
    new Option('--distribution <law>', 'law of the errors')
      .choices(['normal', 't', 'skewt', 'ged'])
      .default('normal'),
    new Option('--mean <model>', 'mean of the returns')
      .choices(['zero', 'constant'])
      .default('constant'),
    new Option('--start <rule>', 'variance before the first row')
      .choices(['sample', 'backcast', 'fixed-variance'])
      .default('sample'),
    new Option('--scale <factor>', 'multiplies the returns; results are of the scaled series')
      .argParser(positiveNumber)
      .default(1),
    new Option('--raw', 'the column already holds returns'),
    horizonOption(),
    new Option('--seed <n>', 'of simulated forecasts').argParser(wholeNumber(0)).default(1),
  ],
  transform: ({ raw }) => (raw === true ? {} : { log: true, diff: true }),
  check: requireOrders,
  estimate: ({ columns }, options) => {
    const scaled = columns[0]!.map((value) => value * options.scale)
    const outcome = garch(scaled, options)
    if (outcome.kind === 'unavailable') return outcome
    return available({ ...outcome.value, seed: options.seed })
  },
  summary: (result) => garchSummary(result),
  conclusion: ({ persistence }) =>
    persistence > 0 && persistence < 1
      ? `Half of a shock to the variance is gone after ${(-Math.LN2 / Math.log(persistence)).toPrecision(3)} rows.`
      : `Shocks to the variance do not die out: the persistence is ${persistence.toPrecision(6)}.`,
  fields: [
    'model',
    'p',
    'o',
    'q',
    'distribution',
    'mean',
    'start',
    'parameters',
    'parameterNames',
    'estimates',
    'standardErrors',
    'logLikelihood',
    'aic',
    'bic',
    'converged',
    'iterations',
    'gradientNorm',
    'persistence',
    'unconditionalVariance',
    'forecast',
    'seed',
    'observations',
    'warnings',
  ],
}

function requireOrders({ model, p = 1, o = model === 'gjr' ? 1 : 0 }: GarchCliOptions): void {
  if (model === 'garch' && o > 0) {
    throw new UsageError('--o is of asymmetric models: --model gjr or egarch', { o })
  }
  if (p + o === 0) throw new UsageError('without --p or --o the variance does not vary', { p, o })
}
