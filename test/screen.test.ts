import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BarSeries } from '../src/core/bars.ts'
import { defaultScreenOptions } from '../src/research/pairs/screen-pair.ts'
import type { ScreenResult, ScreenRow } from '../src/research/pairs/screen-result.ts'
import { screenPairs, type ScreenFindings } from '../src/research/pairs/screen.ts'
import { syntheticUniverse } from '../src/simulation/synthetic-universe.ts'
import { runIsobar } from './run-isobar.ts'

// The screen as a command: compiled kernel, threads and calendars, against the readable path.

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

function screened(...args: readonly string[]): ScreenResult {
  const ran = runIsobar(
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
  expect(timeless(screened())).toEqual(one)
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
