import { invariant } from '../../math/invariant.ts'
import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { type Outcome, available, unavailable } from '../../math/outcome.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { scaledBy, unitScale } from '../regression/unit-scale.ts'
import { type SeriesFault, seriesFault } from '../series-fault.ts'
import type { EstimateWarning } from '../warning.ts'
import { kimSmoother } from './kim-smoother.ts'
import { pairs, sizesOf } from './switching-coordinates.ts'
import { type SwitchingDescription, described } from './switching-description.ts'
import { CHANCE_MIN } from './switching-errors.ts'
import { type SwitchingDesign, type SwitchingParameters, switchingPath } from './switching-model.ts'
import { searchSwitching } from './switching-search.ts'

export interface MarkovSwitchingOptions {
  /** Default 2. */
  readonly regimes?: number
  /** What differs between regimes, default `both`. */
  readonly switching?: 'mean' | 'variance' | 'both'
  /** Columns of n rows beside the constant. */
  readonly regressors?: readonly Float64Array[]
  /** Have these one coefficient for all regimes (default) or one each. */
  readonly slopes?: 'common' | 'switching'
  /** Of each quasi-Newton search, default 500. */
  readonly iterationsMax?: number
}

/** A regression whose parameters follow a Markov chain. */
export interface MarkovSwitchingResult extends SwitchingDescription {
  readonly model: 'markov-switching'
  readonly switching: 'mean' | 'variance' | 'both'
  readonly logLikelihood: number
  readonly aic: number
  readonly bic: number
  /** A column each regime, n rows: given the rows before, up to, and all. */
  readonly predictedProbabilities: readonly Float64Array[]
  readonly filteredProbabilities: readonly Float64Array[]
  readonly smoothedProbabilities: readonly Float64Array[]
  /** Of the row after the last. */
  readonly nextProbabilities: readonly number[]
  readonly converged: boolean
  readonly iterations: number
  readonly warnings: readonly EstimateWarning[]
  readonly observations: number
}

export type MarkovSwitchingFault = SeriesFault['reason'] | 'no-regimes'

/**
 * A regression with constant, slopes or variance that switch with a hidden Markov chain, by maximum likelihood.
 *
 *   y_t = mean_S + x_t' slopes_S + e_t,   e_t ~ N(0, variance_S),   P(S_t = j | S_{t-1} = i) = transition_ij
 *
 * The chain starts from its steady state. Search: expectation and maximisation from a dozen guesses with a fixed seed,
 * the best four continued by quasi-Newton, then Newton's steps; a top at which a variance is below 1e-6 of that of the
 * series is an artefact (the likelihood has no bound there) and not taken. Errors from the second derivatives. AIC and
 * BIC count every parameter; they do not test the number of regimes, for under fewer regimes the others have no
 * parameters at all. Null hypothesis of each z: the parameter is zero, of no meaning for variances and chances.
 *
 * Warnings: `boundary` where a chance is below 1e-6 or above 1 less that, or where one regime is as likely as several;
 * `not-converged`. No value: fewer than 10 rows a
 * regime, a constant or non-finite series, or nothing but artefacts (`no-regimes`). Cost: a few hundred passes of the
 * filter, n k^2 each. Source: Hamilton (1989), Econometrica 57; Hamilton (1990); Kim (1994). Checked against statsmodels
 * 0.15.0 `MarkovRegression`.
 *
 * @example
 * const random = new Random(7)
 * let isWild = false
 * const returns = Float64Array.from({ length: 600 }, () => {
 *   if (random.uniform() < 0.03) isWild = !isWild
 *   return (isWild ? 3 : 1) * random.normal()
 * })
 * const result = expectValue(markovSwitching(returns, { switching: 'variance' }))
 * result.regimes[0].variance // => 0.966906
 * result.regimes[1].variance // => 9.545863
 * result.regimes[1].expectedDuration // => 32.4395
 */
export function markovSwitching(
  series: Float64Array,
  options: MarkovSwitchingOptions = {},
): Outcome<MarkovSwitchingResult, MarkovSwitchingFault> {
  const { regimes = 2, switching = 'both', regressors = [], iterationsMax = 500 } = options
  invariant(Number.isInteger(regimes) && regimes >= 2, `regimes: 2 or more, got ${regimes}`)
  for (const [k, column] of [series, ...regressors].entries()) {
    invariant(column.length === series.length, 'a row of every regressor for every row of y')
    const name = k === 0 ? 'the series' : `regressor ${k}`
    const fault = seriesFault(column, 10 * regimes + regressors.length, name)
    if (fault !== undefined) return unavailable(fault.reason, fault.detail)
  }
  const origin = series.reduce((sum, value) => sum + value / series.length, 0)
  const unit = unitScale(series.map((value) => value - origin))
  const units = regressors.map(unitScale)
  const design: SwitchingDesign = {
    y: series.map((value) => (value - origin) * unit),
    columns: [
      new Float64Array(series.length).fill(1),
      ...regressors.map((column, k) => scaledBy(column, units[k]!)),
    ],
    isSwitching: [
      switching !== 'variance',
      ...regressors.map(() => options.slopes === 'switching'),
    ],
    isVarianceSwitching: switching !== 'mean',
    regimes,
  }
  const found = searchSwitching(design, iterationsMax)
  if (found === undefined) {
    return unavailable('no-regimes', 'every search ends where a regime is a few rows alone')
  }
  const parameters = inOrder(found.parameters, switching)
  return available({
    model: 'markov-switching',
    ...described(design, parameters, { origin, unit, units }),
    switching,
    ...probabilities(design, parameters),
    ...criteriaOf(design, found.logLikelihood + series.length * Math.log(unit)),
    converged: found.converged,
    iterations: found.iterations,
    warnings: [
      ...sameRegimes(design, found.logLikelihood),
      ...warningsOf(parameters.transition, found.converged),
    ],
    observations: series.length,
  })
}

function probabilities(
  design: SwitchingDesign,
  parameters: SwitchingParameters,
): Pick<
  MarkovSwitchingResult,
  'predictedProbabilities' | 'filteredProbabilities' | 'smoothedProbabilities' | 'nextProbabilities'
> {
  const path = switchingPath(design, parameters)
  invariant(path !== undefined, 'an optimum has a likelihood')
  const { smoothed } = kimSmoother(path, parameters.transition)
  const k = design.regimes
  const rows = design.y.length
  const columns = (values: Float64Array): Float64Array[] =>
    Array.from({ length: k }, (_, j) =>
      Float64Array.from({ length: rows }, (_unused, t) => values[t * k + j]!),
    )
  return {
    predictedProbabilities: columns(path.predicted),
    filteredProbabilities: columns(path.filtered),
    smoothedProbabilities: columns(smoothed),
    nextProbabilities: Array.from(path.predicted.subarray(rows * k)),
  }
}

function criteriaOf(
  design: SwitchingDesign,
  logLikelihood: number,
): Pick<MarkovSwitchingResult, 'logLikelihood' | 'aic' | 'bic'> {
  const { coefficients, variances } = sizesOf(design)
  const parameters = coefficients + variances + design.regimes * (design.regimes - 1)
  return {
    logLikelihood,
    aic: 2 * parameters - 2 * logLikelihood,
    bic: parameters * Math.log(design.y.length) - 2 * logLikelihood,
  }
}

/** Regimes have no order of their own: the calm one first, or the one with the lower mean. */
function inOrder(
  { coefficients, variances, transition }: SwitchingParameters,
  switching: 'mean' | 'variance' | 'both',
): SwitchingParameters {
  const k = variances.length
  const key = (j: number): number => (switching === 'mean' ? coefficients[j]![0]! : variances[j]!)
  const order = Array.from({ length: k }, (_, j) => j).toSorted((a, b) => key(a) - key(b))
  const ordered = zeroMatrix(k, k)
  for (const [i, from] of order.entries()) {
    for (const [j, to] of order.entries()) {
      ordered.data[j * k + i] = transition.data[to * k + from]!
    }
  }
  return {
    coefficients: order.map((j) => coefficients[j]!),
    variances: order.map((j) => variances[j]!),
    transition: ordered,
  }
}

// A gain of less than this over one regime is none.
const GAIN_MIN = 1e-4

/** Where one regime is as likely as several, those are copies of each other and their chances mean nothing. */
function sameRegimes({ y, columns }: SwitchingDesign, logLikelihood: number): EstimateWarning[] {
  const single = leastSquares(y, columns, { trend: 'n' })
  if (single.kind === 'unavailable') return []
  if (logLikelihood > single.value.logLikelihood + GAIN_MIN) return []
  return [{ kind: 'boundary', detail: 'one regime is as likely: the others are copies of it' }]
}

function warningsOf(transition: Matrix, converged: boolean): EstimateWarning[] {
  const warnings: EstimateWarning[] = pairs(transition.rows).flatMap(({ i, j }) => {
    const chance = transition.data[j * transition.rows + i]!
    if (chance > CHANCE_MIN && chance < 1 - CHANCE_MIN) return []
    const detail = `chance ${chance.toPrecision(3)} to go from regime ${i + 1} to ${j + 1}`
    return [{ kind: 'boundary', detail }]
  })
  if (!converged) {
    warnings.push({ kind: 'not-converged', detail: 'the likelihood still rises at the estimates' })
  }
  return warnings
}
