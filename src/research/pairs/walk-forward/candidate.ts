/** A relation that was tested in a formation: which series, and what came out. */
export interface Candidate {
  /** Places in the universe, y first. */
  readonly legs: readonly number[]
  readonly statistic: number
  readonly pValue: number
  readonly qValue: number
  /** Where drawn universes decide: of the relation by itself, and of any in its formation. */
  readonly bootstrapPValue?: number
  readonly stepdownPValue?: number
  /** Whether false-discovery control keeps it. */
  readonly isFound: boolean
  readonly hedgeRatios: readonly number[]
  readonly intercept: number
  /** null where the residual does not revert. */
  readonly halfLifeBars: number | null
  readonly observations: number
}

/** What a formation's tests gave. */
export interface FormationTests {
  /** Relations tested: pairs or baskets, each once. */
  readonly tested: number
  readonly found: number
  /** The better direction of each pair, ascending in p-value; none whose legs would all stand on one side. */
  readonly candidates: readonly Candidate[]
}

/** Whether something stands against y. */
export function isHedged(hedgeRatios: readonly number[]): boolean {
  return hedgeRatios.every(Number.isFinite) && hedgeRatios.some((hedgeRatio) => hedgeRatio > 0)
}
