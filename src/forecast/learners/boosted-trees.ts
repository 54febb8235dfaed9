import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { rowsOf } from '../feature-matrix.ts'
import { binEdges, binned, packedBins } from './bins.ts'
import { GrowingSpace } from './growing-space.ts'
import { growTree } from './grow-tree.ts'
import { logisticOf } from './logistic.ts'
import { addTree, valueOfTree, type Tree } from './tree.ts'
import type { TreeRows } from './tree-limits.ts'

/** How trees are boosted. */
export interface BoostedOptions {
  readonly loss: 'logistic' | 'squared'
  readonly rounds: number
  readonly learningRate: number
  readonly leavesMost: number
  readonly rowsLeast: number
  readonly l2: number
  /** 2 to 256 */
  readonly binsMost: number
  /** By feature: 1 never falls with it, -1 never rises, 0 free; all free where it is not given. */
  readonly monotone?: readonly (-1 | 0 | 1)[]
}

/** Rows a boosting is watched on; it ends when they have not been told better for `patience` rounds. */
export interface Watched {
  readonly columns: readonly Float64Array[]
  readonly y: Float64Array
  readonly patience: number
}

/** A sum of trees: of logits, or of values. */
export interface BoostedModel {
  readonly base: number
  readonly trees: readonly Tree[]
}

/** The usual settings: scikit-learn's and LightGBM's. */
export const boostedUsual: BoostedOptions = {
  loss: 'logistic',
  rounds: 100,
  learningRate: 0.1,
  leavesMost: 31,
  rowsLeast: 20,
  l2: 0,
  binsMost: 255,
}

/**
 * Gradient boosted trees over binned features.
 *
 *   F_0 = log-odds or mean of y,   F_m = F_{m-1} + tree_m,   tree_m on slope and curvature of the loss at F_{m-1}
 *
 * Logistic: slope p - y, curvature p (1 - p); squared: F - y and 1.
 *
 * @param y       1 and 0 under the logistic loss
 * @param watched ends the boosting early: the model is then that of the round which told them best
 * No value: fewer rows than two leaves hold, or one class alone. NaN is not for trees: it goes right at every split.
 * Cost: about n p levels a round. Sources: J. Friedman (2001), Annals of Statistics 29, 1189-1232; growTree's.
 * Checked against scikit-learn's HistGradientBoostingClassifier (log loss on rows neither has seen).
 *
 * @example
 * const x = Float64Array.from({ length: 80 }, (_, k) => k)
 * const y = x.map((value) => (value < 40 ? 0 : 1))
 * const model = expectValue(fitBoosted([x], y, { ...boostedUsual, rounds: 5 }))
 * model.trees.length // => 5
 */
export function fitBoosted(
  columns: readonly Float64Array[],
  y: Float64Array,
  options: BoostedOptions,
  watched?: Watched,
): Outcome<BoostedModel, 'too-few-rows' | 'one-class'> {
  const rows = rowsOf(columns)
  const least = 2 * options.rowsLeast
  if (rows < least) return unavailable('too-few-rows', `${rows}, at least ${least} are needed`)
  const mean = y.reduce((sum, value) => sum + value, 0) / rows
  if (options.loss === 'logistic' && (mean === 0 || mean === 1)) {
    return unavailable('one-class', `all ${rows} are ${mean}`)
  }
  const base = options.loss === 'logistic' ? Math.log(mean / (1 - mean)) : mean
  const edges = columns.map((column) => binEdges(column, options.binsMost))
  const bins = columns.map((column, j) => binned(column, edges[j]!))
  const training: TreeRows = {
    bins,
    packed: packedBins(bins),
    edges,
    slopes: new Float64Array(rows),
    curvatures: new Float64Array(rows),
  }
  const limits = {
    ...options,
    monotone: Int8Array.from(columns, (_, j) => options.monotone?.[j] ?? 0),
  }
  const scores = new Float64Array(rows).fill(base)
  const space = new GrowingSpace(training)
  const watch = watched === undefined ? undefined : new Watch(watched, options.loss, base)
  const trees: Tree[] = []
  for (let round = 0; round < options.rounds; round++) {
    slopesOf(options.loss, { y, scores }, training)
    const tree = growTree(training, limits, options.learningRate, { scores, space })
    trees.push(tree)
    if (watch?.isTired(tree) === true) break
  }
  return available({ base, trees: trees.slice(0, watch?.bestRounds) })
}

/**
 * What a boosted model says of each row: logits under the logistic loss.
 *
 * @example
 * boostedScores({ base: 2, trees: [] }, [Float64Array.of(1)])[0] // => 2
 */
export function boostedScores(
  { base, trees }: BoostedModel,
  columns: readonly Float64Array[],
): Float64Array {
  const scores = new Float64Array(rowsOf(columns)).fill(base)
  for (const tree of trees) addTree(tree, columns, scores)
  return scores
}

/**
 * The same of one row, without allocating: for live use.
 *
 * @example
 * boostedScore({ base: 2, trees: [] }, Float64Array.of(1)) // => 2
 */
export function boostedScore({ base, trees }: BoostedModel, row: Float64Array): number {
  let score = base
  for (let k = 0; k < trees.length; k++) score += valueOfTree(trees[k]!, row)
  return score
}

/**
 * Mean loss of scores: log loss of logits, or half the mean squared error.
 *
 * @example
 * lossOfScores('logistic', Float64Array.of(0), Float64Array.of(1)) // => 0.693147
 */
export function lossOfScores(
  loss: BoostedOptions['loss'],
  scores: Float64Array,
  y: Float64Array,
): number {
  let sum = 0
  for (let k = 0; k < y.length; k++) {
    if (loss === 'squared') sum += (scores[k]! - y[k]!) ** 2 / 2
    else {
      const margin = y[k] === 1 ? scores[k]! : -scores[k]!
      sum += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
    }
  }
  return sum / y.length
}

function slopesOf(
  loss: BoostedOptions['loss'],
  { y, scores }: { readonly y: Float64Array; readonly scores: Float64Array },
  { slopes, curvatures }: TreeRows,
): void {
  if (loss === 'squared') {
    curvatures.fill(1)
    for (let k = 0; k < y.length; k++) slopes[k] = scores[k]! - y[k]!
    return
  }
  for (let k = 0; k < y.length; k++) {
    const p = logisticOf(scores[k]!)
    slopes[k] = p - y[k]!
    curvatures[k] = p * (1 - p)
  }
}

/** Follows the loss of the watched rows. */
class Watch {
  bestRounds = 0
  readonly #watched: Watched
  readonly #loss: BoostedOptions['loss']
  readonly #scores: Float64Array
  #rounds = 0
  #best: number

  constructor(watched: Watched, loss: BoostedOptions['loss'], base: number) {
    this.#watched = watched
    this.#loss = loss
    this.#scores = new Float64Array(watched.y.length).fill(base)
    this.#best = lossOfScores(loss, this.#scores, watched.y)
  }

  isTired(tree: Tree): boolean {
    addTree(tree, this.#watched.columns, this.#scores)
    const loss = lossOfScores(this.#loss, this.#scores, this.#watched.y)
    this.#rounds++
    if (loss < this.#best) {
      this.#best = loss
      this.bestRounds = this.#rounds
    }
    return this.#rounds - this.bestRounds >= this.#watched.patience
  }
}
