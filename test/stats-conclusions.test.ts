import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noise } from '../fixtures/econometrics/series.ts'
import { runIsobar, type Ran } from './run-isobar.ts'
import { writtenSeries } from './written-series.ts'

// What a person reads last, and acts on.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-conclusions-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]): Ran =>
  runIsobar(['stats', ...args, '--no-trials'], join(folder, 'home'))

const written = (name: string, values: Float64Array): string => writtenSeries(folder, name, values)

test('a variance without memory forgets a shock at once', () => {
  const file = written('calm', noise(11, 400))
  const { stdout } = run('garch', file, '--raw', '--model', 'egarch', '--q', '0')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'Shocks to the variance are gone at once: the persistence is 0.',
  )
})

test('garch takes log returns itself, and says so to who asks for them', () => {
  const file = written('calm', noise(11, 400))
  const ran = run('garch', file, '--log')
  expect([ran.exitCode, ran.stderr.includes('takes log returns itself')]).toEqual([2, true])
  expect(run('garch', file, '--raw', '--diff').exitCode).toBe(0)
})
