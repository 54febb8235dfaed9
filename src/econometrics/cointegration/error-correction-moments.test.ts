import { expect, test } from 'vitest'
import { expectAllClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { errorCorrectionBlocks } from './error-correction-blocks.ts'
import { momentTriangle } from './error-correction-moments.ts'
import { qrTriangle } from './error-correction-triangle.ts'

// Rows of R that belong to levels and changes decide everything; their signs are the QR's own.
const cases: readonly DeterministicCase[] = [
  'none',
  'restricted-constant',
  'constant',
  'restricted-trend',
  'trend',
]

const walk = (seed: number, length: number, level = 0): Float64Array => {
  let total = level
  return noise(seed, length).map((shock) => (total += shock))
}

test.for(
  cases.flatMap((deterministic) => [0, 1, 2, 17].map((lags) => [deterministic, lags] as const)),
)(
  'moments give the triangle of the QR: %s, %i lagged differences',
  ([deterministic, lagDifferences]) => {
    const series = [walk(1, 400), walk(2, 400, 30), walk(3, 400)]
    const blocks = expectValue(errorCorrectionBlocks(series, { deterministic, lagDifferences }))
    const fast = momentTriangle(series, deterministic, lagDifferences)!.triangle
    const careful = expectValue(qrTriangle(blocks)).triangle
    const first = blocks.concentrated.length
    const size = careful.rows
    for (let row = first; row < size; row++) {
      const rowOf = ({ data }: { readonly data: Float64Array }): number[] => {
        const sign = Math.sign(data[row * size + row]!)
        return Array.from({ length: size - row }, (_, k) => sign * data[(row + k) * size + row]!)
      }
      const scale = Math.max(...rowOf(careful).map(Math.abs))
      // What is small against its row has lost digits to it.
      expectAllClose(
        rowOf(fast).map((value) => value / scale + 3),
        rowOf(careful).map((value) => value / scale + 3),
        1e-11,
        `row ${row}`,
      )
    }
  },
)

test('series as tight as a coin and its perpetual are left to the QR', () => {
  const spot = walk(4, 500, 100)
  const perpetual = spot.map((value, t) => value + 1e-4 * noise(5, 500)[t]!)
  const blocks = expectValue(
    errorCorrectionBlocks([spot, perpetual], { deterministic: 'constant', lagDifferences: 1 }),
  )
  expect(momentTriangle([spot, perpetual], 'constant', 1)).toBeUndefined()
  expect(qrTriangle(blocks).kind).toBe('value')
})
