import { expect, test } from 'vitest'
import {
  engleGranger,
  type EngleGrangerResult,
} from '../src/econometrics/cointegration/engle-granger.ts'
import { johansen } from '../src/econometrics/cointegration/johansen.ts'
import {
  allTiles,
  blockCount,
  pairIndex,
  type ScreenKernel,
  type ScreenPlan,
  type ScreenSession,
} from '../src/math/kernels/screen-kernel.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'

// What every implementation of the ScreenKernel port owes: the numbers of the readable tests, or to say that it cannot.

/** Relative, of a statistic at least 1 in size; the worst of trusted directions met in trials was 2e-10. */
const statisticTolerance = 1e-9
/** R^2, hedge ratio and AR(1) coefficient have no factor behind them. */
const momentTolerance = 1e-10

const usual: Omit<ScreenPlan, 'rows' | 'seriesCount'> = {
  mean: 'removed',
  criterion: 'aic',
  maxLags: 20,
  ranks: 'testable',
}

type Plan = Partial<ScreenPlan>

function tested(kernel: ScreenKernel, columns: readonly Float64Array[], plan: Plan): ScreenSession {
  const session = kernel.open({
    ...usual,
    rows: columns[0]!.length,
    seriesCount: columns.length,
    ...plan,
  })
  columns.forEach((column, k) => session.levels[k]!.set(column))
  session.prepare({ from: 0, to: blockCount(columns.length) })
  session.testPairs(allTiles(columns.length))
  return session
}

/** The readable test of one direction. */
function readable(
  [y, x]: readonly [Float64Array, Float64Array],
  { mean, criterion, maxLags }: ScreenPlan,
): EngleGrangerResult {
  return expectValue(
    engleGranger(y, [x], {
      trend: mean === 'removed' ? 'c' : 'n',
      ...(criterion === 'fixed' ? { lags: maxLags } : { criterion, maxLags }),
    }),
  )
}

/** Every trusted direction against the readable test; gives back how many there were and their mean lag. */
function agreement(
  { plan, pairs }: ScreenSession,
  columns: readonly Float64Array[],
): { readonly trusted: number; readonly doubtful: number; readonly meanLags: number } {
  let [trusted, doubtful, lags] = [0, 0, 0]
  for (let i = 1; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      for (const direction of [0, 1]) {
        const entry = 2 * pairIndex(i, j) + direction
        if (pairs.doubtful[entry] === 1) {
          doubtful++
          continue
        }
        const [y, x] = direction === 0 ? [i, j] : [j, i]
        const single = readable([columns[y]!, columns[x]!], plan)
        const name = `${y} on ${x}`
        expect(pairs.lags[entry], `${name}: lags`).toBe(single.lags)
        expectNear(pairs.statistic[entry]!, single.statistic, statisticTolerance, name)
        expectNear(pairs.hedgeRatio[entry]! / single.hedgeRatio[0]!, 1, momentTolerance, name)
        expectNear(1 - pairs.unexplained[entry]!, single.rSquared, momentTolerance, name)
        const phi = single.halfLifeBars === null ? undefined : 2 ** (-1 / single.halfLifeBars)
        expectNear(phi ?? 0, phi === undefined ? 0 : pairs.phi[entry]!, momentTolerance, name)
        trusted++
        lags += single.lags
      }
    }
  }
  return { trusted, doubtful, meanLags: lags / trusted }
}

function expectNear(actual: number, expected: number, tolerance: number, what: string): void {
  const difference = Math.abs(actual - expected) / Math.max(1, Math.abs(expected))
  expect(difference, `${what}: ${actual} against ${expected}`).toBeLessThan(tolerance)
}

const filtered = (shocks: Float64Array, coefficient: number): Float64Array => {
  let level = 0
  return shocks.map((shock) => (level = coefficient * level + shock))
}
const normals = (random: Random, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, () => random.normal())
const size = (values: Float64Array): number => Math.hypot(...values) / Math.sqrt(values.length)
const summed = (changes: Float64Array): Float64Array => filtered(changes, 1)

/** Walks with autocorrelated changes on three common ones, some held together: what makes a criterion choose lags. */
function universe(seed: number, rows: number, count: number, level = 30): Float64Array[] {
  const random = new Random(seed)
  const factors = [0.3, 0, -0.4].map((memory) => summed(filtered(normals(random, rows), memory)))
  return Array.from({ length: count }, (_, series) => {
    const weights = factors.map(() => random.normal())
    const own = filtered(filtered(normals(random, rows), -0.5), [0.97, 1, 0.99][series % 3]!)
    return own.map((value, t) =>
      factors.reduce((sum, factor, k) => sum + weights[k]! * factor[t]!, level + value),
    )
  })
}

/** A walk, and one that follows it as closely as `share` of its own deviation, apart by the noise given. */
function tight(
  random: Random,
  rows: number,
  {
    share,
    noise,
  }: { readonly share: number; readonly noise: (shocks: Float64Array) => Float64Array },
): [Float64Array, Float64Array] {
  const walk = summed(normals(random, rows))
  const apart = noise(normals(random, rows))
  const scale = (share * size(walk)) / size(apart)
  return [walk.map((value, t) => 100 + 0.7 * value + scale * apart[t]!), walk]
}

const noises = {
  white: (shocks: Float64Array) => shocks,
  reverting: (shocks: Float64Array) => filtered(shocks, 0.95),
  persistent: (shocks: Float64Array) => filtered(filtered(shocks, 0.95), 0.99),
  overdifferenced: (shocks: Float64Array) =>
    shocks.map((shock, t) => shock - 2 * (shocks[t - 1] ?? 0) + (shocks[t - 2] ?? 0)),
  cyclical: (shocks: Float64Array) => {
    let [before, last] = [0, 0]
    return shocks.map((shock) => {
      ;[before, last] = [last, 1.98 * last - 0.985 * before + shock]
      return last
    })
  },
}

/** Of the panel in which series 1 is constant, series 4 has a hole and series 5 is twice series 2. */
function isSpoilt(i: number, j: number): boolean {
  return [i, j].some((k) => k === 1 || k === 4) || (i === 5 && j === 2)
}

/** Both directions of pairs `from` up to `to`. */
function entriesOf(from: number, to: number): number[] {
  return Array.from({ length: 2 * (to - from) }, (_, k) => 2 * from + k)
}

/** Runs the suite over an implementation. */
export function describeScreenKernel(name: string, kernel: ScreenKernel): void {
  const screened = (columns: readonly Float64Array[], plan: Plan = {}): ScreenSession =>
    tested(kernel, columns, plan)

  test.for(['aic', 'bic'] as const)(
    `${name}: every row is the single test, lags by %s`,
    (criterion) => {
      const columns = universe(1, 700, 11)
      const found = agreement(screened(columns, { criterion }), columns)
      expect(found.trusted).toBe(110)
      // A kernel whose lagged products are wrong agrees where no lag is chosen.
      expect(found.meanLags).toBeGreaterThan(criterion === 'aic' ? 1.5 : 0.5)
    },
  )

  test.for([0, 1, 2, 7, 20])(`${name}: every row is the single test, %i lags`, (maxLags) => {
    const columns = universe(2, 400, 6)
    expect(agreement(screened(columns, { criterion: 'fixed', maxLags }), columns).trusted).toBe(30)
  })

  test(`${name}: every row is the single test on a year of hours`, () => {
    const columns = universe(3, 8760, 4)
    expect(agreement(screened(columns, { maxLags: 37 }), columns).trusted).toBe(12)
  })

  test.for([2, 3, 4, 5, 8, 9])(`${name}: %i series, whatever they leave of a block`, (count) => {
    const columns = universe(4, 150, count)
    const { trusted } = agreement(screened(columns, { maxLags: 9 }), columns)
    expect(trusted).toBe(count * (count - 1))
  })

  test.for([
    [12, 2],
    [30, 0],
    [45, 20],
    [101, 1],
    [257, 14],
  ] as const)(`${name}: %i rows and up to %i lags`, ([rows, maxLags]) => {
    const columns = universe(5, rows, 4)
    expect(agreement(screened(columns, { maxLags }), columns).trusted).toBeGreaterThan(6)
  })

  test(`${name}: series far from zero, and of any unit`, () => {
    const units = [1, 1e-9, 1e6, 3e-3, 1]
    const columns = universe(6, 300, 5, 1000).map((column, k) =>
      column.map((value) => value * units[k]!),
    )
    expect(agreement(screened(columns), columns).trusted).toBe(20)
  })

  test(`${name}: without a constant the means stay in`, () => {
    const columns = universe(7, 300, 5, 0)
    expect(agreement(screened(columns, { mean: 'kept' }), columns).trusted).toBe(20)
  })

  test.for(Object.entries(noises))(
    `${name}: closer and closer relations agree or are doubtful, apart by %s noise`,
    ([, noise]) => {
      for (const [k, share] of [1, 0.1, 0.03, 1e-2, 1e-3, 1e-5].entries()) {
        const columns = tight(new Random(100 + k), 900, { share, noise })
        const session = screened(columns)
        const { doubtful } = agreement(session, columns)
        // 1 - R^2 is the square of the share.
        expect(doubtful).toBeGreaterThanOrEqual(share < 0.01 ? 2 : 0)
      }
    },
  )

  test(`${name}: an order that wins by a hair is doubtful`, () => {
    // Found among 89,119 pairs of walks: the two best orders of one direction are less than 1e-5 of AIC apart.
    const random = new Random(89_119)
    const columns = [summed(normals(random, 80)), summed(normals(random, 80))]
    expect([...screened(columns, { maxLags: 11 }).pairs.doubtful]).toEqual([1, 0])
  })

  test(`${name}: what cannot be tested is doubtful and spoils nothing else`, () => {
    const columns = universe(8, 200, 7)
    columns[1]!.fill(3)
    columns[4]![50] = Number.NaN
    columns[5] = columns[2]!.map((value) => 2 * value)
    const { pairs, plan } = screened(columns)
    for (let i = 1; i < 7; i++) {
      for (let j = 0; j < i; j++) {
        const flags = pairs.doubtful.slice(2 * pairIndex(i, j), 2 * pairIndex(i, j) + 2)
        expect([...flags], `${i} and ${j}`).toEqual(isSpoilt(i, j) ? [1, 1] : [0, 0])
      }
    }
    expectNear(
      pairs.statistic[2 * pairIndex(3, 2)]!,
      readable([columns[3]!, columns[2]!], plan).statistic,
      statisticTolerance,
      'a sound pair beside them',
    )
  })

  test(`${name}: tile by tile gives the same as all at once, and nothing else is written`, () => {
    const columns = universe(9, 200, 10)
    const whole = screened(columns).pairs.statistic.slice()
    const session = kernel.open({ ...usual, rows: 200, seriesCount: 10 })
    columns.forEach((column, k) => session.levels[k]!.set(column))
    session.pairs.statistic.fill(-99)
    for (const block of [2, 0, 1]) session.prepare({ from: block, to: block + 1 })
    session.testPairs({ rows: { from: 1, to: 2 }, columns: { from: 0, to: 1 } })
    for (const entry of entriesOf(pairIndex(4, 0), pairIndex(4, 4))) {
      expect(session.pairs.statistic[entry]).toBe(whole[entry])
    }
    for (const entry of [...entriesOf(0, pairIndex(4, 0)), ...entriesOf(pairIndex(8, 0), 45)]) {
      expect(session.pairs.statistic[entry]).toBe(-99)
    }
    session.testPairs({ rows: { from: 0, to: 3 }, columns: { from: 0, to: 3 } })
    expect([...session.pairs.statistic]).toEqual([...whole])
  })

  test(`${name}: a second panel in the same session owes nothing to the first`, () => {
    const first = universe(10, 120, 5)
    const second = universe(11, 120, 5)
    const session = screened(first, { maxLags: 5 })
    second.forEach((column, k) => session.levels[k]!.set(column))
    session.prepare({ from: 0, to: 2 })
    session.testPairs(allTiles(5))
    const again = session.pairs.statistic.slice()
    expect([...again]).toEqual([...screened(second, { maxLags: 5 }).pairs.statistic])
    expect(session.levels.map((column) => column[7])).toEqual(second.map((column) => column[7]))
  })

  test.for([0, 1, 4, 20])(
    `${name}: ranks are Johansen's, up to %i lagged differences`,
    (maxLags) => {
      const columns = universe(12, 400, 6)
      const session = screened(columns, { maxLags })
      session.testRanks(allTiles(6))
      expect(rankDeparture(session, columns)).toBeLessThan(rankTolerance)
    },
  )

  test(`${name}: ranks at the lags that were chosen, on a year of hours`, () => {
    const columns = universe(13, 8760, 3)
    const session = screened(columns, { maxLags: 37 })
    session.testRanks(allTiles(3))
    expect(rankDeparture(session, columns)).toBeLessThan(rankTolerance)
  })

  test(`${name}: ranks that moments cannot tell are doubtful`, () => {
    const [near, walk] = tight(new Random(14), 400, { share: 1e-4, noise: noises.white })
    const short = universe(15, 24, 2)
    const close = screened([near, walk], { criterion: 'fixed', maxLags: 2 })
    const few = screened(short, { criterion: 'fixed', maxLags: 7 })
    for (const session of [close, few]) {
      session.testRanks(allTiles(2))
      expect(session.pairs.rankDoubtful[0]).toBe(1)
    }
  })

  test(`${name}: too few rows for the lags are a bug`, () => {
    const plan: ScreenPlan = { ...usual, rows: 20, seriesCount: 2, maxLags: 9 }
    expect(() => kernel.open(plan)).toThrow('20 rows do not carry 9 lags')
  })
}

/** Of eigenvalues in [0, 1]: one of 1e-4 has lost four digits to those near 1, the QR's as well. */
const rankTolerance = 1e-11

/** The largest difference from the readable test; infinite where a pair is doubtful. */
function rankDeparture({ pairs }: ScreenSession, columns: readonly Float64Array[]): number {
  let largest = 0
  for (let i = 1; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      const pair = pairIndex(i, j)
      const lagDifferences = Math.max(pairs.lags[2 * pair]!, pairs.lags[2 * pair + 1]!)
      const [larger, smaller] = expectValue(
        johansen([columns[i]!, columns[j]!], { deterministic: 'constant', lagDifferences }),
      ).eigenvalues
      largest = Math.max(
        largest,
        Math.abs(pairs.largerEigenvalue[pair]! - larger!),
        Math.abs(pairs.smallerEigenvalue[pair]! - smaller!),
        pairs.rankDoubtful[pair] === 1 ? Infinity : 0,
      )
    }
  }
  return largest
}
