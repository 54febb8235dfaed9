import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'

/** Which columns of a matrix were of use, and what the others were missing. */
export interface UsedColumns {
  /** Columns there are, and how many of them a model looks at. */
  readonly all: number
  readonly used: number
  /** Not looked at, for they are known in no row: what they measure is not in these data. */
  readonly never: readonly string[]
  /** Not looked at, for they are the same wherever they are known. */
  readonly constant: readonly string[]
  /** Not looked at, for they are known in too few of the rows that were trained on. */
  readonly seldom: readonly string[]
  /** Looked at by a model that was trained elsewhere, and known in no row: nothing can be said. */
  readonly lacking: readonly string[]
  readonly rows: number
  /** Rows for which nothing is said because a column that is looked at is not known. */
  readonly rowsUnknown: number
}

type Unused = 'never' | 'constant' | 'seldom'

/** Of a matrix, by the features that models look at. */
export function usedColumns(matrix: FeatureMatrix, features: readonly string[]): UsedColumns {
  const { names, columns, times } = matrix
  const used = new Set(features)
  const unused: Record<Unused, string[]> = { never: [], constant: [], seldom: [] }
  const lacking: string[] = []
  const isUnknown = new Uint8Array(times.length)
  for (const [j, name] of names.entries()) {
    const column = columns[j]!
    if (!used.has(name)) unused[whyUnused(column)].push(name)
    else if (whyUnused(column) === 'never') lacking.push(name)
    for (let row = 0; row < column.length && used.has(name); row++) {
      if (!Number.isFinite(column[row])) isUnknown[row] = 1
    }
  }
  const rowsUnknown = isUnknown.reduce((sum, each) => sum + each, 0)
  const counts = { all: names.length, used: used.size, rows: times.length, rowsUnknown }
  return { ...counts, ...unused, lacking }
}

function whyUnused(column: Float64Array): Unused {
  let first = Number.NaN
  for (const value of column) {
    if (!Number.isFinite(value)) continue
    if (Number.isNaN(first)) first = value
    else if (value !== first) return 'seldom'
  }
  return Number.isNaN(first) ? 'never' : 'constant'
}

const namesMost = 6

/** The same in a line, with what it costs. */
export function usedColumnsLine(columns: UsedColumns): string {
  const { all, used, rows, rowsUnknown } = columns
  const unused = [
    ...named('never known here', columns.never),
    ...named('always the same', columns.constant),
    ...named('known too seldom', columns.seldom),
  ]
  const share = ((100 * rowsUnknown) / Math.max(1, rows)).toFixed(1)
  return [
    `features: ${used} of ${all} used`,
    ...(unused.length === 0 ? [] : [`not used, which costs no row: ${unused.join('; ')}`]),
    ...named('asked for by the model and never known here', columns.lacking),
    rowsUnknown === 0
      ? 'what is used is known in every row'
      : `${rowsUnknown} of ${rows} rows (${share} %) are left out, where one that is used is not known`,
  ].join('; ')
}

function named(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const more = names.length - namesMost
  const rest = more > 0 ? ` and ${more} more` : ''
  return [`${what} (${names.slice(0, namesMost).join(', ')}${rest})`]
}
