/** What a search for a minimum in several dimensions came to; not having converged is a result, not an exception. */
export interface SearchResult {
  readonly x: Float64Array
  readonly value: number
  readonly converged: boolean
  readonly iterations: number
  /** Calls of the function. */
  readonly evaluations: number
}

/** A function of several variables; NaN counts as infinitely high, so that a domain may end anywhere. */
export type Objective = (x: Float64Array) => number
