import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { needs } from '../need.ts'
import { levels } from './scores.ts'
import { studiedCases, usualNoises } from './studied-families.ts'
import type { NamedNoise, StudiedFamily, StudiedTest } from './studied-test.ts'
import { study, type Study } from './study.ts'
import { rowKey, tableHead, tableRow } from './study-table.ts'

// How often each test rejects what is true, and what is false. The long form writes a table of
// docs/results/size-and-power.md, row by row; rows the file has already are not made again:
//
//   ISOBAR_RUNS=10000 ISOBAR_TABLE=tail.md npx vitest run test/size-and-power -t 'tail:' --testTimeout 0

const asked = process.env['ISOBAR_RUNS']
const table = process.env['ISOBAR_TABLE']
/** Enough that a test of five times its level, or of no power, shows; costly tests get 6. */
const fewRuns = 24

/** The short form leaves out what only asks the same test about other noises, but for one: fat tails, or real ones. */
const cases = studiedCases.filter(
  ({ family, each, noise }) =>
    asked !== undefined || (family.noises === undefined && shortNoise(family, each) === noise),
)

/** One of the usual three, the next with each test: a family has all of them where it has three tests. */
function shortNoise({ tests }: StudiedFamily, each: StudiedTest): NamedNoise {
  return usualNoises[tests.indexOf(each) % usualNoises.length]!
}

for (const { family, each, noise } of cases) {
  test(`${family.name}: ${each.name}, ${noise.name}`, (context) => {
    if (noise.isReal !== undefined) needs('data', context)
    const key = rowKey(each, noise.name)
    if (table !== undefined && existsSync(table) && readFileSync(table, 'utf8').includes(key)) {
      context.skip(`${table} has the row`)
    }
    const result = study(each, noise.of(), runsOf(each))
    if (table !== undefined) {
      if (!existsSync(table)) appendFileSync(table, `${tableHead(family)}\n`)
      appendFileSync(table, `${tableRow(each, family, { noiseName: noise.name, result })}\n`)
    }
    expect(faultsOf(each, result)).toEqual([])
  })
}

function runsOf({ cost = 1, powerRunsMax = 500 }: StudiedTest): {
  readonly runs: number
  readonly powerRuns: number
} {
  if (asked === undefined) {
    const runs = Math.max(6, Math.round(fewRuns / Math.max(1, cost) ** 2))
    return { runs, powerRuns: Math.min(runs, 10) }
  }
  const runs = Math.max(200, Math.round(Number(asked) / cost))
  return { runs, powerRuns: Math.min(runs, powerRunsMax) }
}

/** What is beyond its bounds, sizes by four standard errors. The seed is fixed: what passes once passes always. */
function faultsOf(each: StudiedTest, { size, power, runs }: Study): string[] {
  const [at5, at01] = [levels.indexOf(0.05), levels.indexOf(0.001)]
  const at5Most = each.promised ? 0.06 : (each.oversized?.at5Most ?? 0.05)
  const bounds: readonly (readonly [string, number, number])[] = [
    [`size ${size[at5]} at 5 %`, size[at5]! - at5Most, slack(at5Most, runs)],
    [`power ${power[at5]}`, 0.5 - power[at5]!, 0],
  ]
  const promises: typeof bounds = [
    [`size only ${size[at5]} at 5 %`, 0.04 - size[at5]!, slack(0.04, runs)],
    [`size ${size[at01]} at 0.1 %`, size[at01]! - 0.002, slack(0.002, runs)],
    [`power ${power[at5]}, 80 % are promised`, 0.8 - power[at5]!, 0],
  ]
  return [...bounds, ...(each.promised ? promises : [])]
    .filter(([, excess, allowed]) => excess > allowed)
    .map(([fault]) => fault)
}

function slack(share: number, count: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / count)
}
