import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import {
  type SwitchingDesign,
  type SwitchingParameters,
  coefficientPlaces,
} from './switching-model.ts'

/** Rare moves beyond which a chance is as good as none: e^-30. */
const LOGIT_MAX = 30

/**
 * Parameters as any numbers at all: coefficients, logarithms of variances, and for each pair of regimes i, j the
 * logarithm of P_ij / P_ii.
 */
export function switchingCoordinates(
  design: SwitchingDesign,
  parameters: SwitchingParameters,
): Float64Array {
  const list = parameterList(design, parameters)
  const places = sizesOf(design)
  return list.map((value, at) => {
    if (at < places.coefficients) return value
    if (at < places.coefficients + places.variances) return Math.log(value)
    const pair = at - places.coefficients - places.variances
    const from = Math.floor(pair / (design.regimes - 1))
    const stays = parameters.transition.data[from * (design.regimes + 1)]!
    return Math.max(-LOGIT_MAX, Math.min(LOGIT_MAX, Math.log(value / stays)))
  })
}

/** The other way. */
export function switchingAt(design: SwitchingDesign, x: Float64Array): SwitchingParameters {
  const { regimes } = design
  const places = sizesOf(design)
  const list = x.slice()
  const firstPair = places.coefficients + places.variances
  for (let at = places.coefficients; at < firstPair; at++) list[at] = Math.exp(x[at]!)
  for (let from = 0; from < regimes; from++) {
    const row = x.subarray(firstPair + from * (regimes - 1), firstPair + (from + 1) * (regimes - 1))
    const largest = Math.max(0, ...row)
    let total = Math.exp(-largest)
    for (const value of row) total += Math.exp(value - largest)
    for (const [k, value] of row.entries()) {
      list[firstPair + from * (regimes - 1) + k] = Math.exp(value - largest) / total
    }
  }
  return parametersOf(design, list)
}

/** Coefficients (of a switching column one a regime), variances, and P_ij for i not j, by rows. */
export function parameterList(
  design: SwitchingDesign,
  { coefficients, variances, transition }: SwitchingParameters,
): Float64Array {
  const { regimes, isSwitching, columns } = design
  const sizes = sizesOf(design)
  const places = coefficientPlaces(isSwitching, regimes)
  const list = new Float64Array(sizes.coefficients + sizes.variances + regimes * (regimes - 1))
  for (let j = 0; j < regimes; j++) {
    for (let c = 0; c < columns.length; c++) list[places.of(j, c)] = coefficients[j]![c]!
  }
  for (let j = 0; j < sizes.variances; j++) list[sizes.coefficients + j] = variances[j]!
  for (const { i, j, at } of pairs(regimes)) {
    list[sizes.coefficients + sizes.variances + at] = transition.data[j * regimes + i]!
  }
  return list
}

/** The other way; the chance to stay is what the others leave. */
export function parametersOf(design: SwitchingDesign, list: Float64Array): SwitchingParameters {
  const { regimes, isSwitching, columns } = design
  const sizes = sizesOf(design)
  const places = coefficientPlaces(isSwitching, regimes)
  const transition: Matrix = zeroMatrix(regimes, regimes)
  for (let i = 0; i < regimes; i++) transition.data[i * (regimes + 1)] = 1
  for (const { i, j, at } of pairs(regimes)) {
    const chance = list[sizes.coefficients + sizes.variances + at]!
    transition.data[j * regimes + i] = chance
    transition.data[i * (regimes + 1)]! -= chance
  }
  return {
    coefficients: Array.from({ length: regimes }, (_, j) =>
      columns.map((_column, c) => list[places.of(j, c)]!),
    ),
    variances: Array.from(
      { length: regimes },
      (_, j) => list[sizes.coefficients + (sizes.variances === 1 ? 0 : j)]!,
    ),
    transition,
  }
}

/** How many numbers of each kind the list begins with. */
export function sizesOf({ isSwitching, regimes, isVarianceSwitching }: SwitchingDesign): {
  readonly coefficients: number
  readonly variances: number
} {
  return {
    coefficients: coefficientPlaces(isSwitching, regimes).count,
    variances: isVarianceSwitching ? regimes : 1,
  }
}

/** Every ordered pair of different regimes and its place, by rows. */
export function pairs(
  regimes: number,
): { readonly i: number; readonly j: number; readonly at: number }[] {
  const list: { i: number; j: number; at: number }[] = []
  for (let i = 0; i < regimes; i++) {
    for (let j = 0; j < regimes; j++) if (j !== i) list.push({ i, j, at: list.length })
  }
  return list
}
