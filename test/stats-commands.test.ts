import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  expectClose,
  pValueTolerance,
  statisticTolerance,
} from '../fixtures/econometrics/goldens.ts'
import { noise } from '../fixtures/econometrics/series.ts'
import { failureOf } from '../src/app/cli/failure.ts'
import { buildProgram } from '../src/app/cli/main.ts'
import { priceDiscovery } from '../src/econometrics/price-discovery/price-discovery.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'
import { cointegrationCases } from './stats-commands/cointegration.ts'
import { forecastCases } from './stats-commands/forecasts.ts'
import { regressionCases } from './stats-commands/regressions.ts'
import { asked, timeOf, type AskedCase, type StatsCase } from './stats-commands/stats-case.ts'
import { systemCases } from './stats-commands/systems.ts'
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
  ...systemCases,
  ...forecastCases,
]

type Document = Readonly<Record<string, unknown>>

interface Answered {
  readonly exitCode: number
  readonly stdout: string
}

/** Runs a command as the launcher does, less the process. */
async function run(...args: readonly string[]): Promise<Answered> {
  return runAndKeep(...args, '--no-trials')
}

/** The same with the run entered in the ledger of the test's own home. */
async function runAndKeep(...args: readonly string[]): Promise<Answered> {
  const stdout: string[] = []
  const caught = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout.push(String(text))
    return true
  })
  const silenced = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const before = process.exitCode
  process.exitCode = 0
  try {
    const program = await buildProgram('stats')
    await program.parseAsync(['stats', ...args, '--quiet'], { from: 'user' })
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

const known = new Map<StatsCase, AskedCase>()

/** A case and what the library says of it, fitted once for its three tests. */
function caseOf(row: StatsCase): AskedCase {
  const found = known.get(row) ?? asked(row)
  known.set(row, found)
  return found
}

const answers = new Map<StatsCase, Promise<Answered>>()

/** What a command prints of its case as JSON, asked for once. */
function answered(row: StatsCase): Promise<Answered> {
  const { columns, options } = caseOf(row)
  const found = answers.get(row) ?? run(row.test, ...filesOf(columns), ...options, '--json')
  answers.set(row, found)
  return found
}

const fieldsOf = async (row: StatsCase): Promise<readonly string[]> =>
  Object.keys(JSON.parse((await answered(row)).stdout) as Document)

/** Of the frame every document has, not of the test. */
const frame = new Set(['test', 'series', 'rows', 'dropped'])

describe.each(cases.map((row) => [`${row.test}: ${row.golden.join(', ')}`, row] as const))(
  '%s',
  (_, row) => {
    test('every field is there, as the library has it and as another program has it', async () => {
      const { columns, library, expected } = caseOf(row)
      const files = filesOf(columns)
      const { exitCode, stdout } = await answered(row)
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
      const { columns, options } = caseOf(row)
      const fields = await fieldsOf(row)
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
      const { columns, options } = caseOf(row)
      const { exitCode, stdout } = await run(row.test, ...filesOf(columns), ...options)
      expect(exitCode).toBe(0)
      const lines = stdout.trimEnd().split('\n')
      expect(lines[1]).toMatch(/^=+$/)
      expect(lines.at(-1)).toMatch(/[a-z].*\.$/)
      expect(stdout).not.toMatch(/NaN|undefined|\[object/)
    })
  },
)

/** Prices of one asset on two venues, as bar files that each lack what the other has at one end. */
function venues(): { readonly files: readonly string[]; readonly joined: readonly Float64Array[] } {
  let price = 100
  const shared = noise(81, 300).map((shock) => (price += shock))
  const columns = [82, 83].map((seed) => {
    const own = noise(seed, 300)
    return shared.map((value, row) => value + 0.3 * own[row]!)
  })
  const files = columns.map((column, k) => {
    const [venue, from, to] = (
      [
        ['kraken', 0, 290],
        ['coinbase', 10, 300],
      ] as const
    )[k]!
    const path = join(folder, venue, 'BTC-USD-1h.csv')
    mkdirSync(dirname(path), { recursive: true })
    const lines = Array.from({ length: to - from }, (_, row) =>
      [timeOf(from + row), column[from + row]].join(),
    )
    writeFileSync(path, `timestamp,close\n${lines.join('\n')}\n`)
    return path
  })
  return { files, joined: columns.map((column) => column.subarray(10, 290)) }
}

describe('several files', () => {
  test('are joined on equal timestamps, and named by venue where there are several', async () => {
    const { files, joined } = venues()
    const { stdout } = await run('hasbrouck', ...files, '--log', '--lags', '2', '--json')
    const document = JSON.parse(stdout) as Document
    expect(document).toMatchObject({
      series: ['kraken:BTC-USD', 'coinbase:BTC-USD'],
      rows: 280,
      dropped: { [files[0]!]: 10, [files[1]!]: 10 },
    })
    const logs = joined.map((column) => column.map(Math.log))
    const said = expectValue(priceDiscovery(logs, { lagDifferences: 2 }))
    expect(document['informationShares']).toEqual(said.informationShares)
    expect((await run('hasbrouck', ...files, '--lags', '2')).stdout).toContain(
      '280 rows in common; left out: 10 of kraken:BTC-USD, 10 of coinbase:BTC-USD.',
    )
  })

  test('are entered by their instants in milliseconds, as every other run is', async () => {
    const { files } = venues()
    const { exitCode } = await runAndKeep('granger', ...files, '--lags', '1')
    expect(exitCode).toBe(0)
    const ledger = readFileSync(join(folder, 'home', 'trials.jsonl'), 'utf8')
    expect(JSON.parse(ledger)).toMatchObject({
      kind: 'stats',
      instruments: ['coinbase:BTC-USD', 'kraken:BTC-USD'],
      from: timeOf(10),
      to: timeOf(289),
    })
  })
})

test.each([[[]], [['--diff']]])('a break is dated by its own row, with %j', async (options) => {
  const [, file] = venues().files
  const { stdout } = await run('zivot-andrews', file!, ...options, '--json')
  const { breakRow, breakTime } = JSON.parse(stdout) as Record<string, number>
  expect(breakTime).toBe(timeOf(10 + options.length + breakRow!))
})

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

test.each([
  ['coint', 13],
  ['phillips-ouliaris', 7],
  ['gregory-hansen', 6],
  ['hasbrouck', 13],
] as const)('%s of %d series is wrong usage: nothing is tabulated', async (command, count) => {
  const walks = Array.from({ length: count }, (_, k) => noise(90 + k, 120))
  const { exitCode } = await run(command, ...filesOf(walks), '--json')
  expect(exitCode).toBe(2)
})

// None of these files is there: what cannot be asked is refused before anything is read.
test.each([
  'johansen a.csv b.csv --compat statsmodels --deterministic restricted-constant',
  'johansen a.csv b.csv --compat statsmodels --deterministic restricted-trend',
  'vecm a.csv b.csv --rank 3',
  'hasbrouck a.csv b.csv --lags 2 --lag-differences 3',
  'vecm a.csv b.csv --lags 2 --lag-differences 3',
  'granger a.csv b.csv --lags 0',
  'granger a.csv b.csv --max-lags 0 --trend n',
  'granger a.csv b.csv --extra-lags 2',
  'var a.csv b.csv --lags 0 --trend n',
  'var a.csv b.csv --horizon 1000000000',
  'regress a.csv b.csv c.csv --estimator tls',
  'regress a.csv b.csv --estimator tls --trend ct',
  'regress a.csv b.csv --estimator fmols --errors hc0',
  'regress a.csv b.csv --kernel parzen',
  'regress a.csv b.csv --error-lags 3',
  'kalman a.csv b.csv c.csv',
  'variance-ratio a.csv --lags 1',
  'zivot-andrews a.csv --trim 0.5',
  'har-rv a.csv --lags 1,1',
  'ar a.csv --lags 0 --trend n',
  'arma a.csv --p 25',
  'garch a.csv --o 1',
])('wrong usage, exit 2: %s', async (line) => {
  expect((await run(...line.split(' '))).exitCode).toBe(2)
})

test('the seed of simulated forecasts is told, and any whole number will do', async () => {
  const [file] = filesOf([noise(85, 300)])
  const drawn = async (...seed: readonly string[]): Promise<Document> =>
    JSON.parse(
      (await run('garch', file!, '--raw', '--model', 'egarch', ...seed, '--json')).stdout,
    ) as Document
  const [usual, other] = [await drawn(), await drawn('--seed', '20240229')]
  expect([usual['seed'], other['seed']]).toEqual([1, 20_240_229])
  expect(other['estimates']).toEqual(usual['estimates'])
  expect(other['forecast']).not.toEqual(usual['forecast'])
})

test('a search that did not converge tells what it had reached, exit 5', async () => {
  // White noise has no EGARCH: the search ends among the needles of one that never forgets its start.
  const random = new Random(4)
  const white = Float64Array.from({ length: 600 }, () => random.normal())
  const flags = ['--raw', '--json', '--model', 'egarch']
  const { exitCode, stdout } = await run('garch', ...filesOf([white]), ...flags)
  expect(exitCode).toBe(5)
  const document = JSON.parse(stdout) as Document
  expect(document['converged']).toBe(false)
  expect(document['parameters']).toMatchObject({ omega: expect.any(Number) as number })
})
