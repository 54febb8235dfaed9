import { describe, expect, test } from 'vitest'
import type { BarSeries } from '../../core/bars.ts'
import type { ScreenKernel } from '../../math/kernels/screen-kernel.ts'
import { screenTwin } from '../../math/kernels/screen-twin.ts'
import { syntheticUniverse } from '../../simulation/synthetic-universe.ts'
import { screenByPanels } from './screen-by-panels.ts'
import { defaultScreenOptions, type ScreenOptions } from './screen-pair.ts'
import { screenPanels } from './screen-panels.ts'
import { screenPairs, type ScreenFindings } from './screen.ts'

const universe = syntheticUniverse({ seed: 3, series: 12, bars: 400 })
const logs: ScreenOptions = { ...defaultScreenOptions, log: true }

/** A series with only some of its rows. */
function only(bars: BarSeries, keep: (row: number) => boolean): BarSeries {
  const pick = (column: Float64Array): Float64Array => column.filter((_, row) => keep(row))
  const { times, open, high, low, close, volume } = bars
  return {
    ...bars,
    times: pick(times),
    open: pick(open),
    high: pick(high),
    low: pick(low),
    close: pick(close),
    volume: pick(volume),
  }
}

function instantsAt(bars: BarSeries, rows: Int32Array): number[] {
  return [...rows].map((row) => bars.times[row]!)
}

function finished<Result>(program: Generator<unknown, Result>): Result {
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

/** Every number of a result but those that rounding may move, and these by their rows. */
function parts({ results, ...rest }: ScreenFindings): {
  readonly numbers: ReadonlyMap<string, readonly number[]>
  readonly rest: unknown
} {
  const rows = results.toSorted((a, b) => (`${a.y} ${a.x}` < `${b.y} ${b.x}` ? -1 : 1))
  return {
    numbers: new Map(
      rows.map((row) => [
        `${row.y} ${row.x}`,
        [
          row.statistic,
          row.pValue,
          row.qValue,
          row.hedgeRatio,
          row.intercept ?? 0,
          row.halfLifeBars ?? 0,
          row.halfLifeBarsCorrected ?? 0,
          row.rSquared,
        ],
      ]),
    ),
    rest: {
      ...rest,
      rows: rows.map((row) => ({
        pair: [row.y, row.x, row.observations],
        found: [row.lags, row.johansenRank, row.rejected],
        reverts: row.halfLifeBars !== null,
        stillReverts: row.halfLifeBarsCorrected !== null,
      })),
    },
  }
}

/** The largest relative difference from the readable path; everything that is not rounding must be equal. */
function departure(series: readonly BarSeries[], options: ScreenOptions): number {
  const readable = parts(finished(screenPairs(series, options)))
  const fast = parts(finished(screenByPanels(series, options, screenTwin)))
  expect(fast.rest).toEqual(readable.rest)
  let largest = 0
  for (const [key, expected] of readable.numbers) {
    for (const [k, value] of fast.numbers.get(key)!.entries()) {
      largest = Math.max(
        largest,
        Math.abs(value - expected[k]!) / Math.max(1, Math.abs(expected[k]!)),
      )
    }
  }
  return largest
}

// A half-life is 1 / (1 - phi) in size: of a thousand bars it has lost three digits more than the statistics.
const tolerance = 1e-9

describe('the readable path', () => {
  test.for<[string, Partial<ScreenOptions>]>([
    ['as it is without options', {}],
    ['with logarithms', { log: true }],
    ['by BIC', { log: true, criterion: 'bic' }],
    ['at fixed lags', { log: true, lags: 3 }],
    ['with few lags', { log: true, maxLags: 2, alpha: 0.1 }],
    ['at a level no table has', { log: true, alpha: 0.03, fdr: 'none' }],
    ['without a constant', { log: true, trend: 'n' }],
    ['with a trend, which the kernel has not', { log: true, trend: 'ct' }],
    ['by t values, which the kernel has not', { log: true, criterion: 'tstat' }],
    ['with more lags than the rows carry', { log: true, maxLags: 300 }],
  ])('is matched %s', ([, options]) => {
    expect(departure(universe.slice(0, 7), { ...defaultScreenOptions, ...options })).toBeLessThan(
      tolerance,
    )
  })

  test('is matched where series begin and end when they like', () => {
    const listed = universe.map((bars, k) =>
      k % 3 === 0 ? bars : only(bars, (row) => row >= 20 * k && row < 400 - (k % 2) * 50),
    )
    expect(departure(listed, logs)).toBeLessThan(tolerance)
  })

  test('is matched where bars are missing', () => {
    const holed = universe.map((bars, k) =>
      only(
        bars,
        (row) => row % 50 !== 7 && (k % 4 !== 1 || row % 31 !== 3) && (k !== 5 || row > 9),
      ),
    )
    expect(departure(holed, logs)).toBeLessThan(tolerance)
  })

  test('is matched for series that cannot be tested', () => {
    const [first, second, third] = universe as [BarSeries, BarSeries, BarSeries]
    const twin = { ...first, instrument: { ...first.instrument, name: 'TWIN-USDT' } }
    const near = {
      ...second,
      instrument: { ...second.instrument, name: 'NEAR-USDT' },
      close: second.close.map((price, row) => price * (1 + 1e-4 * Math.sin(row * row))),
    }
    const flat = { ...third, close: new Float64Array(third.close.length).fill(2) }
    const short = only(universe[3]!, (row) => row < 8)
    const later = only(universe[4]!, (row) => row > 390)
    expect(departure([first, second, twin, near, flat, short, later], logs)).toBeLessThan(tolerance)
  })
})

/** What drawn universes say of every row, in the order of names. */
function judgements({ results }: ScreenFindings): unknown {
  return results
    .map(({ y, x, bootstrapPValue, stepdownPValue, rejected }) => ({
      pair: `${y} ${x}`,
      bootstrapPValue,
      stepdownPValue,
      rejected,
    }))
    .toSorted((a, b) => (a.pair < b.pair ? -1 : 1))
}

describe('drawn universes', () => {
  const bootstrap = { universes: 39, seed: 4 }
  const listed = universe
    .slice(0, 6)
    .map((bars, k) => (k % 3 === 0 ? bars : only(bars, (row) => row >= 20 * k && row % 50 !== k)))
  const screenWith = (kernel: ScreenKernel | undefined, seed = bootstrap.seed): ScreenFindings =>
    finished(screenByPanels(listed, { ...logs, bootstrap: { ...bootstrap, seed } }, kernel))

  test('say the same of every pair whether a kernel tests them or the readable path', () => {
    const [fast, readable] = [screenWith(screenTwin), screenWith(undefined)]
    expect(judgements(fast)).toEqual(judgements(readable))
    expect(fast.null).toEqual(readable.null)
    expect(fast.results.every(({ bootstrapPValue }) => bootstrapPValue! > 0)).toBe(true)
  })

  test('are others for another seed', () => {
    expect(screenWith(screenTwin, 5)).not.toEqual(screenWith(screenTwin))
  })

  test('are counted in the progress', () => {
    const program = screenByPanels(listed, { ...logs, bootstrap }, screenTwin)
    let last = program.next()
    let told = { done: 0, total: 0 }
    for (; last.done !== true; last = program.next()) told = last.value
    expect(told).toEqual({ done: 15 * 40, total: 15 * 40 })
  })
})

describe('panels', () => {
  test('one calendar is one panel', () => {
    expect(screenPanels(universe).map(({ members, split }) => [members.length, split])).toEqual([
      [12, 0],
    ])
  })

  test('coins listed one after the other are a panel each, with those before them as partners', () => {
    const listed = universe.slice(0, 4).map((bars, k) => only(bars, (row) => row >= 30 * k))
    expect(screenPanels(listed).map(({ members, split }) => [members.length, split])).toEqual([
      [2, 1],
      [3, 2],
      [4, 3],
    ])
  })

  test('calendars that each have instants of their own meet on what they have in common', () => {
    const [a, b] = [
      only(universe[0]!, (row) => row % 5 !== 0),
      only(universe[1]!, (row) => row % 7 !== 0),
    ]
    const [panel, ...none] = screenPanels([a, b])
    expect(none).toEqual([])
    expect(panel).toMatchObject({ members: [0, 1], split: 1, pairs: 'across' })
    expect(panel!.times.length).toBe(274)
    expect(instantsAt(a, panel!.rows[0]!)).toEqual([...panel!.times])
    expect(instantsAt(b, panel!.rows[1]!)).toEqual([...panel!.times])
  })
})
