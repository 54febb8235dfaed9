import { add, at, both, first, mul, second } from './lanes.as'
import { Layout } from './layout.as'
import { TILE } from './tiles.as'

// Johansen's eigenvalues of one pair: `rankTest` on the kernel's own columns. The triangle lies row by row; its columns
// are the lags of a, the lags of b, both levels, both changes.

/** What one pair is tested on. */
@unmanaged
export class RankScratch {
  lower: usize
  columnSums: usize
  // Of the pair at hand.
  lags: i32
  size: i32
  rows: i32
  width: i32
  headOfA: usize
  headOfB: usize
  tailOfA: usize
  tailOfB: usize
  ownOfA: usize
  ownOfB: usize
  /** Even and odd lagged products, a tile a lag, at this pair's place. */
  even: usize
  odd: usize
}

/** Bytes of the triangle at so many lags, three rows more than it has. */
export function rankTriangleBytes(lags: i32): usize {
  const size = 2 * lags + 4
  return <usize>((size + 3) * size) << 3
}

/**
 * Writes the eigenvalues of pair (i, j) at the larger of its two orders.
 *
 * @param product sum of products of the levels
 * @param ahead   sum a_{t-1} b_t
 */
export function testRank(
  layout: Layout,
  scratch: RankScratch,
  i: i32,
  j: i32,
  product: f64,
  ahead: f64,
): void {
  const index = <usize>((i * (i - 1)) / 2 + j)
  const lagsOfPair = layout.lags + (index << 3)
  const lags = max(load<i32>(lagsOfPair), load<i32>(lagsOfPair, 4))
  scratch.lags = lags
  scratch.size = 2 * lags + 4
  scratch.rows = layout.rows
  scratch.width = layout.maxLags + 2
  const sample = layout.rows - 1 - lags
  let trusted = sample > scratch.size + 1
  let larger: f64 = NaN
  let smaller: f64 = NaN
  if (trusted) {
    pointAt(layout, scratch, i, j)
    fillChanges(scratch)
    fillLevels(layout, scratch, i, j, product, ahead)
    takeMeansOut(layout, scratch, i, j, sample)
    trusted = factorRanks(scratch.lower, scratch.size, layout.rankPivotMin)
    eigenvalues(scratch)
    larger = largerFound
    smaller = smallerFound
  }
  store<f64>(layout.largerEigenvalue + (index << 3), larger)
  store<f64>(layout.smallerEigenvalue + (index << 3), smaller)
  store<u8>(layout.rankDoubtful + index, trusted ? 0 : 1)
}

function pointAt(layout: Layout, scratch: RankScratch, i: i32, j: i32): void {
  const ends = <usize>(layout.maxLags + 2) << 3
  const products = <usize>(layout.maxLags + 1) << 3
  scratch.headOfA = layout.heads + <usize>i * ends
  scratch.headOfB = layout.heads + <usize>j * ends
  scratch.tailOfA = layout.tails + <usize>i * ends
  scratch.tailOfB = layout.tails + <usize>j * ends
  scratch.ownOfA = layout.products + <usize>i * products
  scratch.ownOfB = layout.products + <usize>j * products
}

// @ts-ignore: decorator
@inline function headOf(scratch: RankScratch, series: i32): usize {
  return series == 0 ? scratch.headOfA : scratch.headOfB
}

// @ts-ignore: decorator
@inline function tailOf(scratch: RankScratch, series: i32): usize {
  return series == 0 ? scratch.tailOfA : scratch.tailOfB
}

/** The change into row t. */
// @ts-ignore: decorator
@inline function headChange(head: usize, t: i32): f64 {
  const place = head + (<usize>t << 3)
  return load<f64>(place) - load<f64>(place - 8)
}

/** The change into the row so many before the last. */
// @ts-ignore: decorator
@inline function tailChange(tail: usize, back: i32): f64 {
  const place = tail + (<usize>back << 3)
  return load<f64>(place) - load<f64>(place, 8)
}

// @ts-ignore: decorator
@inline function placeOf(scratch: RankScratch, series: i32, lag: i32): i32 {
  return lag == 0 ? 2 * scratch.lags + 2 + series : series * scratch.lags + lag - 1
}

// @ts-ignore: decorator
@inline function entryOf(scratch: RankScratch, i: i32, j: i32): usize {
  return scratch.lower + (<usize>(max(i, j) * scratch.size + min(i, j)) << 3)
}

/** sum x_t y_{t-l} of the changes, l negative where y is the later. */
function productOf(scratch: RankScratch, x: i32, y: i32, lag: i32): f64 {
  const distance = <usize>abs(lag)
  if (x == y) return load<f64>((x == 0 ? scratch.ownOfA : scratch.ownOfB) + (distance << 3))
  const even = load<f64>(scratch.even + distance * TILE)
  const odd = load<f64>(scratch.odd + distance * TILE)
  return (x == 0) == lag > 0 ? even + odd : even - odd
}

function fillChanges(scratch: RankScratch): void {
  diagonals(scratch, 0, 0)
  diagonals(scratch, 1, 0)
  diagonals(scratch, 1, 1)
}

/** D(l, m) = sum x_{t-l} y_{t-m} over the sample, diagonal by diagonal. */
function diagonals(scratch: RankScratch, x: i32, y: i32): void {
  const lags = scratch.lags
  const xHead = headOf(scratch, x)
  const yHead = headOf(scratch, y)
  const xTail = tailOf(scratch, x)
  const yTail = tailOf(scratch, y)
  for (let gap = x == y ? 0 : -lags; gap <= lags; gap++) {
    let l = max(0, -gap)
    let m = l + gap
    let value = productOf(scratch, x, y, gap)
    for (let t = max(l, m) + 1; t <= lags; t++) {
      value -= headChange(xHead, t - l) * headChange(yHead, t - m)
    }
    store<f64>(entryOf(scratch, placeOf(scratch, x, l), placeOf(scratch, y, m)), value)
    for (; max(l, m) < lags; l++, m++) {
      value +=
        headChange(xHead, lags - l) * headChange(yHead, lags - m) -
        tailChange(xTail, l) * tailChange(yTail, m)
      store<f64>(entryOf(scratch, placeOf(scratch, x, l + 1), placeOf(scratch, y, m + 1)), value)
    }
  }
}

function fillLevels(
  layout: Layout,
  scratch: RankScratch,
  i: i32,
  j: i32,
  product: f64,
  ahead: f64,
): void {
  const aSquare = load<f64>(layout.squares + (<usize>i << 3))
  const bSquare = load<f64>(layout.squares + (<usize>j << 3))
  const aLast = load<f64>(scratch.tailOfA)
  const bLast = load<f64>(scratch.tailOfB)
  const aFirst = load<f64>(scratch.headOfA)
  const bFirst = load<f64>(scratch.headOfB)
  // sum x_{t-1} dy_t over all rows; what telescopes gives all but one.
  const aOnA = (aLast * aLast - aFirst * aFirst - load<f64>(scratch.ownOfA)) / 2
  const bOnB = (bLast * bLast - bFirst * bFirst - load<f64>(scratch.ownOfB)) / 2
  const bOnA = ahead - (product - aLast * bLast)
  const aOnB = aLast * bLast - aFirst * bFirst - load<f64>(scratch.even) - bOnA
  levelAgainst(scratch, 0, 0, aSquare, aOnA)
  levelAgainst(scratch, 0, 1, product, bOnA)
  levelAgainst(scratch, 1, 0, product, aOnB)
  levelAgainst(scratch, 1, 1, bSquare, bOnB)
}

/** The level of x with the level of y and with all its changes, from the sums over all rows. */
function levelAgainst(
  scratch: RankScratch,
  x: i32,
  y: i32,
  square: f64,
  withChange: f64,
): void {
  const lags = scratch.lags
  const xHead = headOf(scratch, x)
  const yHead = headOf(scratch, y)
  const xTail = tailOf(scratch, x)
  const yTail = tailOf(scratch, y)
  const level = 2 * lags + x
  square -= load<f64>(xTail) * load<f64>(yTail)
  for (let t = 0; t < lags; t++) {
    const place = <usize>t << 3
    square -= load<f64>(xHead + place) * load<f64>(yHead + place)
    withChange -= load<f64>(xHead + place) * headChange(yHead, t + 1)
  }
  store<f64>(entryOf(scratch, level, 2 * lags + y), square)
  store<f64>(entryOf(scratch, placeOf(scratch, y, 0), level), withChange)
  for (let lag = 1; lag <= lags; lag++) {
    withChange +=
      load<f64>(xHead + (<usize>(lags - 1) << 3)) * headChange(yHead, lags - lag + 1) -
      load<f64>(xTail, 8) * tailChange(yTail, lag - 1) +
      load<f64>(entryOf(scratch, placeOf(scratch, x, 1), placeOf(scratch, y, lag)))
    store<f64>(entryOf(scratch, level, placeOf(scratch, y, lag)), withChange)
  }
}

/** The constant: every moment about the means of its columns. */
function takeMeansOut(layout: Layout, scratch: RankScratch, i: i32, j: i32, sample: i32): void {
  sumsOf(scratch, 0, load<f64>(layout.sums + (<usize>i << 3)))
  sumsOf(scratch, 1, load<f64>(layout.sums + (<usize>j << 3)))
  const sums = scratch.columnSums
  for (let row = 0; row < scratch.size; row++) {
    const mean = load<f64>(sums + (<usize>row << 3)) / <f64>sample
    const start = scratch.lower + (<usize>(row * scratch.size) << 3)
    for (let column: usize = 0; column <= <usize>row; column++) {
      const place = start + (column << 3)
      store<f64>(place, load<f64>(place) - mean * load<f64>(sums + (column << 3)))
    }
  }
}

/** What the columns of a series add up to: changes telescope. */
function sumsOf(scratch: RankScratch, series: i32, sum: f64): void {
  const lags = scratch.lags
  const head = headOf(scratch, series)
  const tail = tailOf(scratch, series)
  sum -= load<f64>(tail)
  for (let t: usize = 0; t < <usize>lags; t++) sum -= load<f64>(head + (t << 3))
  store<f64>(scratch.columnSums + (<usize>(2 * lags + series) << 3), sum)
  for (let lag = 0; lag <= lags; lag++) {
    const gained =
      load<f64>(tail + (<usize>lag << 3)) - load<f64>(head + (<usize>(lags - lag) << 3))
    store<f64>(scratch.columnSums + (<usize>placeOf(scratch, series, lag) << 3), gained)
  }
}

/** Cholesky in place, four rows at a time, two products each step; whether every column kept its share. */
function factorRanks(lower: usize, size: i32, pivotMin: f64): bool {
  const stride = <usize>size << 3
  let trusted = true
  for (let j = 0; j < size; j++) {
    const row = lower + <usize>j * stride
    const column = <usize>j << 3
    const even = <usize>(j & ~1) << 3
    const square = load<f64>(row + column)
    let inverse: f64 = 0
    for (let i = j; i < size; i += 4) {
      const top = lower + <usize>i * stride
      let s0 = both(0)
      let s1 = s0
      let s2 = s0
      let s3 = s0
      for (let k: usize = 0; k < even; k += 16) {
        const x = at(row + k)
        s0 = add(s0, mul(x, at(top + k)))
        s1 = add(s1, mul(x, at(top + stride + k)))
        s2 = add(s2, mul(x, at(top + 2 * stride + k)))
        s3 = add(s3, mul(x, at(top + 3 * stride + k)))
      }
      for (let r: usize = 0; r < 4; r++) {
        const place = top + r * stride
        const sum = r == 0 ? s0 : r == 1 ? s1 : r == 2 ? s2 : s3
        let value = load<f64>(place + column) - (first(sum) + second(sum))
        if (j & 1) value -= load<f64>(row + even) * load<f64>(place + even)
        if (i == j && r == 0) {
          trusted = trusted && value > 0 && value >= pivotMin * square && square < Infinity
          value = sqrt(value)
          inverse = 1 / value
        } else {
          value *= inverse
        }
        store<f64>(place + column, value)
      }
    }
  }
  return trusted
}

let largerFound: f64 = NaN
let smallerFound: f64 = NaN

/** From the factor's last four rows, [L11 0; C L00]: the eigenvalues of C' (C C' + L00 L00')^-1 C. */
function eigenvalues(scratch: RankScratch): void {
  const stride = <usize>scratch.size << 3
  const upper = scratch.lower + <usize>(scratch.size - 2) * stride + ((<usize>scratch.size - 4) << 3)
  const under = upper + stride
  const c00 = load<f64>(upper)
  const c01 = load<f64>(upper, 8)
  const l00 = load<f64>(upper, 16)
  const c10 = load<f64>(under)
  const c11 = load<f64>(under, 8)
  const l10 = load<f64>(under, 16)
  const l11 = load<f64>(under, 24)
  const s00 = c00 * c00 + c01 * c01 + l00 * l00
  const s01 = c00 * c10 + c01 * c11 + l00 * l10
  const s11 = c10 * c10 + c11 * c11 + l10 * l10 + l11 * l11
  const determinant = s00 * s11 - s01 * s01
  const m00 = (s11 * c00 * c00 - 2 * s01 * c00 * c10 + s00 * c10 * c10) / determinant
  const m11 = (s11 * c01 * c01 - 2 * s01 * c01 * c11 + s00 * c11 * c11) / determinant
  const m01 = (s11 * c00 * c01 - s01 * (c00 * c11 + c01 * c10) + s00 * c10 * c11) / determinant
  const apart = (m00 - m11) / 2
  largerFound = (m00 + m11) / 2 + sqrt(apart * apart + m01 * m01)
  const cross = c00 * c11 - c01 * c10
  // Their product is known: the difference of two like numbers would lose the smaller's digits.
  smallerFound = largerFound == 0 ? 0 : (cross * cross) / determinant / largerFound
}
