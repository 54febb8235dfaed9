import { adf } from '../../../src/econometrics/unit-roots/adf.ts'
import { dfgls } from '../../../src/econometrics/unit-roots/dfgls.ts'
import { kpss } from '../../../src/econometrics/unit-roots/kpss.ts'
import { phillipsPerron } from '../../../src/econometrics/unit-roots/phillips-perron.ts'
import { varianceRatio } from '../../../src/econometrics/unit-roots/variance-ratio.ts'
import { zivotAndrews } from '../../../src/econometrics/unit-roots/zivot-andrews.ts'
import { byCriticalValues, byPValue, pValueOf, verdictOf } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { increments, reverting, walks } from '../worlds.ts'

/** 90 days of hours. */
const walk: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 2160,
  null: walks(1),
  alternative: reverting(24),
  against: 'half-life of 24',
  oversized: { at5Most: 0.08, why: 'clustered volatility fattens the tails of Dickey-Fuller laws' },
}

const stationary: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 2160,
  null: increments(1),
  alternative: walks(1),
  against: 'a walk',
  oversized: { at5Most: 0.07, why: 'clustered volatility' },
}

export const unitRoots: StudiedFamily = {
  name: 'unit roots',
  tests: [
    { ...walk, name: 'ADF, constant', rejects: byPValue(([y]) => pValueOf(adf(y!))) },
    {
      ...walk,
      name: 'ADF, trend',
      rejects: byPValue(([y]) => pValueOf(adf(y!, { trend: 'ct' }))),
    },
    {
      ...walk,
      name: 'Phillips-Perron tau, constant',
      rejects: byPValue(([y]) => pValueOf(phillipsPerron(y!))),
    },
    {
      ...walk,
      name: 'Phillips-Perron rho, constant',
      rejects: byPValue(([y]) => pValueOf(phillipsPerron(y!, { statistic: 'rho' }))),
    },
    { ...walk, name: 'DF-GLS, constant', rejects: byPValue(([y]) => pValueOf(dfgls(y!))) },
    {
      ...walk,
      name: 'DF-GLS, trend',
      rejects: byPValue(([y]) => pValueOf(dfgls(y!, { trend: 'ct' }))),
    },
    {
      ...walk,
      name: 'Zivot-Andrews, level',
      oversized: { at5Most: 0.16, why: 'a burst of volatility looks like a break' },
      rejects: byPValue(([y]) => pValueOf(zivotAndrews(y!))),
    },
    ...[
      { lags: 2, halfLife: 1 },
      { lags: 24, halfLife: 6 },
    ].map(({ lags, halfLife }) => ({
      ...walk,
      name: `variance ratio of ${lags}, robust`,
      alternative: reverting(halfLife),
      against: `half-life of ${halfLife}`,
      rejects: byPValue(([y]) => pValueOf(varianceRatio(y!, { lags }))),
    })),
    {
      ...walk,
      name: 'variance ratio of 24, iid',
      alternative: reverting(6),
      against: 'half-life of 6',
      oversized: { at5Most: 0.18, why: 'it takes volatility to be steady' },
      rejects: byPValue(([y]) => pValueOf(varianceRatio(y!, { lags: 24, errors: 'iid' }))),
    },
    {
      ...stationary,
      name: 'KPSS, constant',
      rejects: byCriticalValues('large', ([y]) => verdictOf(kpss(y!))),
    },
    {
      ...stationary,
      name: 'KPSS, trend',
      rejects: byCriticalValues('large', ([y]) => verdictOf(kpss(y!, { trend: 'ct' }))),
    },
  ],
}
