import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { fitGuard, ForecastGuard, guardUsual } from './forecast-guard.ts'

const random = new Random(1)
const draw = (): Float64Array => Float64Array.from({ length: 5_000 }, () => random.normal())
const model = fitGuard([draw(), draw(), draw().map(Math.round)])

/** Judges rows of shifted noise; how many were withdrawn, by reason. */
function judged(shift: number, rows: number): Record<string, number> {
  const guard = new ForecastGuard(model, guardUsual)
  const found: Record<string, number> = {}
  for (let k = 0; k < rows; k++) {
    const row = Float64Array.of(random.normal(), random.normal(), Math.round(random.normal()))
    const reason = guard.judge(row.map((value) => value + shift)) ?? 'none'
    found[reason] = (found[reason] ?? 0) + 1
  }
  return found
}

test('what was trained on is forecast', () => {
  expect(judged(0, 4_000)).toEqual({ none: 4_000 })
})

test('a market that has drifted is not, from when the window is full', () => {
  const { none, drift } = judged(1, 4_000)
  expect([none, drift]).toEqual([1_999, 2_001])
})

test('a row from elsewhere is not, nor one with something unknown', () => {
  const guard = new ForecastGuard(model, guardUsual)
  expect(guard.judge(Float64Array.of(0, 99, 0))).toBe('out-of-distribution')
  expect(guard.judge(Float64Array.of(0, NaN, 0))).toBe('unknown-feature')
  expect(guard.judge(Float64Array.of(0, 0, Infinity))).toBe('unknown-feature')
  expect(guard.judge(Float64Array.of(0, 0, 0))).toBeUndefined()
})
