import { asciiText, decimalParts } from '../core/decimal-text.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import { SymbolTable, type Listing } from '../core/events/symbol-table.ts'
import type { DecodeOutcome, WireFrame } from '../core/events/wire-codec.ts'
import type { Step } from '../core/price.ts'
import { decoderOf } from './decoder.ts'
import { isDigit } from './json-cursor.ts'
import type { Protocol } from './part.ts'
import { Reading, type SymbolLookup } from './reading.ts'

/** How the numbers of one kind are written: digits behind the point. */
interface SeenDecimals {
  /** Those that are not zero: what the step must have at least. */
  needed: number
  /** All of them. */
  written: number
}

/** What messages tell of the numbers of a symbol. */
export interface SeenSymbol {
  readonly symbol: string
  readonly prices: SeenDecimals
  readonly quantities: SeenDecimals
}

/**
 * Looks at messages before they are read for good: which symbols a capture is about, and how fine the steps of each
 * must be. No venue says that in its market data.
 *
 * @example
 * const survey = new StepSurvey(protocols['binance-spot'])
 * survey.look({ bytes, start: 0, end: bytes.length, localTime })
 * survey.seen() // => [{ symbol: 'BTCUSDT', prices: { needed: 2, written: 8 }, quantities: ... }]
 */
export class StepSurvey {
  readonly #symbols = new AnySymbol()
  readonly #decode: (frame: WireFrame, out: EventColumns) => DecodeOutcome
  readonly #out = new EventColumns()

  constructor(protocol: Protocol) {
    this.#decode = decoderOf(protocol, new SurveyReading(this.#symbols))
  }

  /** Reads one message, part by part; what is malformed for another reason than its steps is told. */
  look(frame: WireFrame): DecodeOutcome {
    this.#out.empty()
    return this.#decode(frame, this.#out)
  }

  /** The index under which a symbol is known here, for frames that do not name it. */
  indexOf(symbol: string): number | undefined {
    return this.#symbols.ofText(symbol)?.index
  }

  /** The symbols with a price or quantity, in the order in which they turned up. */
  seen(): readonly SeenSymbol[] {
    return this.#symbols.seen.filter(({ prices }) => prices.written >= 0)
  }
}

/** As many as an instrument's index can tell apart. */
const symbolsMost = 2 ** 16

/** Every text is a symbol, as soon as it is asked for. */
class AnySymbol implements SymbolLookup {
  readonly seen: SeenSymbol[] = []
  readonly #table = new SymbolTable()

  find(bytes: Uint8Array, start: number, end: number): Listing | undefined {
    return this.#table.find(bytes, start, end) ?? this.#added(bytes, start, end)
  }

  ofText(symbol: string): Listing | undefined {
    const bytes = Uint8Array.from(symbol, (letter) => letter.charCodeAt(0))
    return this.find(bytes, 0, bytes.length)
  }

  ofInstrument(index: number): Listing | undefined {
    return this.#table.ofInstrument(index)
  }

  #added(bytes: Uint8Array, start: number, end: number): Listing | undefined {
    const index = this.seen.length
    // Coins with Chinese names are no pair that can be told apart.
    const isAscii = bytes.subarray(start, end).every((byte) => byte < 0x80)
    if (index === symbolsMost || !isAscii) return undefined
    const symbol = asciiText(bytes, start, end)
    const prices = { needed: 0, written: -1 }
    const quantities = { needed: 0, written: -1 }
    this.seen.push({ symbol, prices, quantities })
    this.#table.add({ symbol, index, instrument: { ...nobody, name: symbol } })
    return this.#table.ofInstrument(index)
  }
}

/** Two steps, told apart by which of them it is. */
const anyTick: Step = { units: 1, decimals: 0 }
const anyLot: Step = { units: 1, decimals: 0 }

const nobody = {
  venue: '',
  base: '',
  quote: '',
  class: 'spot',
  tickSize: anyTick,
  lotSize: anyLot,
} as const

/** Notes the decimals of every price and quantity in place of reading them. */
class SurveyReading extends Reading {
  readonly #symbols: AnySymbol

  constructor(symbols: AnySymbol) {
    super(symbols)
    this.#symbols = symbols
  }

  override start(frame: WireFrame, out: EventColumns): void {
    super.start(frame, out)
    // The quick ways read numbers themselves: nothing goes by them here.
    this.endsWithBracket = false
  }

  override stepsOfScalar(step: Step): number {
    const { prices, quantities } = this.#symbols.seen[this.listing!.index]!
    note(step === anyTick ? prices : quantities, this.source, this.from, this.to)
    return 1
  }
}

/** Notes the decimals of a number that JSON allows. */
function note(seen: SeenDecimals, bytes: Uint8Array, from: number, to: number): void {
  const dot = bytes.indexOf(point, from)
  const first = dot < 0 || dot >= to ? to : dot + 1
  let last = first
  let at = first
  while (at < to && isDigit(bytes[at]!)) if (bytes[at++] !== zero) last = at
  const isPlain = at === to && isDigit(bytes[to - 1]!)
  const needed = isPlain ? last - first : neededDecimals(asciiText(bytes, from, to))
  if (needed > seen.needed) seen.needed = Math.min(needed, mostDecimals)
  if (at - first > seen.written) seen.written = Math.min(at - first, mostDecimals)
}

/** Of a number with an exponent: 12e-1 has one. */
function neededDecimals(text: string): number {
  const parts = decimalParts(text)
  if (parts === undefined || parts.mantissa === 0n) return 0
  const zeros = /0*$/.exec(String(parts.mantissa))![0].length
  return Math.max(0, parts.decimals - zeros)
}

/** As fine as any venue's step (10^-18 of an ether). */
const mostDecimals = 18
const point = 0x2e
const zero = 0x30
