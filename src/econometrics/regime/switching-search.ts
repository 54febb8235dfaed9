import { bfgs } from '../../math/optimise/bfgs.ts'
import type { Objective, SearchResult } from '../../math/optimise/minimum-search.ts'
import { polishedMinimum } from '../state-space/likelihood-curvature.ts'
import { switchingAt, switchingCoordinates, sizesOf } from './switching-coordinates.ts'
import { climbed } from './switching-em.ts'
import { switchingGuesses } from './switching-guesses.ts'
import {
  type SwitchingDesign,
  type SwitchingParameters,
  coefficientPlaces,
  switchingPath,
} from './switching-model.ts'

/** The highest top found. */
export interface SwitchingOptimum {
  readonly parameters: SwitchingParameters
  readonly logLikelihood: number
  readonly converged: boolean
  readonly iterations: number
}

/** Steps for every guess, then for those that stand highest. */
const FIRST_STEPS = 25
const MORE_STEPS = 100
const FOLLOWED = 4
/**
 * A regime whose variance is below this share of the series' own is a few equal rows with an endless likelihood, not a
 * regime.
 */
const VARIANCE_SHARE_MIN = 1e-6

/**
 * Maximum likelihood of a switching regression: expectation and maximisation from many guesses, the best of them by
 * quasi-Newton and then Newton's steps in unbounded coordinates. Undefined where no guess leads to a proper top.
 */
export function searchSwitching(
  design: SwitchingDesign,
  iterationsMax: number,
): SwitchingOptimum | undefined {
  const floor = VARIANCE_SHARE_MIN * varianceOf(design.y)
  const first = switchingGuesses(design)
    .map((start) => climbed(design, start, { stepsMax: FIRST_STEPS, gainMin: 1e-4 }))
    .filter((found) => found !== undefined)
    .toSorted((a, b) => b.logLikelihood - a.logLikelihood)
    .slice(0, FOLLOWED)
  let best: Top | undefined
  let iterations = 0
  for (const { parameters } of first) {
    const near = climbed(design, parameters, { stepsMax: MORE_STEPS, gainMin: 1e-5 })
    if (near === undefined) continue
    const top = quasiNewton(design, near.parameters, { floor, iterationsMax })
    iterations += top.found.iterations
    if (top.found.value < (best?.found.value ?? Infinity)) best = top
  }
  if (best === undefined) return undefined
  const polished = polishedMinimum(best.f, best.found)
  return {
    parameters: best.parametersAt(polished.x),
    logLikelihood: -polished.value,
    converged: polished.converged,
    iterations,
  }
}

/** A minimum of minus the likelihood in coordinates of its own. */
interface Top {
  readonly f: Objective
  readonly found: SearchResult
  readonly parametersAt: (u: Float64Array) => SwitchingParameters
}

function quasiNewton(
  design: SwitchingDesign,
  start: SwitchingParameters,
  { floor, iterationsMax }: { readonly floor: number; readonly iterationsMax: number },
): Top {
  // Coefficients in units over which the likelihood bends.
  const scale = coordinateScale(design, start)
  const parametersAt = (u: Float64Array): SwitchingParameters =>
    switchingAt(
      design,
      u.map((value, k) => value * scale[k]!),
    )
  const f: Objective = (u) => {
    const parameters = parametersAt(u)
    if (parameters.variances.some((variance) => !(variance > floor))) return Number.NaN
    return -(switchingPath(design, parameters)?.logLikelihood ?? Number.NaN)
  }
  const from = switchingCoordinates(design, start).map((value, k) => value / scale[k]!)
  const found = bfgs(f, from, { iterationsMax, gradientTolerance: 1e-7 })
  return { f, found, parametersAt }
}

/** Of a coefficient the smallest deviation of a regime over the column's size; 1 for logarithms. */
export function coordinateScale(
  design: SwitchingDesign,
  { variances, transition }: SwitchingParameters,
): Float64Array {
  const { coefficients, variances: varianceCount } = sizesOf(design)
  const pairs = transition.rows * (transition.rows - 1)
  const scale = new Float64Array(coefficients + varianceCount + pairs).fill(1)
  const deviation = Math.sqrt(Math.min(...variances))
  const places = coefficientPlaces(design.isSwitching, design.regimes)
  for (const [c, column] of design.columns.entries()) {
    const size = Math.sqrt(column.reduce((sum, value) => sum + value * value, 0) / column.length)
    for (let j = 0; j < design.regimes; j++) scale[places.of(j, c)] = deviation / size
  }
  return scale
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)
}
