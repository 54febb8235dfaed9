import { invariant } from '../../math/invariant.ts'
import { Random } from '../../math/random.ts'

/** How rows are drawn with replacement: block lengths in rows, `meanBlockLength` a real number >= 1. */
export type BlockScheme =
  | { readonly kind: 'iid' }
  | { readonly kind: 'moving'; readonly blockLength: number }
  | { readonly kind: 'circular'; readonly blockLength: number }
  | { readonly kind: 'stationary'; readonly meanBlockLength: number }

/** What the draws need of `Random`; tests put recorded numbers in its place. */
export type RowSource = Pick<Random, 'uniform' | 'integerBelow'>

/**
 * Draws the row numbers of one bootstrap sample into `target`; n = target.length is both the rows there are and the
 * rows drawn.
 *
 *   iid:        each row uniform on 0 .. n - 1
 *   moving:     blocks of b successive rows starting uniformly on 0 .. n - b, the last one cut off (Kuensch 1989)
 *   circular:   blocks starting uniformly on 0 .. n - 1, row n - 1 followed by row 0 (Politis and Romano 1992)
 *   stationary: row t follows row t - 1 circularly with probability 1 - 1/L, else a new uniform start, so that block
 *               lengths are geometric of mean L and the sample is stationary (Politis and Romano 1994)
 *
 * One set of rows serves every column of a universe: what the columns have in common at an instant is kept.
 *
 * Edges: n = 0 draws nothing; a block length below 1, above n, or not whole (moving, circular) is a fault of the
 * caller and stops the program. L = 1 and b = 1 are the i.i.d. bootstrap. Cost: n draws at most, nothing allocated.
 * Sources: D. N. Politis, J. P. Romano (1994), J. American Statistical Association 89, 1303-1313; H. R. Kuensch
 * (1989), Annals of Statistics 17, 1217-1241. Checked against arch 8.0.0, its bootstraps fed with the same draws.
 *
 * @example
 * const rows = new Int32Array(6)
 * drawRows(rows, { kind: 'circular', blockLength: 3 }, new Random(1))
 * (rows[1] - rows[0] + 6) % 6 // => 1
 */
export function drawRows(target: Int32Array, scheme: BlockScheme, random: RowSource): void {
  const rows = target.length
  if (rows === 0) return
  switch (scheme.kind) {
    case 'iid':
      for (let t = 0; t < rows; t++) target[t] = random.integerBelow(rows)
      return
    case 'moving':
      requireBlock(scheme.blockLength, rows)
      drawBlocks(target, scheme.blockLength, () =>
        random.integerBelow(rows - scheme.blockLength + 1),
      )
      return
    case 'circular':
      requireBlock(scheme.blockLength, rows)
      drawBlocks(target, scheme.blockLength, () => random.integerBelow(rows))
      return
    case 'stationary':
      drawStationary(target, scheme.meanBlockLength, random)
  }
}

/**
 * The row sets of `count` bootstrap samples of `rows` rows, from one seed: what the tests of many models take.
 * Schemes and edges: as `drawRows`. The same seed gives the same sets. Cost: count x rows, in time and in memory.
 *
 * @example
 * drawRowSets({ rows: 100, count: 20, scheme: { kind: 'stationary', meanBlockLength: 5 }, seed: 1 }).length // => 20
 */
export function drawRowSets(wanted: {
  readonly rows: number
  readonly count: number
  readonly scheme: BlockScheme
  readonly seed: number
}): Int32Array[] {
  // A stream of its own: data made from the same seed must have nothing to do with the rows.
  const random = new Random(wanted.seed).fork('bootstrap')
  return Array.from({ length: wanted.count }, () => {
    const target = new Int32Array(wanted.rows)
    drawRows(target, wanted.scheme, random)
    return target
  })
}

function requireBlock(blockLength: number, rows: number): void {
  invariant(
    Number.isInteger(blockLength) && blockLength >= 1 && blockLength <= rows,
    `a block is 1 to ${rows} whole rows, got ${blockLength}`,
  )
}

function drawBlocks(target: Int32Array, blockLength: number, start: () => number): void {
  const rows = target.length
  let row = 0
  for (let t = 0; t < rows; t++) {
    if (t % blockLength === 0) row = start()
    target[t] = row
    row = row + 1 === rows ? 0 : row + 1
  }
}

function drawStationary(target: Int32Array, meanBlockLength: number, random: RowSource): void {
  const rows = target.length
  invariant(
    meanBlockLength >= 1 && meanBlockLength <= rows,
    `a mean block is 1 to ${rows} rows, got ${meanBlockLength}`,
  )
  const endOfBlock = 1 / meanBlockLength
  let row = random.integerBelow(rows)
  target[0] = row
  for (let t = 1; t < rows; t++) {
    if (random.uniform() > endOfBlock) row = row + 1 === rows ? 0 : row + 1
    else row = random.integerBelow(rows)
    target[t] = row
  }
}
