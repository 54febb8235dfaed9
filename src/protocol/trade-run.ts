/** What a report shows of a run of `isobar trade`: its record carries more. */
export interface TradeRun {
  readonly kind: 'trade'
  readonly version: 1
  /** As it was printed: its columns are aligned by spaces. */
  readonly summary: string
}
