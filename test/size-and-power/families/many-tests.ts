import { engleGrangerStatistic } from '../../../src/econometrics/bootstrap/engle-granger-statistic.ts'
import { nullUniverse } from '../../../src/econometrics/bootstrap/null-universe.ts'
import { mackinnonPValue } from '../../../src/econometrics/critical-values/mackinnon.ts'
import {
  benjaminiHochberg,
  benjaminiYekutieli,
} from '../../../src/econometrics/multiple-testing/false-discovery.ts'
import { bonferroni, holm } from '../../../src/econometrics/multiple-testing/family-wise.ts'
import { romanoWolf } from '../../../src/econometrics/multiple-testing/romano-wolf.ts'
import { leastSquares } from '../../../src/econometrics/regression/least-squares.ts'
import { studentTSurvival } from '../../../src/math/distributions/student-t.ts'
import { expectValue } from '../../../src/math/outcome.ts'
import { Random } from '../../../src/math/random.ts'
import { levels, rejectedAt, type Score } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { increments, pairAmongWalks, raised, walks } from '../worlds.ts'

type Adjustment = (pValues: Float64Array) => Float64Array

/** Drawn against each data set; in the short form just so many that six tests can be significant at 5 %. */
const universes = process.env['ISOBAR_RUNS'] === undefined ? 119 : 199

/** t tests of 12 means, of which the first 4 are not zero. */
const means: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 250,
  null: raised(increments(12), [0, 1, 2, 3], 0.3),
  alternative: raised(increments(12), [0, 1, 2, 3], 0.3),
  against: 'share of the 4 that are found',
  cost: 0.5,
}

/** All pairs of 10 walks of 90 days of hours. */
const universe: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 2160,
  null: walks(10),
  alternative: pairAmongWalks(10, 24),
  against: 'one pair of half-life 24: found',
  cost: 0.5,
  powerRunsMax: 200,
  oversized: { at5Most: 0.15, why: 'its p-values are those of the asymptotic Engle-Granger test' },
}

/** The pairs of 4 walks against universes drawn jointly. */
const jointly: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows: 500,
  null: walks(4),
  alternative: pairAmongWalks(4, 6),
  against: 'one pair of half-life 6: found',
  cost: 2,
  powerRunsMax: 50,
}

export const manyTests: StudiedFamily = {
  name: 'many tests',
  tests: [
    ...Object.entries({ Bonferroni: bonferroni, Holm: holm }).map(([name, adjust]) => ({
      ...means,
      name: `${name}, 12 t tests, 4 false: any of the true`,
      rejects: anyOf(adjust, meanPValues, 4),
      finds: shareFound(adjust, meanPValues, 4),
    })),
    ...Object.entries({
      'Benjamini-Hochberg': benjaminiHochberg,
      'Benjamini-Yekutieli': benjaminiYekutieli,
    }).map(([name, adjust]) => ({
      ...means,
      name: `${name}, 12 t tests, 4 false: false discoveries`,
      rejects: falseShare(adjust, meanPValues, 4),
      finds: shareFound(adjust, meanPValues, 4),
    })),
    ...Object.entries({
      'Benjamini-Hochberg': benjaminiHochberg,
      'Benjamini-Yekutieli': benjaminiYekutieli,
    }).map(([name, adjust]) => ({
      ...universe,
      name: `${name}, 45 pairs, asymptotic: any`,
      rejects: anyOf(adjust, asymptoticPValues, 0),
      finds: shareFound(adjust, asymptoticPValues, 1),
    })),
    {
      ...jointly,
      name: 'Benjamini-Hochberg, 6 pairs, joint wild bootstrap: any',
      rejects: anyOf(benjaminiHochberg, jointPValues, 0),
      finds: shareFound(benjaminiHochberg, jointPValues, 1),
    },
    {
      ...jointly,
      name: 'Romano-Wolf, 6 pairs, joint wild bootstrap: any',
      rejects: anyOf(asTheyAre, jointAdjusted, 0),
      finds: shareFound(asTheyAre, jointAdjusted, 1),
    },
    {
      ...jointly,
      name: 'Romano-Wolf, 6 pairs, one related: any of the rest',
      oversized: {
        at5Most: 0.32,
        why: 'a walk plus a wide gap looks stationary beside third walks',
      },
      null: pairAmongWalks(4, 6),
      rejects: anyOf(asTheyAre, jointAdjusted, 1),
      finds: shareFound(asTheyAre, jointAdjusted, 1),
    },
  ],
}

type PValues = (columns: readonly Float64Array[], seed: number) => ArrayLike<number>

/** Whether any of the tests from that place on, all of a true null, is rejected. */
function anyOf(adjust: Adjustment, pValues: PValues, from: number): Score {
  const least = pValues === jointPValues || pValues === jointAdjusted ? 1 / (universes + 1) : 0
  return (columns, seed) => {
    const adjusted = adjust(Float64Array.from(pValues(columns, seed)))
    const smallest = Math.min(...adjusted.subarray(from))
    return levels.map((level) => rejectedAt(level, smallest, least))
  }
}

/** Which share of the rejections are of those from that place on; 0 of none. */
function falseShare(adjust: Adjustment, pValues: PValues, from: number): Score {
  return (columns, seed) => {
    const adjusted = adjust(Float64Array.from(pValues(columns, seed)))
    return levels.map((level) => {
      const rejected = adjusted.filter((value) => value <= level).length
      const wrongly = adjusted.subarray(from).filter((value) => value <= level).length
      return wrongly / Math.max(1, rejected)
    })
  }
}

/** Which share of those before that place is rejected. */
function shareFound(adjust: Adjustment, pValues: PValues, to: number): Score {
  return (columns, seed) => {
    const adjusted = adjust(Float64Array.from(pValues(columns, seed))).subarray(0, to)
    return levels.map((level) => adjusted.filter((value) => value <= level).length / to)
  }
}

function asTheyAre(pValues: Float64Array): Float64Array {
  return pValues
}

function meanPValues(columns: readonly Float64Array[]): number[] {
  return columns.map((column) => {
    const { tValues, observations } = expectValue(leastSquares(column, []))
    return 2 * studentTSurvival(Math.abs(tValues[0]!), observations - 1)
  })
}

const longStatistic = engleGrangerStatistic({ rows: universe.rows, regressors: 1 })
const shortStatistic = engleGrangerStatistic({ rows: jointly.rows, regressors: 1 })

/** Each pair once, the earlier series as y. */
function statisticsOf(
  columns: readonly Float64Array[],
  statistic: typeof longStatistic,
): Float64Array {
  return Float64Array.from(
    columns.flatMap((y, k) => columns.slice(k + 1).map((x) => statistic(y, [x]))),
  )
}

function asymptoticPValues(columns: readonly Float64Array[]): Float64Array {
  return statisticsOf(columns, longStatistic).map((value) => mackinnonPValue(value, 'c', 2))
}

function jointPValues(columns: readonly Float64Array[], seed: number): readonly number[] {
  return againstUniverses(columns, seed).pValues
}

function jointAdjusted(columns: readonly Float64Array[], seed: number): readonly number[] {
  return againstUniverses(columns, seed).adjustedPValues
}

/** The pairs against universes in which nothing belongs together. */
function againstUniverses(
  columns: readonly Float64Array[],
  seed: number,
): ReturnType<typeof romanoWolf> {
  const drawing = new Random(seed).fork('bootstrap')
  const worlds = expectValue(nullUniverse(columns, { scheme: 'wild' }))
  const drawn = columns.map((column) => new Float64Array(column.length))
  const replications = Array.from({ length: universes }, () => {
    worlds.draw(drawn, drawing)
    return statisticsOf(drawn, shortStatistic)
  })
  return romanoWolf(statisticsOf(columns, shortStatistic), replications, { rejects: 'small' })
}
