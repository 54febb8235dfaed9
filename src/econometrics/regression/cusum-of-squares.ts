import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { CusumLevel } from './cusum.ts'
import type { RecursiveLeastSquares } from './recursive-least-squares.ts'

/** The CUSUM of squares test. Paths follow the rows; NaN before the first recursive residual. */
export interface CusumOfSquaresResult {
  readonly test: 'cusum-of-squares'
  /** Largest distance of S_t from its expected line. */
  readonly statistic: number
  readonly criticalValues: Readonly<Record<CusumLevel, number>>
  /** S_t, from near 0 to 1. */
  readonly path: Float64Array
  /** Where S_t lies when nothing changes; the bounds at `level` are this line less and plus the critical value. */
  readonly expectedPath: Float64Array
  readonly level: CusumLevel
  /** Row (from 0) at which the path first lies outside its bounds; null where it never does. */
  readonly firstCrossing: number | null
  readonly observations: number
  readonly nullHypothesis: string
}

/** Edgerton and Wells (1994): c1/n^(1/2) + c2/n + c3/n^(3/2) with n = m/2 - 1, two-sided. */
const expansions: Readonly<Record<CusumLevel, readonly [number, number, number]>> = {
  '10%': [1.2238734, -0.6700069, -0.7351697],
  '5%': [1.3581015, -0.6701218, -0.8858694],
  '1%': [1.6276236, -0.6703724, -1.2365861],
}

/**
 * The CUSUM of squares test: whether the errors of a regression keep their variance, and its coefficients their place.
 *
 *   S_t = (w_{k+1}^2 + ... + w_t^2) / (w_{k+1}^2 + ... + w_n^2),   statistic = max_t |S_t - r_t / m|
 *
 * w: recursive residuals, m of them, r_t those up to t. Null hypothesis: coefficients and error variance are constant.
 * Its law is that of Kolmogorov with sqrt(m / 2), for normal errors: fat tails reject far too often (crypto returns have
 * them), so read the path rather than the verdict. No p-value; critical values of Edgerton and Wells.
 *
 * @param options `level` of the bounds: `1%`, `5%` (default) or `10%`
 * No value: fewer than 8 recursive residuals, below which the expansion does not hold, or none that is not zero.
 * Cost n. Source: Brown, Durbin and Evans (1975); Edgerton and Wells (1994), Oxford Bulletin of Economics
 * and Statistics 56, 355-365. Checked against statsmodels 0.15.0 `RecursiveLS.cusum_squares`; size by simulation.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 200 }, (_, t) => (t < 100 ? 1 : 4) * random.normal())
 * const result = expectValue(cusumOfSquares(expectValue(recursiveLeastSquares(y, []))))
 * result.statistic > result.criticalValues['1%'] // => true
 */
export function cusumOfSquares(
  fit: RecursiveLeastSquares,
  options: { readonly level?: CusumLevel } = {},
): Outcome<CusumOfSquaresResult, 'too-few-rows' | 'perfect-fit'> {
  const { level = '5%' } = options
  const { recursiveResiduals: residuals, warmUpRows, observations } = fit
  const count = observations - warmUpRows
  if (count < 8) return unavailable('too-few-rows', `${count} recursive residuals, 8 are needed`)
  let total = 0
  for (let row = warmUpRows; row < observations; row++) total += residuals[row]! ** 2
  if (!(total > 0)) return unavailable('perfect-fit', 'the recursive residuals are all zero')
  const criticalValues = {
    '1%': criticalValue('1%', count),
    '5%': criticalValue('5%', count),
    '10%': criticalValue('10%', count),
  }
  const path = new Float64Array(observations).fill(Number.NaN)
  const expectedPath = path.slice()
  let sum = 0
  let statistic = 0
  let firstCrossing: number | null = null
  for (let row = warmUpRows; row < observations; row++) {
    sum += residuals[row]! ** 2
    path[row] = sum / total
    expectedPath[row] = (row + 1 - warmUpRows) / count
    const distance = Math.abs(path[row]! - expectedPath[row]!)
    statistic = Math.max(statistic, distance)
    if (firstCrossing === null && distance > criticalValues[level]) firstCrossing = row
  }
  return available({
    test: 'cusum-of-squares',
    statistic,
    criticalValues,
    path,
    expectedPath,
    level,
    firstCrossing,
    observations,
    nullHypothesis: 'the coefficients and the variance of the errors are constant',
  })
}

function criticalValue(level: CusumLevel, count: number): number {
  const [first, second, third] = expansions[level]
  const n = count / 2 - 1
  return first / Math.sqrt(n) + second / n + third / n ** 1.5
}
