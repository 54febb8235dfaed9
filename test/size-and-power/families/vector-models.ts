import { priceDiscovery } from '../../../src/econometrics/price-discovery/price-discovery.ts'
import {
  granger,
  type GrangerOptions,
} from '../../../src/econometrics/vector-autoregression/granger.ts'
import {
  vectorErrorCorrection,
  type VectorErrorCorrectionOptions,
} from '../../../src/econometrics/vector-autoregression/vector-error-correction.ts'
import { byPValue, pValueOf, type Score } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { deviationOf, increments, pairApart, walkOf, walks, type World } from '../worlds.ts'

/** The first follows the second a row later, by that share of its own deviation. */
const led =
  (share: number): World =>
  (random, noise, rows) => {
    const [y, x] = increments(2)(random, noise, rows)
    const unit = (share * deviationOf(y!)) / deviationOf(x!)
    return [y!.map((value, row) => value + unit * (x![row - 1] ?? 0)), x!]
  }

/** One asset on two venues; the gap is the noise of the first. */
const venues: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 1000,
  null: pairApart(2),
  alternative: pairApart(2, { slope: 1.05 }),
  against: 'hedge ratio 1.05 for 1',
  oversized: { at5Most: 0.07, why: 'the likelihood takes rows of all sizes for alike' },
}

const sharedVolatility: StudiedTest['oversized'] = {
  at5Most: 0.2,
  why: 'where both are large at once, products of neighbouring rows vary more than the test takes for granted',
}

export const vectorModels: StudiedFamily = {
  name: 'vector models',
  tests: [
    {
      name: 'Granger, Wald, 2 lags',
      rows: 1000,
      null: increments(2),
      alternative: led(0.15),
      against: '0.15 of a deviation, a row later',
      oversized: sharedVolatility,
      rejects: causes({ lags: 2 }),
    },
    {
      name: 'Granger, Toda-Yamamoto, 2 lags and 1',
      rows: 1000,
      null: walks(2),
      alternative: (random, noise, rows) => led(0.15)(random, noise, rows).map(walkOf),
      against: '0.15 of a deviation, a row later',
      oversized: sharedVolatility,
      rejects: causes({ lags: 2, method: 'toda-yamamoto' }),
    },
    {
      ...venues,
      name: 'VECM restriction, relation known',
      rejects: holds({ beta: [[1, -1]] }),
    },
    {
      ...venues,
      name: 'VECM restriction, second series not moved',
      alternative: (random, noise, rows) => pairApart(2)(random, noise, rows).toReversed(),
      against: 'the other series not moved',
      oversized: { at5Most: 0.17, why: 'the likelihood takes rows of all sizes for alike' },
      rejects: holds({ loadingBasis: [[1], [0]] }),
    },
    {
      ...venues,
      name: 'price discovery, unit relation',
      rejects: byPValue((columns) => {
        const result = priceDiscovery(columns)
        return result.kind === 'value' ? result.value.relationTest!.pValue : Number.NaN
      }),
    },
  ],
}

function causes(options: GrangerOptions): Score {
  return byPValue((columns) => pValueOf(granger(columns, options)))
}

function holds(options: VectorErrorCorrectionOptions): Score {
  return byPValue((columns) => {
    const result = vectorErrorCorrection(columns, { ...options, lagDifferences: 1 })
    return result.kind === 'value' ? result.value.restrictionTest!.pValue : Number.NaN
  })
}
