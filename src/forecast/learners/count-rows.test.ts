import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import { packedBins } from './bins.ts'
import { countRows } from './count-rows.ts'
import { GrowingSpace } from './growing-space.ts'
import { emptyHistogram, type Histogram } from './histogram.ts'
import type { TreeRows } from './tree-limits.ts'

/** The readable twin: row by row, one feature after the other. */
function countedPlainly(rows: TreeRows, wanted: Int32Array): Histogram {
  const histogram = emptyHistogram(rows.edges)
  for (const row of wanted) {
    histogram.slope += rows.slopes[row]!
    histogram.curvature += rows.curvatures[row]!
    histogram.count++
    for (const [feature, bins] of rows.bins.entries()) {
      const at = histogram.starts[feature]! + bins[row]!
      histogram.slopes[at]! += rows.slopes[row]!
      histogram.curvatures[at]! += rows.curvatures[row]!
      histogram.counts[at]!++
    }
  }
  return histogram
}

/** Rows of as many bins by feature as are named. */
function drawnRows(count: number, binCounts: readonly number[]): TreeRows {
  const random = new Random(11)
  const bins = binCounts.map((most) =>
    Uint8Array.from({ length: count }, () => Math.floor(random.uniform() * most)),
  )
  const slopes = Float64Array.from({ length: count }, () => random.normal())
  return {
    bins,
    packed: packedBins(bins),
    edges: binCounts.map((most) => Float64Array.from({ length: most - 1 }, (_, k) => k)),
    slopes,
    curvatures: slopes.map((slope) => slope * slope + 0.1),
  }
}

test('four features at a time are counted as one after the other, to the bit, leaf after leaf', () => {
  for (const binCounts of [[256], [1, 256, 2, 64, 256, 31], [256, 200, 255, 256, 3, 256, 1, 256]]) {
    const rows = drawnRows(3_000, binCounts)
    const space = new GrowingSpace(rows)
    for (const every of [1, 3, 7, 1_000]) {
      const wanted = Int32Array.from({ length: 3_000 / every }, (_, k) => k * every)
      const counted = space.take()
      countRows(counted, rows, { wanted, space, isParted: true })
      expect(counted).toEqual(countedPlainly(rows, wanted))
      // What the next leaf is counted into holds what this one had.
      space.giveBack(counted)
    }
  }
})

test('a leaf that is not parted has its sums alone, the same', () => {
  const rows = drawnRows(500, [8, 8])
  const space = new GrowingSpace(rows)
  const wanted = Int32Array.of(3, 4, 400)
  const counted = space.take()
  countRows(counted, rows, { wanted, space, isParted: false })
  const { slope, curvature, count } = countedPlainly(rows, wanted)
  expect(counted).toMatchObject({ slope, curvature, count })
})
