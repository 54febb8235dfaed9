import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { residualDiagnostics } from '../src/econometrics/diagnostics/residual-diagnostics.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'
import { runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'
import { writtenSeries } from './written-series.ts'

let folder: string
let series: Float64Array
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-diagnostics-'))
  const random = new Random(3)
  let value = 0
  series = Float64Array.from({ length: 300 }, () => (value = 0.6 * value + random.normal()))
  file = writtenSeries(folder, 'residual', series)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]): Ran =>
  runCommand(['stats', 'diagnostics', ...args, '--no-trials'], join(folder, 'home'))

test('gives the three tests of the column', () => {
  const ran = run(file, '--json', '--lags', '5', '--model-degrees', '1')
  expect(ran.exitCode).toBe(0)
  const expected = expectValue(residualDiagnostics(series, { lags: 5, modelDegrees: 1 }))
  // The first p-value has no degree of freedom left: null in JSON.
  const byLag = expected.ljungBox.byLag.map((each, k) =>
    k === 0 ? { ...each, pValue: null, boxPiercePValue: null } : each,
  )
  expect(JSON.parse(ran.stdout)).toMatchObject({
    test: 'diagnostics',
    ...expected,
    ljungBox: { ...expected.ljungBox, byLag },
    rows: 300,
  })
})

test('a person sees a table and what it comes to', () => {
  const { stdout } = run(file)
  expect(stdout).toMatch(/^Ljung-Box +10 +\d+\.\d+ +<1e-16$/m)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^At 5 %: memory, /)
})

test('degrees the lags do not have are wrong usage; too few rows for them have no answer', () => {
  expect(run(file, '--lags', '2', '--model-degrees', '2').exitCode).toBe(2)
  expect(run(file, '--lags', '0').exitCode).toBe(2)
  const ran = run(file, '--lags', '200', '--json')
  expect(ran.exitCode).toBe(5)
  expect(JSON.parse(ran.stdout)).toMatchObject({ ljungBox: null, error: { code: 'too-few-rows' } })
})
