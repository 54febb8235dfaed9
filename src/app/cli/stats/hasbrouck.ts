import { Option } from 'commander'
import type { DeterministicCase } from '../../../econometrics/critical-values/johansen-cases.ts'
import { priceDiscoverySummary } from '../../../econometrics/price-discovery/price-discovery-summary.ts'
import {
  priceDiscovery,
  type PriceDiscoveryResult,
} from '../../../econometrics/price-discovery/price-discovery.ts'
import { percent } from '../format.ts'
import { deterministicOption } from './johansen.ts'
import {
  lagDifferencesOf,
  lagDifferencesOptions,
  type LagDifferencesOptions,
} from './lag-differences.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

type HasbrouckCliOptions = StatsOptions &
  LagDifferencesOptions & {
    readonly relation: 'unit' | 'estimated'
    readonly deterministic: DeterministicCase
  }

/** `isobar stats hasbrouck` */
export const hasbrouckTest: StatsTest<HasbrouckCliOptions, PriceDiscoveryResult> = {
  usage: 'hasbrouck <a> <b...>',
  description: 'price discovery: on which of several venues news enters the price they share',
  example:
    'isobar stats hasbrouck kraken/BTC-USD-1m.csv.gz coinbase/BTC-USD-1m.csv.gz --log --lag-differences 5',
  options: [
    ...lagDifferencesOptions(),
    new Option('--relation <kind>', 'prices move one for one, or by estimated coefficients')
      .choices(['unit', 'estimated'])
      .default('unit'),
    deterministicOption(),
  ],
  check: (options) => void lagDifferencesOf(options),
  estimate: ({ columns }, options) =>
    priceDiscovery(columns, {
      relation: options.relation,
      deterministic: options.deterministic,
      lagDifferences: lagDifferencesOf(options),
    }),
  summary: (result, names) => priceDiscoverySummary(result, { names }),
  conclusion: ({ informationShares }, names) => {
    const means = informationShares.map(({ mean }) => mean)
    const leader = means.indexOf(Math.max(...means))
    const { mean, low, high } = informationShares[leader]!
    return `${names[leader]} has the largest information share: ${percent(mean, 1)}, from ${percent(low, 1)} to ${percent(high, 1)} over all orders.`
  },
  fields: [
    'loadings',
    'loadingErrors',
    'informationShares',
    'componentShares',
    'informationLeadership',
    'relation',
    'beta',
    'relationTest',
    'residualCorrelation',
    'deterministic',
    'lagDifferences',
    'observations',
    'warnings',
  ],
}
