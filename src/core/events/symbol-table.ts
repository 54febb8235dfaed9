import { invariant } from '../../math/invariant.ts'
import type { Instrument } from '../instrument.ts'
import { utf8Bytes } from '../utf8.ts'

/** An instrument under the name its venue calls it on the wire. */
export interface Listing {
  /** The venue's string. */
  readonly symbol: string
  /** Index in the run's `InstrumentTable`. */
  readonly index: number
  readonly instrument: Instrument
}

/**
 * The symbols of one feed: found by the bytes of a message, without making a string of them.
 *
 * One table a feed, since a venue may call its spot and its perpetual alike (BTCUSDT).
 */
export class SymbolTable {
  readonly #listings: Listing[] = []
  readonly #symbols: Uint8Array[] = []
  readonly #byIndex = new Map<number, Listing>()
  /** Position in the lists plus one, 0 where free; open addressing, at most half full. */
  #slots = new Int32Array(16)

  /** @throws when the symbol is there already, which is a mistake of whoever fills the table */
  add(listing: Listing): void {
    const bytes = utf8Bytes(listing.symbol)
    invariant(
      this.find(bytes, 0, bytes.length) === undefined,
      `symbol ${listing.symbol} listed twice`,
    )
    this.#listings.push(listing)
    this.#symbols.push(bytes)
    this.#byIndex.set(listing.index, listing)
    if (this.#listings.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 2)
      for (const position of this.#listings.keys()) this.#occupy(position)
    } else this.#occupy(this.#listings.length - 1)
  }

  /** The listing whose symbol is exactly these bytes; undefined when the feed has no such symbol. */
  find(bytes: Uint8Array, start: number, end: number): Listing | undefined {
    const mask = this.#slots.length - 1
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const position = this.#slots[slot]! - 1
      if (position < 0) return undefined
      if (equalBytes(this.#symbols[position]!, bytes, start, end)) return this.#listings[position]
    }
  }

  /** The listing of an instrument's index; undefined when the feed does not carry it. */
  ofInstrument(index: number): Listing | undefined {
    return this.#byIndex.get(index)
  }

  #occupy(position: number): void {
    const symbol = this.#symbols[position]!
    const mask = this.#slots.length - 1
    let slot = hash(symbol, 0, symbol.length) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = position + 1
  }
}

/** FNV-1a, 32 bits: a few nanoseconds for a symbol, and symbols differ in their first letters. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let state = 0x811c9dc5
  for (let at = start; at < end; at++) state = Math.imul(state ^ bytes[at]!, 0x01000193)
  return state >>> 0
}

function equalBytes(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false
  return true
}
