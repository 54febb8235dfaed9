import { johansen } from '../../../econometrics/cointegration/johansen.ts'
import { leastSquares } from '../../../econometrics/regression/least-squares.ts'
import { totalLeastSquares } from '../../../econometrics/regression/total-least-squares.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import type { HedgeMethod } from '../backtest-result.ts'

/** y = intercept + sum of hedgeRatio x: what a fold found in its training rows. */
export interface Relation {
  readonly hedgeRatios: readonly number[]
  readonly intercept: number
}

/** The relation a fold trades on. */
export interface FoldHedge extends Relation {
  readonly residualMean: number
  /** Sample deviation (n - 1) of the training residuals. */
  readonly residualDeviation: number
}

/**
 * The relation of y with one x or more, by the given method. Total least squares takes one x; a filtered hedge begins
 * from least squares.
 */
export function relationOf(
  method: HedgeMethod,
  y: Float64Array,
  xs: readonly Float64Array[],
): Outcome<Relation, string> {
  switch (method) {
    case 'ols':
    case 'kalman': {
      const fit = leastSquares(y, xs)
      if (fit.kind === 'unavailable') return fit
      const coefficients = [...fit.value.coefficients]
      return available({
        hedgeRatios: coefficients.slice(0, xs.length),
        intercept: coefficients[xs.length]!,
      })
    }
    case 'tls': {
      const fit = totalLeastSquares(y, xs[0]!)
      if (fit.kind === 'unavailable') return fit
      const { hedgeRatio, intercept } = fit.value
      return available({ hedgeRatios: [hedgeRatio], intercept })
    }
    case 'johansen':
      return johansenRelation(y, xs)
  }
}

/** The first eigenvector, y's coefficient set to one; the constant is what makes the residual's mean zero. */
function johansenRelation(y: Float64Array, xs: readonly Float64Array[]): Outcome<Relation, string> {
  const outcome = johansen([y, ...xs], { deterministic: 'constant', lagDifferences: 1 })
  if (outcome.kind === 'unavailable') return outcome
  const [vy, ...vx] = outcome.value.eigenvectors[0]!
  const hedgeRatios = vx.map((v) => -v / vy!)
  if (!hedgeRatios.every(Number.isFinite)) {
    return unavailable('no-relation', 'the cointegrating vector leaves y out')
  }
  const intercept = hedgeRatios.reduce(
    (rest, hedgeRatio, k) => rest - hedgeRatio * mean(xs[k]!),
    mean(y),
  )
  return available({ hedgeRatios, intercept })
}

/** What is left of each leg's level under a relation, y first among the levels. */
export function residualAt(
  { hedgeRatios, intercept }: Relation,
  levels: readonly Float64Array[],
  row: number,
): number {
  let residual = levels[0]![row]! - intercept
  for (let k = 0; k < hedgeRatios.length; k++) residual -= hedgeRatios[k]! * levels[k + 1]![row]!
  return residual
}

/** A relation with the moments of its residual over the rows it was estimated on. */
export function withResidual(relation: Relation, levels: readonly Float64Array[]): FoldHedge {
  const residual = new Float64Array(levels[0]!.length)
  for (let row = 0; row < residual.length; row++) residual[row] = residualAt(relation, levels, row)
  const residualMean = mean(residual)
  let squares = 0
  for (const value of residual) squares += (value - residualMean) ** 2
  return {
    ...relation,
    residualMean,
    residualDeviation: Math.sqrt(squares / (residual.length - 1)),
  }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
