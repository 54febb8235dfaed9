import {
  ornsteinUhlenbeck,
  type OrnsteinUhlenbeck,
} from '../../../econometrics/mean-reversion/ornstein-uhlenbeck.ts'
import { ornsteinUhlenbeckSummary } from '../../../econometrics/mean-reversion/ornstein-uhlenbeck-summary.ts'
import { residualOrSeries } from './residual.ts'
import type { StatsOptions, StatsTest } from './run-test.ts'

/** `isobar stats ou` */
export const ouTest: StatsTest<StatsOptions, OrnsteinUhlenbeck> = {
  usage: 'ou <file...>',
  description:
    'Ornstein-Uhlenbeck: how fast a series reverts (of several: the first on the others)',
  example: 'isobar stats ou ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  options: [],
  estimate: ({ columns }) => {
    const series = residualOrSeries(columns)
    return series.kind === 'value' ? ornsteinUhlenbeck(series.value) : series
  },
  summary: ornsteinUhlenbeckSummary,
  fields: [
    'speed',
    'mean',
    'sigma',
    'halfLifeBars',
    'halfLifeBarsCorrected',
    'standardErrors',
    'observations',
  ],
}
