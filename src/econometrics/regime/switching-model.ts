import type { Matrix } from '../../math/matrix.ts'
import { type RegimePath, hamiltonFilter } from './hamilton-filter.ts'
import { steadyState } from './steady-state.ts'

/** What is switched: y on columns, the first of them a constant. */
export interface SwitchingDesign {
  readonly y: Float64Array
  readonly columns: readonly Float64Array[]
  /** Of each column: has it one coefficient a regime, or one for all. */
  readonly isSwitching: readonly boolean[]
  readonly isVarianceSwitching: boolean
  readonly regimes: number
}

/** Parameters of a switching regression. */
export interface SwitchingParameters {
  /** Coefficient c of regime j at [j][c]; equal for all j where the column does not switch. */
  readonly coefficients: readonly (readonly number[])[]
  /** Of each regime; equal where variances do not switch. */
  readonly variances: readonly number[]
  /** From the row's regime to the column's; rows sum to 1. */
  readonly transition: Matrix
}

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** The filter over the rows of a design, from the steady state; undefined where the chain has none. */
export function switchingPath(
  design: SwitchingDesign,
  parameters: SwitchingParameters,
): RegimePath | undefined {
  const initial = steadyState(parameters.transition)
  if (initial === undefined) return undefined
  return hamiltonFilter(logDensities(design, parameters), parameters.transition, initial)
}

/** ln of the normal density of each row in each regime, row t at t k. */
function logDensities(
  { y, columns, regimes }: SwitchingDesign,
  { coefficients, variances }: SwitchingParameters,
): Float64Array {
  const densities = new Float64Array(y.length * regimes)
  for (let j = 0; j < regimes; j++) {
    const weights = coefficients[j]!
    const variance = variances[j]!
    const constant = -0.5 * (LOG_TWO_PI + Math.log(variance))
    for (let t = 0; t < y.length; t++) {
      let residual = y[t]!
      for (let c = 0; c < columns.length; c++) residual -= weights[c]! * columns[c]![t]!
      densities[t * regimes + j] = constant - (residual * residual) / (2 * variance)
    }
  }
  return densities
}

/** Where the coefficient of a column in a regime stands in a list that holds those that do not switch once. */
export function coefficientPlaces(
  isSwitching: readonly boolean[],
  regimes: number,
): { readonly count: number; readonly of: (regime: number, column: number) => number } {
  let count = 0
  const first = isSwitching.map((switches) => {
    const place = count
    count += switches ? regimes : 1
    return place
  })
  return { count, of: (regime, column) => first[column]! + (isSwitching[column]! ? regime : 0) }
}
