import { add, at, BYTES, both, mul, put, sub } from './lanes.as'

// Both directions of a pair at once, a lane each: `residualTest` in two lanes.

/** Addresses of a pair's moments; columns of two-lane entries. */
@unmanaged
export class ResidualScratch {
  /** sum du_t du_{t-l}, maxLags + 1. */
  products: usize
  /** The first and last values of the residual, maxLags + 2 each, the last one first. */
  head: usize
  tail: usize
  /** The same ends as changes: entry t of `headChanges` is du_t, entry t of `tailChanges` the t-th from the end. */
  headChanges: usize
  tailChanges: usize
  /** A lower triangle row by row, with three rows more than it has: columns are worked on four rows at a time. */
  lower: usize
}

/** Bytes of a triangle of so many columns. */
export function triangleBytes(size: i32): usize {
  return <usize>((size + 3) * size) * BYTES
}

/** Notes the changes at the ends, which every order takes its moments from. */
export function noteChanges(scratch: ResidualScratch, maxLags: i32): void {
  for (let t: usize = 1; t <= <usize>maxLags; t++) {
    const place = t * BYTES
    put(scratch.headChanges + place, sub(at(scratch.head + place), at(scratch.head + place - BYTES)))
  }
  for (let t: usize = 0; t <= <usize>maxLags; t++) {
    const place = t * BYTES
    put(scratch.tailChanges + place, sub(at(scratch.tail + place), at(scratch.tail + place + BYTES)))
  }
}

/**
 * The moments of the regression with `lags` lags, in the triangle: the level in column `level`, lag 1 in `firstLag`, the
 * change last.
 *
 * @param square sum u_t^2 over all rows
 */
export function fillTriangle(
  scratch: ResidualScratch,
  square: v128,
  lags: i32,
  level: i32,
  firstLag: i32,
): void {
  const lower = scratch.lower
  const stride = <usize>(lags + 2) * BYTES
  const change = lower + <usize>(lags + 1) * stride
  const headChanges = scratch.headChanges
  const tailChanges = scratch.tailChanges
  const lagColumn = <usize>firstLag * BYTES - BYTES // of lag l: plus l times BYTES

  // The change with itself and with its lags, less the rows the lags cost.
  const lost = change + lagColumn
  for (let l: usize = 1; l <= <usize>lags; l++) {
    put(lost + l * BYTES, at(scratch.products + l * BYTES))
  }
  let changeSquare = at(scratch.products)
  for (let t: usize = 1; t <= <usize>lags; t++) {
    const later = at(headChanges + t * BYTES)
    changeSquare = sub(changeSquare, mul(later, later))
    let earlier = headChanges + t * BYTES - BYTES
    for (let l: usize = 1; l < t; l++) {
      put(lost + l * BYTES, sub(at(lost + l * BYTES), mul(later, at(earlier))))
      earlier -= BYTES
    }
  }
  put(change + <usize>(lags + 1) * BYTES, changeSquare)

  // Lags with lags, each from the entry before it on its diagonal.
  for (let l: usize = 1; l <= <usize>lags; l++) {
    const row = lower + (<usize>firstLag + l - 1) * stride + lagColumn
    const entering = at(headChanges + (<usize>lags - l + 1) * BYTES)
    const leaving = at(tailChanges + (l - 1) * BYTES)
    let before = l == 1 ? changeSquare : at(lost + (l - 1) * BYTES)
    for (let m: usize = 1; m <= l; m++) {
      const grown = mul(entering, at(headChanges + (<usize>lags - m + 1) * BYTES))
      const shrunk = mul(leaving, at(tailChanges + (m - 1) * BYTES))
      const above = m == 1 ? before : at(row - stride + (m - 1) * BYTES)
      put(row + m * BYTES, add(above, sub(grown, shrunk)))
    }
  }

  // The level with changes, then with itself.
  const last = at(scratch.tail)
  const start = at(scratch.head + <usize>lags * BYTES)
  const half = both(0.5)
  let product = mul(half, sub(sub(mul(last, last), mul(start, start)), changeSquare))
  put(change + <usize>level * BYTES, product)
  if (lags > 0) {
    const beforeFirst = at(scratch.head + <usize>(lags - 1) * BYTES)
    const beforeLast = at(scratch.tail + BYTES)
    for (let l: usize = 1; l <= <usize>lags; l++) {
      const gained = mul(beforeFirst, at(headChanges + (<usize>lags - l + 1) * BYTES))
      const gone = mul(beforeLast, at(tailChanges + (l - 1) * BYTES))
      const row = <usize>firstLag + l - 1
      const firstOfLag = at(lower + row * stride + <usize>firstLag * BYTES)
      product = add(product, add(sub(gained, gone), firstOfLag))
      const place = level == 0 ? row * stride : <usize>level * stride + row * BYTES
      put(lower + place, product)
    }
  }
  let levelSquare = sub(square, mul(last, last))
  for (let t: usize = 0; t < <usize>lags; t++) {
    const value = at(scratch.head + t * BYTES)
    levelSquare = sub(levelSquare, mul(value, value))
  }
  put(lower + <usize>level * (stride + BYTES), levelSquare)
}

/**
 * Cholesky of the triangle in place, columns from the left, four rows at a time: four sums that do not wait for each
 * other.
 *
 * The very last entry is left as the square that it is, the residual's.
 *
 * @param pivotMin what a column must keep of its square, a number a lane
 * @returns all bits set in the lanes where a column did not, or is no number
 */
export function factorTriangle(lower: usize, size: i32, pivotMin: v128): v128 {
  const stride = <usize>size * BYTES
  let untrusted = i64x2.splat(0)
  for (let j = 0; j < size; j++) {
    const column = <usize>j * BYTES
    const row = lower + <usize>j * stride
    const square = at(row + column)
    let inverse = both(0)
    for (let i = j; i < size; i += 4) {
      const top = lower + <usize>i * stride
      let s0 = at(top + column)
      let s1 = at(top + stride + column)
      let s2 = at(top + 2 * stride + column)
      let s3 = at(top + 3 * stride + column)
      for (let k: usize = 0; k < column; k += BYTES) {
        const x = at(row + k)
        s0 = sub(s0, mul(x, at(top + k)))
        s1 = sub(s1, mul(x, at(top + stride + k)))
        s2 = sub(s2, mul(x, at(top + 2 * stride + k)))
        s3 = sub(s3, mul(x, at(top + 3 * stride + k)))
      }
      if (i == j) {
        const kept = f64x2.ge(s0, mul(pivotMin, square))
        const finite = f64x2.lt(square, both(Infinity))
        const positive = f64x2.gt(s0, both(0))
        const sound = v128.and(v128.and(kept, finite), positive)
        untrusted = v128.or(untrusted, v128.not(sound))
        inverse = f64x2.div(both(1), f64x2.sqrt(s0))
        put(top + column, s0)
      } else {
        put(top + column, mul(s0, inverse))
      }
      put(top + stride + column, mul(s1, inverse))
      put(top + 2 * stride + column, mul(s2, inverse))
      put(top + 3 * stride + column, mul(s3, inverse))
    }
  }
  return untrusted
}
