import { invariant } from '../../math/invariant.ts'
import type { Random } from '../../math/random.ts'
import type { ErrorLaw } from './errors/error-law.ts'
import { errorLaws } from './errors/error-laws.ts'
import type { GarchParameters } from './garch-result.ts'
import { normalAbsoluteMoment } from './log-variance-recursion.ts'

export interface SimulateGarchOptions {
  /** Rows to keep. */
  readonly rows: number
  /** Every draw comes from here. */
  readonly random: Random
  /** Default `garch`; gamma makes it `gjr` in all but name. */
  readonly model?: 'garch' | 'gjr' | 'egarch'
  /** Default `normal`; its shape is read from `nu`, or `eta` and `lambda`. */
  readonly distribution?: ErrorLaw['name']
  /** Rows thrown away before; default 500. */
  readonly burn?: number
}

/** A path of a conditional variance model. */
export interface SimulatedGarch {
  readonly returns: Float64Array
  readonly variances: Float64Array
}

/**
 * A path of the models of `garch` at given parameters, which have the form a fit reports them in.
 *
 * The recursion begins at its unconditional variance (EGARCH: at the mean of log h under sqrt(2/pi)), or at 1 where there
 * is none, with errors of zero before, and runs `burn` rows before the first that is kept. Without `mu` the mean is zero.
 * The same seed gives the same path. Under parameters of no stable process variances may grow to infinity. Cost: (rows
 * + burn) x lags. Checked: fits to its paths return the parameters.
 *
 * @example
 * const random = new Random(4)
 * const path = simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 250, random })
 * path.returns.length // => 250
 */
export function simulateGarch(
  parameters: GarchParameters,
  options: SimulateGarchOptions,
): SimulatedGarch {
  const { rows, random, model = 'garch', distribution = 'normal', burn = 500 } = options
  invariant(Number.isInteger(rows) && rows >= 0, `rows must be a whole number, got ${rows}`)
  invariant(Number.isInteger(burn) && burn >= 0, `burn must be a whole number, got ${burn}`)
  const law = errorLaws[distribution]
  const shape = law.shapes.map(({ name }) => {
    const value = parameters[name]
    invariant(value !== undefined, `the law ${distribution} needs ${name}`)
    return value
  })
  const { mu = 0, omega, alpha, gamma = [], beta } = parameters
  const lags = Math.max(alpha.length, gamma.length, beta.length)
  const total = lags + burn + rows
  const isLog = model === 'egarch'
  const levels = new Float64Array(total) // h, or log h
  const [errors, residuals] = [new Float64Array(total), new Float64Array(total)]
  const rest = 1 - (isLog ? 0 : sumOf(alpha) + 0.5 * sumOf(gamma)) - sumOf(beta)
  levels.fill(rest > 0 ? omega / rest : isLog ? 0 : 1, 0, lags)
  for (let t = lags; t < total; t++) {
    let level = omega
    for (const [j, weight] of alpha.entries()) {
      const past = t - 1 - j
      level += weight * (isLog ? sizeBefore(errors, past, lags) : residuals[past]! ** 2)
    }
    for (const [j, weight] of gamma.entries()) {
      level += weight * (isLog ? errors[t - 1 - j]! : Math.min(0, residuals[t - 1 - j]!) ** 2)
    }
    for (const [j, weight] of beta.entries()) level += weight * levels[t - 1 - j]!
    levels[t] = level
    errors[t] = law.draw(random, shape)
    residuals[t] = errors[t]! * Math.sqrt(isLog ? Math.exp(level) : level)
  }
  const kept = levels.subarray(lags + burn)
  return {
    returns: residuals.subarray(lags + burn).map((residual) => mu + residual),
    variances: isLog ? kept.map(Math.exp) : kept.slice(),
  }
}

/** |z| less its mean: nothing before the first row. */
function sizeBefore(errors: Float64Array, place: number, lags: number): number {
  return place < lags ? 0 : Math.abs(errors[place]!) - normalAbsoluteMoment
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
