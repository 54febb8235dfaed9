import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../../../../test/source-files.ts'
import { shrinkSpeeds, type MeasuredSpeed } from './shrink-speeds.ts'

interface Golden {
  readonly seed: number
  readonly speed: readonly number[]
  readonly variance: readonly number[]
  readonly expected: { readonly mean: number; readonly shrunk: readonly number[] }
}

const path = join(projectFolder, 'fixtures', 'pairs', 'shrink-speeds.json')
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { readonly cases: readonly Golden[] }

function measured({ speed, variance }: Golden): MeasuredSpeed[] {
  return speed.map((value, k) => ({ speed: value, variance: variance[k]! }))
}

test.each(cases)('agrees with random effects of statsmodels, seed $seed', (golden) => {
  const shrunk = shrinkSpeeds(measured(golden))
  for (const [k, expected] of golden.expected.shrunk.entries()) {
    // Two sums of the same hundreds of terms in another order.
    expect(Math.abs(shrunk[k]! / expected - 1)).toBeLessThan(1e-10)
  }
})

test('where error explains all the spread, all are the same', () => {
  const alike = cases.find(({ seed }) => seed === 5)!
  expect(new Set(shrinkSpeeds(measured(alike)).map((value) => value.toPrecision(12))).size).toBe(1)
})

test('one alone stays as it is, none are none', () => {
  expect(shrinkSpeeds([{ speed: 0.3, variance: 0.1 }])).toEqual([0.3])
  expect(shrinkSpeeds([])).toEqual([])
})
