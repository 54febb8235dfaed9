import { type Matrix, columnOf } from '../../math/matrix.ts'
import { levenbergMarquardt } from '../../math/optimise/levenberg-marquardt.ts'
import type { LevenbergMarquardtResult } from '../../math/optimise/levenberg-marquardt.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { dependentColumn, factorQr, inverseGram } from '../../math/qr.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import {
  type CoefficientErrors,
  type ErrorsOption,
  chosenErrors,
  coefficientCovariance,
} from './coefficient-errors.ts'
import { nearCollinear } from './near-collinear.ts'

export interface NonlinearLeastSquaresOptions {
  /** What the standard errors are robust to, as in `leastSquares`; default `classical`. */
  readonly errors?: ErrorsOption
  /** Derivatives of the model, n x k; by central differences where it is not given. */
  readonly jacobian?: (parameters: Float64Array) => Matrix
  /** 1,000 by default. */
  readonly iterationsMax?: number
}

/** A nonlinear regression. Lists follow the parameters. */
export interface NonlinearLeastSquares {
  readonly model: 'nonlinear-least-squares'
  readonly parameters: readonly number[]
  /** NaN where the parameters cannot be told apart at the solution. */
  readonly standardErrors: readonly number[]
  readonly covariance: readonly (readonly number[])[]
  readonly errors: CoefficientErrors
  readonly tValues: readonly number[]
  /** y less the model. */
  readonly residuals: Float64Array
  readonly residualSumOfSquares: number
  /** sqrt(SSR / (n - k)). */
  readonly residualStandardDeviation: number
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  readonly observations: number
  readonly converged: boolean
  readonly iterations: number
  /** Calls of the model, those for derivatives included. */
  readonly evaluations: number
  /** Largest cosine between the residuals and a derivative of the model: zero at a stationary point. */
  readonly gradientCosine: number
  readonly warnings: readonly EstimateWarning[]
}

export type NonlinearLeastSquaresFault =
  | Exclude<SeriesFault['reason'], 'constant-series'>
  | 'start-outside-domain'

/**
 * Nonlinear least squares: the parameters b that make |y - f(b)|^2 least near a start.
 *
 *   s^2 = SSR / (n - k),   covariance = s^2 (J'J)^-1 with J = df/db' at the solution, or its robust sandwiches
 *
 * @param y     n values
 * @param model k parameters to n fitted values; NaN marks parameters outside its domain
 * @param start k values, not changed; a far start can end in another minimum, so that the caller should try several
 *
 * Null hypothesis of each t value: its parameter is zero. Without a value: n <= k, a y that is not finite, a model that
 * is not finite at the start. A search that did not converge, or left a parameter that no longer matters, is a value
 * with `converged: false` and a `not-converged` warning; J close to dependent is a `near-collinear` one.
 * Cost an iteration: 2 n k^2 and, without `jacobian`, 2 k calls of the model. Source: More (1978); Bates and Watts
 * (1988), section 2.2. Checked: the 27 nonlinear regressions of NIST from both starts, estimates to 6 digits or more.
 *
 * @example
 * const time = [0, 1, 2, 3, 4]
 * const y = Float64Array.of(2, 1.21, 0.74, 0.45, 0.27)
 * const decay = ([level, rate]) => Float64Array.from(time, (t) => level * Math.exp(-rate * t))
 * const fit = expectValue(nonlinearLeastSquares(y, decay, [1, 1]))
 * fit.parameters[1] // => 0.4986602
 * fit.standardErrors[1] // => 0.001529
 */
export function nonlinearLeastSquares(
  y: Float64Array,
  model: (parameters: Float64Array) => Float64Array,
  start: readonly number[],
  options: NonlinearLeastSquaresOptions = {},
): Outcome<NonlinearLeastSquares, NonlinearLeastSquaresFault> {
  const fault = seriesFault(y, start.length + 1)
  if (fault !== undefined && fault.reason !== 'constant-series') {
    return unavailable(fault.reason, fault.detail)
  }
  const { jacobian } = options
  const search = levenbergMarquardt(
    (parameters) => {
      const fitted = model(parameters)
      return y.map((value, row) => value - fitted[row]!)
    },
    Float64Array.from(start),
    {
      ...(jacobian && { jacobian: (parameters) => negative(jacobian(parameters)) }),
      ...(options.iterationsMax !== undefined && { iterationsMax: options.iterationsMax }),
    },
  )
  if (search.ended === 'start-outside-domain') {
    return unavailable('start-outside-domain', `the model is not finite at [${start.join(', ')}]`)
  }
  return available(resultOf(search, chosenErrors(options.errors ?? 'classical', y.length)))
}

function resultOf(
  search: LevenbergMarquardtResult,
  errors: CoefficientErrors,
): NonlinearLeastSquares {
  const { residuals, sumOfSquares, jacobian, converged, iterations } = search
  const [n, k] = [residuals.length, search.x.length]
  const inference = inferenceOf(jacobian, residuals, errors)
  const parameters = [...search.x]
  const logLikelihood = (-n / 2) * (Math.log((2 * Math.PI * sumOfSquares) / n) + 1)
  return {
    model: 'nonlinear-least-squares',
    parameters,
    standardErrors: inference.standardErrors,
    covariance: inference.covariance,
    errors,
    tValues: parameters.map((value, j) => value / inference.standardErrors[j]!),
    residuals,
    residualSumOfSquares: sumOfSquares,
    residualStandardDeviation: Math.sqrt(sumOfSquares / (n - k)),
    logLikelihood,
    // The variance is not counted, as in `leastSquares`.
    aic: 2 * k - 2 * logLikelihood,
    bic: k * Math.log(n) - 2 * logLikelihood,
    observations: n,
    converged,
    iterations,
    evaluations: search.evaluations,
    gradientCosine: search.gradientCosine,
    warnings: [...(converged ? [] : [notConverged(search)]), ...inference.warnings],
  }
}

type Inference = Pick<NonlinearLeastSquares, 'standardErrors' | 'covariance' | 'warnings'>

/** The linear theory at the solution, on columns of J brought to length 1: rates of 1e-9 stand beside levels of 1000. */
function inferenceOf(
  jacobian: Matrix,
  residuals: Float64Array,
  errors: CoefficientErrors,
): Inference {
  const { rows, columns } = jacobian
  const units = Array.from({ length: columns }, (_, j) => 1 / Math.hypot(...columnOf(jacobian, j)))
  const data = jacobian.data.map((value, at) => value * units[Math.floor(at / rows)]!)
  const factor = factorQr({ rows, columns, data })
  const dependent = units.every(Number.isFinite) ? dependentColumn(factor) : 0
  if (dependent !== undefined) {
    const nothing = units.map(() => Number.NaN)
    const detail = `parameter ${dependent + 1} cannot be told from the others at the solution`
    return {
      standardErrors: nothing,
      covariance: units.map(() => nothing),
      warnings: [{ kind: 'near-collinear', detail }],
    }
  }
  const scaled = coefficientCovariance(factor, residuals, errors).data
  return {
    standardErrors: units.map((unit, j) => Math.sqrt(scaled[j * columns + j]!) * unit),
    covariance: units.map((left, i) =>
      units.map((right, j) => scaled[j * columns + i]! * left * right),
    ),
    warnings: nearCollinear(factor, inverseGram(factor)),
  }
}

function notConverged({
  ended,
  iterations,
  gradientCosine,
}: LevenbergMarquardtResult): EstimateWarning {
  const detail =
    ended === 'insensitive'
      ? 'a parameter no longer moves the model where the search ended: try another start'
      : `no minimum within ${iterations} iterations, the gradient's cosine is ${gradientCosine.toExponential(1)}`
  return { kind: 'not-converged', detail }
}

function negative({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: data.map((value) => -value) }
}
