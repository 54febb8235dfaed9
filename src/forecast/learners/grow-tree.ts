import { bestSplit, leafValue, type Split } from './best-split.ts'
import { countRows } from './count-rows.ts'
import type { GrowingSpace } from './growing-space.ts'
import { subtractHistogram, subtractTotals, type Histogram } from './histogram.ts'
import type { Tree } from './tree.ts'
import type { TreeLimits, TreeRows, ValueBounds } from './tree-limits.ts'

interface Growing {
  readonly node: number
  readonly start: number
  readonly end: number
  readonly histogram: Histogram
  readonly bounds: ValueBounds
  readonly split: Split | undefined
}

/**
 * One tree on the second-order approximation of a loss, best split first: the leaf that gains most is parted next.
 *
 *   gain = 1/2 [ GL^2/(HL + l2) + GR^2/(HR + l2) - G^2/(H + l2) ],   value = -rate G/(H + l2)
 *
 * G, H: sums of slopes and curvatures. The smaller half of a leaf is counted, the larger is what is left. Under a monotone
 * constraint values are bounded by the middle of the two children's.
 *
 * @param rate   learning rate, in the leaf values
 * @param scores of the rows: what the tree says of each is added, which is known without walking it
 * Cost: n a level for each feature. Source: T. Chen, C. Guestrin (2016), KDD, equations 5 to 7; G. Ke et al. (2017), NIPS.
 */
export function growTree(
  rows: TreeRows,
  limits: TreeLimits,
  rate: number,
  { scores, space }: { readonly scores: Float64Array; readonly space: GrowingSpace },
): Tree {
  const { order } = space
  for (let k = 0; k < order.length; k++) order[k] = k
  const nodes = new TreeNodes()
  const growth = { rows, limits, space, nodes }
  const whole = space.take()
  countRows(whole, rows, { wanted: order, space, isParted: limits.leavesMost > 1 })
  const unbounded = { low: -Infinity, high: Infinity }
  const root = { node: nodes.add(), start: 0, end: order.length, bounds: unbounded }
  const leaves = [grown(root, whole, growth, limits.leavesMost > 1)]
  while (leaves.length < limits.leavesMost) {
    const at = mostGaining(leaves)
    if (at < 0) break
    const [left, right] = part(leaves[at]!, growth, leaves.length + 1 < limits.leavesMost)
    leaves.splice(at, 1, left, right)
  }
  for (const { node, start, end, histogram, bounds } of leaves) {
    const value = rate * leafValue(histogram.slope, histogram.curvature + limits.l2, bounds)
    nodes.values[node] = value
    for (let k = start; k < end; k++) scores[order[k]!]! += value
    space.giveBack(histogram)
  }
  return nodes.tree()
}

function mostGaining(leaves: readonly Growing[]): number {
  let best = -1
  for (const [k, { split }] of leaves.entries()) {
    if (split === undefined) continue
    if (best < 0 || split.gain > leaves[best]!.split!.gain) best = k
  }
  return best
}

interface Growth {
  readonly rows: TreeRows
  readonly limits: TreeLimits
  readonly space: GrowingSpace
  readonly nodes: TreeNodes
}

/** @param isParted whether a leaf of these two may be parted in its turn */
function part(leaf: Growing, growth: Growth, isParted: boolean): [Growing, Growing] {
  const { rows, limits, space, nodes } = growth
  const { start, end, histogram, bounds } = leaf
  const split = leaf.split!
  const middle = partRows(leaf, rows.bins[split.feature]!, space)
  const isLeftSmaller = middle - start <= end - middle
  const smaller = space.take()
  const wanted = isLeftSmaller
    ? space.order.subarray(start, middle)
    : space.order.subarray(middle, end)
  countRows(smaller, rows, { wanted, space, isParted })
  // In place: the parent's is not needed any more.
  if (isParted) subtractHistogram(histogram, smaller)
  else subtractTotals(histogram, smaller)
  const [leftHistogram, rightHistogram] = isLeftSmaller
    ? [smaller, histogram]
    : [histogram, smaller]
  const [leftBounds, rightBounds] = childBounds(split, bounds, limits)
  const left = { node: nodes.add(), start, end: middle, bounds: leftBounds }
  const right = { node: nodes.add(), start: middle, end, bounds: rightBounds }
  nodes.part(leaf.node, split, {
    threshold: rows.edges[split.feature]![split.bin]!,
    left: left.node,
    right: right.node,
  })
  return [
    grown(left, leftHistogram, growth, isParted),
    grown(right, rightHistogram, growth, isParted),
  ]
}

function grown(
  leaf: Omit<Growing, 'histogram' | 'split'>,
  histogram: Histogram,
  { limits }: Growth,
  isParted: boolean,
): Growing {
  const split = isParted ? bestSplit(histogram, limits, leaf.bounds) : undefined
  return { ...leaf, histogram, split }
}

/** Rows of a leaf that go left, then those that go right, each in the order they had. */
function partRows(
  { start, end, split }: Growing,
  bins: Uint8Array,
  { order, aside }: GrowingSpace,
): number {
  const lastLeft = split!.bin
  let middle = start
  let right = 0
  for (let k = start; k < end; k++) {
    const row = order[k]!
    // Written to both, without asking: every second guess of the processor would be wrong.
    const isLeft = Number(bins[row]! <= lastLeft)
    order[middle] = row
    aside[right] = row
    middle += isLeft
    right += 1 - isLeft
  }
  order.set(aside.subarray(0, right), middle)
  return middle
}

function childBounds(
  split: Split,
  bounds: ValueBounds,
  { monotone }: TreeLimits,
): [ValueBounds, ValueBounds] {
  const direction = monotone[split.feature]!
  if (direction === 0) return [bounds, bounds]
  const middle = (split.leftValue + split.rightValue) / 2
  const below = { low: bounds.low, high: middle }
  const above = { low: middle, high: bounds.high }
  return direction > 0 ? [below, above] : [above, below]
}

/** Nodes as they come to be. */
class TreeNodes {
  readonly values: number[] = []
  readonly #features: number[] = []
  readonly #thresholds: number[] = []
  readonly #lefts: number[] = []
  readonly #rights: number[] = []

  add(): number {
    this.#features.push(-1)
    this.#thresholds.push(0)
    this.#lefts.push(0)
    this.#rights.push(0)
    return this.values.push(0) - 1
  }

  part(
    node: number,
    split: Split,
    into: { readonly threshold: number; readonly left: number; readonly right: number },
  ): void {
    this.#features[node] = split.feature
    this.#thresholds[node] = into.threshold
    this.#lefts[node] = into.left
    this.#rights[node] = into.right
  }

  tree(): Tree {
    return {
      features: Int16Array.from(this.#features),
      thresholds: Float64Array.from(this.#thresholds),
      lefts: Int32Array.from(this.#lefts),
      rights: Int32Array.from(this.#rights),
      values: Float64Array.from(this.values),
    }
  }
}
