import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import { outerProducts } from './garch-coordinates.ts'
import { garchErrors } from './garch-errors.ts'
import {
  type ForecastOptions,
  type ForecastPlan,
  forecastPlan,
  forecastVariances,
} from './garch-forecast.ts'
import { type GarchLikelihood, garchLikelihood } from './garch-likelihood.ts'
import type { GarchFault, GarchParameters, GarchResult } from './garch-result.ts'
import { type GarchOptimum, searchGarch } from './garch-search.ts'
import { type GarchModelOptions, type GarchSpec, garchSpec } from './garch-spec.ts'
import {
  directionColumns,
  directionsInGivenUnits,
  garchScale,
  inGivenUnits,
} from './garch-units.ts'

export interface GarchOptions extends GarchModelOptions, ForecastOptions {
  /** Quasi-Newton steps of each search; default 500. */
  readonly iterationsMax?: number
}

/** Rows a parameter, at least: below, the likelihood often has no inner maximum. */
const ROWS_PER_PARAMETER = 5
/** The gradient, summed over all rows, that counts as none: estimates are then within 1e-8 of their errors. */
const GRADIENT_TOLERANCE = 1e-6

/**
 * A conditional variance model by maximum likelihood: GARCH(p,q), GJR(p,o,q) or EGARCH(p,o,q) with a zero or constant
 * mean and normal, Student t, skewed t or generalised errors.
 *
 *   r_t = mu + e_t,   e_t = z_t sqrt(h_t),   z_t of mean 0 and variance 1
 *   garch   h_t = omega + sum_{i<=p} alpha_i e_{t-i}^2 + sum_{j<=q} beta_j h_{t-j}
 *   gjr     the same + sum_{i<=o} gamma_i e_{t-i}^2 1(e_{t-i} < 0)
 *   egarch  log h_t = omega + sum alpha_i (|z_{t-i}| - sqrt(2/pi)) + sum gamma_i z_{t-i} + sum beta_j log h_{t-j}
 *
 * Names, orders, bounds (`garchBounds`) and laws are arch's; sqrt(2/pi) stands under every law, as there. What comes
 * before the first row, `start`:
 *   `sample`          h and e^2 are the mean square of the residuals at the *current* mu (Fiorentini, Calzolari and
 *                     Panattoni 1996; R's fGarch)
 *   `backcast`        sum 0.94^t e_t^2 / sum 0.94^t over the first 75 residuals about the sample mean (arch's default)
 *   `fixed-variance`  the mean square of the residuals about the sample mean
 * Three likelihoods with three optima: on DM/BP mu is -0.0061904, -0.0060766 and -0.0061732. For lags beyond the first
 * every row before the first has these values (arch); fGarch sets the first max(p, q) variances otherwise, so that only its
 * models of order 1 agree.
 *
 * Errors: `hessian`, `robust` (Bollerslev and Wooldridge) and `opg`. A likelihood that is highest on a bound warns
 * `boundary`; what the bound fixes has no error (null), parameters a bound ties together (alpha + beta = 1) have those of
 * moving along it, the others theirs with the bound held. Forecasts: exact for `garch` and `gjr`, E[z^2 1(z<0)] being
 * the fitted law's (arch takes 1/2 under the skewed t too); for `egarch` the first is exact, the rest means of simulated
 * paths, whose error is that of `paths` draws; under t laws that mean does not exist and the result says `unstable`.
 *
 * Search: returns scaled by a power of two to a variance near 1, several starts (many where a constant variance is
 * nearly as likely: such series have several tops), sequential quadratic programming on
 * analytic gradients inside the bounds, then Newton (GARCH of first order with normal errors: on analytic second
 * derivatives throughout). EGARCH's likelihood has corners in mu (where a residual is zero);
 * an optimum on one is found to the corner, and its one-sided slopes are told apart by sign.
 *
 * @param returns any unit; parameters, variances and likelihood are of the series as given
 * No value: fewer than 5 rows a parameter, a constant or non-finite series. Cost: about 30 passes over the rows,
 * 10 of them where second derivatives are analytic.
 * Source: Bollerslev (1986), Journal of Econometrics 31, 307-327; Glosten, Jagannathan and Runkle (1993), Journal of
 * Finance 48, 1779-1801; Nelson (1991), Econometrica 59, 347-370. Checked against the published DM/BP figures in every
 * digit, arch 8.0.0 (likelihood never lower) and fGarch.
 *
 * @example
 * const random = new Random(4)
 * const returns = simulateGarch({ omega: 0.1, alpha: [0.1], beta: [0.8] }, { rows: 2000, random }).returns
 * const fit = expectValue(garch(returns, { mean: 'zero', start: 'backcast', horizon: 1 }))
 * fit.parameterNames.join(' ') // => 'omega alpha[1] beta[1]'
 */
export function garch(
  returns: Float64Array,
  options: GarchOptions = {},
): Outcome<GarchResult, GarchFault> {
  const spec = garchSpec(options)
  const plan = forecastPlan(options)
  const fault = seriesFault(returns, ROWS_PER_PARAMETER * spec.size, 'the series of returns')
  if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  // Near 1 first, for squares of 1e200 have no double.
  const unit = unitScale(returns)
  const near = scaledBy(returns, unit)
  const mean = spec.mean === 'constant' ? meanOf(near) : 0
  const factor = garchScale(meanSquareAbout(near, mean))
  const scale = unit * factor
  const scaled = scaledBy(near, factor)
  const centre = mean * factor
  const likelihood = garchLikelihood(spec, scaled, centre)
  const optimum = searchGarch(spec, likelihood, {
    centre,
    meanSquare: meanSquareAbout(scaled, centre),
    iterationsMax: options.iterationsMax ?? 500,
  })
  return available(resultOf({ spec, likelihood, optimum, scale }, plan))
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value / values.length
  return sum
}

function meanSquareAbout(values: Float64Array, centre: number): number {
  let sum = 0
  for (const value of values) sum += (value - centre) ** 2 / values.length
  return sum
}

interface Fit {
  readonly spec: GarchSpec
  readonly likelihood: GarchLikelihood
  readonly optimum: GarchOptimum
  readonly scale: number
}

function resultOf(fit: Fit, plan: ForecastPlan): GarchResult {
  const { spec, likelihood, optimum, scale } = fit
  const { x } = optimum
  likelihood.trace(x)
  const { frame } = likelihood
  const rows = frame.rows
  const estimates = inGivenUnits(spec, x, scale)
  const logLikelihood = optimum.logLikelihood + rows * Math.log(scale)
  const variances = frame.variances.subarray(frame.lags)
  const residuals = frame.residuals.subarray(frame.lags)
  const persistence = persistenceOf(spec, x)
  const isFinite = spec.model !== 'egarch' && persistence < 1
  return {
    model: spec.model,
    p: spec.p,
    o: spec.o,
    q: spec.q,
    distribution: spec.distribution,
    mean: spec.mean,
    start: spec.start,
    parameters: named(spec, estimates),
    parameterNames: spec.names,
    estimates: [...estimates],
    logLikelihood,
    aic: 2 * spec.size - 2 * logLikelihood,
    bic: Math.log(rows) * spec.size - 2 * logLikelihood,
    standardErrors: garchErrors({
      curvature: optimum.curvature,
      products:
        likelihood.secondOrder?.products(x) ?? outerProducts(likelihood.scores(x), spec.size),
      directions: directionsInGivenUnits(spec, optimum.directions, scale),
      scoreDirections: directionColumns(spec.size, optimum.directions),
    }),
    converged: optimum.gradientNorm <= GRADIENT_TOLERANCE,
    iterations: optimum.iterations,
    gradientNorm: optimum.gradientNorm,
    persistence,
    unconditionalVariance: isFinite ? estimates[spec.at.omega]! / (1 - persistence) : null,
    forecast: forecastVariances(spec, x, frame, plan).map((value) => value / (scale * scale)),
    conditionalVariances: variances.map((value) => value / (scale * scale)),
    standardisedResiduals: residuals.map((value, t) => value / Math.sqrt(variances[t]!)),
    warnings: warningsOf(fit, persistence),
    observations: rows,
  }
}

function persistenceOf({ model, at, law }: GarchSpec, x: Float64Array): number {
  const lower = law.lowerSecondMoment(x.subarray(at.shape))
  let sum = 0
  for (let k = model === 'egarch' ? at.beta : at.alpha; k < at.shape; k++) {
    sum += (k >= at.gamma && k < at.beta ? lower : 1) * x[k]!
  }
  return sum
}

function named({ mean, at, o, law }: GarchSpec, x: Float64Array): GarchParameters {
  const shapes = law.shapes.map(({ name }, k) => [name, x[at.shape + k]!] as const)
  return {
    ...(mean === 'constant' ? { mu: x[0]! } : {}),
    omega: x[at.omega]!,
    alpha: [...x.subarray(at.alpha, at.gamma)],
    ...(o > 0 ? { gamma: [...x.subarray(at.gamma, at.beta)] } : {}),
    beta: [...x.subarray(at.beta, at.shape)],
    ...Object.fromEntries(shapes),
  }
}

function warningsOf({ optimum }: Fit, persistence: number): EstimateWarning[] {
  const found: EstimateWarning[] = optimum.active.map(({ name }) => ({
    kind: 'boundary',
    detail: `the likelihood is highest on the bound ${name}: errors are those of the other parameters with it held`,
  }))
  if (optimum.gradientNorm > GRADIENT_TOLERANCE) {
    found.push({
      kind: 'not-converged',
      detail: `the gradient is ${optimum.gradientNorm.toExponential(1)} after ${optimum.iterations} iterations`,
    })
  }
  if (persistence > 1 + 1e-9) {
    found.push({
      kind: 'unstable',
      detail: `the persistence is ${persistence.toPrecision(6)}: the variance has no finite mean`,
    })
  }
  return found
}
