import { emptyHistogram, fillHistogram, subtractHistogram, type Histogram } from './histogram.ts'
import { bestSplit, leafValue, type Split } from './best-split.ts'
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
  scores: Float64Array,
): Tree {
  const count = rows.slopes.length
  const order = new Int32Array(count)
  for (let k = 0; k < count; k++) order[k] = k
  const nodes = new TreeNodes()
  const whole = emptyHistogram(rows.edges)
  fillHistogram(whole, rows, order)
  const unbounded = { low: -Infinity, high: Infinity }
  const root = nodes.add()
  const leaves: Growing[] = [
    {
      node: root,
      start: 0,
      end: count,
      histogram: whole,
      bounds: unbounded,
      split: bestSplit(whole, limits, unbounded),
    },
  ]
  const spare = new Int32Array(count)
  while (leaves.length < limits.leavesMost) {
    const at = mostGaining(leaves)
    if (at < 0) break
    const [left, right] = part(leaves[at]!, { rows, limits, order, spare, nodes })
    leaves.splice(at, 1, left, right)
  }
  for (const { node, start, end, histogram, bounds } of leaves) {
    const value = rate * leafValue(histogram.slope, histogram.curvature + limits.l2, bounds)
    nodes.values[node] = value
    for (let k = start; k < end; k++) scores[order[k]!]! += value
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
  readonly order: Int32Array
  readonly spare: Int32Array
  readonly nodes: TreeNodes
}

function part(leaf: Growing, { rows, limits, order, spare, nodes }: Growth): [Growing, Growing] {
  const { start, end, histogram, bounds } = leaf
  const split = leaf.split!
  const bins = rows.bins[split.feature]!
  let middle = start
  let aside = 0
  for (let k = start; k < end; k++) {
    const row = order[k]!
    // Written to both, without asking: every second guess of the processor would be wrong.
    const isLeft = Number(bins[row]! <= split.bin)
    order[middle] = row
    spare[aside] = row
    middle += isLeft
    aside += 1 - isLeft
  }
  order.set(spare.subarray(0, aside), middle)
  const isLeftSmaller = middle - start <= end - middle
  const smaller = emptyHistogram(rows.edges)
  const counted = isLeftSmaller ? order.subarray(start, middle) : order.subarray(middle, end)
  fillHistogram(smaller, rows, counted)
  subtractHistogram(histogram, smaller) // in place: the parent's is not needed any more
  const [left, right] = isLeftSmaller ? [smaller, histogram] : [histogram, smaller]
  const [leftBounds, rightBounds] = childBounds(split, bounds, limits)
  const leftNode = nodes.add()
  const rightNode = nodes.add()
  nodes.part(leaf.node, split, {
    threshold: rows.edges[split.feature]![split.bin]!,
    left: leftNode,
    right: rightNode,
  })
  return [
    {
      node: leftNode,
      start,
      end: middle,
      histogram: left,
      bounds: leftBounds,
      split: bestSplit(left, limits, leftBounds),
    },
    {
      node: rightNode,
      start: middle,
      end,
      histogram: right,
      bounds: rightBounds,
      split: bestSplit(right, limits, rightBounds),
    },
  ]
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
