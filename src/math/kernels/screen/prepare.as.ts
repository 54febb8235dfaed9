import { transformTwo } from './fourier.as'
import { add, at, BYTES, both, first, mul, put, second, sub } from './lanes.as'
import { Layout } from './layout.as'

// @ts-ignore: decorator
@inline const ROW: usize = 32 // four series side by side

/**
 * Packs a block of four series, transforms their changes, and notes what is known of each by itself.
 *
 * @param scratch two columns of `size` entries of two lanes
 */
export function prepareBlock(layout: Layout, scratch: usize, block: i32): void {
  packBlock(layout, block)
  // Both halves of a piece in a row: they are written into the same lines of the cache.
  for (let piece = 0; piece < layout.pieces; piece++) {
    transformPiece(layout, scratch, block, 0, piece)
    transformPiece(layout, scratch, block, 1, piece)
  }
  ownMoments(layout, block)
}

function packBlock(layout: Layout, block: i32): void {
  const rows = layout.rows
  const target = packedOf(layout, block)
  for (let lane = 0; lane < 4; lane++) {
    const series = block * 4 + lane
    const column = target + (<usize>lane << 3)
    if (series >= layout.series) {
      for (let t = 0; t < rows; t++) store<f64>(column + <usize>t * ROW, 0)
      continue
    }
    const source = layout.levels + (<usize>(series * rows) << 3)
    let mean: f64 = 0
    if (layout.centred) {
      for (let t = 0; t < rows; t++) mean += load<f64>(source + (<usize>t << 3))
      mean /= <f64>rows
    }
    let rest: f64 = 0
    for (let t = 0; t < rows; t++) {
      const value = load<f64>(source + (<usize>t << 3)) - mean
      rest += value
      store<f64>(column + <usize>t * ROW, value)
    }
    if (!layout.centred) continue
    // Taken out twice: once leaves its rounding.
    rest /= <f64>rows
    for (let t = 0; t < rows; t++) {
      store<f64>(column + <usize>t * ROW, load<f64>(column + <usize>t * ROW) - rest)
    }
  }
}

// @ts-ignore: decorator
@inline export function packedOf(layout: Layout, block: i32): usize {
  return layout.packed + <usize>(block * layout.rows) * ROW
}

/** Row of `short` and `long` that holds the real part of the first piece of a block at a frequency. */
// @ts-ignore: decorator
@inline export function spectrumRow(layout: Layout, block: i32, frequency: i32): usize {
  return <usize>((frequency * layout.blocks + block) * layout.pieces * 2) * ROW
}

/** One piece of two of the block's series: short and long ride as real and imaginary part. */
function transformPiece(
  layout: Layout,
  scratch: usize,
  block: i32,
  half: i32,
  piece: i32,
): void {
  const size = layout.size
  const re = scratch
  const im = scratch + <usize>size * BYTES
  const source = packedOf(layout, block) + <usize>half * BYTES
  const lags = layout.maxLags
  const end = lags + layout.core
  for (let place = 0; place < size; place++) {
    const row = 1 + piece * layout.core - lags + place
    const target = <usize>load<u32>(layout.places + (<usize>place << 2)) * BYTES
    let change = both(0)
    if (row >= 1 && row < layout.rows) {
      const level = source + <usize>row * ROW
      change = sub(at(level), at(level - ROW))
    }
    put(im + target, change)
    put(re + target, place >= lags && place < end ? change : both(0))
  }
  transformTwo(re, im, size, layout.stages)
  const within = <usize>(piece * 2) * ROW + <usize>half * BYTES
  const stride = spectrumRow(layout, 0, 1)
  let target = spectrumRow(layout, block, 0) + within
  const point5 = both(0.5)
  for (let f = 0; f < layout.frequencies; f++) {
    const here = <usize>f * BYTES
    const mirror = <usize>((size - f) & (size - 1)) * BYTES
    const reHere = at(re + here)
    const reMirror = at(re + mirror)
    const imHere = at(im + here)
    const imMirror = at(im + mirror)
    put(layout.short + target, mul(add(reHere, reMirror), point5))
    put(layout.short + target + ROW, mul(sub(imHere, imMirror), point5))
    put(layout.long + target, mul(add(imHere, imMirror), point5))
    put(layout.long + target + ROW, mul(sub(reMirror, reHere), point5))
    target += stride
  }
}

/** Lagged products, square, sum and the ends of each series of a block. */
function ownMoments(layout: Layout, block: i32): void {
  const rows = layout.rows
  const lags = layout.maxLags
  const packed = packedOf(layout, block)
  for (let half = 0; half < 2; half++) {
    const source = packed + <usize>half * BYTES
    let square = both(0)
    let sum = both(0)
    for (let t = 0; t < rows; t++) {
      const level = at(source + <usize>t * ROW)
      square = add(square, mul(level, level))
      sum = add(sum, level)
    }
    const series = block * 4 + half * 2
    put(layout.squares + (<usize>series << 3), square)
    put(layout.sums + (<usize>series << 3), sum)
  }
  for (let lane = 0; lane < 4; lane++) {
    const series = block * 4 + lane
    const head = layout.heads + (<usize>(series * (lags + 2)) << 3)
    const tail = layout.tails + (<usize>(series * (lags + 2)) << 3)
    for (let t = 0; t < lags + 2; t++) {
      const level = packed + (<usize>lane << 3)
      store<f64>(head + (<usize>t << 3), load<f64>(level + <usize>t * ROW))
      store<f64>(tail + (<usize>t << 3), load<f64>(level + <usize>(rows - 1 - t) * ROW))
    }
  }
  ownProducts(layout, block, 0)
  ownProducts(layout, block, 1)
}

/** sum d_t d_{t-l} of two of the block's series, l = 0 .. maxLags. */
function ownProducts(layout: Layout, block: i32, half: i32): void {
  const lags = layout.maxLags
  const quarter = layout.size >> 2
  const width = <usize>(lags + 1) << 3
  const target = layout.products + <usize>(block * 4 + half * 2) * width
  memory.fill(target, 0, 2 * width)
  for (let f = 0; f <= quarter; f++) {
    const here = ownPower(layout, block, half, f)
    const mirror = f == quarter ? both(0) : ownPower(layout, block, half, 2 * quarter - f)
    const sums = add(here, mirror)
    const differences = sub(here, mirror)
    let weight = layout.cosines + (<usize>f << 3)
    for (let l: usize = 0; l <= <usize>lags; l++) {
      const value = mul(v128.load64_splat(weight), l & 1 ? differences : sums)
      const place = target + (l << 3)
      store<f64>(place, load<f64>(place) + first(value))
      store<f64>(place + width, load<f64>(place + width) + second(value))
      weight += <usize>(quarter + 1) << 3
    }
  }
}

/** Short against long of two series at a frequency, over their pieces. */
function ownPower(layout: Layout, block: i32, half: i32, frequency: i32): v128 {
  let row = spectrumRow(layout, block, frequency) + <usize>half * BYTES
  let re = both(0)
  let im = re
  for (let piece = 0; piece < layout.pieces; piece++) {
    re = add(re, mul(at(layout.short + row), at(layout.long + row)))
    im = add(im, mul(at(layout.short + row + ROW), at(layout.long + row + ROW)))
    row += 2 * ROW
  }
  return add(re, im)
}
