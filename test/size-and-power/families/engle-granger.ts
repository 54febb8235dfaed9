import {
  bootstrapEngleGranger,
  type BootstrapEngleGrangerOptions,
} from '../../../src/econometrics/bootstrap/bootstrap-engle-granger.ts'
import { engleGrangerStatistic } from '../../../src/econometrics/bootstrap/engle-granger-statistic.ts'
import { engleGranger } from '../../../src/econometrics/cointegration/engle-granger.ts'
import { mackinnonPValue } from '../../../src/econometrics/critical-values/mackinnon.ts'
import { followingNoise, garchNoise, leverageNoise, realNoise } from '../noises.ts'
import { byPValue, pValueOf, type Score } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { pairAmongWalks, pairApart, walks, type World } from '../worlds.ts'

const isLong = process.env['ISOBAR_RUNS'] !== undefined

/** 90 days of hours. */
const pair: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 2160,
  null: walks(2),
  alternative: pairApart(24),
  against: 'residual of half-life 24',
}

const statistic = engleGrangerStatistic({ rows: pair.rows, regressors: 1 })

const asymptotic: StudiedTest = {
  ...pair,
  name: 'Engle-Granger, asymptotic',
  oversized: {
    at5Most: 0.07,
    why: 'the residual of walks whose volatility clusters has fatter tails than its limit',
  },
  // The statistic alone, a tenth of the time of `engleGranger`, which gives the same.
  rejects: byPValue(([y, x]) => mackinnonPValue(statistic(y!, [x!]), 'c', 2)),
}

/**
 * The asymptotic test and the bootstrap beside each other. 200,000 draws tell 0.01 % to a quarter of itself, 20,000 so
 * 0.1 %.
 */
export const engleGrangerTail: StudiedFamily = {
  name: 'tail',
  looksAtTail: true,
  tests: [
    { ...asymptotic, cost: 0.05 },
    {
      ...pair,
      name: 'Engle-Granger, wild bootstrap',
      cost: 0.5,
      powerRunsMax: 200,
      promised: true,
      rejects: bootstrapped({ scheme: 'wild' }),
    },
  ],
}

/** Weights of the test and of the data in all ways they can differ. */
export const bootstrapWeights: StudiedFamily = {
  name: 'weights',
  tests: (['rademacher', 'mammen', 'normal'] as const).map((law) => ({
    ...pair,
    name: `Engle-Granger, wild bootstrap, ${law}`,

    powerRunsMax: 50,
    promised: true,
    rejects: bootstrapped({ scheme: 'wild', law }),
  })),
  noises: [
    { name: 'GARCH-t', of: () => garchNoise },
    { name: 'real, signs', of: () => realNoise('rademacher'), isReal: true },
    { name: 'real, Mammen', of: () => realNoise('mammen'), isReal: true },
  ],
}

/** What the wild bootstrap takes for granted, broken: rows like their mirror images, and rows without memory. */
export const bootstrapAssumptions: StudiedFamily = {
  name: 'assumptions',
  tests: [
    { ...asymptotic, oversized: { at5Most: 0.09, why: 'as above, and skewness' } },
    ...(['wild', 'sieve-wild'] as const).map((scheme) => ({
      ...pair,
      name: `Engle-Granger, ${scheme} bootstrap`,

      powerRunsMax: 50,
      oversized: {
        at5Most: 0.08,
        why: 'losses that raise volatility and gains that do not are no mirror images of each other',
      },
      rejects: bootstrapped({ scheme }),
    })),
  ],
  noises: [
    { name: 'leverage', of: () => leverageNoise },
    { name: 'GARCH-t, following', of: () => followingNoise(garchNoise, 0.2) },
    { name: 'GARCH-t, opposing', of: () => followingNoise(garchNoise, -0.2) },
  ],
}

/** The first of a pair on a coin that has nothing to do with it. */
const third: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 500,
  null: besideThird,
  alternative: pairApart(6),
  against: 'residual of half-life 6',
  powerRunsMax: 50,
  oversized: {
    at5Most: 0.46,
    why: 'the residual is a walk plus a gap as wide: over 500 rows it looks stationary',
  },
}

/** What no null mends: a coin tied to another, tested on a third. */
export const thirdCoins: StudiedFamily = {
  name: 'third coins',
  tests: [
    {
      ...third,
      name: 'Engle-Granger on a third coin, asymptotic',
      rejects: byPValue(([y, x]) => pValueOf(engleGranger(y!, [x!]))),
    },
    ...(['wild', 'sieve-wild'] as const).map((scheme) => ({
      ...third,
      name: `Engle-Granger on a third coin, ${scheme} bootstrap`,
      cost: 4,
      rejects: bootstrapped({ scheme }),
    })),
  ],
}

function besideThird(...drawing: Parameters<World>): readonly Float64Array[] {
  const [y, , other] = pairAmongWalks(3, 6)(...drawing)
  return [y!, other!]
}

function bootstrapped(options: BootstrapEngleGrangerOptions): Score {
  // 1,999 tell 0.1 %; a p-value above 10 % is settled in 100, and only told apart roughly.
  const settings = { ...options, replications: isLong ? 1999 : 99, exceedancesMax: 10 }
  return byPValue(
    ([y, x], seed) => {
      const result = bootstrapEngleGranger(y!, [x!], { ...settings, seed })
      return result.kind === 'value' ? result.value.bootstrapPValue : Number.NaN
    },
    1 / (settings.replications + 1),
  )
}
