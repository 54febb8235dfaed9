import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { runScreen as RunScreenFunction } from '../src/app/workers/run-screen.ts'
import type { BarSeries } from '../src/core/bars.ts'
import { benjaminiHochberg } from '../src/econometrics/multiple-testing/false-discovery.ts'
import { defaultScreenOptions } from '../src/research/pairs/screen-pair.ts'
import type { ScreenResult, ScreenRow } from '../src/research/pairs/screen-result.ts'
import { screenPairs, type ScreenFindings } from '../src/research/pairs/screen.ts'
import { plantedPairs, syntheticUniverse } from '../src/simulation/synthetic-universe.ts'
import { runCommand } from './run-command.ts'
import { projectFolder } from './source-files.ts'

// The screen as a command: compiled kernel, threads and calendars, against the readable path.

type RunScreen = typeof RunScreenFunction

let folder: string
const universe = syntheticUniverse({ seed: 8, series: 14, bars: 500 })
  // Three calendars one inside the other, two of which have gaps of their own.
  .map((bars, k) => cut(bars, (row) => (k < 6 || row >= 60) && (k < 11 || row % 40 !== k)))

function cut(bars: BarSeries, keep: (row: number) => boolean): BarSeries {
  const kept = (column: Float64Array): Float64Array => column.filter((_, row) => keep(row))
  const [times, open, high] = [kept(bars.times), kept(bars.open), kept(bars.high)]
  const [low, close, volume] = [kept(bars.low), kept(bars.close), kept(bars.volume)]
  return { ...bars, times, open, high, low, close, volume }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-screen-'))
  mkdirSync(join(folder, 'bars', 'made'), { recursive: true })
  for (const { instrument, times, open, high, low, close, volume } of universe) {
    const rows = Array.from(times, (time, t) =>
      [time / 1000, open[t], high[t], low[t], close[t], volume[t]].join(','),
    )
    writeFileSync(
      join(folder, 'bars', 'made', `${instrument.name}-1h.csv`),
      `${['timestamp,open,high,low,close,volume', ...rows].join('\n')}\n`,
    )
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const known = new Map<string, ScreenResult>()

/** The screen with such options, run once for all tests that look at it. */
function screenedOnce(...args: readonly string[]): ScreenResult {
  const found = known.get(args.join(' ')) ?? screened(...args)
  known.set(args.join(' '), found)
  return found
}

function screened(...args: readonly string[]): ScreenResult {
  const ran = runCommand(
    ['pairs', 'screen', join(folder, 'bars'), '--log', '--json', '--no-trials', ...args],
    join(folder, 'home'),
  )
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as ScreenResult
}

function readable(): ScreenFindings {
  const program = screenPairs(universe, { ...defaultScreenOptions, log: true })
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

/** A result but for its clocks. */
const timeless = (result: ScreenResult): unknown => ({ ...result, elapsedMs: 0, readMs: 0 })

const byNames = (a: ScreenRow, b: ScreenRow): number => (`${a.y} ${a.x}` < `${b.y} ${b.x}` ? -1 : 1)

test('however many threads there are, the result is the same to the last digit', () => {
  const one = timeless(screened('--threads', '1'))
  expect(timeless(screened('--threads', '3'))).toEqual(one)
  expect(timeless(screenedOnce())).toEqual(one)
})

test('it is the result of the readable path', () => {
  const { results, ...rest } = screened('--threads', '2')
  const expected = readable()
  expect(rest).toMatchObject({
    tests: expected.tests,
    unorderedPairs: expected.unorderedPairs,
    rejectedPairs: expected.rejectedPairs,
    skipped: expected.skipped,
  })
  const rows = results.toSorted(byNames)
  for (const [k, row] of expected.results.toSorted(byNames).entries()) {
    const found = rows[k]!
    const { y, x, lags, observations, johansenRank, rejected } = row
    expect(found).toMatchObject({ y, x, lags, observations, johansenRank, rejected })
    for (const field of ['statistic', 'hedgeRatio', 'intercept', 'rSquared'] as const) {
      const difference = Math.abs(found[field]! - row[field]!)
      expect(difference, `${y} on ${x}: ${field}`).toBeLessThan(1e-9 * Math.max(1, row[field]!))
    }
  }
})

test('a panel the kernel has no test for takes as many threads', () => {
  const [one, three] = [screened('--trend', 'ct', '--threads', '1'), screened('--trend', 'ct')]
  expect(three.results).toEqual(one.results)
  expect(one.tests).toBe(182)
})

/** The rows of a result against drawn universes. */
const figuresOf = (result: ScreenResult): unknown =>
  result.results.map((row) => ({ ...row, seed: result.null!.seed }))

const drawn = ['--null', 'bootstrap', '--universes', '60'] as const

test('drawn universes are the same whoever draws them, and others with another seed', () => {
  const one = screenedOnce(...drawn, '--threads', '3')
  expect(one.null).toMatchObject({ kind: 'bootstrap', universes: 60, seed: 1 })
  expect(figuresOf(screened(...drawn, '--threads', '1'))).toEqual(figuresOf(one))
  expect(figuresOf(screened(...drawn, '--seed', '2'))).not.toEqual(figuresOf(one))
})

test('drawn universes decide: q-values are of their p-values, one a pair', () => {
  const asymptotic = screenedOnce()
  const { results, alpha } = screened(...drawn, '--fdr', 'bh')
  const pairs = new Map(results.map((row) => [[row.y, row.x].toSorted().join(' '), row]))
  const keys = [...pairs.keys()]
  const qValues = benjaminiHochberg(
    Float64Array.from(keys, (key) => pairs.get(key)!.bootstrapPValue!),
  )
  for (const row of results) {
    const key = [row.y, row.x].toSorted().join(' ')
    const { bootstrapPValue, stepdownPValue } = pairs.get(key)!
    expect(row).toMatchObject({ bootstrapPValue, stepdownPValue })
    expect(row.qValue).toBeCloseTo(qValues[keys.indexOf(key)]!, 12)
    expect(row.rejected).toBe(row.qValue <= alpha)
    expect(row.stepdownPValue! * 61).toBeCloseTo(Math.round(row.stepdownPValue! * 61), 9)
    for (const share of [row.nullHalfLifeShare ?? 1, row.nullRSquaredShare!]) {
      expect(share).toBeGreaterThanOrEqual(1 / 61)
      expect(share).toBeLessThanOrEqual(1)
    }
  }
  // Nothing else changes.
  expect(results.map(({ y, x, pValue }) => [y, x, pValue])).toEqual(
    asymptotic.results.map(({ y, x, pValue }) => [y, x, pValue]),
  )
  expect(asymptotic.results[0]).not.toHaveProperty('bootstrapPValue')
})

test('what is planted is found against drawn universes too', () => {
  const planted = plantedPairs({ seed: 8, series: 14, bars: 500 })
  const found = screenedOnce(...drawn, '--threads', '3').results.filter(({ rejected }) => rejected)
  expect(planted.length).toBeGreaterThan(0)
  for (const { y, x } of planted) {
    expect(found.map((row) => `${row.y} ${row.x}`)).toContain(`${y} ${x}`)
  }
})

test('more universes than memory has room for are refused before they are drawn', () => {
  const ran = runCommand(
    ['pairs', 'screen', join(folder, 'bars'), '--json', '--no-trials', ...drawn.slice(0, 2)].concat(
      '--universes',
      '10000000',
    ),
    join(folder, 'home'),
  )
  expect(ran.exitCode).toBe(2)
  expect(ran.stdout).toContain('do not fit into memory')
})

test('a screen that is called off ends at once, its threads with it', async () => {
  const built = pathToFileURL(join(projectFolder, 'build/src/app/workers/run-screen.js')).href
  const { runScreen } = (await import(built)) as { readonly runScreen: RunScreen }
  const calledOff = new AbortController()
  const seen: number[] = []
  const running = runScreen(
    universe,
    { ...defaultScreenOptions, bootstrap: { universes: 100_000, seed: 1 } },
    {
      threads: 2,
      signal: calledOff.signal,
      onProgress: (done) => {
        seen.push(done)
        if (done > 1000) calledOff.abort(new Error('enough'))
      },
    },
  )
  await expect(running).rejects.toThrow('enough')
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  await expect(
    runScreen(universe, defaultScreenOptions, { signal: calledOff.signal }),
  ).rejects.toThrow('enough')
})
