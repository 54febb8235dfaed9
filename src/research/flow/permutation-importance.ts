import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import { Forecaster, learnerOf, type ForecastModel } from '../../forecast/model/forecast-model.ts'
import { midranks } from '../../forecast/scorecard/midranks.ts'
import { Random } from '../../math/random.ts'
import { columnsOf, type ForecastRow } from './forecast-rows.ts'
import type { FeatureImportance } from './flow-result.ts'

/** What a fold was forecast by, and its rows. */
export interface ForecastFold {
  readonly model: ForecastModel
  readonly rows: readonly ForecastRow[]
}

/**
 * What forecasts lose when one feature at a time is shuffled among the test rows of each fold: rank correlation with what
 * came, and log loss. Weighted by the rows of folds; a feature that a fold does not use loses nothing there. Features that tell
 * the same stand in for each other.
 *
 * Source: L. Breiman (2001), Machine Learning 45, section 10; within purged folds as M. Lopez de Prado (2018), section 8.3.
 */
export function permutationImportance(
  matrix: FeatureMatrix,
  folds: readonly ForecastFold[],
  seed: number,
): FeatureImportance[] {
  const total = folds.reduce((sum, { rows }) => sum + rows.length, 0)
  const lost = new Map<string, { correlation: number; loss: number }>()
  const random = new Random(seed).fork('importance')
  for (const { model, rows } of folds) {
    if (rows.length < 3) continue
    const columns: Float64Array[] = columnsOf(model, matrix).map((column) =>
      Float64Array.from(rows, ({ row }) => column[row]!),
    )
    const returns = Float64Array.from(rows, ({ realisedReturnBps }) => realisedReturnBps)
    const whole = qualityOf(model, columns, returns)
    for (const [j, feature] of model.features.entries()) {
      const kept = columns[j]!
      columns[j] = shuffled(kept, random)
      const without = qualityOf(model, columns, returns)
      columns[j] = kept
      const sum = lost.get(feature) ?? { correlation: 0, loss: 0 }
      sum.correlation += ((whole.correlation - without.correlation) * rows.length) / total
      sum.loss += ((without.loss - whole.loss) * rows.length) / total
      lost.set(feature, sum)
    }
  }
  return [...lost]
    .map(([feature, { correlation, loss }]) => ({
      feature,
      informationCoefficientLost: correlation,
      logLossGained: loss,
    }))
    .toSorted((a, b) => b.informationCoefficientLost - a.informationCoefficientLost)
}

function shuffled(column: Float64Array, random: Random): Float64Array {
  const copy = column.slice()
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.integerBelow(last + 1)
    const value = copy[last]!
    copy[last] = copy[other]!
    copy[other] = value
  }
  return copy
}

function qualityOf(
  model: ForecastModel,
  columns: readonly Float64Array[],
  returns: Float64Array,
): { readonly correlation: number; readonly loss: number } {
  const forecaster = new Forecaster(model)
  const scores = learnerOf(model.learnt.kind).scores(model.learnt.model, columns)
  const expected = new Float64Array(scores.length)
  let loss = 0
  for (let k = 0; k < scores.length; k++) {
    const { probabilityUp, expectedReturnBps } = forecaster.fromScore(scores[k]!)
    expected[k] = expectedReturnBps
    loss -= Math.log(Math.max(returns[k]! > 0 ? probabilityUp : 1 - probabilityUp, 1e-12))
  }
  return { correlation: rankCorrelation(expected, returns), loss: loss / scores.length }
}

function rankCorrelation(left: Float64Array, right: Float64Array): number {
  const a = midranks(left)
  const b = midranks(right)
  const middle = (a.length + 1) / 2
  let both = 0
  let own = 0
  let other = 0
  for (let k = 0; k < a.length; k++) {
    both += (a[k]! - middle) * (b[k]! - middle)
    own += (a[k]! - middle) ** 2
    other += (b[k]! - middle) ** 2
  }
  return own > 0 && other > 0 ? both / Math.sqrt(own * other) : 0
}
