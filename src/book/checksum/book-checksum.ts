import { DecimalText } from './decimal-text.ts'
import type { BookLevels } from '../order-book.ts'
import type { ChecksumLayout } from '../../core/events/book-feed.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { Step } from '../../core/price.ts'
import { crc32 } from '../../math/crc32.ts'

/** What the numbers of one instrument look like. */
export interface ChecksumSteps {
  readonly tickSize: Step
  readonly lotSize: Step
  /** Decimals a price is written with where those are more than its tick's: Kraken writes XBT/USD with 5, ticks of 0.1. */
  readonly priceDecimals?: number
  readonly quantityDecimals?: number
}

/**
 * The checksum of a book's top, computed from its ticks and lots: equal to the venue's when every level is.
 *
 * The layouts are those of `isobar/wire` (Kraken, OKX until September 2026, Bitget until 2026).
 *
 * @example
 * const checksum = new BookChecksum({ levels: 25, order: 'alternating', style: 'shortest' }, {
 *   tickSize: { units: 1, decimals: 1 },
 *   lotSize: { units: 1, decimals: 0 },
 * })
 * const book = new DenseBook()
 * book.setLevel(eventSide.bid, 33661, 7)
 * book.setLevel(eventSide.ask, 33668, 9)
 * checksum.of(book) // => 2236420006
 */
export class BookChecksum {
  readonly #layout: ChecksumLayout
  readonly #text: DecimalText
  readonly #price: Step
  readonly #quantity: Step
  readonly #bids: TopLevels
  readonly #asks: TopLevels

  constructor(layout: ChecksumLayout, steps: ChecksumSteps) {
    this.#layout = layout
    this.#text = new DecimalText(layout.style, layout.order === 'alternating' ? ':' : '')
    this.#price = withDecimals(steps.tickSize, steps.priceDecimals)
    this.#quantity = withDecimals(steps.lotSize, steps.quantityDecimals)
    this.#bids = topLevels(layout.levels)
    this.#asks = topLevels(layout.levels)
  }

  /** The CRC-32 of the book's top, unsigned (OKX and Bitget send it signed: `>>> 0` makes both alike). */
  of(book: BookLevels): number {
    const bids = book.readTop(eventSide.bid, this.#bids.prices, this.#bids.quantities)
    const asks = book.readTop(eventSide.ask, this.#asks.prices, this.#asks.quantities)
    this.#text.restart()
    if (this.#layout.order === 'asks-then-bids') {
      for (let level = 0; level < asks; level++) this.#write(this.#asks, level)
      for (let level = 0; level < bids; level++) this.#write(this.#bids, level)
    } else {
      for (let level = 0; level < Math.max(bids, asks); level++) {
        if (level < bids) this.#write(this.#bids, level)
        if (level < asks) this.#write(this.#asks, level)
      }
    }
    return crc32(this.#text.bytes, this.#text.length)
  }

  #write(side: TopLevels, level: number): void {
    this.#text.add(side.prices[level]!, this.#price)
    this.#text.add(side.quantities[level]!, this.#quantity)
  }
}

interface TopLevels {
  readonly prices: Float64Array
  readonly quantities: Float64Array
}

function topLevels(count: number): TopLevels {
  return { prices: new Float64Array(count), quantities: new Float64Array(count) }
}

/** The same step written with more decimals: 0.1 as 10000 / 10^5. */
function withDecimals(step: Step, decimals = step.decimals): Step {
  return { units: step.units * 10 ** (decimals - step.decimals), decimals }
}
