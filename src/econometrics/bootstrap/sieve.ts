import { factorCholesky, solveLowerTransposed } from '../../math/cholesky.ts'
import { invariant } from '../../math/invariant.ts'
import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'

export interface SieveOptions {
  /** A fixed order; else the least AIC. */
  readonly order?: number
  /** The longest order tried; default floor(10 log10(n / k)), at most n / (4 k). */
  readonly maxOrder?: number
}

/** A vector autoregression fitted to k columns, and what it leaves of them. */
export interface Sieve {
  readonly order: number
  /** Entry lag - 1: k x k by rows; [i * k + j] is what column j, `lag` rows before, adds to column i. */
  readonly coefficients: readonly Float64Array[]
  /** k columns of n rows; before the first row everything is zero, so that `recolour` gives the data back. */
  readonly innovations: readonly Float64Array[]
}

export type SieveFault = SeriesFault['reason'] | 'rank-deficient'

/**
 * The autoregressive sieve: a vector autoregression by the Yule-Walker equations.
 *
 *   x_t = A_1 x_{t-1} + ... + A_p x_{t-p} + e_t,   sum_l A_l G(h - l) = G(h),  h = 1 .. p,   G(h) = 1/n sum x_t x_{t-h}'
 *
 * x_t: the k columns at row t, taken about zero: remove a mean first where there is one. With one column it is AR(p).
 * The order is the one of least n ln det S_p + 2 k^2 p, S_p the covariance of the innovations. Yule-Walker's
 * solution is always stable, so a resampled series stays finite.
 *
 * No value: fewer than 8 rows or than 4 k, a constant or non-finite column, columns that depend linearly on each other.
 * Cost: n k^2 p + (k p)^3 / 3. Source: P. Buehlmann (1997), Bernoulli 3, 123-148. Checked against R's `ar` (yule-walker,
 * demean = FALSE), one and several columns.
 *
 * @example
 * const random = new Random(1)
 * let value = 0
 * const series = Float64Array.from({ length: 5000 }, () => (value = 0.5 * value + random.normal()))
 * const sieve = expectValue(fitSieve([series], { order: 1 }))
 * Math.abs(sieve.coefficients[0][0] - 0.5) < 0.05 // => true
 */
export function fitSieve(
  columns: readonly Float64Array[],
  options: SieveOptions = {},
): Outcome<Sieve, SieveFault> {
  const size = columns.length
  invariant(size > 0, 'a sieve needs a column')
  for (const column of columns) {
    const fault = seriesFault(column, Math.max(8, 4 * size))
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const rows = columns[0]!.length
  const longest = options.order ?? options.maxOrder ?? longestOrder(rows, size)
  invariant(
    Number.isInteger(longest) && longest >= 0 && longest * size < rows,
    `an order is 0 to ${Math.ceil(rows / size) - 1}, got ${longest}`,
  )
  // Powers of two: no digit changes, and no square of a column overflows.
  const scales = columns.map(unitScale)
  const scaled = columns.map((column, k) => column.map((value) => value * scales[k]!))
  const fitted = yuleWalker(autocovariances(scaled, longest), options.order, rows)
  if (fitted === undefined) {
    return unavailable('rank-deficient', 'the columns depend linearly on each other')
  }
  const coefficients = fitted.map((matrix) =>
    matrix.map((value, at) => (value * scales[at % size]!) / scales[Math.floor(at / size)]!),
  )
  return available({
    order: coefficients.length,
    coefficients,
    innovations: innovationsOf(columns, coefficients),
  })
}

/**
 * Turns innovations into the series they drive, in place and from zero: x_t = A_1 x_{t-1} + ... + e_t.
 *
 * @example
 * const columns = [Float64Array.of(1, 0, 0)]
 * recolour([Float64Array.of(0.5)], columns)
 * columns[0][2] // => 0.25
 */
export function recolour(
  coefficients: readonly Float64Array[],
  columns: readonly Float64Array[],
): void {
  const size = columns.length
  const rows = columns[0]?.length ?? 0
  for (let t = 1; t < rows; t++) {
    const reach = Math.min(coefficients.length, t)
    for (let i = 0; i < size; i++) {
      columns[i]![t] = columns[i]![t]! + explained(coefficients, columns, { t, i, reach })
    }
  }
}

interface Place {
  readonly t: number
  readonly i: number
  readonly reach: number
}

/** What the rows before t say about column i. */
function explained(
  coefficients: readonly Float64Array[],
  columns: readonly Float64Array[],
  { t, i, reach }: Place,
): number {
  const size = columns.length
  let sum = 0
  for (let lag = 1; lag <= reach; lag++) {
    const matrix = coefficients[lag - 1]!
    for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * columns[j]![t - lag]!
  }
  return sum
}

function innovationsOf(
  columns: readonly Float64Array[],
  coefficients: readonly Float64Array[],
): Float64Array[] {
  return columns.map((column, i) =>
    column.map(
      (value, t) =>
        value - explained(coefficients, columns, { t, i, reach: Math.min(coefficients.length, t) }),
    ),
  )
}

function longestOrder(rows: number, size: number): number {
  return Math.min(Math.floor(10 * Math.log10(rows / size)), Math.floor(rows / (4 * size)))
}

/** Entry h: k x k by rows, [i * k + j] = 1/n sum_t x_{i,t} x_{j,t-h}. */
function autocovariances(columns: readonly Float64Array[], longest: number): Float64Array[] {
  const size = columns.length
  const rows = columns[0]!.length
  return Array.from({ length: longest + 1 }, (_, lag) =>
    Float64Array.from({ length: size * size }, (_unused, at) => {
      const late = columns[Math.floor(at / size)]!
      const early = columns[at % size]!
      let sum = 0
      for (let t = lag; t < rows; t++) sum += late[t]! * early[t - lag]!
      return sum / rows
    }),
  )
}

/**
 * The coefficients of every lag at the order chosen; undefined where the columns are collinear.
 *
 * The equations of all orders are leading blocks of the longest one's, so one factor L of it serves them all: what
 * lag p adds to the fit is row block p of L^-1 [G(1)' ; G(2)' ; ...].
 */
function yuleWalker(
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
