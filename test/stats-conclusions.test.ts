import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { noise } from '../fixtures/econometrics/series.ts'
import { halfLife } from '../src/econometrics/mean-reversion/half-life.ts'
import { expectValue } from '../src/math/outcome.ts'
import { runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'
import { writtenSeries } from './written-series.ts'

// What a person reads last, and acts on.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-conclusions-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]): Ran =>
  runCommand(['stats', ...args, '--no-trials'], join(folder, 'home'))

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

/** A walk, and what follows it with an error that stays for rows. */
function related(rows: number): { readonly x: Float64Array; readonly y: Float64Array } {
  let level = 100
  const x = noise(21, rows).map((shock) => (level += shock))
  let error = 0
  const y = noise(22, rows).map((shock, row) => 3 + 2 * x[row]! + (error = 0.9 * error + shock))
  return { x, y }
}

test('the half-life of dynamic least squares is that of the relation, on every row', () => {
  const { x, y } = related(400)
  const files = [written('y', y), written('x', x)]
  const document = JSON.parse(
    run('regress', ...files, '--estimator', 'dols', '--leads', '3', '--lags', '2', '--json').stdout,
  ) as { coefficients: readonly number[]; halfLifeBars: number }
  const [slope, constant] = document.coefficients
  const relation = y.map((value, row) => value - slope! * x[row]! - constant!)
  const expected = expectValue(halfLife(relation)).halfLifeBars!
  expect(document.halfLifeBars / expected).toBeCloseTo(1, 9)
})

test('dynamic least squares shortens its search to the rows there are', () => {
  const { x, y } = related(40)
  const files = [written('y', y), written('x', x)]
  expect(run('regress', ...files, '--estimator', 'dols').exitCode).toBe(0)
})

test('unrelated walks are warned of, and their error correction says which rank the data support', () => {
  let level = 0
  const [a, b] = [31, 32].map((seed) => noise(seed, 400).map((shock) => (level += shock)))
  const files = [written('a', a!), written('b', b!)]
  const document: unknown = JSON.parse(run('regress', ...files, '--json').stdout)
  expect(document).toMatchObject({ warnings: [{ kind: 'spurious' }] })
  expect(run('vecm', ...files).stdout).toMatch(
    /But the trace test supports rank 0, not the 1 imposed/,
  )
  expect(run('granger', ...files).stdout).toContain('no chi-squared law')
})

test('the speed of a process has no z value: zero is a unit root', () => {
  const { x, y } = related(400)
  const error = y.map((value, row) => value - 2 * x[row]!)
  const { stdout } = run('ou', written('error', error))
  expect(stdout).toMatch(/^speed +[\d.]+ +[\d.]+ +– +– /m)
  expect(stdout).toMatch(/^sigma +[\d.]+ +[\d.]+ +[\d.]+ /m)
})

test('a p-value at the edge of the table is only bounded by it', () => {
  expect(run('kpss', written('calm', noise(11, 400))).stdout).toContain('p > 0.1:')
  expect(run('kpss', written('x', related(400).x)).stdout).toContain('p < 0.01:')
})

test('a window without rows says that it is the window', () => {
  const ran = run('adf', written('calm', noise(11, 400)), '--from', '2030-01-01')
  expect(ran.exitCode).toBe(5)
  expect(ran.stderr).toContain('no row of the files lies within --from and --to')
})

test('a fault names the series it is of, as the files are called', () => {
  const flat = written('flat', new Float64Array(60).fill(5))
  const walk = written('walk', related(60).x)
  for (const command of ['regress', 'coint', 'johansen', 'vecm']) {
    expect(run(command, walk, flat).stderr, command).toContain('flat is 5 in every row')
  }
})
