import type { EstimateWarning } from '../warning.ts'
import type { LagRoot } from './lag-roots.ts'

// A likelihood does not tell a root this near to the unit circle from one on it.
const NEAR = 1e-4

/** `unstable` where the smallest root of the polynomial lies on or within the unit circle. */
export function rootWarnings(
  roots: readonly LagRoot[],
  polynomial: 'autoregressive' | 'moving-average',
): EstimateWarning[] {
  const smallest = roots[0]?.modulus ?? Infinity
  if (smallest > 1 + NEAR) return []
  const consequence =
    polynomial === 'autoregressive' ? 'the process does not stay finite' : 'it is not invertible'
  const detail = `${polynomial} root of modulus ${smallest.toPrecision(6)}: ${consequence}`
  return [{ kind: 'unstable', detail }]
}
