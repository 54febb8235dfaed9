import {
  decimalOfSteps,
  largeStepsOfDecimal,
  readSteps,
  stepsFault,
} from '../core/decimal-steps.ts'
import { asciiText } from '../core/decimal-text.ts'
import { eventSide, type EventSide } from '../core/events/event-codes.ts'
import { EventColumns, type LevelList } from '../core/events/event-columns.ts'
import type { Listing, SymbolTable } from '../core/events/symbol-table.ts'
import type { WireFrame } from '../core/events/wire-codec.ts'
import type { Step } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import type { MessageSession } from '../math/kernels/message-kernel.ts'
import { closeList, closeObject, JsonCursor, minus } from './json-cursor.ts'
import type { Channel } from './part.ts'
import type { Scan } from './scan.ts'
import { marketSlots, rowSlots, slot, slotCount, type Slot } from './slots.ts'

/** What a reading asks of the symbols of its feed. */
export type SymbolLookup = Pick<SymbolTable, 'find' | 'ofInstrument'>

/** A channel's usual look in the kernel of a reading. */
export interface CompiledLook {
  readonly look: number
  /** Does the message name its instrument? Else it comes with the frame. */
  readonly hasSymbol: boolean
}

/**
 * A message while it is being read: the cursor, what the message has said of itself so far, and the rows it gives.
 *
 * What stands where in a message differs from venue to venue, so every part only notes what it read. What cannot be
 * read before something that stands later (levels need the ticks of an instrument) is postponed: the message is walked
 * a second time, knowing it.
 */
export class Reading extends JsonCursor {
  readonly symbols: SymbolLookup
  out: EventColumns = new EventColumns(1)
  /** As one of which channel it is being read; undefined until that is known. */
  channel: Channel | undefined

  /** Whom the values that come next are about. */
  listing: Listing | undefined
  /** Was the symbol seen last one that nobody asked for? */
  isUnknown = false
  /** Was any symbol one that somebody asked for? */
  isKnown = false
  /** Must the message be walked again? */
  isPostponed = false
  /** Undefined until the message has told. */
  isSnapshot: boolean | undefined
  /** First byte of the message. */
  messageStart = 0
  /** How far behind that the name of a stream had its `@` last. */
  streamAt = 0
  /** Does the message end as JSON must? Then no run of digits leads out of it. */
  endsWithBracket = false
  /** Index of the instrument whose book the message changes; NaN when it changes none. */
  bookInstrument: number = NaN

  /** The numbers read so far, by `slot`; NaN where there is none. */
  readonly numbers: Float64Array
  /** Side of the level, trade or order being read. */
  side: EventSide = eventSide.unknown

  /** Levels read and not yet among the rows. */
  readonly levels: LevelList
  levelCount = 0

  /** The symbol that `takesSymbol` found last, with its quotes. */
  #symbolBefore: Uint8Array = new Uint8Array(0)
  #listingBefore: Listing | undefined
  #localTime = 0 as Instant
  /** What the frame says of whose the message is. */
  #listingOfFrame: Listing | undefined
  #isOfStranger = false
  /** Was a value passed over because nobody asked for its instrument? */
  #hasPassed = false
  /** Index of the instrument whose snapshot's `clear` was written last. */
  #cleared: number = NaN
  /** What the rows so far were given. */
  #begunTime: number = NaN
  #begunLast: number = NaN
  #hasBegun = false
  /** Keeps numbers and levels where it writes them itself. */
  readonly #session: MessageSession | undefined
  /** Whose steps the session expects, and which symbol. */
  #expected: Listing | undefined
  #expectedName: Uint8Array | undefined

  constructor(symbols: SymbolLookup, session?: MessageSession) {
    super()
    this.symbols = symbols
    this.#session = session
    this.numbers = (session?.numbers ?? new Float64Array(slotCount)).fill(NaN)
    this.levels = session?.levels ?? {
      sides: new Uint8Array(levelsMost),
      prices: new Float64Array(levelsMost),
      quantities: new Float64Array(levelsMost),
    }
  }

  /** Makes a look of a channel's messages ready in the kernel; undefined where there is none, or it cannot. */
  prepare({ snapshot }: Channel, { steps }: Scan): CompiledLook | undefined {
    if (steps === undefined || snapshot === 'told') return undefined
    const look = this.#session?.prepare(steps)
    const hasSymbol = steps.some(({ hole }) => hole.kind === 'name')
    return look === undefined ? undefined : { look, hasSymbol }
  }

  /** Reads the message from end to end by the kernel; false, with nothing that counts, when anything is unusual. */
  takesWhole({ look, hasSymbol }: CompiledLook): boolean {
    const session = this.#session!
    const { bytes, at, end } = this
    if (!this.#expects(hasSymbol ? this.#listingBefore : this.#listingOfFrame)) return false
    let answer = session.read(look, bytes, at, end)
    if (answer === 'other-name') {
      this.at = session.nameAt
      if (!this.takesSymbol() || !this.#expects(this.#listingBefore)) return false
      answer = session.read(look, bytes, at, end)
    }
    if (answer !== 'read') return false
    if (hasSymbol) this.turnTo(this.#listingBefore)
    this.at = end
    this.levelCount = session.levelCount
    return true
  }

  /** Makes the session expect a listing's steps and the symbol before; false when it cannot. */
  #expects(listing: Listing | undefined): boolean {
    if (listing === undefined) return false
    const name = this.#symbolBefore
    if (listing === this.#expected && name === this.#expectedName) return true
    const [price, quantity] = [
      decimalsOf(listing.instrument.tickSize),
      decimalsOf(listing.instrument.lotSize),
    ]
    if (price === undefined || quantity === undefined) return false
    const isExpected = this.#session!.expect(name, price, quantity)
    this.#expected = isExpected ? listing : undefined
    this.#expectedName = name
    return isExpected
  }

  /** Begins with a message. */
  start(frame: WireFrame, out: EventColumns): void {
    this.place(frame.bytes, frame.start, frame.end)
    this.out = out
    this.messageStart = frame.start
    const final = frame.bytes[frame.end - 1]
    this.endsWithBracket = frame.end > frame.start && (final === closeObject || final === closeList)
    this.#localTime = frame.localTime
    const { instrument } = frame
    if (instrument === undefined) this.#listingOfFrame = undefined
    else if (this.#listingOfFrame?.index !== instrument) {
      this.#listingOfFrame = this.symbols.ofInstrument(instrument)
    }
    this.#isOfStranger = instrument !== undefined && this.#listingOfFrame === undefined
    this.forget()
  }

  /** Forgets what the message has said of itself, since it was read as what it is not. */
  forget(): void {
    this.failed = false
    this.listing = this.#listingOfFrame
    this.isUnknown = this.#isOfStranger
    this.isKnown = false
    this.isSnapshot = undefined
  }

  /** Begins to read it as a message of this channel, or begins anew with what was found before. */
  begin(channel: Channel, start: number): void {
    this.at = start
    this.channel = channel
    this.#cleared = NaN
    this.#hasBegun = false
    this.isPostponed = false
    this.#hasPassed = false
    this.levelCount = 0
    this.bookInstrument = NaN
    if (channel.snapshot !== 'told') this.isSnapshot = channel.snapshot === 'always'
    for (let k = 0; k < rowSlots[0]; k++) this.numbers[k] = NaN
    this.#begunTime = NaN
    this.#begunLast = NaN
  }

  /** What follows is about the instrument whose symbol stands in `source`. */
  turnToSymbol(from: number, to: number): void {
    this.turnTo(this.symbols.find(this.source, from, to))
  }

  /** What follows is about nobody until it says so. */
  turnToNobody(): void {
    if (this.levelCount > 0) this.flushLevels()
    this.#hasPassed = false
    this.isUnknown = false
    this.listing = undefined
  }

  turnTo(listing: Listing | undefined): void {
    if (this.levelCount > 0) this.flushLevels()
    this.isUnknown = listing === undefined
    this.listing = listing
    if (listing === undefined) return
    this.isPostponed ||= this.#hasPassed
    this.isKnown = true
    if (this.#hasBegun) this.out.turnTo(listing.index)
  }

  /**
   * Steps over a symbol in quotes, if it is one of the feed's. Messages come in runs about one instrument, so the
   * symbol before is compared first: 10 ns instead of 40 for the look-up.
   */
  takesSymbol(): boolean {
    const { bytes, at } = this
    const before = this.#symbolBefore
    const { length } = before
    let k = 0
    // Its last byte is a quote, so that a longer symbol is another.
    while (k < length && bytes[at + k] === before[k]) k++
    if (k === length && k > 0 && at + k <= this.end) {
      this.at = at + k
      this.turnTo(this.#listingBefore)
      return true
    }
    if (!this.scalar() || this.kind !== 'text') return false
    this.turnToSymbol(this.from, this.to)
    if (this.listing === undefined) return false
    this.#symbolBefore = this.bytes.slice(at, this.at)
    this.#listingBefore = this.listing
    return true
  }

  /** The message is a snapshot or is none; when it was taken for the other, it is walked again. */
  tellSnapshot(isSnapshot: boolean): void {
    const hasRows = this.#hasBegun || this.levelCount > 0
    if (hasRows && this.isSnapshot !== isSnapshot) this.isPostponed = true
    this.isSnapshot = isSnapshot
  }

  /** Can what comes next become rows? If not, and if it is not for want of interest, the message is walked again. */
  isReady(): boolean {
    if (this.isPostponed) return false
    return (this.listing !== undefined && this.isSnapshot !== undefined) || this.#passes()
  }

  /** One level, to be among the rows with those read before it. */
  addLevel(side: EventSide, price: number, quantity: number): void {
    if (this.levelCount === this.levels.sides.length) this.flushLevels()
    const { levels, levelCount } = this
    levels.sides[levelCount] = side
    levels.prices[levelCount] = price
    levels.quantities[levelCount] = quantity
    this.levelCount = levelCount + 1
  }

  /** Makes rows of the levels read so far: at the end of the message, and before it turns to something else. */
  flushLevels(): void {
    if (this.levelCount === 0) return
    this.beginsBookRows()
    this.out.addLevels(this.levels, this.levelCount)
    this.levelCount = 0
  }

  /** Before rows of a book: those of a snapshot begin with its `clear`. */
  beginsBookRows(): void {
    this.#beginsRows()
    const { index } = this.listing!
    this.bookInstrument = index
    if (this.isSnapshot !== true) return
    if (this.#cleared === index) this.out.continueSnapshot()
    else this.out.addClear()
    this.#cleared = index
  }

  /** Can a trade or a quote be written now? */
  beginsRow(): boolean {
    if (!this.isReady()) return false
    this.#beginsRows()
    if (this.isSnapshot === true) this.out.continueSnapshot()
    return true
  }

  /** Forgets the level, trade or order read last. */
  startRow(): void {
    this.side = eventSide.unknown
    for (let k = rowSlots[0]; k < rowSlots[1]; k++) this.numbers[k] = NaN
  }

  /** Forgets the quotes and values read last. */
  startMarket(): void {
    for (let k = marketSlots[0]; k < marketSlots[1]; k++) this.numbers[k] = NaN
  }

  /** Reads a price or quantity, as soon as it is known whose; else the message is walked again. */
  readSteps(name: Slot, of: 'price' | 'quantity'): boolean {
    if (!this.scalar()) return false
    const { listing } = this
    if (listing === undefined) return !this.#passes()
    const { tickSize, lotSize } = listing.instrument
    this.numbers[name] = this.stepsOfScalar(of === 'price' ? tickSize : lotSize, of)
    return !this.failed
  }

  /** Fails if the scalar read last has a sign, which no quantity has. */
  isUnsigned(): boolean {
    return this.source[this.from] !== minus || this.failAtScalar('a quantity')
  }

  /** The scalar read last as whole steps; NaN, and a fault, when it is none. */
  stepsOfScalar(step: Step, of: 'price' | 'quantity'): number {
    const { source, from, to } = this
    const steps = readSteps(source, from, to, step)
    if (!Number.isNaN(steps)) return steps
    const fault = stepsFault(source, from, to, step)
    if (fault === 'too-large' && of === 'quantity') {
      const large = largeStepsOfDecimal(asciiText(source, from, to), step)
      if (!Number.isNaN(large)) return large
    }
    const reason = fault === 'off-grid' || fault === 'too-large' ? fault : 'unexpected-value'
    const whose = this.listing === undefined ? '' : ` of ${this.listing.symbol}`
    const detail = `${this.textOfScalar()} in steps of ${decimalOfSteps(1, step)}${whose}`
    this.fail(reason, this.#scalarAt(), detail)
    return NaN
  }

  /** Fails at the scalar read last. */
  failAtScalar(expected: string): false {
    const came = this.textOfScalar()
    return this.fail('unexpected-value', this.#scalarAt(), `expected ${expected}, came ${came}`)
  }

  /** Takes back the rows it has given. */
  abandon(): void {
    if (this.#hasBegun) this.out.abandon()
    this.#hasBegun = false
  }

  /** Closes the message: its book, its rows' time and their sequence. */
  settle(): void {
    const { numbers } = this
    // Rows that begin now need not be given it afterwards.
    if (!(numbers[slot.exchangeTime]! >= 0)) {
      numbers[slot.exchangeTime] = numbers[slot.sentTime]!
    }
    this.flushLevels()
    if (this.channel!.isBook && this.listing !== undefined) {
      this.bookInstrument = this.listing.index
      if (this.isSnapshot === true) this.beginsBookRows()
    }
    if (!this.#hasBegun) return
    const time = numbers[slot.exchangeTime]!
    const last = numbers[slot.last]!
    if (!Object.is(time, this.#begunTime) || !Object.is(last, this.#begunLast)) {
      this.out.settle(time, last)
    }
    this.out.end()
  }

  /** Passes over a value that cannot be read, for good or until the message is walked again. */
  #passes(): false {
    if (this.isUnknown) this.#hasPassed = true
    else this.isPostponed = true
    return false
  }

  /** Before a row: whose it is must be known. The first brings what is known of the message by now. */
  #beginsRows(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    this.#begunTime = this.numbers[slot.exchangeTime]!
    this.#begunLast = this.numbers[slot.last]!
    this.out.begin(this.listing!.index, this.#localTime, this.#begunTime, this.#begunLast)
  }

  /** Where the scalar read last began; of one with escapes, where it ended. */
  #scalarAt(): number {
    return this.source === this.bytes ? this.from : this.at
  }
}

/** The decimals of a step that is a power of ten, `{ units: 10, decimals: 2 }` among them; undefined of any other. */
function decimalsOf({ units, decimals }: Step): number | undefined {
  const power = Math.round(Math.log10(units))
  return units === 10 ** power && power <= decimals ? decimals - power : undefined
}

/** How many levels are read before they become rows: more than change in one message; a snapshot takes several goes. */
const levelsMost = 1024
