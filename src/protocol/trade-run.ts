import type { EngineResult } from '../engine/engine-result.ts'

/** A saved run of `isobar trade`. */
export interface TradeRun extends EngineResult {
  /** As it was printed: its columns are aligned by spaces. */
  readonly summary: string
}
