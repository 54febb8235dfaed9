import { Random } from '../../src/math/random.ts'
import type { Noise } from './noises.ts'
import { levels, type Score } from './scores.ts'
import type { StudiedTest } from './studied-test.ts'
import type { World } from './worlds.ts'

/** Shares of rejections under the null hypothesis (size) and under the alternative (power), one a level. */
export interface Study {
  readonly size: readonly number[]
  readonly power: readonly number[]
  readonly runs: number
  readonly powerRuns: number
}

/** Draws both worlds from the seed, each so many times, and counts. */
export function study(
  test: StudiedTest,
  noise: Noise,
  { runs, powerRuns }: { readonly runs: number; readonly powerRuns: number },
): Study {
  const share = (label: string, world: World, score: Score, count: number): number[] => {
    const random = new Random(1).fork(`${test.name} ${label}`)
    const sums = levels.map(() => 0)
    for (let run = 1; run <= count; run++) {
      const verdicts = score(world(random, noise, test.rows), run)
      for (const [k, verdict] of verdicts.entries()) sums[k]! += verdict
    }
    return sums.map((sum) => sum / count)
  }
  return {
    size: share('null', test.null, test.rejects, runs),
    power: share('alternative', test.alternative, test.finds ?? test.rejects, powerRuns),
    runs,
    powerRuns,
  }
}
