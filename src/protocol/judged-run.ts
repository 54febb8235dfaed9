import type { SweepResult } from '../research/pairs/sweep-result.ts'
import type { VerdictResult } from '../research/pairs/verdict-result.ts'

/** A sweep as a saved run holds it: its document, and what a person was shown as text. */
export interface SweepRun extends SweepResult {
  readonly summary: string
}

/** A verdict as a saved run holds it. */
export interface VerdictRun extends VerdictResult {
  readonly summary: string
}
