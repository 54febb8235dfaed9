import type { EstimateWarning } from '../../../econometrics/warning.ts'

/** What the roots of a process say, in a line. */
export function stability(warnings: readonly EstimateWarning[]): string {
  return warnings.some(({ kind }) => kind === 'unstable')
    ? 'Not stable: a root lies on the unit circle or within it.'
    : 'Stable: shocks die out.'
}
