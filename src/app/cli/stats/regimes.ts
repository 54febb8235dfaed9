import { Option } from 'commander'
import { markovSwitchingSummary } from '../../../econometrics/regime/markov-switching-summary.ts'
import {
  markovSwitching,
  type MarkovSwitchingOptions,
  type MarkovSwitchingResult,
} from '../../../econometrics/regime/markov-switching.ts'
import { wholeNumber } from '../arguments.ts'
import { percent } from '../format.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type RegimesOptions = StatsOptions &
  Pick<MarkovSwitchingOptions, 'regimes' | 'switching'> & { readonly raw?: true }

// Chances to move are the square of it: beyond this no series of bars tells them apart.
const REGIMES_MAX = 6

/** `isobar stats regimes` */
export const regimesTest: StatsTest<RegimesOptions, MarkovSwitchingResult> = {
  usage: 'regimes <file>',
  description: 'Markov switching: calm and wild times of log returns, told apart by likelihood',
  example: 'isobar stats regimes BTC-USDT-1d.csv.gz --switching variance',
  options: [
    new Option('--regimes <n>', 'how many').argParser(wholeNumber(2, REGIMES_MAX)).default(2),
    new Option('--switching <what>', 'what differs between them')
      .choices(['mean', 'variance', 'both'])
      .default('both'),
    new Option('--raw', 'the column already holds returns'),
  ],
  transform: ({ raw }) => (raw === true ? {} : { log: true, diff: true }),
  estimate: ({ columns }, options) => markovSwitching(columns[0]!, options),
  summary: markovSwitchingSummary,
  conclusion: ({ nextProbabilities }) => {
    const chance = Math.max(...nextProbabilities)
    return `The next row is of regime ${nextProbabilities.indexOf(chance) + 1} with a chance of ${percent(chance, 1)}.`
  },
  fields: [
    'regimes',
    'transition',
    'switching',
    'parameterNames',
    'estimates',
    'standardErrors',
    'nextProbabilities',
    'logLikelihood',
    'aic',
    'bic',
    'converged',
    'iterations',
    'observations',
    'warnings',
  ],
}
