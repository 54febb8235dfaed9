/** A walk-forward over a universe as a report shows it: its document, and what a person was shown as text. */
export interface WalkForwardRun {
  readonly kind: 'pairs-walkforward'
  readonly version: 1
  /** In lines of fixed width. */
  readonly summary: string
}
