/** A binary tree in columns: plain data. Node 0 is the root; a leaf has feature -1. */
export interface Tree {
  readonly features: Int16Array
  /** A value not above it goes left. */
  readonly thresholds: Float64Array
  readonly lefts: Int32Array
  readonly rights: Int32Array
  /** Of leaves. */
  readonly values: Float64Array
}

/**
 * Adds what a tree says of each row to scores.
 *
 * @example
 * const tree = { features: Int16Array.of(0, -1, -1), thresholds: Float64Array.of(5, 0, 0), lefts: Int32Array.of(1, 0, 0), rights: Int32Array.of(2, 0, 0), values: Float64Array.of(0, -1, 1) }
 * const scores = new Float64Array(2)
 * addTree(tree, [Float64Array.of(5, 6)], scores)
 * Array.from(scores) // => [-1, 1]
 */
export function addTree(tree: Tree, columns: readonly Float64Array[], scores: Float64Array): void {
  const { features, thresholds, lefts, rights, values } = tree
  for (let row = 0; row < scores.length; row++) {
    let node = 0
    for (let feature = features[0]!; feature >= 0; feature = features[node]!) {
      node = columns[feature]![row]! <= thresholds[node]! ? lefts[node]! : rights[node]!
    }
    scores[row]! += values[node]!
  }
}

/**
 * What a tree says of one row.
 *
 * @example
 * const tree = { features: Int16Array.of(-1), thresholds: new Float64Array(1), lefts: new Int32Array(1), rights: new Int32Array(1), values: Float64Array.of(7) }
 * valueOfTree(tree, Float64Array.of(1)) // => 7
 */
export function valueOfTree(tree: Tree, row: Float64Array): number {
  const { features, thresholds, lefts, rights, values } = tree
  let node = 0
  for (let feature = features[0]!; feature >= 0; feature = features[node]!) {
    node = row[feature]! <= thresholds[node]! ? lefts[node]! : rights[node]!
  }
  return values[node]!
}
