import { expect, test } from 'vitest'
import { expectAllClose } from '../../../fixtures/econometrics/goldens.ts'
import { noise } from '../../../fixtures/econometrics/series.ts'
import { expectValue } from '../../math/outcome.ts'
import type { DeterministicCase } from '../critical-values/johansen-cases.ts'
import { errorCorrectionBlocks } from './error-correction-blocks.ts'
import { momentTriangle } from './error-correction-moments.ts'
import { qrTriangle } from './error-correction-triangle.ts'
import { reducedRank } from './reduced-rank.ts'

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
  'moments give the relations of the QR: %s, %i lagged differences',
  ([deterministic, lagDifferences]) => {
    const series = [walk(1, 400), walk(2, 400, 30), walk(3, 400)]
    const blocks = expectValue(errorCorrectionBlocks(series, { deterministic, lagDifferences }))
    const fast = reducedRank(momentTriangle(series, deterministic, lagDifferences)!)
    const careful = reducedRank(expectValue(qrTriangle(blocks)))
    // An eigenvalue of 1e-4 has lost four digits to those near 1; a vector as many again to its neighbours.
    expectAllClose(fast.eigenvalues, careful.eigenvalues, 1e-10, 'eigenvalues')
    expectAllClose(fast.vectors, careful.vectors, 1e-7, 'vectors')
    expectAllClose(fast.loadings, careful.loadings, 1e-7, 'loadings')
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
