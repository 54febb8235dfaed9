import type { Matrix } from './matrix.ts'

/** D^-1 A D with a diagonal D of powers of two: the same eigenvalues, and v of A is D v of this. */
export interface Balanced {
  readonly balanced: Matrix
  /** Diagonal of D. */
  readonly scales: Float64Array
}

// Every useful pass makes some row and column sum smaller by a twentieth; matrices over the whole range of doubles
// need about a hundred.
const PASSES_MAX = 200
const WORTH_IT = 0.95

/**
 * Brings rows and columns of a square matrix to like size, so that the rounding of large elements does not bury the
 * eigenvalues that hang on small ones. Exact: only powers of two.
 *
 * Source: Parlett and Reinsch (1969), with the 1-norm; James, Langou and Lowery (2014) on when to stop.
 */
export function balance(matrix: Matrix): Balanced {
  const size = matrix.rows
  const data = matrix.data.slice()
  const scales = new Float64Array(size).fill(1)
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let changed = false
    for (let k = 0; k < size; k++) {
      const factor = factorFor(data, size, k)
      if (factor === 1 || !isModest(scales[k]! * factor)) continue
      changed = true
      scales[k] = scales[k]! * factor
      for (let i = 0; i < size; i++) data[k * size + i] = data[k * size + i]! * factor
      for (let j = 0; j < size; j++) data[j * size + k] = data[j * size + k]! / factor
    }
    if (!changed) break
  }
  return { balanced: { rows: size, columns: size, data }, scales }
}

/** The power of two that brings column k and row k, diagonal apart, to like sums; 1 where it does not pay. */
function factorFor(data: Float64Array, size: number, k: number): number {
  let column = 0
  let row = 0
  for (let i = 0; i < size; i++) {
    if (i === k) continue
    column += Math.abs(data[k * size + i]!)
    row += Math.abs(data[i * size + k]!)
  }
  if (column === 0 || row === 0) return 1
  const factor = 2 ** Math.round(Math.log2(row / column) / 2)
  return column * factor + row / factor < WORTH_IT * (column + row) ? factor : 1
}

/** Within these scales nothing of a vector overflows or vanishes. */
function isModest(scale: number): boolean {
  return scale > 1e-140 && scale < 1e140
}
