import { DataError } from './data-error.ts'

/** Which columns of a file are wanted; all others are ignored. */
export interface ColumnRequest {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** Optional ones that may be empty in single rows: NaN. */
  readonly sparse?: readonly string[]
}

/** Numeric columns of equal length, by name; an optional one that is not in the file is absent. */
export interface ColumnTable {
  readonly rows: number
  readonly columns: ReadonlyMap<string, Float64Array>
}

/**
 * The wanted columns that a file has, given the names in its header.
 *
 * @throws DataError when a required one is missing, or a wanted one is there twice
 */
export function presentColumns(
  file: string,
  names: readonly string[],
  { required, optional = [], sparse = [] }: ColumnRequest,
): string[] {
  const wanted = [...new Set([...required, ...optional, ...sparse])]
  return wanted.filter((column) => {
    const occurrences = names.filter((name) => name === column).length
    if (occurrences === 0 && !required.includes(column)) return false
    if (occurrences === 1) return true
    throw new DataError({
      file,
      row: 1,
      column,
      expected: `one column called ${column}`,
      came: occurrences === 0 ? `columns ${names.join(', ')}` : `${occurrences} of them`,
    })
  })
}
