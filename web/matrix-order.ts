import type { ScreenResult } from '../src/research/pairs/screen-result.ts'

export type MatrixOrder = 'name' | 'strength'

/** A screen as a square: what stands at row `i`, column `j` belongs to the pair of `names[i]` and `names[j]`. */
export interface Matrix {
  readonly names: readonly string[]
  /** Row by row; NaN on the diagonal and where a pair was not tested. */
  readonly qValues: Float64Array
  /** 1 where the pair's null was rejected. */
  readonly rejected: Uint8Array
  /** Index of the pair's row in the screen with this row's name as `y`; -1 where there is none. */
  readonly rowIndex: Int32Array
}

/**
 * The matrix of a screen, by name or with the series that have the strongest pairs first, so that what belongs
 * together lies together in a corner. Strength: sum of -log q over a series' pairs, each at most -log of 1e-6.
 */
export function matrixOf(result: ScreenResult, order: MatrixOrder): Matrix {
  const byName = result.series.toSorted()
  const names = order === 'name' ? byName : byStrength(byName, result)
  const size = names.length
  const place = new Map(names.map((name, index) => [name, index]))
  const qValues = new Float64Array(size * size).fill(NaN)
  const rejected = new Uint8Array(size * size)
  const rowIndex = new Int32Array(size * size).fill(-1)
  for (const [index, row] of result.results.entries()) {
    const i = place.get(row.y)
    const j = place.get(row.x)
    if (i === undefined || j === undefined) continue
    rowIndex[i * size + j] = index
    for (const cell of [i * size + j, j * size + i]) {
      qValues[cell] = row.qValue
      rejected[cell] = Number(row.rejected)
    }
  }
  return { names, qValues, rejected, rowIndex }
}

function byStrength(names: readonly string[], result: ScreenResult): readonly string[] {
  const strength = new Map<string, number>()
  for (const { y, x, qValue } of result.results) {
    const added = -Math.log(Math.max(qValue, 1e-6))
    for (const name of [y, x]) strength.set(name, (strength.get(name) ?? 0) + added)
  }
  return names.toSorted((a, b) => (strength.get(b) ?? 0) - (strength.get(a) ?? 0))
}
