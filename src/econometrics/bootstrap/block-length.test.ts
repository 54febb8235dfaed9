import { expect, test } from 'vitest'
import { expectClose, goldenCases, needsSeries } from '../../../fixtures/econometrics/goldens.ts'
import { buildSeries, noise, type Recipe } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import { type BlockLength, optimalBlockLength } from './block-length.ts'

interface GoldenCase {
  readonly name: string
  readonly series: Recipe
  readonly transform: 'none' | 'change' | 'size-of-change'
  readonly expected: BlockLength
}

function transformed(series: Float64Array, transform: GoldenCase['transform']): Float64Array {
  if (transform === 'none') return series
  const changes = series.slice(1).map((value, t) => value - series[t]!)
  return transform === 'change' ? changes : changes.map(Math.abs)
}

test.for(goldenCases('bootstrap/block-length') as readonly GoldenCase[])(
  'agrees with optimal_block_length of arch: $name',
  ({ series, transform, expected }, context) => {
    needsSeries([series], context)
    const found = expectValue(optimalBlockLength(transformed(buildSeries(series), transform)))
    expect(found.circular).toBeGreaterThanOrEqual(found.stationary)
    for (const kind of ['stationary', 'circular'] as const) {
      // g is a sum of autocovariances of either sign: where they cancel, relative digits go with them.
      expectClose(found[kind], Math.max(1, expected[kind]), 1e-8, kind)
    }
  },
)

test('does not depend on unit and level of the series', () => {
  const series = noise(7, 300)
  const reference = expectValue(optimalBlockLength(series))
  for (const scale of [1e-200, 1e200]) {
    const moved = expectValue(optimalBlockLength(series.map((value) => (value + 3) * scale)))
    expect(moved.circular).toBeGreaterThanOrEqual(moved.stationary)
    expectClose(moved.stationary, reference.stationary, 1e-9, `${scale}`)
  }
})

const reason = (series: Float64Array): string => {
  const outcome = optimalBlockLength(series)
  return outcome.kind === 'value' ? 'a value' : outcome.reason
}

test('says why a series has none', () => {
  expect(reason(new Float64Array(0))).toBe('too-few-rows')
  expect(reason(noise(1, 7))).toBe('too-few-rows')
  expect(reason(noise(1, 8))).toBe('a value')
  expect(reason(new Float64Array(20).fill(2))).toBe('constant-series')
  expect(reason(noise(1, 20).fill(Number.NaN, 3, 4))).toBe('not-finite')
})
