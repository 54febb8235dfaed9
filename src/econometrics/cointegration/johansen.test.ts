import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  pValueTolerance,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { dickeyFuller } from '../unit-roots/dickey-fuller.ts'
import { johansen, type JohansenOptions, type JohansenResult } from './johansen.ts'
import { leastSquares } from '../regression/least-squares.ts'

interface GoldenCase {
  readonly test?: string
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: JohansenOptions
  readonly expected: Readonly<Record<string, readonly number[]>>
}

const run = (golden: GoldenCase, options: JohansenOptions = {}): JohansenResult =>
  expectValue(johansen(golden.series.map(buildSeries), { ...golden.options, ...options }))

test.for(goldenCases('johansen') as readonly GoldenCase[])(
  'agrees with statsmodels under compat: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = run(golden, { compat: 'statsmodels' })
    expect(result.observations).toBe(expected['observations'])
    for (const field of ['eigenvalues', 'trace', 'maxEigen'] as const) {
      expectAllClose(result[field], expected[field]!, statisticTolerance, field)
    }
    expect(result.traceCritical).toEqual(expected['traceCritical'])
    expect(result.maxEigenCritical).toEqual(expected['maxEigenCritical'])
    // Theirs carry one common sign. An eigenvector is as exact as its eigenvalue is apart from the next.
    for (const [k, vector] of (expected['eigenvectors'] as unknown as number[][]).entries()) {
      const sign = Math.sign(vector[0]!)
      expectAllClose(
        result.eigenvectors[k]!,
        vector.map((value) => sign * value),
        1e-6,
        `vector ${k}`,
      )
    }
  },
)

test.for(
  (goldenCases('r') as readonly GoldenCase[]).filter((golden) => golden.test === 'johansen'),
)('agrees with ca.jo of R: $name', (golden, context) => {
  needsSeries(golden.series, context)
  const { expected } = golden
  const result = run(golden, { tables: 'osterwald-lenum' })
  // ca.jo forms and inverts moment matrices about zero, which squares the condition: on log prices that move
  // together (condition 1e5) it keeps 7 digits, where statsmodels and ours agree to 8 and more.
  const tolerance = golden.series[0]!.kind === 'real' ? 1e-6 : statisticTolerance
  for (const field of ['eigenvalues', 'trace', 'maxEigen'] as const) {
    expectAllClose(result[field], expected[field]!, tolerance, field)
  }
  expect(result.traceCritical.flat()).toEqual(expected['traceCritical'])
  expect(result.maxEigenCritical.flat()).toEqual(expected['maxEigenCritical'])
  expect(result.criticalValueSource).toBe('Osterwald-Lenum (1992)')
  // ca.jo makes the first coefficient 1; its restricted trend counts from its own first row.
  const first = result.eigenvectors[0]!
  const scale = first[0]!
  expectAllClose(
    first.map((value) => value / scale),
    expected['firstVector']!,
    1e-6,
    'vector',
  )
  expectAllClose(
    result.loadings[0]!.map((value) => value * scale),
    expected['firstLoadings']!,
    1e-6,
    'loadings',
  )
})

test.for(goldenCases('gretl') as readonly GoldenCase[])(
  'agrees with coint2 of gretl: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = run(golden)
    // gretl forms moment matrices, which squares the condition of nearly collinear prices.
    expectAllClose(result.trace, expected['trace']!, 1e-7, 'trace')
    expectAllClose(result.maxEigen, expected['maxEigen']!, 1e-7, 'maxEigen')
    for (const [rank, printed] of expected['tracePValuesPrinted']!.entries()) {
      // Four digits behind the point are all gretl prints of these.
      expect(Math.abs(result.tracePValues[rank]! - printed)).toBeLessThanOrEqual(0.5001e-4)
    }
    expectAllClose(
      result.maxEigenPValues,
      expected['maxEigenPValues']!,
      pValueTolerance,
      'maxEigenPValues',
    )
  },
)

test('Kraken BTC-USD and BTC-USDT, minutes of March 2023: traces 27.0257 and 0.2194, one relation', (context) => {
  const golden = (goldenCases('johansen') as readonly GoldenCase[]).find(({ name }) =>
    name.includes('March 2023'),
  )!
  needsSeries(golden.series, context)
  const result = run(golden)
  expect(result.trace.map((value) => value.toFixed(4))).toEqual(['27.0257', '0.2194'])
  expect(result.rank).toEqual({ trace: 1, maxEigen: 1 })
})

const walk = (seed: number, length: number): Float64Array => {
  let total = 0
  return noise(seed, length).map((shock) => (total += shock))
}

/** Two walks and a third that follows the first. */
function three(length: number): Float64Array[] {
  const shocks = noise(262, length)
  const leader = walk(260, length)
  return [leader.map((value, t) => 0.5 * value + shocks[t]!), leader, walk(261, length)]
}

const cases = ['none', 'restricted-constant', 'constant', 'restricted-trend', 'trend'] as const

test('of one series the trace is the square of the Dickey-Fuller t value in likelihood form', () => {
  for (const [deterministic, trend] of [
    ['none', 'n'],
    ['constant', 'c'],
    ['trend', 'ct'],
  ] as const) {
    const series = walk(263, 150)
    const { trace, observations } = expectValue(
      johansen([series], { deterministic, lagDifferences: 2 }),
    )
    const { statistic, observations: rows } = expectValue(dickeyFuller(series, trend, 2))
    expect(observations).toBe(rows)
    const freedom = observations - 3 - (trend === 'n' ? 0 : trend.length)
    expectClose(trace[0], observations * Math.log1p(statistic ** 2 / freedom), 1e-10, trend)
  }
})

test('loadings times vectors are the least-squares coefficients of the lagged levels', () => {
  const series = three(400)
  for (const deterministic of cases) {
    const result = expectValue(johansen(series, { deterministic, lagDifferences: 1 }))
    const inside = deterministic.startsWith('restricted')
    const rows = result.observations
    expect(rows).toBe(400 - 2)
    const trend = {
      none: 'n',
      constant: 'c',
      'restricted-constant': 'c',
      'restricted-trend': 'ct',
      trend: 'ct',
    } as const
    for (const [k, values] of series.entries()) {
      const change = (lag: number, column: Float64Array): Float64Array =>
        Float64Array.from({ length: rows }, (_, t) => column[t + 2 - lag]! - column[t + 1 - lag]!)
      const fit = expectValue(
        leastSquares(
          change(0, values),
          [
            ...series.map((column) => column.slice(1, rows + 1)),
            ...series.map((column) => change(1, column)),
          ],
          { trend: trend[deterministic] },
        ),
      )
      const product = (j: number): number =>
        result.loadings.reduce(
          (sum, loading, r) => sum + loading[k]! * result.eigenvectors[r]![j]!,
          0,
        )
      for (let j = 0; j < 3; j++)
        expectClose(product(j), fit.coefficients[j]!, 1e-8, `${deterministic} ${k} ${j}`)
      // The restricted term: free of the reduced rank at full rank, so it is the least-squares one too.
      if (inside)
        expectClose(product(3), fit.coefficients.at(-1)!, 1e-8, `${deterministic} ${k} restricted`)
    }
  }
})

test('vectors are normalised by the moments of the levels and start with a positive number', () => {
  const series = three(300)
  const result = expectValue(johansen(series, { deterministic: 'none', lagDifferences: 0 }))
  for (const vector of result.eigenvectors) {
    let squares = 0
    for (let t = 0; t < result.observations; t++) {
      squares += vector.reduce((sum, value, j) => sum + value * series[j]![t]!, 0) ** 2
    }
    expectClose(squares / result.observations, 1, 1e-10, 'length')
    expect(vector[0]).toBeGreaterThan(0)
  }
})

test('units and order of the series change no statistic, and vectors only as they must', () => {
  const series = three(300)
  const reference = expectValue(johansen(series))
  const turned = expectValue(johansen([series[2]!, series[0]!, series[1]!]))
  expectAllClose(turned.trace, reference.trace, 1e-9, 'order')
  for (const scale of [1e-200, 1e-12, 1e12, 1e200]) {
    const scaled = expectValue(
      johansen([series[0]!, series[1]!.map((value) => value * scale), series[2]!]),
    )
    expectAllClose(scaled.trace, reference.trace, 1e-9, `scale ${scale}`)
    expect(scaled.rank).toEqual(reference.rank)
    expectClose(scaled.eigenvectors[0]![1]! * scale, reference.eigenvectors[0]![1]!, 1e-8, 'vector')
    expectClose(scaled.loadings[0]![1]! / scale, reference.loadings[0]![1]!, 1e-8, 'loading')
  }
})

test('at zero lagged differences the level is that of the bar before', () => {
  const series = three(200)
  const textbook = expectValue(johansen(series, { lagDifferences: 0 }))
  expect(textbook.observations).toBe(199)
  // One relation among one series is a Dickey-Fuller regression without lags, whose level is the bar before's.
  const single = expectValue(johansen([series[0]!], { lagDifferences: 0 }))
  const { statistic } = expectValue(dickeyFuller(series[0]!, 'c', 0))
  expectClose(
    single.trace[0],
    199 * Math.log1p(statistic ** 2 / (199 - 2)),
    1e-10,
    'trace of one series',
  )
})

test('the rank is decided by the table at its levels and by the p-value elsewhere', () => {
  const series = three(400)
  const at = (alpha: number): JohansenResult => expectValue(johansen(series, { alpha }))
  expect(at(0.05).rank).toEqual({ trace: 1, maxEigen: 1 })
  const { trace, traceCritical, tracePValues } = at(0.05)
  expect(trace[0]).toBeGreaterThan(traceCritical[0]![1]!)
  expect(trace[1]).toBeLessThan(traceCritical[1]![1]!)
  // Just above the p-value of the second row that row is rejected as well.
  expect(at(tracePValues[1]! * 1.001).rank.trace).toBeGreaterThanOrEqual(2)
  expect(at(tracePValues[1]! * 0.999).rank.trace).toBe(1)
})

test('says why series cannot be tested', () => {
  const [a, b] = three(40) as [Float64Array, Float64Array]
  expect(johansen([a, a])).toMatchObject({ reason: 'collinear-series' })
  expect(
    johansen([a, b.map((value) => value), a.map((value, t) => value + 2 * b[t]!)]),
  ).toMatchObject({
    reason: 'collinear-series',
  })
  expect(johansen([a, new Float64Array(40).fill(2)])).toMatchObject({ reason: 'constant-series' })
  expect(johansen([a, b.with(7, Number.NaN)])).toMatchObject({ reason: 'not-finite' })
  expect(johansen([a.with(0, Infinity), b])).toMatchObject({ reason: 'not-finite' })
  expect(johansen([a, b], { lagDifferences: 18 })).toMatchObject({ reason: 'too-few-rows' })
  expect(johansen([new Float64Array(0)])).toMatchObject({ reason: 'too-few-rows' })
  expect(johansen([a.slice(0, 1), b.slice(0, 1)])).toMatchObject({ reason: 'too-few-rows' })
  expect(
    johansen([a, b], { deterministic: 'restricted-trend', compat: 'statsmodels' }),
  ).toMatchObject({ reason: 'no-such-case' })
})
