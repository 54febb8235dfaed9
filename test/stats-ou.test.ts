import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bertramThresholds } from '../src/econometrics/mean-reversion/bertram-thresholds.ts'
import { ornsteinUhlenbeck } from '../src/econometrics/mean-reversion/ornstein-uhlenbeck.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'
import { runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'
import { writtenSeries } from './written-series.ts'

let folder: string
let series: Float64Array
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-ou-'))
  const random = new Random(2)
  let level = 0
  series = Float64Array.from({ length: 600 }, () => (level = 0.9 * level + 0.01 * random.normal()))
  file = writtenSeries(folder, 'residual', series)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]): Ran =>
  runCommand(['stats', 'ou', file, ...args, '--no-trials'], join(folder, 'home'))

test('without a cost the process stands alone', () => {
  const document = JSON.parse(run('--json').stdout) as object
  expect(document).toMatchObject({
    ...expectValue(ornsteinUhlenbeck(series)),
    thresholds: null,
  })
})

test('with a cost the thresholds of both objectives stand beside it', () => {
  const process = expectValue(ornsteinUhlenbeck(series))
  const options = { cost: 0.002, riskFreePerTrade: 0.001 }
  const document = JSON.parse(
    run('--json', '--cost', '0.002', '--risk-free', '0.001').stdout,
  ) as object
  expect(document).toMatchObject({
    thresholds: {
      profit: expectValue(bertramThresholds(process, options)),
      sharpe: expectValue(bertramThresholds(process, { ...options, objective: 'sharpe' })),
      reasons: {},
    },
  })
  const { stdout } = run('--cost', '0.002', '--risk-free', '0.001')
  expect(stdout).toMatch(/highest profit a bar +-0\.\d+ +0\.\d+/)
  expect(stdout).toMatch(/highest Sharpe ratio +-0\.\d+ +0\.\d+/)
})

test('a cost that nothing covers is said, and the process is there all the same', () => {
  const ran = run('--json', '--cost', '3')
  expect(ran.exitCode).toBe(0)
  const { thresholds, speed } = JSON.parse(ran.stdout) as {
    thresholds: { profit: null; sharpe: null; reasons: Record<string, string> }
    speed: number
  }
  expect(thresholds).toMatchObject({ profit: null, sharpe: null })
  expect(thresholds.reasons['profit']).toContain('a cost of 3')
  expect(speed).toBeGreaterThan(0)
  expect(run('--cost', '3').stdout).toMatch(/No thresholds for profit: /)
})

test('it ends in the half-life, and in that without the bias', () => {
  const { halfLifeBars, halfLifeBarsCorrected } = expectValue(ornsteinUhlenbeck(series))
  const lines = run('--cost', '0.002').stdout.trimEnd().split('\n')
  expect(lines.at(-1)).toBe(
    `Half of a deviation is gone after ${halfLifeBars.toFixed(1)} rows, ${halfLifeBarsCorrected!.toFixed(1)} without the estimate's bias.`,
  )
})

test('a riskless profit without a cost is wrong usage, and so is a negative cost', () => {
  expect(run('--risk-free', '0.1').exitCode).toBe(2)
  expect(run('--cost', '-1').exitCode).toBe(2)
})

test('identical series leave no residual', () => {
  const ran = run(file, '--json')
  expect(ran.exitCode).toBe(5)
  expect(JSON.parse(ran.stdout)).toMatchObject({ speed: null, error: { code: 'collinear-series' } })
})
