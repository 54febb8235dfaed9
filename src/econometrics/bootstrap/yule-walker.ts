import { factorCholesky, solveLowerTransposed } from '../../math/cholesky.ts'
import { type Matrix, zeroMatrix } from '../../math/matrix.ts'

/**
 * The coefficients of every lag at the order chosen; undefined where the columns are collinear.
 *
 * The equations of all orders are leading blocks of the longest one's, so one factor L of it serves them all: what
 * lag p adds to the fit is row block p of L^-1 [G(1)' ; G(2)' ; ...].
 */
export function yuleWalker(
  moments: readonly Float64Array[],
  fixedOrder: number | undefined,
  rows: number,
): Float64Array[] | undefined {
  const size = Math.sqrt(moments[0]!.length)
  const longest = moments.length - 1
  const factor = factorCholesky(bordered(moments, size))
  if (factor.kind === 'unavailable') return undefined
  const lower = factor.value
  const order = fixedOrder ?? leastAic(lower, { size, longest, rows })
  const count = order * size
  const leading = zeroMatrix(count, count)
  for (let j = 0; j < count; j++) {
    for (let i = j; i < count; i++) leading.data[j * count + i] = lower.data[j * lower.rows + i]!
  }
  const coefficients = Array.from({ length: order }, () => new Float64Array(size * size))
  for (let i = 0; i < size; i++) {
    const border = longest * size + i
    const projection = Float64Array.from(
      { length: count },
      (_, at) => lower.data[at * lower.rows + border]!,
    )
    const row = solveLowerTransposed(leading, projection)
    for (let at = 0; at < count; at++) {
      coefficients[Math.floor(at / size)]![i * size + (at % size)] = row[at]!
    }
  }
  return coefficients
}

/** Lower triangle of the moments of (x_{t-1}, .., x_{t-p}, x_t). */
function bordered(moments: readonly Float64Array[], size: number): Matrix {
  const longest = moments.length - 1
  const count = (longest + 1) * size
  const all = zeroMatrix(count, count)
  // Blocks are ordered by lag 1 .. p, then lag 0.
  const lagOf = (block: number): number => (block === longest ? 0 : block + 1)
  for (let column = 0; column < count; column++) {
    for (let row = column; row < count; row++) {
      const gap = lagOf(Math.floor(column / size)) - lagOf(Math.floor(row / size))
      const [i, j] = [row % size, column % size]
      // E x_{i,t-a} x_{j,t-b} is G(b - a)[i, j], and G(-h) = G(h)'.
      all.data[column * count + row] =
        gap >= 0 ? moments[gap]![i * size + j]! : moments[-gap]![j * size + i]!
    }
  }
  return all
}

function leastAic(
  lower: Matrix,
  {
    size,
    longest,
    rows,
  }: { readonly size: number; readonly longest: number; readonly rows: number },
): number {
  const covariance = zeroMatrix(size, size)
  const border = longest * size
  const at = (row: number, column: number): number => lower.data[column * lower.rows + row]!
  const addProjections = (from: number, to: number): void => {
    for (let j = 0; j < size; j++) {
      for (let i = j; i < size; i++) {
        for (let k = from; k < to; k++) {
          covariance.data[j * size + i]! += at(border + i, k) * at(border + j, k)
        }
      }
    }
  }
  // From the longest order down: the covariance grows by what each lag explained.
  addProjections(border, border + size)
  let best = longest
  let least = Infinity
  for (let order = longest; order >= 0; order--) {
    const factor = factorCholesky(covariance)
    if (factor.kind === 'unavailable') return order
    let logDeterminant = 0
    for (let i = 0; i < size; i++) logDeterminant += 2 * Math.log(factor.value.data[i * size + i]!)
    const value = rows * logDeterminant + 2 * size * size * order
    if (value <= least) {
      least = value
      best = order
    }
    if (order > 0) addProjections((order - 1) * size, order * size)
  }
  return best
}
