import { appendFileSync, existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { needs } from '../need.ts'
import { garchNoise, gaussianNoise, realNoise, type Noise } from './noises.ts'
import { levels, study, studyHead, studyRow } from './study.ts'
import type { StudiedTest } from './studied-test.ts'
import { studiedTests } from './studied-tests.ts'

// How often each test rejects what is true, and what is false. The long form appends the rows of the table in
// docs/results/size-and-power.md to a file, a noise at a time where that is wanted (-t real):
//
//   ISOBAR_RUNS=10000 ISOBAR_TABLE=rows.md npx vitest run test/size-and-power --testTimeout 0

const asked = process.env['ISOBAR_RUNS']
const table = process.env['ISOBAR_TABLE']
/** Enough that a test of twice its level, or of no power, shows. */
const fewRuns = 60

const noises: readonly (readonly [string, () => Noise])[] = [
  ['Gaussian', () => gaussianNoise],
  ['GARCH-t', () => garchNoise],
  ['real', realNoise],
]

for (const [noiseName, noiseOf] of noises) {
  test.for(studiedTests)(`${noiseName}: $name keeps its level and has power`, (each, context) => {
    if (noiseName === 'real') needs('data', context)
    const { runs, powerRuns } = runsOf(each)
    const result = study(each, noiseOf(), { runs, powerRuns })
    if (table !== undefined) {
      if (!existsSync(table)) appendFileSync(table, `${studyHead}\n`)
      appendFileSync(table, `${studyRow(each, noiseName, result)}\n`)
    }
    const level = levels.indexOf(0.05)
    const sure = 4 * Math.sqrt((0.05 * 0.95) / runs) // four standard errors: one false alarm in 30,000 tests
    expect(result.size[level]).toBeLessThanOrEqual((each.sizeAt5Most ?? 0.05) + sure)
    expect(result.power[level]).toBeGreaterThan(0.5)
  })
}

function runsOf({ cost = 1 }: StudiedTest): { readonly runs: number; readonly powerRuns: number } {
  if (asked === undefined) {
    const runs = Math.max(20, Math.round(fewRuns / cost))
    return { runs, powerRuns: runs }
  }
  // A share of 0.1 % needs thousands of runs; power does not.
  const runs = Math.max(200, Math.round(Number(asked) / cost))
  return { runs, powerRuns: Math.max(200, Math.round(runs / 5)) }
}
