import { expect, test } from 'vitest'
import {
  expectAllClose,
  expectClose,
  goldenCases,
  statisticTolerance,
} from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { bartlettLongRunVariance } from './bartlett.ts'
import {
  type KernelOptions,
  type LongRunCovariance,
  longRunCovariance,
} from './long-run-covariance.ts'

interface GoldenCase {
  readonly name: string
  readonly series: readonly Recipe[]
  readonly options: KernelOptions & { readonly centre: 'mean' | 'none' }
  readonly expected: Omit<LongRunCovariance, 'kernel' | 'observations'>
}

test.for(goldenCases('cointegrating-regression/long-run') as readonly GoldenCase[])(
  'agrees with arch: $name',
  ({ series, options, expected }) => {
    const result = expectValue(longRunCovariance(series.map(buildSeries), options))
    expectClose(result.bandwidth, expected.bandwidth, statisticTolerance, 'bandwidth')
    for (const field of ['longRun', 'oneSided', 'oneSidedStrict', 'shortRun'] as const) {
      expectAllClose(result[field], expected[field], statisticTolerance, field)
    }
  },
)

test('is the variance of Newey and West for one series and a whole bandwidth', () => {
  const series = noise(3, 300)
  const { longRun } = expectValue(longRunCovariance([series], { bandwidth: 7, centre: 'none' }))
  expectClose(longRun[0]![0], bartlettLongRunVariance(series, 7), 1e-14, 'variance')
})

test('tells what leads from what follows', () => {
  const leader = noise(4, 2000)
  const laggard = Float64Array.from(leader, (_, t) => leader[t - 1] ?? 0)
  const { oneSidedStrict } = expectValue(longRunCovariance([leader, laggard], { bandwidth: 1 }))
  // The laggard at t is the leader at t - 1: half of its variance of 1 at weight 1/2; the other way nothing but noise.
  expect(oneSidedStrict[1]![0]).toBeGreaterThan(0.45)
  expect(Math.abs(oneSidedStrict[0]![1]!)).toBeLessThan(0.05)
})

const reason = (values: readonly number[]): string => {
  const outcome = longRunCovariance([Float64Array.from(values)])
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why there is none, and is zero for a constant', () => {
  expect(reason([])).toBe('too-few-rows')
  expect(reason([1])).toBe('too-few-rows')
  expect(reason([1, Number.POSITIVE_INFINITY, 2])).toBe('not-finite')
  const flat = expectValue(longRunCovariance([new Float64Array(20).fill(3)]))
  expect(flat.longRun).toEqual([[0]])
  expect(flat.bandwidth).toBe(0)
})
