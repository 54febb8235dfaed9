import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { factorQr, solveQr } from '../../math/qr.ts'

/**
 * The share of time a Markov chain spends in each regime: pi with pi P = pi and sum 1. Undefined where there is more
 * than one such pi, as with two regimes that are never left.
 *
 * @param transition P, k x k, rows sum to 1
 * Source: Hamilton (1994), equation 22.2.26.
 *
 * @example
 * Array.from(steadyState(matrixFromRows([[0.75, 0.25], [0.5, 0.5]]))).map((p) => p.toFixed(6)) // => ['0.666667', '0.333333']
 */
export function steadyState(transition: Matrix): Float64Array | undefined {
  const k = transition.rows
  if (k === 2) {
    const [there, back] = [transition.data[2]!, transition.data[1]!]
    const either = there + back
    return either > 0 ? Float64Array.of(back / either, there / either) : undefined
  }
  const system = zeroMatrix(k + 1, k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      system.data[i * (k + 1) + j] = transition.data[j * k + i]! - (i === j ? 1 : 0)
    }
    system.data[i * (k + 1) + k] = 1
  }
  const target = new Float64Array(k + 1)
  target[k] = 1
  const solved = solveQr(factorQr(system), target)
  if (solved.kind === 'unavailable') return undefined
  // Rounding may leave a share that is zero just below it.
  return solved.value.map((share) => Math.max(0, share))
}
