import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CheckedRun } from './check-study.ts'
import { runStudy, type StudySummary } from './run-study.ts'

/** In place of the command line: `script TEXT EXIT [INPUT...] --save DIR --json`. */
const command = `
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const [, , text, exit, ...rest] = process.argv
const folder = rest[rest.indexOf('--save') + 1]
if (exit === '0') {
  mkdirSync(folder, { recursive: true })
  const result = { kind: 'test', conclusion: text }
  const run = { format: 1, command: 'test', version: '0', seed: null, inputs: [], parameters: {}, result }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
} else {
  const long = 'x'.repeat(100_000)
  process.stdout.write(JSON.stringify({ long, error: { code: 'too-few', message: text, context: {} } }))
}
process.exitCode = Number(exit)
`

let folder: string
const script = process.argv[1]!
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-run-study-'))
  process.argv[1] = join(folder, 'command.mjs')
  writeFileSync(process.argv[1], command)
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'a.csv'), '1')
})
afterEach(() => {
  process.argv[1] = script
  rmSync(folder, { recursive: true, force: true })
})

function run(name: string, ...args: readonly string[]): CheckedRun {
  return { name, command: 'test', args }
}

function ran(runs: readonly CheckedRun[], out = 'out'): Promise<StudySummary> {
  const { signal } = new AbortController()
  const told = { isQuiet: true, signal, tell: () => undefined }
  return runStudy(runs, { folder, out: join(folder, out), ...told })
}

const statesOf = ({ runs }: StudySummary): readonly string[] => runs.map(({ state }) => state)

test('a run without an answer is done, and not done again; one that failed is', async () => {
  const runs = [run('few', 'too few rows', '5'), run('bad', 'no such file', '1')]
  const first = await ran(runs)
  expect(statesOf(first)).toEqual(['done', 'failed'])
  // The error stands behind 100 kB of what was asked.
  expect(first.runs.map(({ conclusion }) => conclusion)).toEqual(['too few rows', 'no such file'])
  expect(statesOf(await ran(runs))).toEqual(['kept', 'failed'])
})

test('what an earlier run has written is an input of a later one', async () => {
  const reads = run('second', 'b', '0', 'out/first/run.json')
  const study = (text: string): readonly CheckedRun[] => [
    run('zeroth', 'looks before it is there', '0', 'out/first/run.json'),
    run('first', text, '0'),
    reads,
  ]
  await ran(study('a'))
  // What the zeroth reads has come to be there since.
  expect(statesOf(await ran(study('a')))).toEqual(['done', 'kept', 'kept'])
  expect(statesOf(await ran(study('b')))).toEqual(['kept', 'done', 'done'])
})

test('results in the folder of the inputs are none of them', async () => {
  const runs = [run('one', 'a', '0', 'data'), run('two', 'b', '0', '.')]
  expect(statesOf(await ran(runs, 'data/out'))).toEqual(['done', 'done'])
  expect(statesOf(await ran(runs, 'data/out'))).toEqual(['kept', 'kept'])
  writeFileSync(join(folder, 'data', 'b.csv'), '2')
  expect(statesOf(await ran(runs, 'data/out'))).toEqual(['done', 'done'])
})

test('one study writes into a folder at a time', async () => {
  const both = await Promise.allSettled([ran([run('a', 'a', '0')]), ran([run('a', 'a', '0')])])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const refused = both.find((one) => one.status === 'rejected')!
  expect(String(refused.reason)).toMatch(/is writing into /)
  expect(readdirSync(join(folder, 'out'))).not.toContain('study.lock')
})
