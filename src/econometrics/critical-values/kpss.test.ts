import { expect, test } from 'vitest'
import { kpssPValue } from './kpss.ts'

test('interpolates between the published points and stops at the edges, saying so', () => {
  expect(kpssPValue(0.1, 'c')).toEqual({ pValue: 0.1, atTableEdge: true })
  expect(kpssPValue(0.347, 'c')).toEqual({ pValue: 0.1, atTableEdge: true })
  expect(kpssPValue(0.463, 'c').pValue).toBeCloseTo(0.05, 14)
  expect(kpssPValue((0.463 + 0.574) / 2, 'c').pValue).toBeCloseTo(0.0375, 14)
  expect(kpssPValue(0.176, 'ct').pValue).toBeCloseTo(0.025, 14)
  expect(kpssPValue(0.176, 'ct').atTableEdge).toBe(false)
  expect(kpssPValue(0.216, 'ct')).toEqual({ pValue: 0.01, atTableEdge: true })
  expect(kpssPValue(Infinity, 'ct')).toEqual({ pValue: 0.01, atTableEdge: true })
})

test('no statistic, no p-value', () => {
  expect(kpssPValue(Number.NaN, 'c').pValue).toBeNaN()
})
