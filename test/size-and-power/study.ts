import { Random } from '../../src/math/random.ts'
import type { Noise } from './noises.ts'
import type { StudiedTest } from './studied-test.ts'

/** Levels a share of rejections is counted at. */
export const levels = [0.1, 0.05, 0.01, 0.001] as const

/** Shares of rejections under the null hypothesis (size) and under the alternative (power), one a level. */
export interface Study {
  readonly size: readonly number[]
  readonly power: readonly number[]
  readonly runs: number
}

/** Draws both worlds `runs` times from the seed and counts. */
export function study(
  test: StudiedTest,
  noise: Noise,
  {
    runs,
    powerRuns = runs,
    seed = 1,
  }: { readonly runs: number; readonly powerRuns?: number; readonly seed?: number },
): Study {
  const share = (world: 'null' | 'alternative', count: number): number[] => {
    const random = new Random(seed).fork(`${test.name} ${world}`)
    const pValues = Array.from({ length: count }, (_, run) =>
      test.pValue(test[world](random, noise, test.rows), run + 1),
    )
    return levels.map((level) => pValues.filter((value) => value <= level).length / count)
  }
  return { size: share('null', runs), power: share('alternative', powerRuns), runs }
}

/** A row of the table in docs/results. */
export function studyRow(test: StudiedTest, noiseName: string, { size, power }: Study): string {
  const cells = [
    test.name,
    noiseName,
    String(test.rows),
    ...size.map((share) => (share * 100).toFixed(share < 0.02 ? 2 : 1)),
    (power[1]! * 100).toFixed(0),
    test.against,
  ]
  return `| ${cells.join(' | ')} |`
}

/** The head of that table. */
export const studyHead = [
  '| test | increments | rows | size at 10 % | at 5 % | at 1 % | at 0.1 % | power at 5 % | against |',
  '|---|---|---:|---:|---:|---:|---:|---:|---|',
].join('\n')
