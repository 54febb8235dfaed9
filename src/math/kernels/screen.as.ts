// The compiled kernel of the pair screen: `screen-twin.ts` with two doubles a step. Built by scripts/set-up.mjs to
// build/kernels/screen.wasm; outside the TypeScript compiler, the linter and the formatter.
//
// Nothing is allocated here: `Layout` says where everything lies, scratch is a thread's own.

import { Layout } from './screen/layout.as'
import { testPair } from './screen/pairs.as'
import { prepareBlock } from './screen/prepare.as'
import { RankScratch, rankTriangleBytes, testRank } from './screen/ranks.as'
import { ResidualScratch, triangleBytes } from './screen/residual.as'
import {
  backToLags,
  clearTiles,
  evenSpectra,
  levelProducts,
  oddSpectra,
  TILE,
} from './screen/tiles.as'

export { layoutBytes } from './screen/layout.as'

/** Bytes of scratch a thread needs: for ranks too where they are going to be tested. */
export function scratchBytes(
  blocks: i32,
  size: i32,
  frequencies: i32,
  lags: i32,
  ranks: i32,
): usize {
  const pairTables: usize = <usize>64 + <usize>((lags + 2) * 6) * 16 + triangleBytes(lags + 2)
  const rankTables: usize = <usize>256 + (<usize>(2 * lags + 4) << 3) + rankTriangleBytes(lags)
  const forPreparing: usize = <usize>size * 32
  const forPairs = <usize>(blocks * (frequencies + 1) + lags + 1) * TILE + pairTables
  const forRanks = <usize>(blocks * (2 * frequencies + 2) + 2 * lags + 2) * TILE + rankTables
  const most = max(forPreparing, forPairs)
  return ranks ? max(most, forRanks) : most
}

/** Prepares blocks `from` up to `to`. */
export function prepare(layout: Layout, scratch: usize, from: i32, to: i32): void {
  for (let block = from; block < to; block++) prepareBlock(layout, scratch, block)
}

/** Tests the pairs of a row of tiles: series of block `row` with those before them of blocks `from` up to `to`. */
export function testPairs(layout: Layout, scratch: usize, row: i32, from: i32, to: i32): void {
  const lags = layout.maxLags
  to = min(to, row + 1)
  const planes = layout.frequencies + 1
  const grid = scratch
  clearTiles(grid, to - from, planes)
  levelProducts(layout, grid, planes, 0, 0, row, from, to)
  evenSpectra(layout, grid, planes, 1, row, from, to)
  const even = grid + <usize>(layout.blocks * planes) * TILE
  const residual = residualScratch(even + <usize>(lags + 1) * TILE, lags)
  for (let column = from; column < to; column++) {
    const tile = grid + <usize>((column - from) * planes) * TILE
    backToLags(layout, tile + TILE, layout.cosines, 0, even)
    for (let place = 0; place < 16; place++) {
      const i = row * 4 + (place >> 2)
      const j = column * 4 + (place & 3)
      if (i >= layout.series || j >= i) continue
      const within = <usize>place << 3
      testPair(layout, residual, i, j, load<f64>(tile + within), even + within)
    }
  }
}

/** Tests the ranks of the same pairs, at the orders that stand in their columns. */
export function testRanks(layout: Layout, scratch: usize, row: i32, from: i32, to: i32): void {
  const lags = layout.maxLags
  to = min(to, row + 1)
  const planes = 2 * layout.frequencies + 2
  const grid = scratch
  clearTiles(grid, to - from, planes)
  levelProducts(layout, grid, planes, 0, 0, row, from, to)
  levelProducts(layout, grid, planes, 1, 1, row, from, to)
  evenSpectra(layout, grid, planes, 2, row, from, to)
  oddSpectra(layout, grid, planes, 2 + layout.frequencies, row, from, to)
  const even = grid + <usize>(layout.blocks * planes) * TILE
  const odd = even + <usize>(lags + 1) * TILE
  const ranks = rankScratch(odd + <usize>(lags + 1) * TILE, lags)
  for (let column = from; column < to; column++) {
    const tile = grid + <usize>((column - from) * planes) * TILE
    backToLags(layout, tile + 2 * TILE, layout.cosines, 0, even)
    backToLags(layout, tile + <usize>(2 + layout.frequencies) * TILE, layout.sines, 1, odd)
    for (let place = 0; place < 16; place++) {
      const i = row * 4 + (place >> 2)
      const j = column * 4 + (place & 3)
      if (i >= layout.series || j >= i) continue
      const within = <usize>place << 3
      ranks.even = even + within
      ranks.odd = odd + within
      testRank(layout, ranks, i, j, load<f64>(tile + within), load<f64>(tile + TILE + within))
    }
  }
}

function residualScratch(start: usize, lags: i32): ResidualScratch {
  const scratch = changetype<ResidualScratch>(start)
  const ends = <usize>(lags + 2) * 16
  scratch.products = start + 64
  scratch.head = scratch.products + ends
  scratch.tail = scratch.head + ends
  scratch.headChanges = scratch.tail + ends
  scratch.tailChanges = scratch.headChanges + ends
  scratch.lower = scratch.tailChanges + ends
  return scratch
}

function rankScratch(start: usize, lags: i32): RankScratch {
  const scratch = changetype<RankScratch>(start)
  scratch.columnSums = start + 256
  scratch.lower = scratch.columnSums + (<usize>(2 * lags + 4) << 3)
  return scratch
}
