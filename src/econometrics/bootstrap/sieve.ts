import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import { yuleWalker } from './yule-walker.ts'

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
 * Turns innovations into the series they drive, in place and from zero: x_t = A_1 x_{t-1} + ... + A_p x_{t-p} + e_t.
 *
 * @param coefficients entry lag - 1: k x k by rows; none leave the columns as they are
 * @param columns      k columns of n innovations, overwritten. Cost: n k^2 p, nothing allocated.
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
  if (coefficients.length === 0) return
  for (let t = 1; t < rows; t++) {
    for (let i = 0; i < size; i++) {
      columns[i]![t] = columns[i]![t]! + explained(coefficients, columns, t, i)
    }
  }
}

/** What the rows before t say about column i. */
function explained(
  coefficients: readonly Float64Array[],
  columns: readonly Float64Array[],
  t: number,
  i: number,
): number {
  const size = columns.length
  const reach = Math.min(coefficients.length, t)
  let sum = 0
  for (let j = 0; j < size; j++) {
    const column = columns[j]!
    const at = i * size + j
    for (let lag = 1; lag <= reach; lag++) sum += coefficients[lag - 1]![at]! * column[t - lag]!
  }
  return sum
}

function innovationsOf(
  columns: readonly Float64Array[],
  coefficients: readonly Float64Array[],
): Float64Array[] {
  return columns.map((column, i) =>
    column.map((value, t) => value - explained(coefficients, columns, t, i)),
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
