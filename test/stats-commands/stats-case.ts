import { goldenCases } from '../../fixtures/econometrics/goldens.ts'
import { buildSeries, type Recipe } from '../../fixtures/econometrics/series.ts'
import { expectValue, type Outcome } from '../../src/math/outcome.ts'

/** One run of a statistical command on series another program has answered for. */
export interface StatsCase {
  /** The command's name. */
  readonly test: string
  /** Whose answer: a file of fixtures/econometrics, and the name of its case. */
  readonly golden: readonly [file: string, name: string]
  /** Fields that scripts rely on. */
  readonly promised: readonly string[]
  /** Beside the golden's own options, or in their place. */
  readonly options?: readonly string[]
  /** Where they are not what the golden calls `series`, or `y` and `xs`. */
  readonly series?: (golden: Golden) => readonly Float64Array[]
  /** The document by direct calls of the library. */
  readonly library: (columns: readonly Float64Array[], options: never) => object
  /** The other program's figures under the document's names; as the golden has them where left out. */
  readonly expected?: (expected: never) => object
}

export interface Golden {
  readonly name: string
  readonly series?: Recipe | readonly Recipe[]
  readonly y?: Recipe
  readonly xs?: readonly Recipe[]
  readonly options?: Readonly<Record<string, unknown>>
  readonly expected: object
}

/** The instant of row 0, epoch milliseconds; rows are hours. */
const FIRST_TIME_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000

export function timeOf(row: number): number {
  return FIRST_TIME_MS + row * HOUR_MS
}

/** A case with everything filled in. */
export interface AskedCase {
  readonly columns: readonly Float64Array[]
  readonly options: readonly string[]
  /** The library's answer. */
  readonly library: Readonly<Record<string, unknown>>
  readonly expected: object
}

export function asked(row: StatsCase): AskedCase {
  const [file, name] = row.golden
  const golden = (goldenCases(file) as readonly Golden[]).find((each) => each.name === name)
  if (golden === undefined) throw new Error(`${file} has no case ${name}`)
  const columns = (row.series ?? seriesOf)(golden)
  return {
    columns,
    options: row.options ?? optionsOf(golden.options ?? {}),
    library: { ...row.library(columns, (golden.options ?? {}) as never) },
    expected: row.expected?.(golden.expected as never) ?? golden.expected,
  }
}

function seriesOf({ series = [], y, xs = [] }: Golden): readonly Float64Array[] {
  return [...(y === undefined ? [] : [y]), ...xs, ...[series].flat()].map(buildSeries)
}

/** `maxLags: 3` as `--max-lags 3`. */
export function optionsOf(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    String(value),
  ])
}

/** The result of a call that must have one. */
export function valueOf<Result>(outcome: Outcome<Result, string>): Result {
  return expectValue(outcome)
}
