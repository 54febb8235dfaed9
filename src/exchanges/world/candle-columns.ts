import type { Candle, Print } from './candles.ts'

/** In the order of `Candle`. */
const columns = 12
const firstRows = 64

/**
 * The latest candles of one span, numbers side by side: with an object each the heap of fifty markets grew by 41 MB an hour,
 * for hours, until all that is kept was there.
 */
export class CandleColumns {
  length = 0
  readonly #span: number
  readonly #kept: number
  #cells = new Float64Array(firstRows * columns)

  constructor(span: number, kept: number) {
    this.#span = span
    this.#kept = kept
  }

  /** When a candle begins, oldest first. */
  from(at: number): number {
    return this.#cells[at * columns]!
  }

  candle(at: number): Candle {
    const cell = (column: number): number => this.#cells[at * columns + column]!
    return {
      from: cell(0),
      open: cell(1),
      high: cell(2),
      low: cell(3),
      close: cell(4),
      lots: cell(5),
      tickLots: cell(6),
      trades: cell(7),
      boughtLots: cell(8),
      boughtTickLots: cell(9),
      firstTradeId: cell(10),
      lastTradeId: cell(11),
    }
  }

  add({ id, at, priceTicks, lots, isBuy }: Print): void {
    const from = Math.floor(at / this.#span) * this.#span
    const last = this.length - 1
    const tickLots = priceTicks * lots
    const bought = isBuy ? 1 : 0
    if (last < 0 || this.from(last) < from) {
      this.#makeRoom()
      const row = [from, priceTicks, priceTicks, priceTicks, priceTicks, lots, tickLots, 1]
      row.push(bought * lots, bought * tickLots, id, id)
      this.#cells.set(row, this.length++ * columns)
      return
    }
    const cells = this.#cells
    const row = last * columns
    cells[row + 2] = Math.max(cells[row + 2]!, priceTicks)
    cells[row + 3] = Math.min(cells[row + 3]!, priceTicks)
    cells[row + 4] = priceTicks
    cells[row + 5]! += lots
    cells[row + 6]! += tickLots
    cells[row + 7]! += 1
    cells[row + 8]! += bought * lots
    cells[row + 9]! += bought * tickLots
    cells[row + 11] = id
  }

  /** Half as many again before the oldest are dropped in one go. */
  #makeRoom(): void {
    const most = Math.floor(this.#kept * 1.5)
    if (this.length === most) {
      this.#cells.copyWithin(0, (most - this.#kept + 1) * columns, most * columns)
      this.length = this.#kept - 1
    }
    const rows = this.#cells.length / columns
    if (this.length < rows) return
    const larger = new Float64Array(Math.min(most, rows * 2) * columns)
    larger.set(this.#cells)
    this.#cells = larger
  }
}
