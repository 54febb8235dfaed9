import type { Matrix } from '../../math/matrix.ts'
import { steadyState } from './steady-state.ts'
import { pairs, parameterList, sizesOf } from './switching-coordinates.ts'
import { switchingErrors } from './switching-errors.ts'
import {
  type SwitchingDesign,
  type SwitchingParameters,
  coefficientPlaces,
} from './switching-model.ts'

/** One regime. */
interface Regime {
  /** The constant. */
  readonly mean: number
  readonly slopes: readonly number[]
  readonly variance: number
  /** Rows it lasts once entered: 1 / (1 - chance to stay). */
  readonly expectedDuration: number
  /** Share of time spent in it in the long run. */
  readonly steadyShare: number
}

/** A switching regression in the units of its series. Lists run: means, slopes, variances, chances to move. */
export interface SwitchingDescription {
  /** By rising variance where it switches, else by rising mean. */
  readonly regimes: readonly Regime[]
  /** Chance to go from the regime of the row to that of the column. */
  readonly transition: readonly (readonly number[])[]
  readonly parameterNames: readonly string[]
  readonly estimates: readonly number[]
  /** Null for a chance on the boundary, and for all where the likelihood is no hill. */
  readonly standardErrors: readonly (number | null)[]
}

/** How the series and its regressors were scaled. */
export interface SwitchingUnits {
  readonly origin: number
  readonly unit: number
  /** Of the regressors. */
  readonly units: readonly number[]
}

/** The parameters by regime and as a list, back in the units of the series. */
export function described(
  design: SwitchingDesign,
  parameters: SwitchingParameters,
  { origin, unit, units }: SwitchingUnits,
): SwitchingDescription {
  const { coefficients, variances, transition } = parameters
  const k = design.regimes
  const shares = steadyState(transition)
  const { names, perUnit, origins } = naming(design, { origin, unit, units })
  return {
    regimes: coefficients.map(([mean, ...slopes], j) => ({
      mean: mean! / unit + origin,
      slopes: slopes.map((slope, c) => (slope / unit) * units[c]!),
      variance: variances[j]! / unit / unit,
      expectedDuration: 1 / leavingChance(transition, j),
      steadyShare: shares?.[j] ?? Number.NaN,
    })),
    transition: Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_unused, j) => transition.data[j * k + i]!),
    ),
    parameterNames: names,
    estimates: Array.from(
      parameterList(design, parameters),
      (value, at) => value * perUnit[at]! + origins[at]!,
    ),
    standardErrors: switchingErrors(design, parameters).map(
      (error, at) => error && error * perUnit[at]!,
    ),
  }
}

/** Names of the parameters, and how they come back into the units of the series. */
function naming(
  design: SwitchingDesign,
  { origin, unit, units }: SwitchingUnits,
): { readonly names: string[]; readonly perUnit: number[]; readonly origins: number[] } {
  const { regimes, isSwitching, isVarianceSwitching } = design
  const places = coefficientPlaces(isSwitching, regimes)
  const sizes = sizesOf(design)
  const names: string[] = []
  const perUnit: number[] = []
  const origins: number[] = []
  for (const [c, switches] of isSwitching.entries()) {
    for (let j = 0; j < regimes; j++) {
      const at = places.of(j, c)
      names[at] = `${c === 0 ? 'mean' : `x${c}`}${switches ? ` ${j + 1}` : ''}`
      perUnit[at] = c === 0 ? 1 / unit : units[c - 1]! / unit
      origins[at] = c === 0 ? origin : 0
    }
  }
  for (let j = 0; j < sizes.variances; j++) {
    names.push(isVarianceSwitching ? `variance ${j + 1}` : 'variance')
    perUnit.push(1 / unit / unit)
    origins.push(0)
  }
  for (const { i, j } of pairs(regimes)) {
    names.push(`${i + 1} to ${j + 1}`)
    perUnit.push(1)
    origins.push(0)
  }
  return { names, perUnit, origins }
}

/** The sum of the chances to go elsewhere: exact where the chance to stay is 1 but for rounding. */
function leavingChance({ rows, data }: Matrix, from: number): number {
  let sum = 0
  for (let j = 0; j < rows; j++) if (j !== from) sum += data[j * rows + from]!
  return sum
}
