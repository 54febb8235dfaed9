import type { WalkForwardResult } from '../research/pairs/walk-forward-result.ts'

/** A walk-forward over a universe as a saved run holds it: its document, and what a person was shown as text. */
export interface WalkForwardRun extends WalkForwardResult {
  /** In lines of fixed width. */
  readonly summary: string
}
