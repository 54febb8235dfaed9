import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hurst, type HurstResult } from '../src/econometrics/mean-reversion/hurst.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'
import { runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'
import { writtenSeries } from './written-series.ts'

let folder: string
let increments: Float64Array
let levels: Float64Array
let files: { readonly levels: string; readonly prices: string; readonly increments: string }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-hurst-'))
  const random = new Random(1)
  levels = new Float64Array(401)
  for (let row = 1; row < 401; row++) levels[row] = levels[row - 1]! + random.normal() / 64
  increments = levels.subarray(1).map((level, row) => level - levels[row]!)
  files = {
    levels: writtenSeries(folder, 'levels', levels),
    prices: writtenSeries(folder, 'prices', levels.map(Math.exp)),
    increments: writtenSeries(folder, 'increments', increments),
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]): Ran =>
  runCommand(['stats', 'hurst', ...args, '--no-trials'], join(folder, 'home'))

const documentOf = (...args: readonly string[]): HurstResult =>
  JSON.parse(run(...args, '--json').stdout) as HurstResult

test('takes the increments of levels itself, and with --log those of their logarithms', () => {
  const expected = expectValue(hurst(increments))
  expect(documentOf(files.levels)).toMatchObject(expected)
  expect(documentOf(files.prices, '--log').exponent).toBeCloseTo(expected.exponent, 10)
})

test('--method, --order and --correction are those of the library', () => {
  expect(documentOf(files.levels, '--method', 'dfa', '--order', '2')).toMatchObject(
    expectValue(hurst(increments, { method: 'dfa', order: 2 })),
  )
  expect(documentOf(files.levels, '--correction', 'none')).toMatchObject(
    expectValue(hurst(increments, { correction: 'none' })),
  )
})

test('of several series it is that of the residual, and identical ones have none', () => {
  const twin = writtenSeries(
    folder,
    'twin',
    levels.map((level, row) => 2 * level + ((row * 7919) % 13) / 50),
  )
  // A residual that has nothing of the walk left turns at every step.
  expect(documentOf(twin, files.levels, '--method', 'dfa').interval.high).toBeLessThan(0.5)
  const same = run(files.levels, files.levels)
  expect([same.exitCode, same.stderr.includes('collinear')]).toEqual([5, true])
})

test('too few rows, a constant series and an unknown order have their exit codes', () => {
  const short = writtenSeries(folder, 'short', levels.subarray(0, 100))
  const ran = run(short, '--json')
  expect(ran.exitCode).toBe(5)
  expect(JSON.parse(ran.stdout)).toMatchObject({ exponent: null, error: { code: 'too-few-rows' } })
  const flat = writtenSeries(folder, 'flat', new Float64Array(500).fill(3))
  expect(run(flat).exitCode).toBe(5)
  expect(run(files.levels, '--order', '3').exitCode).toBe(2)
})

test('a person sees exponent, interval and windows, and what they come to', () => {
  const { stdout } = run(files.levels)
  expect(stdout).toContain('Hurst exponent by rescaled range')
  expect(stdout).toMatch(/95 % from/)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^At 5 % /)
})
