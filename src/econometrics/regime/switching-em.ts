import { type Matrix, zeroMatrix } from '../../math/matrix.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import { kimSmoother } from './kim-smoother.ts'
import {
  type SwitchingDesign,
  type SwitchingParameters,
  coefficientPlaces,
  switchingPath,
} from './switching-model.ts'

/** A share of the rows below which a regime is a few odd rows with a variance of their own. */
const SHARE_MIN = 1e-3

/**
 * One step of expectation and maximisation: the parameters that are most likely were the regimes drawn from
 * `smoothed`. Undefined where a regime has all but vanished.
 *
 *   coefficients: least squares over rows t and regimes j with weights smoothed_t(j) / variance_j
 *   variance_j = sum_t smoothed_t(j) e_tj^2 / sum_t smoothed_t(j),   P_ij = moves_ij / sum_j moves_ij, unseen moves a little above 0
 *
 * Source: Hamilton (1990), Journal of Econometrics 45, equations 4.1 to 4.3.
 */
export function maximisedParameters(
  design: SwitchingDesign,
  before: Pick<SwitchingParameters, 'variances'>,
  given: { readonly smoothed: Float64Array; readonly moves: Matrix },
): SwitchingParameters | undefined {
  const { y, regimes, columns, isVarianceSwitching } = design
  const coefficients = weightedCoefficients(design, before.variances, given.smoothed)
  if (coefficients === undefined) return undefined
  const squares = new Float64Array(regimes)
  const shares = new Float64Array(regimes)
  for (let t = 0; t < y.length; t++) {
    for (let j = 0; j < regimes; j++) {
      const weight = given.smoothed[t * regimes + j]!
      let residual = y[t]!
      for (const [c, column] of columns.entries()) residual -= coefficients[j]![c]! * column[t]!
      squares[j]! += weight * residual * residual
      shares[j]! += weight
    }
  }
  if (shares.some((share) => !(share > SHARE_MIN * y.length))) return undefined
  const all = squares.reduce((sum, value) => sum + value, 0) / y.length
  const variances = Array.from(squares, (value, j) =>
    isVarianceSwitching ? value / shares[j]! : all,
  )
  if (variances.some((variance) => !(variance > 0))) return undefined
  return { coefficients, variances, transition: stochastic(given.moves) }
}

/** Steps of expectation and maximisation until the likelihood rises by less than `gainMin`, `stepsMax` at most. */
export function climbed(
  design: SwitchingDesign,
  start: SwitchingParameters,
  { stepsMax, gainMin }: { readonly stepsMax: number; readonly gainMin: number },
): { readonly parameters: SwitchingParameters; readonly logLikelihood: number } | undefined {
  let parameters = start
  let last = -Infinity
  for (let step = 0; step < stepsMax; step++) {
    const path = switchingPath(design, parameters)
    if (path === undefined || !Number.isFinite(path.logLikelihood)) return undefined
    if (path.logLikelihood - last < gainMin) break
    last = path.logLikelihood
    const next = maximisedParameters(design, parameters, kimSmoother(path, parameters.transition))
    if (next === undefined) return undefined
    parameters = next
  }
  const path = switchingPath(design, parameters)
  return path === undefined ? undefined : { parameters, logLikelihood: path.logLikelihood }
}

function weightedCoefficients(
  design: SwitchingDesign,
  variances: readonly number[],
  smoothed: Float64Array,
): number[][] | undefined {
  const { y, columns, isSwitching, regimes } = design
  const places = coefficientPlaces(isSwitching, regimes)
  const rows = y.length * regimes
  const stacked = zeroMatrix(rows, places.count)
  const target = new Float64Array(rows)
  for (let j = 0; j < regimes; j++) {
    for (let t = 0; t < y.length; t++) {
      const row = j * y.length + t
      const weight = Math.sqrt(smoothed[t * regimes + j]! / variances[j]!)
      target[row] = weight * y[t]!
      for (const [c, column] of columns.entries()) {
        stacked.data[places.of(j, c) * rows + row] = weight * column[t]!
      }
    }
  }
  const solved = solveQr(factorQr(stacked), target)
  if (solved.kind === 'unavailable') return undefined
  return Array.from({ length: regimes }, (_, j) =>
    columns.map((_column, c) => solved.value[places.of(j, c)]!),
  )
}

// Moves nobody saw are counted as a hundredth of one: a chance of exactly 0 would never rise again, and a regime that is
// never entered has no share in the steady state the chain starts from.
const UNSEEN = 0.01

function stochastic(moves: Matrix): Matrix {
  const k = moves.rows
  const transition = zeroMatrix(k, k)
  for (let i = 0; i < k; i++) {
    let total = k * UNSEEN
    for (let j = 0; j < k; j++) total += moves.data[j * k + i]!
    for (let j = 0; j < k; j++) {
      transition.data[j * k + i] = (moves.data[j * k + i]! + UNSEEN) / total
    }
  }
  return transition
}
