import type { EstimateWarning } from '../warning.ts'

/** A cell of a summary; null is a value that does not exist and prints as a dash. */
export type SummaryCell = string | number | null

/** A result as statisticians print it, before it is text: every `...Summary` function makes one. */
export interface Summary {
  readonly title: string
  /** What stands above the tables in two columns: method, sample, fit. */
  readonly facts: readonly (readonly [name: string, value: SummaryCell])[]
  readonly tables: readonly SummaryTable[]
  /** Below the tables: the null hypothesis in words, what the errors rest on. */
  readonly notes: readonly string[]
  readonly warnings: readonly EstimateWarning[]
}

export interface SummaryTable {
  readonly title?: string
  /** Names over the columns; the first, over the row names, may be empty. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly SummaryCell[])[]
}
