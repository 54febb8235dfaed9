import { emptyHistogram, type Histogram } from './histogram.ts'
import type { TreeRows } from './tree-limits.ts'

/** What trees grow in, one after the other: made once a fit, since memory made for each leaf costs as much as a tenth of it. */
export class GrowingSpace {
  /** Rows by leaf, ascending within each. */
  readonly order: Int32Array
  /** Rows that go right, while a leaf is parted. */
  readonly aside: Int32Array
  /** Of the rows that are counted, in their order. */
  readonly slopes: Float64Array
  readonly curvatures: Float64Array
  readonly #rows: TreeRows
  readonly #free: Histogram[] = []

  constructor(rows: TreeRows) {
    const count = rows.slopes.length
    this.order = new Int32Array(count)
    this.aside = new Int32Array(count)
    this.slopes = new Float64Array(count)
    this.curvatures = new Float64Array(count)
    this.#rows = rows
  }

  /** A histogram of anything: whoever takes it sets all of it. */
  take(): Histogram {
    return this.#free.pop() ?? emptyHistogram(this.#rows.edges)
  }

  giveBack(histogram: Histogram): void {
    this.#free.push(histogram)
  }
}
