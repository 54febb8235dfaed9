import type { InstrumentBook } from '../../src/book/instrument-book.ts'

/** The best levels of both sides as a text, to tell whether two books are the same. */
export function topOf({ levels }: InstrumentBook, depth: number): string {
  return JSON.stringify(
    ([0, 1] as const).map((side) => {
      const prices = new Float64Array(depth)
      const quantities = new Float64Array(depth)
      const count = levels.readTop(side, prices, quantities)
      return [[...prices.subarray(0, count)], [...quantities.subarray(0, count)]]
    }),
  )
}
