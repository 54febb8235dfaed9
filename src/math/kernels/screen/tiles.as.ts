import { add, at, BYTES, both, mul, put, sub } from './lanes.as'
import { Layout } from './layout.as'
import { packedOf, spectrumRow } from './prepare.as'

// A tile is the sixteen pairs of two blocks: sixteen doubles, the pair of lanes a and b at 4 a + b. Its planes lie one
// behind the other: products of levels first, then one a frequency.

// @ts-ignore: decorator
@inline export const TILE: usize = 128
// @ts-ignore: decorator
@inline const ROW: usize = 32

/** Rows of two strips that stay in the nearest cache. */
// @ts-ignore: decorator
@inline const CHUNK: i32 = 256

/** tile += sum over rows of a row of `a` times a row of `b`, each four numbers. */
export function addProducts(a: usize, b: usize, rows: i32, tile: usize): void {
  let c00 = at(tile)
  let c01 = at(tile + 16)
  let c10 = at(tile + 32)
  let c11 = at(tile + 48)
  let c20 = at(tile + 64)
  let c21 = at(tile + 80)
  let c30 = at(tile + 96)
  let c31 = at(tile + 112)
  for (let t = 0; t < rows; t++) {
    const low = at(b)
    const high = at(b + 16)
    let x = v128.load64_splat(a)
    c00 = add(c00, mul(x, low))
    c01 = add(c01, mul(x, high))
    x = v128.load64_splat(a, 8)
    c10 = add(c10, mul(x, low))
    c11 = add(c11, mul(x, high))
    x = v128.load64_splat(a, 16)
    c20 = add(c20, mul(x, low))
    c21 = add(c21, mul(x, high))
    x = v128.load64_splat(a, 24)
    c30 = add(c30, mul(x, low))
    c31 = add(c31, mul(x, high))
    a += ROW
    b += ROW
  }
  put(tile, c00)
  put(tile + 16, c01)
  put(tile + 32, c10)
  put(tile + 48, c11)
  put(tile + 64, c20)
  put(tile + 80, c21)
  put(tile + 96, c30)
  put(tile + 112, c31)
}

/** Minus the imaginary part of short times long conjugated: rows alternate between real and imaginary part. */
export function addCrossed(a: usize, b: usize, pieces: i32, tile: usize): void {
  // A lane of `a` after the other: sixteen sums at once would not fit the registers.
  for (let lane: usize = 0; lane < 4; lane++) {
    let low = at(tile + lane * ROW)
    let high = at(tile + lane * ROW + 16)
    let left = a + (lane << 3)
    let right = b
    for (let piece = 0; piece < pieces; piece++) {
      const re = v128.load64_splat(left)
      const im = v128.load64_splat(left, 32)
      low = add(low, sub(mul(re, at(right + 32)), mul(im, at(right))))
      high = add(high, sub(mul(re, at(right + 48)), mul(im, at(right + 16))))
      left += 2 * ROW
      right += 2 * ROW
    }
    put(tile + lane * ROW, low)
    put(tile + lane * ROW + 16, high)
  }
}

/** Zeroes the planes of `count` tiles. */
export function clearTiles(grid: usize, count: i32, planes: i32): void {
  memory.fill(grid, 0, <usize>(count * planes) * TILE)
}

/** Plane `plane` of the tiles of one row of blocks: levels with levels `ahead` rows later. */
export function levelProducts(
  layout: Layout,
  grid: usize,
  planes: i32,
  plane: i32,
  ahead: i32,
  block: i32,
  from: i32,
  to: i32,
): void {
  const rows = layout.rows - ahead
  for (let start = 0; start < rows; start += CHUNK) {
    const count = min(CHUNK, rows - start)
    const a = packedOf(layout, block) + <usize>start * ROW
    for (let other = from; other < to; other++) {
      const b = packedOf(layout, other) + <usize>(start + ahead) * ROW
      addProducts(a, b, count, grid + <usize>((other - from) * planes + plane) * TILE)
    }
  }
}

/** Planes from `plane` on: real parts at all frequencies. */
export function evenSpectra(
  layout: Layout,
  grid: usize,
  planes: i32,
  plane: i32,
  block: i32,
  from: i32,
  to: i32,
): void {
  for (let f = 0; f < layout.frequencies; f++) {
    const a = layout.short + spectrumRow(layout, block, f)
    for (let other = from; other < to; other++) {
      const b = layout.long + spectrumRow(layout, other, f)
      const tile = grid + <usize>((other - from) * planes + plane + f) * TILE
      addProducts(a, b, 2 * layout.pieces, tile)
    }
  }
}

/** Planes from `plane` on: minus the imaginary parts at all frequencies. */
export function oddSpectra(
  layout: Layout,
  grid: usize,
  planes: i32,
  plane: i32,
  block: i32,
  from: i32,
  to: i32,
): void {
  for (let f = 0; f < layout.frequencies; f++) {
    const a = layout.short + spectrumRow(layout, block, f)
    for (let other = from; other < to; other++) {
      const b = layout.long + spectrumRow(layout, other, f)
      const tile = grid + <usize>((other - from) * planes + plane + f) * TILE
      addCrossed(a, b, layout.pieces, tile)
    }
  }
}

/**
 * Frequencies back to lags 0 .. maxLags, a tile a lag.
 *
 * cos(2 pi (size / 2 - f) l / size) = (-1)^l cos(2 pi f l / size), so frequencies are first folded onto a quarter of the
 * circle: even lags take sums, odd ones differences. For sines it is the other way round.
 *
 * @param source planes at all frequencies; they are folded in place
 * @param table  weights, size / 4 + 1 a lag
 * @param odd    1 for sines
 */
export function backToLags(layout: Layout, source: usize, table: usize, odd: i32, target: usize): void {
  const quarter = layout.size >> 2
  fold(source, quarter)
  // Folded sums lie at 0 .. quarter, differences from size / 2 down: entry f at size / 2 - f.
  for (let parity = 0; parity < 2; parity++) {
    const sums = (parity ^ odd) == 0
    let l = parity
    for (; l + 2 <= layout.maxLags; l += 4) {
      for (let side: usize = 0; side < TILE; side += 64) {
        twoLags(source + side, sums, quarter, table, l, target + side)
      }
    }
    if (l <= layout.maxLags) {
      for (let side: usize = 0; side < TILE; side += 64) {
        oneLag(source + side, sums, quarter, table, l, target + side)
      }
    }
  }
}

function fold(source: usize, quarter: i32): void {
  for (let f = 0; f < quarter; f++) {
    const here = source + <usize>f * TILE
    const mirror = source + <usize>(2 * quarter - f) * TILE
    for (let place: usize = 0; place < TILE; place += BYTES) {
      const a = at(here + place)
      const b = at(mirror + place)
      put(here + place, add(a, b))
      put(mirror + place, sub(a, b))
    }
  }
}

/** Lags l and l + 2 of half a tile. The middle frequency is its own mirror image: sums and differences share it. */
// @ts-ignore: decorator
@inline function twoLags(
  source: usize,
  sums: bool,
  quarter: i32,
  table: usize,
  l: i32,
  target: usize,
): void {
  const width = <usize>(quarter + 1) << 3
  let w = table + <usize>l * width
  let a0 = both(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let b3 = a0
  let plane = sums ? source : source + <usize>(2 * quarter) * TILE
  const step: isize = sums ? <isize>TILE : -<isize>TILE
  for (let f = 0; f <= quarter; f++) {
    const g0 = at(plane)
    const g1 = at(plane + 16)
    const g2 = at(plane + 32)
    const g3 = at(plane + 48)
    const x = v128.load64_splat(w)
    a0 = add(a0, mul(x, g0))
    a1 = add(a1, mul(x, g1))
    a2 = add(a2, mul(x, g2))
    a3 = add(a3, mul(x, g3))
    const y = v128.load64_splat(w + 2 * width)
    b0 = add(b0, mul(y, g0))
    b1 = add(b1, mul(y, g1))
    b2 = add(b2, mul(y, g2))
    b3 = add(b3, mul(y, g3))
    w += 8
    plane += step
  }
  const here = target + <usize>l * TILE
  put(here, a0)
  put(here + 16, a1)
  put(here + 32, a2)
  put(here + 48, a3)
  const there = here + 2 * TILE
  put(there, b0)
  put(there + 16, b1)
  put(there + 32, b2)
  put(there + 48, b3)
}

// @ts-ignore: decorator
@inline function oneLag(
  source: usize,
  sums: bool,
  quarter: i32,
  table: usize,
  l: i32,
  target: usize,
): void {
  let w = table + <usize>l * (<usize>(quarter + 1) << 3)
  let a0 = both(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let plane = sums ? source : source + <usize>(2 * quarter) * TILE
  const step: isize = sums ? <isize>TILE : -<isize>TILE
  for (let f = 0; f <= quarter; f++) {
    const x = v128.load64_splat(w)
    a0 = add(a0, mul(x, at(plane)))
    a1 = add(a1, mul(x, at(plane + 16)))
    a2 = add(a2, mul(x, at(plane + 32)))
    a3 = add(a3, mul(x, at(plane + 48)))
    w += 8
    plane += step
  }
  const here = target + <usize>l * TILE
  put(here, a0)
  put(here + 16, a1)
  put(here + 32, a2)
  put(here + 48, a3)
}
