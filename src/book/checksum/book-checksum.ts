import { DecimalText, type NumberStyle } from './decimal-text.ts'
import type { BookLevels } from '../order-book.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import type { Step } from '../../core/price.ts'
import { crc32 } from '../../math/crc32.ts'

/** How a venue turns the top of a book into the text whose CRC-32 it sends. */
export interface ChecksumLayout {
  /** How many levels of each side count. */
  readonly levels: number
  /**
   * `asks-then-bids`: all asks, then all bids, nothing between the numbers (Kraken).
   * `alternating`: best bid, best ask, second bid and so on, colons between the numbers; a side that is shorter is
   * left out where it ends (OKX, Bitget).
   */
  readonly order: 'asks-then-bids' | 'alternating'
  readonly style: NumberStyle
}

/**
 * Kraken's (WebSocket v1 and v2): ten levels, digits without point and leading zeros.
 * https://docs.kraken.com/api/docs/guides/spot-ws-book-v2
 */
export const krakenChecksum: ChecksumLayout = {
  levels: 10,
  order: 'asks-then-bids',
  style: 'digits',
}

/** OKX v5 until September 2026, when it became 0 for good: 25 levels, numbers without needless zeros. */
export const okxChecksum: ChecksumLayout = { levels: 25, order: 'alternating', style: 'shortest' }

/** Bitget: 25 levels, numbers with all the decimals of the symbol. */
export const bitgetChecksum: ChecksumLayout = { levels: 25, order: 'alternating', style: 'fixed' }

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
 * @example
 * const checksum = new BookChecksum(okxChecksum, {
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
