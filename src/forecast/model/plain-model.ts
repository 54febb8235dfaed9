import type { Tree } from '../learners/tree.ts'
import type { ForecastModel } from './forecast-model.ts'

/** A model as JSON has it: trees as lists of numbers. */
export type PlainModel = object

/**
 * A model for JSON, and back: every number comes back as the same double.
 *
 * @example
 * plainModel({ learnt: { kind: 'boosted', model: { base: 1, trees: [] } } }).learnt.model.base // => 1
 */
export function plainModel(model: ForecastModel): PlainModel {
  const { learnt } = model
  if (learnt.kind !== 'boosted') return model
  const trees = learnt.model.trees.map(({ features, thresholds, lefts, rights, values }) => ({
    features: Array.from(features),
    thresholds: Array.from(thresholds),
    lefts: Array.from(lefts),
    rights: Array.from(rights),
    values: Array.from(values),
  }))
  return { ...model, learnt: { ...learnt, model: { ...learnt.model, trees } } }
}

/**
 * The model that `plainModel` made plain; its hash says that it is one.
 *
 * @example
 * modelFromPlain({ learnt: { kind: 'linear', model: {} } }).learnt.kind // => 'linear'
 */
export function modelFromPlain(plain: unknown): ForecastModel {
  const model = plain as ForecastModel
  const { learnt } = model
  if (learnt.kind !== 'boosted') return model
  const trees = learnt.model.trees.map(({ features, thresholds, lefts, rights, values }): Tree => ({
    features: Int16Array.from(features),
    thresholds: Float64Array.from(thresholds),
    lefts: Int32Array.from(lefts),
    rights: Int32Array.from(rights),
    values: Float64Array.from(values),
  }))
  return { ...model, learnt: { kind: 'boosted', model: { ...learnt.model, trees } } }
}
