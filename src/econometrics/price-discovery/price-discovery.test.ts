import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  needsSeries,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { informationShares, venueCountMax } from './information-shares.ts'
import {
  priceDiscovery,
  type PriceDiscoveryOptions,
  type PriceDiscoveryResult,
} from './price-discovery.ts'
import { priceDiscoverySummary } from './price-discovery-summary.ts'

interface ShareCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: PriceDiscoveryOptions
  readonly expected: Pick<
    PriceDiscoveryResult,
    'loadings' | 'componentShares' | 'informationLeadership' | 'residualCorrelation'
  > &
    Readonly<Record<'low' | 'high' | 'mean', readonly number[]>>
}

test.for(goldenCases('price-discovery/shares') as readonly ShareCase[])(
  'finds the shares of the oracle: $name',
  (golden, context) => {
    needsSeries(golden.series, context)
    const { expected } = golden
    const result = expectValue(priceDiscovery(golden.series.map(buildSeries), golden.options))
    for (const key of ['loadings', 'componentShares', 'residualCorrelation'] as const) {
      expectAllClose(result[key], expected[key], statisticTolerance, key)
    }
    for (const bound of ['low', 'high', 'mean'] as const) {
      const found = result.informationShares.map((share) => share[bound])
      expectAllClose(found, expected[bound], statisticTolerance, bound)
    }
    const found = result.informationLeadership ?? []
    expectAllClose(found, expected.informationLeadership ?? [], statisticTolerance, 'leadership')
  },
)

/** Two venues of one asset that correct each other's gaps by `speeds`, with errors of the `deviations`. */
function market(
  seed: number,
  length: number,
  { speeds, deviations }: Readonly<Record<'speeds' | 'deviations', readonly [number, number]>>,
): Float64Array[] {
  const prices = [new Float64Array(length), new Float64Array(length)] as const
  const errors = [noise(seed, length), noise(seed + 1, length)] as const
  for (let t = 1; t < length; t++) {
    const gap = prices[0][t - 1]! - prices[1][t - 1]!
    prices[0][t] = prices[0][t - 1]! - speeds[0] * gap + deviations[0] * errors[0][t]!
    prices[1][t] = prices[1][t - 1]! + speeds[1] * gap + deviations[1] * errors[1][t]!
  }
  return [...prices]
}

test('gives everything to the venue that leads', () => {
  const columns = market(900, 8000, { speeds: [0, 0.3], deviations: [1, 0.5] })
  const result = expectValue(priceDiscovery(columns, { lagDifferences: 2 }))
  expect(result.informationShares[0]!.low).toBeGreaterThan(0.99)
  expect(result.informationShares[1]!.high).toBeLessThan(0.01)
  expect(result.componentShares[0]).toBeGreaterThan(0.95)
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value)

const average = (values: readonly number[]): number => sum(values) / values.length

const deviation = (values: readonly number[]): number =>
  Math.sqrt(average(values.map((value) => (value - average(values)) ** 2)))

/** How many deviations the mean of several runs lies from what it should be, by their own spread. */
function deviationsFrom(expected: number, values: readonly number[]): number {
  return Math.abs(average(values) - expected) / (deviation(values) / Math.sqrt(values.length - 1))
}

test('finds the shares that a made market has', () => {
  // psi is (0.3, 0.1): components 3/4 and 1/4, information 0.09 against 0.01 x 4.
  const truth = { speeds: [0.1, 0.3], deviations: [1, 2] } as const
  const found = Array.from({ length: 8 }, (_, run) => {
    const columns = market(910 + 2 * run, 4000, truth)
    return expectValue(priceDiscovery(columns, { lagDifferences: 0 }))
  })
  const components = found.map((result) => result.componentShares[0]!)
  const information = found.map((result) => result.informationShares[0]!.mean)
  expect(deviationsFrom(0.75, components)).toBeLessThan(4)
  expect(deviationsFrom(0.09 / 0.13, information)).toBeLessThan(4)
  // Else four deviations would hold anything.
  expect(deviation(components)).toBeLessThan(0.1)
  expect(deviation(information)).toBeLessThan(0.1)
})

/** Three venues around one walk, their errors correlated. */
function venues(): Float64Array[] {
  let level = 10
  const common = noise(930, 300).map((value) => (level += 0.01 * value))
  const shared = noise(931, 300)
  return [0.004, 0.008, 0.006].map((weight, k) => {
    const own = noise(932 + k, 300)
    return common.map((value, t) => value + weight * (own[t]! + 0.5 * shared[t]!))
  })
}

test('shares follow their venues when these change places', () => {
  const columns = venues()
  const places = [2, 0, 1]
  const reference = expectValue(priceDiscovery(columns, { lagDifferences: 2 }))
  const moved = expectValue(
    priceDiscovery(
      places.map((k) => columns[k]!),
      { lagDifferences: 2 },
    ),
  )
  for (const [at, k] of places.entries()) {
    const { low, high, mean } = reference.informationShares[k]!
    expectClose(moved.informationShares[at]!.low, low, 1e-9, 'low')
    expectClose(moved.informationShares[at]!.high, high, 1e-9, 'high')
    expectClose(moved.informationShares[at]!.mean, mean, 1e-9, 'mean')
    expectClose(moved.componentShares[at], reference.componentShares[k]!, 1e-9, 'component')
  }
})

test('logarithms of prices in another unit, each in its own, have the same shares', () => {
  const columns = venues()
  const reference = expectValue(priceDiscovery(columns))
  const shifted = columns.map((column, k) => column.map((value) => value + [0, 7, -3][k]!))
  const scaled = columns.map((column) => column.map((value) => 1e-4 * value))
  for (const moved of [shifted, scaled]) {
    const result = expectValue(priceDiscovery(moved))
    expectAllClose(result.componentShares, reference.componentShares, 1e-9, 'components')
    for (const [k, share] of result.informationShares.entries()) {
      expectClose(share.mean, reference.informationShares[k]!.mean, 1e-9, 'information')
    }
  }
})

test('shares add up to one, and bounds hold their mean', () => {
  const result = expectValue(priceDiscovery(venues(), { lagDifferences: 3 }))
  expect(sum(result.componentShares)).toBeCloseTo(1, 12)
  expect(sum(result.informationShares.map(({ mean }) => mean))).toBeCloseTo(1, 12)
  for (const { low, high, mean } of result.informationShares) {
    expect(low).toBeGreaterThanOrEqual(0)
    expect(low).toBeLessThanOrEqual(mean)
    expect(high).toBeGreaterThanOrEqual(mean)
  }
  expect(result.informationLeadership).toBe(null)
  expect(result.relationTest!.degreesOfFreedom).toBe(2)
})

test('without correlation of errors no order matters', () => {
  const identity = Array.from({ length: 6 }, (_, i) =>
    Array.from({ length: 6 }, (_unused, j) => (i === j ? i + 1 : 0)),
  )
  const shares = expectValue(informationShares([1, 1, 1, 1, 1, 1], identity))
  for (const [k, { low, high, mean }] of shares.entries()) {
    for (const share of [low, high, mean]) expectClose(share, (k + 1) / 21, 1e-12, `venue ${k}`)
  }
})

const reason = (columns: readonly Float64Array[], options?: PriceDiscoveryOptions): string => {
  const outcome = priceDiscovery(columns, options)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there are no shares', () => {
  const [a, b] = venues()
  expect(reason([new Float64Array(0), new Float64Array(0)])).toBe('too-few-rows')
  expect(reason([a!, a!])).toBe('collinear-series')
  expect(reason([a!, b!.with(9, Number.NaN)])).toBe('not-finite')
  expect(reason([a!, new Float64Array(300).fill(2)])).toBe('constant-series')
  const many = venueCountMax + 1
  const refused = informationShares(
    Array.from({ length: many }, () => 1),
    [],
  )
  expect(refused).toMatchObject({ kind: 'unavailable', reason: 'too-many-series' })
  expect(
    informationShares(
      [0, 0],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ).toMatchObject({ reason: 'no-common-trend' })
})

test('prints a row a venue', () => {
  const result = expectValue(priceDiscovery(venues().slice(0, 2)))
  const { tables } = priceDiscoverySummary(result)
  expect(tables[0]!.rows[1]).toEqual([
    'venue 2',
    result.informationShares[1]!.mean,
    result.informationShares[1]!.low,
    result.informationShares[1]!.high,
    result.componentShares[1],
    result.informationLeadership![1],
  ])
  expect(tables[1]!.rows[0]!.slice(0, 2)).toEqual(['venue 1', result.loadings[0]![0]])
})
