import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  expectClose,
  pValueTolerance,
  statisticTolerance,
} from '../fixtures/econometrics/goldens.ts'
import { noise } from '../fixtures/econometrics/series.ts'
import { failureOf } from '../src/app/cli/failure.ts'
import { buildProgram } from '../src/app/cli/main.ts'
import { cointegrationCases } from './stats-commands/cointegration.ts'
import { forecastCases } from './stats-commands/forecasts.ts'
import { regressionCases } from './stats-commands/regressions.ts'
import { asked, timeOf, type StatsCase } from './stats-commands/stats-case.ts'
import { unitRootCases } from './stats-commands/unit-roots.ts'

// Every statistical command, by its program in this process: what it prints is what the library and another package
// say of the same rows. test/command-line.test.ts runs a few as processes.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-stats-'))
  vi.stubEnv('ISOBAR_HOME', join(folder, 'home'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const cases: readonly StatsCase[] = [
  ...unitRootCases,
  ...cointegrationCases,
  ...regressionCases,
  ...forecastCases,
]

type Document = Readonly<Record<string, unknown>>

interface Answered {
  readonly exitCode: number
  readonly stdout: string
}

/** Runs a command as the launcher does, less the process. */
async function run(...args: readonly string[]): Promise<Answered> {
  const stdout: string[] = []
  const caught = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout.push(String(text))
    return true
  })
  const silenced = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const before = process.exitCode
  process.exitCode = 0
  try {
    await buildProgram().parseAsync(['stats', ...args, '--no-trials', '--quiet'], { from: 'user' })
    return { exitCode: exitCodeNow(), stdout: stdout.join('') }
  } catch (error) {
    return { exitCode: failureOf(error).exitCode, stdout: stdout.join('') }
  } finally {
    process.exitCode = before
    caught.mockRestore()
    silenced.mockRestore()
  }
}

const exitCodeNow = (): number => Number(process.exitCode)

/** One file a column, every number to the last bit. */
function filesOf(columns: readonly Float64Array[]): string[] {
  return columns.map((column, k) => {
    const path = join(folder, `series-${k}.csv`)
    const lines = Array.from(column, (value, row) => `${timeOf(row)},${value}`)
    writeFileSync(path, `timestamp,close\n${lines.join('\n')}\n`)
    return path
  })
}

/** Numbers as the other program has them, by field; a golden null stands for what does not exist. */
function expectGolden(actual: unknown, expected: unknown, what: string): void {
  if (typeof expected === 'number' || expected === null) {
    const tolerance = /pValues?|PValues?/.test(what) ? pValueTolerance : statisticTolerance
    expectClose(actual as number | null, expected, tolerance, what)
  } else if (typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      expectGolden((actual as Document | undefined)?.[key], value, `${what}.${key}`)
    }
  } else {
    expectClose(Number(actual), Number(expected), 0, what)
  }
}

/** Of the frame every document has, not of the test. */
const frame = new Set(['test', 'series', 'rows', 'dropped'])

describe.each(cases.map((row) => [`${row.test}: ${row.golden.join(', ')}`, row] as const))(
  '%s',
  (_, row) => {
    test('every field is there, as the library has it and as another program has it', async () => {
      const { columns, options, library, expected } = asked(row)
      const files = filesOf(columns)
      const { exitCode, stdout } = await run(row.test, ...files, ...options, '--json')
      expect(exitCode, stdout).toBe(0)
      const document = JSON.parse(stdout) as Document
      expect(document).toMatchObject({
        test: row.test,
        series: files.map((_file, k) => `series-${k}`),
        rows: columns[0]!.length,
        dropped: Object.fromEntries(files.map((file) => [file, 0])),
      })
      expect(Object.keys(document)).toEqual(expect.arrayContaining([...row.promised]))
      const said = JSON.parse(JSON.stringify(library)) as Document
      for (const field of Object.keys(document).filter((name) => !frame.has(name))) {
        expect(document[field], field).toEqual(said[field] ?? null)
      }
      expectGolden(document, expected, row.test)
    })

    test('data without an answer leave every field null, exit 5', async () => {
      const { columns, options } = asked(row)
      const whole = await run(row.test, ...filesOf(columns), ...options, '--json')
      const fields = Object.keys(JSON.parse(whole.stdout) as Document)
      const without: readonly (readonly [string, readonly Float64Array[]])[] = [
        ['too few rows', columns.map((column) => column.subarray(0, 11))],
        ['constant', columns.map((column) => column.map(() => 3))],
        ...(columns.length > 1 ? [['identical', columns.map(() => columns[0]!)] as const] : []),
      ]
      for (const [why, series] of without) {
        const { exitCode, stdout } = await run(row.test, ...filesOf(series), ...options, '--json')
        expect(exitCode, `${why}: ${stdout}`).toBe(5)
        const document = JSON.parse(stdout) as Document
        expect(Object.keys(document), why).toEqual([...fields, 'error'])
        for (const field of fields.filter((name) => !frame.has(name))) {
          expect(document[field], `${why}: ${field}`).toBeNull()
        }
      }
    })

    test('a person reads a table and one line that concludes', async () => {
      const { columns, options } = asked(row)
      const { exitCode, stdout } = await run(row.test, ...filesOf(columns), ...options)
      expect(exitCode).toBe(0)
      const lines = stdout.trimEnd().split('\n')
      expect(lines[1]).toMatch(/^=+$/)
      expect(lines.at(-1)).toMatch(/[a-z].*\.$/)
      expect(stdout).not.toMatch(/NaN|undefined|\[object/)
    })
  },
)

test('a relation too tight for statsmodels has its minus infinity under --compat', async () => {
  const x = noise(84, 200).map((shock, row) => 50 + shock + row / 10)
  const y = x.map((value, row) => 2 * value + 1e-3 * Math.sin(row * row))
  const files = filesOf([y, x])
  const ours = JSON.parse((await run('coint', ...files, '--json')).stdout) as Document
  expect(ours['statistic']).toBeLessThan(-5)
  const compat = ['coint', ...files, '--compat', 'statsmodels']
  const theirs = JSON.parse((await run(...compat, '--json')).stdout) as Document
  // JSON has no number for it.
  expect(theirs).toMatchObject({ statistic: null, pValue: 0, hedgeRatio: ours['hedgeRatio'] })
  expect((await run(...compat)).stdout).toContain('-inf')
})

test('a search that did not converge tells what it had reached, exit 5', async () => {
  // One jump and nothing else: the likelihood rises towards a variance of nothing.
  const jump = Float64Array.from({ length: 60 }, (_, row) => (row < 59 ? 1 : 2))
  const { exitCode, stdout } = await run('garch', ...filesOf([jump]), '--raw', '--json')
  expect(exitCode).toBe(5)
  const document = JSON.parse(stdout) as Document
  expect(document['converged']).toBe(false)
  expect(document['parameters']).toMatchObject({ omega: expect.any(Number) as number })
})
