import { normalSurvival } from '../../math/distributions/normal.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import type { RecursiveLeastSquares } from './recursive-least-squares.ts'

/** Published levels of the two CUSUM tests. */
export type CusumLevel = '1%' | '5%' | '10%'

/** The CUSUM test of Brown, Durbin and Evans. Paths follow the rows; NaN before the first recursive residual. */
export interface CusumResult {
  readonly test: 'cusum'
  /** Largest ratio of |W_t| to 1 + 2r/m, over sqrt(m): the height of the line that it touches. */
  readonly statistic: number
  readonly pValue: number
  readonly criticalValues: Readonly<Record<CusumLevel, number>>
  readonly path: Float64Array
  /** The line W_t is not to cross at `level`; the lower one is its negative. */
  readonly bound: Float64Array
  readonly level: CusumLevel
  /** Row (from 0) at which the path first lies beyond its line; null where it never does. */
  readonly firstCrossing: number | null
  readonly observations: number
  readonly nullHypothesis: string
}

/**
 * As Brown, Durbin and Evans (1975) print them; the crossing probability gives 0.01, 0.05 and 0.10 back (tested).
 * statsmodels 0.15.0 draws its 10 % line with 0.950, a slip for 0.850.
 */
const criticalValues: CusumResult['criticalValues'] = { '1%': 1.143, '5%': 0.948, '10%': 0.85 }

/**
 * The CUSUM test: whether the coefficients of a regression stay where they were.
 *
 *   W_t = (w_{k+1} + ... + w_t) / s,   statistic = max_t |W_t| / (sqrt(m) (1 + 2 r_t / m))
 *   P = 2 [Q(3x) + exp(-4x^2) (1 - Q(x) - Q(5x)) - exp(-16x^2) Q(x)],   x the statistic, Q the normal survival
 *
 * w: recursive residuals, m of them, r_t those up to t; s their standard deviation (denominator m - 1). Null hypothesis:
 * the coefficients are constant. It sees levels that shift; a slope whose column has mean zero can turn unseen.
 *
 * @param options `level` of the line: `1%`, `5%` (default) or `10%`
 * No value: fewer than 2 recursive residuals, or residuals that are all alike. Below x = 0.3, where the series does not
 * hold, P = 1 - 0.1465 x as R's strucchange has it. Cost n. Source: Brown, Durbin and Evans (1975); P: Zeileis (2000),
 * p values and alternative boundaries for CUSUM tests. Checked against statsmodels 0.15.0 `RecursiveLS.cusum` (path,
 * line) and strucchange `sctest(efp(type = "Rec-CUSUM"))` (statistic, P); size by simulation.
 *
 * @example
 * const random = new Random(1)
 * const y = Float64Array.from({ length: 200 }, (_, t) => (t < 100 ? 0 : 2) + random.normal())
 * const result = expectValue(cusum(expectValue(recursiveLeastSquares(y, []))))
 * result.pValue < 0.001 // => true
 */
export function cusum(
  fit: RecursiveLeastSquares,
  options: { readonly level?: CusumLevel } = {},
): Outcome<CusumResult, 'too-few-rows' | 'perfect-fit'> {
  const { level = '5%' } = options
  const { recursiveResiduals: residuals, warmUpRows, observations } = fit
  const count = observations - warmUpRows
  if (count < 2) return unavailable('too-few-rows', `${count} recursive residuals, 2 are needed`)
  const deviation = deviationFrom(residuals, warmUpRows)
  if (!(deviation > 0)) {
    return unavailable('perfect-fit', 'the recursive residuals are all alike: nothing to test')
  }
  const path = new Float64Array(observations).fill(Number.NaN)
  const bound = path.slice()
  let sum = 0
  let statistic = 0
  let firstCrossing: number | null = null
  for (let row = warmUpRows; row < observations; row++) {
    sum += residuals[row]! / deviation
    const line = Math.sqrt(count) * (1 + (2 * (row + 1 - warmUpRows)) / count)
    path[row] = sum
    bound[row] = criticalValues[level] * line
    statistic = Math.max(statistic, Math.abs(sum) / line)
    if (firstCrossing === null && Math.abs(sum) > bound[row]!) firstCrossing = row
  }
  return available({
    test: 'cusum',
    statistic,
    pValue: crossingProbability(statistic),
    criticalValues,
    path,
    bound,
    level,
    firstCrossing,
    observations,
    nullHypothesis: 'the coefficients are constant',
  })
}

function deviationFrom(residuals: Float64Array, from: number): number {
  const tail = residuals.subarray(from)
  const mean = tail.reduce((sum, value) => sum + value, 0) / tail.length
  const squares = tail.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (tail.length - 1))
}

/** That Brownian motion on [0, 1] crosses one of the lines +-x (1 + 2t). */
export function crossingProbability(x: number): number {
  if (x < 0.3) return 1 - 0.1465 * x
  const near = normalSurvival(x)
  const far = Math.exp(-4 * x * x) * (1 - near - normalSurvival(5 * x))
  return 2 * (normalSurvival(3 * x) + far - Math.exp(-16 * x * x) * near)
}
