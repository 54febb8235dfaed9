/** Columns that grow row by row. */
export class SampleColumns {
  readonly #columns: Float64Array<ArrayBuffer>[]
  #rows = 0

  constructor(count: number) {
    this.#columns = Array.from({ length: count }, () => new Float64Array(1_024))
  }

  get rows(): number {
    return this.#rows
  }

  push(values: ArrayLike<number>): void {
    if (this.#rows === this.#columns[0]!.length) this.#grow()
    for (let j = 0; j < this.#columns.length; j++) this.#columns[j]![this.#rows] = values[j]!
    this.#rows++
  }

  /** Copies of what is there, in shared memory: a thread that walks through them has them without another copy. */
  finish(): Float64Array[] {
    return this.#columns.map((column) => {
      const bytes = this.#rows * Float64Array.BYTES_PER_ELEMENT
      const copy = new Float64Array(new SharedArrayBuffer(bytes))
      copy.set(column.subarray(0, this.#rows))
      return copy
    })
  }

  #grow(): void {
    for (const [j, column] of this.#columns.entries()) {
      const wider = new Float64Array(2 * column.length)
      wider.set(column)
      this.#columns[j] = wider
    }
  }
}
