import { eventFlag, eventKind, type EventKind, type EventSide } from './event-codes.ts'
import type { Instant } from '../time.ts'

/**
 * Market events as a struct of arrays, to be read row by row: one row is one atom.
 *
 * The rows of one venue message stand together, carry one `localTime`, and the last has the flag `endsMessage`.
 * `exchangeTime` and `sequence` are the message's, except that a trade carries its own time where the venue gives it.
 * Missing is NaN. Only rows below `length` are there, and the arrays may be longer.
 */
export interface EventRows {
  readonly length: number
  /** `eventKind` */
  readonly kind: Uint8Array
  /** `eventSide` */
  readonly side: Uint8Array
  /** Bits of `eventFlag`. */
  readonly flags: Uint8Array
  /** Index in the run's `InstrumentTable`. */
  readonly instrument: Uint16Array
  /** Microseconds, the venue's clock; NaN where it gives none. */
  readonly exchangeTime: Float64Array
  /** Microseconds, our clock: what could have been known. */
  readonly localTime: Float64Array
  /** The venue's last id of the message; NaN where it has none. */
  readonly sequence: Float64Array
  /** Whole ticks. */
  readonly price: Float64Array
  /** Whole lots; NaN in a quote that is indicative. */
  readonly quantity: Float64Array
  /** What is not on the tick grid: mark, index, funding rate and time, open interest. */
  readonly value: Float64Array
  /** Id of the order or trade where it is a safe integer. */
  readonly id: Float64Array
}

/** Levels as three arrays, of which the first so many count. */
export interface LevelList {
  /** `eventSide` */
  readonly sides: Uint8Array
  /** Whole ticks. */
  readonly prices: Float64Array
  /** Whole lots; 0 deletes. */
  readonly quantities: Float64Array
}

/** The kinds whose content stands in the column `value`. */
export type ValueKind =
  | typeof eventKind.mark
  | typeof eventKind.index
  | typeof eventKind.fundingRate
  | typeof eventKind.fundingTime
  | typeof eventKind.openInterest

/**
 * Rows that grow: written message by message between `begin` and `end`, and emptied for the next batch.
 *
 * A message that turns out malformed is taken back whole by `abandon`, so that half of one is never seen.
 *
 * @example
 * const columns = new EventColumns()
 * columns.begin(0, 1_700_000_000_000_000, NaN, 42)
 * columns.addLevel(eventSide.bid, 50_000, 12)
 * columns.end()
 * columns.length // => 1
 * columns.price[0] // => 50000
 */
export class EventColumns implements EventRows {
  length = 0
  kind: Uint8Array
  side: Uint8Array
  flags: Uint8Array
  instrument: Uint16Array
  exchangeTime: Float64Array
  localTime: Float64Array
  sequence: Float64Array
  price: Float64Array
  quantity: Float64Array
  value: Float64Array
  id: Float64Array

  #capacity: number
  #messageStart = 0
  #instrument = 0
  #localTime = NaN
  #exchangeTime = NaN
  #sequence = NaN
  #rowFlags = 0
  /** Rows before this one have neither value nor id, as far as this batch goes. */
  #bareTo = 0
  /** From this row on there is neither, whatever batches have been before. */
  #bareFrom = 0

  constructor(capacity = 1024) {
    this.#capacity = Math.max(1, capacity)
    this.kind = new Uint8Array(this.#capacity)
    this.side = new Uint8Array(this.#capacity)
    this.flags = new Uint8Array(this.#capacity)
    this.instrument = new Uint16Array(this.#capacity)
    this.exchangeTime = new Float64Array(this.#capacity)
    this.localTime = new Float64Array(this.#capacity)
    this.sequence = new Float64Array(this.#capacity)
    this.price = new Float64Array(this.#capacity)
    this.quantity = new Float64Array(this.#capacity)
    this.value = new Float64Array(this.#capacity).fill(NaN)
    this.id = new Float64Array(this.#capacity).fill(NaN)
  }

  /** Forgets all rows and keeps the room. */
  empty(): void {
    this.#keepBare(0)
    this.#messageStart = 0
  }

  /**
   * Starts a message: what its rows share.
   *
   * @param exchangeTime microseconds, NaN where the venue gives none
   * @param sequence     the venue's last id of the message, NaN where it has none
   */
  begin(instrument: number, localTime: Instant, exchangeTime: number, sequence: number): void {
    this.#messageStart = this.length
    this.#instrument = instrument
    this.#localTime = localTime
    this.#exchangeTime = exchangeTime
    this.#sequence = sequence
    this.#rowFlags = 0
  }

  /** The rows that follow are of another instrument: one message may tell of several. */
  turnTo(instrument: number): void {
    this.#instrument = instrument
    this.#rowFlags = 0
  }

  /** The rows that follow happened at this exchange time: trades in one message have each their own. */
  stamp(exchangeTime: number): void {
    this.#exchangeTime = exchangeTime
  }

  /**
   * Gives the rows since `begin` what stands at the end of the venue's message: its sequence, and its exchange time
   * where the row has none of its own.
   */
  settle(exchangeTime: number, sequence: number): void {
    const { exchangeTime: times } = this
    this.#exchangeTime = exchangeTime
    this.#sequence = sequence
    for (let row = this.#messageStart; row < this.length; row++) {
      if (Number.isNaN(times[row]!)) times[row] = exchangeTime
    }
    this.sequence.fill(sequence, this.#messageStart, this.length)
  }

  /** Ends the message: its last row says so. A message without rows leaves none. */
  end(): void {
    if (this.length > this.#messageStart) this.flags[this.length - 1]! |= eventFlag.endsMessage
    this.#messageStart = this.length
  }

  /** Takes back every row since `begin`. */
  abandon(): void {
    this.#keepBare(this.#messageStart)
  }

  /** A snapshot begins; the rows that follow in this message are part of it. */
  addClear(): void {
    this.#rowFlags = eventFlag.isSnapshot
    this.#add(eventKind.clear)
    if (this.#bareTo === this.length - 1) this.#bareTo = this.length
  }

  /** The rows that follow in this message belong to a snapshot begun in an earlier one. */
  continueSnapshot(): void {
    this.#rowFlags = eventFlag.isSnapshot
  }

  addLevel(side: EventSide, price: number, quantity: number): void {
    this.#addPriced(eventKind.level, side, price, quantity)
  }

  /**
   * Many levels at once: the first `count` of a list of levels.
   *
   * A message's levels differ in three columns, and the others are filled from end to end: at 100 levels a side in a
   * third of the time of adding row by row. Values and ids, which they have not, are not written where none ever were.
   */
  addLevels({ sides, prices, quantities }: LevelList, count: number): void {
    const from = this.length
    const to = from + count
    while (to > this.#capacity) this.#grow()
    this.length = to
    if (from < this.#bareFrom) {
      this.value.fill(NaN, from, to)
      this.id.fill(NaN, from, to)
    }
    if (this.#bareTo === from) this.#bareTo = to
    if (count < fillFrom) this.#writeLevels(from, to)
    else this.#fillLevels(from, to)
    const { side, price, quantity } = this
    for (let row = 0; row < count; row++) {
      side[from + row] = sides[row]!
      price[from + row] = prices[row]!
      quantity[from + row] = quantities[row]!
    }
  }

  /** @param id NaN where the venue's is not a safe integer */
  addOrder(side: EventSide, price: number, quantity: number, id: number): void {
    this.#addPriced(eventKind.order, side, price, quantity)
    this.id[this.length - 1] = id
  }

  /** @param id NaN where the venue's is not a safe integer */
  addTrade(aggressor: EventSide, price: number, quantity: number, id: number): void {
    this.#addPriced(eventKind.trade, aggressor, price, quantity)
    this.id[this.length - 1] = id
  }

  /** @param quantity NaN when the quote is indicative */
  addQuoteBid(price: number, quantity: number): void {
    this.#addPriced(eventKind.quoteBid, 0, price, quantity)
  }

  /** @param quantity NaN when the quote is indicative */
  addQuoteAsk(price: number, quantity: number): void {
    this.#addPriced(eventKind.quoteAsk, 1, price, quantity)
  }

  addLiquidation(side: EventSide, price: number, quantity: number): void {
    this.#addPriced(eventKind.liquidation, side, price, quantity)
  }

  addValue(kind: ValueKind, value: number): void {
    this.#add(kind)
    this.value[this.length - 1] = value
  }

  addGap(): void {
    this.#add(eventKind.gap)
  }

  /** One row of other columns as it stands, flags and all: for merging and filtering. */
  addRow(rows: EventRows, row: number): void {
    if (this.length === this.#capacity) this.#grow()
    const to = this.length++
    this.kind[to] = rows.kind[row]!
    this.side[to] = rows.side[row]!
    this.flags[to] = rows.flags[row]!
    this.instrument[to] = rows.instrument[row]!
    this.exchangeTime[to] = rows.exchangeTime[row]!
    this.localTime[to] = rows.localTime[row]!
    this.sequence[to] = rows.sequence[row]!
    this.price[to] = rows.price[row]!
    this.quantity[to] = rows.quantity[row]!
    this.value[to] = rows.value[row]!
    this.id[to] = rows.id[row]!
  }

  /** Everything of levels but side, price and quantity. */
  #fillLevels(from: number, to: number): void {
    this.kind.fill(eventKind.level, from, to)
    this.flags.fill(this.#rowFlags, from, to)
    this.instrument.fill(this.#instrument, from, to)
    this.exchangeTime.fill(this.#exchangeTime, from, to)
    this.localTime.fill(this.#localTime, from, to)
    this.sequence.fill(this.#sequence, from, to)
  }

  /** The same for few rows, where `fill` is slower than a loop. */
  #writeLevels(from: number, to: number): void {
    const { kind, flags, instrument, exchangeTime, localTime, sequence } = this
    const rowFlags = this.#rowFlags
    const rowInstrument = this.#instrument
    const rowExchangeTime = this.#exchangeTime
    const rowLocalTime = this.#localTime
    const rowSequence = this.#sequence
    for (let row = from; row < to; row++) {
      kind[row] = eventKind.level
      flags[row] = rowFlags
      instrument[row] = rowInstrument
    }
    for (let row = from; row < to; row++) {
      exchangeTime[row] = rowExchangeTime
      localTime[row] = rowLocalTime
      sequence[row] = rowSequence
    }
  }

  /** Forgets the rows from `length` on, and how many of them had a value or an id: who wrote those need not have told. */
  #keepBare(length: number): void {
    if (this.#bareTo < this.length) this.#bareFrom = Math.max(this.#bareFrom, this.length)
    this.#bareTo = Math.min(this.#bareTo, length)
    this.length = length
  }

  #addPriced(kind: EventKind, side: EventSide, price: number, quantity: number): void {
    this.#add(kind)
    const row = this.length - 1
    this.side[row] = side
    this.price[row] = price
    this.quantity[row] = quantity
  }

  #add(kind: EventKind): void {
    if (this.length === this.#capacity) this.#grow()
    const row = this.length++
    this.kind[row] = kind
    this.side[row] = 2
    this.flags[row] = this.#rowFlags
    this.instrument[row] = this.#instrument
    this.exchangeTime[row] = this.#exchangeTime
    this.localTime[row] = this.#localTime
    this.sequence[row] = this.#sequence
    this.price[row] = NaN
    this.quantity[row] = NaN
    this.value[row] = NaN
    this.id[row] = NaN
  }

  #grow(): void {
    this.#capacity *= 2
    this.kind = longerBytes(this.kind, this.#capacity)
    this.side = longerBytes(this.side, this.#capacity)
    this.flags = longerBytes(this.flags, this.#capacity)
    const instrument = new Uint16Array(this.#capacity)
    instrument.set(this.instrument)
    this.instrument = instrument
    this.exchangeTime = longer(this.exchangeTime, this.#capacity)
    this.localTime = longer(this.localTime, this.#capacity)
    this.sequence = longer(this.sequence, this.#capacity)
    this.price = longer(this.price, this.#capacity)
    this.quantity = longer(this.quantity, this.#capacity)
    this.value = longer(this.value, this.#capacity, NaN)
    this.id = longer(this.id, this.#capacity, NaN)
  }
}

/** Rows from which six calls of `fill` are quicker than a loop. */
const fillFrom = 24

function longer(column: Float64Array, capacity: number, beyond = 0): Float64Array {
  const grown = new Float64Array(capacity)
  grown.set(column)
  if (Number.isNaN(beyond)) grown.fill(NaN, column.length)
  return grown
}

function longerBytes(column: Uint8Array, capacity: number): Uint8Array {
  const grown = new Uint8Array(capacity)
  grown.set(column)
  return grown
}
