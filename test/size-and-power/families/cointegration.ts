import { ccr } from '../../../src/econometrics/cointegration/ccr.ts'
import { dols } from '../../../src/econometrics/cointegration/dols.ts'
import { engleGranger } from '../../../src/econometrics/cointegration/engle-granger.ts'
import { fmols } from '../../../src/econometrics/cointegration/fmols.ts'
import { gregoryHansen } from '../../../src/econometrics/cointegration/gregory-hansen.ts'
import { johansen, type JohansenOptions } from '../../../src/econometrics/cointegration/johansen.ts'
import { phillipsOuliaris } from '../../../src/econometrics/cointegration/phillips-ouliaris.ts'
import { normalSurvival } from '../../../src/math/distributions/normal.ts'
import type { Outcome } from '../../../src/math/outcome.ts'
import { byCriticalValues, byPValue, pValueOf, type Score } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { pairApart, walks } from '../worlds.ts'

/** 90 days of hours. */
const pair: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 2160,
  null: walks(2),
  alternative: pairApart(24),
  against: 'residual of half-life 24',
  oversized: { at5Most: 0.1, why: 'clustered volatility, as in the tail of Engle-Granger' },
}

/** Its search costs a regression a row. */
const broken: Omit<StudiedTest, 'name' | 'rejects'> = {
  ...pair,
  rows: 200,
  alternative: pairApart(3),
  against: 'residual of half-life 3',
  cost: 4,
  powerRunsMax: 100,
  oversized: {
    at5Most: 0.2,
    why: 'a burst of volatility looks like a break; ADF* also chooses its lags at every break anew',
  },
}

/** The relation is there: whether its hedge ratio is what it is said to be. */
const ratio: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 1000,
  null: pairApart(2),
  alternative: pairApart(2, { slope: 1.03 }),
  against: 'hedge ratio 1.03 for 1',
  oversized: {
    at5Most: 0.16,
    why: 'the long-run variance of a residual with memory comes out small',
  },
}

export const cointegration: StudiedFamily = {
  name: 'cointegration',
  tests: [
    {
      ...pair,
      name: 'Engle-Granger, 3 series',
      null: walks(3),
      alternative: pairApart(24, { count: 3 }),
      rejects: byPValue(([y, ...xs]) => pValueOf(engleGranger(y!, xs))),
    },
    ...(['Zt', 'Za', 'Pu', 'Pz'] as const).map((test) => ({
      ...pair,
      name: `Phillips-Ouliaris ${test}`,
      rejects: byPValue(([y, x]) => pValueOf(phillipsOuliaris(y!, [x!], { test }))),
    })),
    ...(['trace', 'maxEigen'] as const).map((statistic) => ({
      ...pair,
      name: `Johansen ${statistic}, restricted constant`,
      rejects: rankZero(statistic, { deterministic: 'restricted-constant' }),
    })),
    ...(['trace', 'maxEigen'] as const).map((statistic) => ({
      ...pair,
      name: `Johansen ${statistic}, constant`,
      oversized: { at5Most: 0.15, why: 'it takes for granted that the walks drift; these do not' },
      rejects: rankZero(statistic, { deterministic: 'constant' }),
    })),
    ...(['adf', 'zt', 'za'] as const).map((statistic) => ({
      ...broken,
      name: `Gregory-Hansen ${statistic}, level`,
      rejects: byCriticalValues('small', ([y, x]) => {
        const result = gregoryHansen(y!, [x!])
        return result.kind === 'value' ? result.value[statistic] : undefined
      }),
    })),
    {
      ...ratio,
      name: 't of an FMOLS hedge ratio',
      rejects: hedgeRatioOf1(([y, x]) => fmols(y!, [x!])),
    },
    {
      ...ratio,
      name: 't of a CCR hedge ratio',
      rejects: hedgeRatioOf1(([y, x]) => ccr(y!, [x!])),
    },
    {
      ...ratio,
      name: 't of a DOLS hedge ratio, 2 leads and lags',
      rejects: hedgeRatioOf1(([y, x]) => dols(y!, [x!], { leads: 2, lags: 2 })),
    },
  ],
}

function rankZero(statistic: 'trace' | 'maxEigen', options: JohansenOptions): Score {
  return byPValue((columns) => {
    const result = johansen(columns, options)
    return result.kind === 'value' ? result.value[`${statistic}PValues`][0]! : Number.NaN
  })
}

interface Relation {
  readonly hedgeRatio: readonly number[]
  readonly standardErrors: readonly number[]
}

function hedgeRatioOf1(
  estimate: (columns: readonly Float64Array[]) => Outcome<Relation, string>,
): Score {
  return byPValue((columns) => {
    const result = estimate(columns)
    if (result.kind === 'unavailable') return Number.NaN
    const { hedgeRatio, standardErrors } = result.value
    return 2 * normalSurvival(Math.abs(hedgeRatio[0]! - 1) / standardErrors[0]!)
  })
}
