/** A statistical test as a saved run holds it: the document of `isobar stats`, and its summary as text. */
export interface StatsRun {
  readonly kind: 'stats'
  readonly version: 1
  readonly test: string
  /** What a person was shown, in lines of fixed width. */
  readonly summary: string
}
