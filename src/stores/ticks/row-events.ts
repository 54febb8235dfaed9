import { decimalOfSteps } from '../../core/decimal-steps.ts'
import { exactPowersOfTen } from '../../core/decimal-text.ts'
import { eventFlag, eventKind, eventSide, type EventSide } from '../../core/events/event-codes.ts'
import type { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { decimalSlots, levelSlot, numberSlots } from './cell-plan.ts'
import type { ImportedInstrument } from './imported-instruments.ts'
import { MessageState } from './message-state.ts'
import type { RowCells } from './row-cells.ts'
import { orderEvents } from './cell-scanner.ts'
import type { StepFinder } from './step-finder.ts'
import type { TickLayout } from './tick-layout.ts'
import { TradeSides } from './trade-sides.ts'

/** Why a row, each cell of which is well-formed, is none. */
export interface RowFault {
  readonly expected: string
  readonly came: string
  /** Which cell it is: the slot of a decimal, or the side. */
  readonly cell?: number | 'side'
}

/** One row on its way to events. */
export interface RowAtHand {
  readonly cells: RowCells
  /** The instrument of the row; of numbered columns, of each number. */
  readonly instruments: readonly ImportedInstrument[]
  readonly localTime: Instant
  readonly exchangeTime: number
}

/**
 * Turns rows into events, and knows where a message ends.
 *
 * Prices and quantities are appended in the steps of their instruments as they are then; when a finer one comes, the
 * rows that are still at hand are brought to it.
 */
export class RowEvents {
  readonly message: MessageState = new MessageState()
  fault: RowFault | undefined
  /** Books that began without a snapshot. */
  unknownStarts = 0

  readonly #layout: TickLayout
  readonly #hasOwnTimes: boolean
  readonly #out: EventColumns
  /** The instruments whose last row was in a snapshot. */
  readonly #inSnapshot = new Set<number>()
  readonly #tradeSides = new TradeSides()

  constructor(layout: TickLayout, out: EventColumns) {
    this.#layout = layout
    this.#hasOwnTimes = layout.shape === 'trade' || layout.shape === 'liquidation'
    this.#out = out
  }

  /** Would this row begin a message? Then what came before is whole. */
  begins({ cells, instruments, localTime, exchangeTime }: RowAtHand): boolean {
    const { message } = this
    if (!message.isOpen || this.#layout.message === 'row') return true
    if (localTime !== message.localTime) return true
    if (instruments[0]!.index !== message.instrument) return true
    // Of trades each has its own time at the venue.
    const isPart = this.#hasOwnTimes || exchangeTime === message.exchangeTime
    if (!isPart && !(Number.isNaN(exchangeTime) && Number.isNaN(message.exchangeTime))) return true
    return cells.numbers[numberSlots.isSnapshot] !== message.isSnapshot
  }

  /** Ends the message at hand. */
  end(): void {
    const { length, flags } = this.#out
    if (this.message.isOpen && length > 0) flags[length - 1]! |= eventFlag.endsMessage
    this.message.isOpen = false
  }

  /**
   * Appends the events of a row; where it begins a message, the one before has been ended.
   *
   * @returns false when the row is none: see `fault`
   */
  add(row: RowAtHand): boolean {
    this.fault = undefined
    if (!this.message.isOpen) this.#begin(row)
    switch (this.#layout.shape) {
      case 'level':
        return this.#addLevel(row)
      case 'book':
        return this.#addBook(row)
      case 'trade':
      case 'liquidation':
        return this.#addTrade(row)
      case 'quote':
        return this.#addQuotes(row)
      case 'quoteSide':
        return this.#addQuoteSide(row)
      case 'values':
        return this.#addValues(row)
      case 'order':
        return this.#addOrder(row)
    }
  }

  #begin({ cells, instruments, localTime, exchangeTime }: RowAtHand): void {
    const { message } = this
    const instrument = instruments[0]!.index
    message.isOpen = true
    message.instrument = instrument
    message.localTime = localTime
    message.exchangeTime = exchangeTime
    message.isSnapshot = cells.numbers[numberSlots.isSnapshot]!
    message.count++
    this.#out.begin(instrument, localTime, exchangeTime, cells.numbers[numberSlots.sequence]!)
    this.#beginBook(instruments[0]!)
    if (this.#layout.shape !== 'level') return
    if (message.isSnapshot !== 1) {
      if (this.#inSnapshot.size > 0) this.#inSnapshot.delete(instrument)
    } else if (this.#inSnapshot.has(instrument)) {
      // A snapshot may come in several messages; the first of them clears the book.
      this.#out.continueSnapshot()
    } else {
      this.#inSnapshot.add(instrument)
      this.#out.addClear()
    }
  }

  /** A book of changes that begins without a snapshot begins empty, which is counted: what was there is not known. */
  #beginBook(instrument: ImportedInstrument): void {
    const { shape } = this.#layout
    if ((shape !== 'level' && shape !== 'order') || instrument.hasBook) return
    instrument.hasBook = true
    if (this.message.isSnapshot === 1) return
    this.unknownStarts++
    this.#out.addClear()
    this.#out.turnTo(instrument.index)
  }

  #addLevel({ cells, instruments: [instrument] }: RowAtHand): boolean {
    const side = cells.numbers[numberSlots.side]!
    if (side === eventSide.unknown) return this.#refuse('bid or ask', 'no side', 'side')
    const price = this.#price(cells, decimalSlots.price, instrument!)
    const quantity = this.#quantity(cells, decimalSlots.quantity, instrument!)
    this.#out.addLevel(side as EventSide, price, quantity)
    return this.#isSound(cells)
  }

  #addBook({ cells, instruments: [instrument] }: RowAtHand): boolean {
    this.#out.addClear()
    const levels = Math.floor(cells.decimals.length / 4)
    for (const side of [eventSide.bid, eventSide.ask] as const) {
      const [priceRole, quantityRole] =
        side === eventSide.bid
          ? (['bidPrice', 'bidQuantity'] as const)
          : (['askPrice', 'askQuantity'] as const)
      for (let level = 0; level < levels; level++) {
        const slot = levelSlot(priceRole, level)
        if (cells.decimals[slot] === -1) continue
        const price = this.#price(cells, slot, instrument!)
        const quantity = this.#quantity(cells, levelSlot(quantityRole, level), instrument!)
        if (Number.isNaN(quantity)) {
          return this.#refuse('a quantity', 'an empty cell', levelSlot(quantityRole, level))
        }
        // Nobody rests there: a book that is filled up with zeros.
        if (quantity !== 0) this.#out.addLevel(side, price, quantity)
        if (!this.#isSound(cells, slot, levelSlot(quantityRole, level))) return false
      }
    }
    return true
  }

  #addTrade({ cells, instruments: [instrument], exchangeTime }: RowAtHand): boolean {
    const side = cells.numbers[numberSlots.side] as EventSide
    const price = this.#price(cells, decimalSlots.price, instrument!)
    const quantity = this.#quantity(cells, decimalSlots.quantity, instrument!)
    this.#out.stamp(exchangeTime)
    if (this.#layout.shape === 'liquidation') this.#out.addLiquidation(side, price, quantity)
    else this.#out.addTrade(side, price, quantity, cells.numbers[numberSlots.id]!)
    return this.#isSound(cells)
  }

  /** Both sides of one quote, or of one quote an instrument. */
  #addQuotes({ cells, instruments }: RowAtHand): boolean {
    for (const [k, instrument] of instruments.entries()) {
      if (k > 0) this.#out.turnTo(instrument.index)
      const bid = this.#price(cells, levelSlot('bidPrice', k), instrument)
      const bidQuantity = this.#quantity(cells, levelSlot('bidQuantity', k), instrument)
      // Appended before the ask is read: a finer step refines what stands in the columns, and nothing else.
      this.#out.addQuoteBid(bid, bidQuantity)
      const ask = this.#price(cells, levelSlot('askPrice', k), instrument)
      const askQuantity = this.#quantity(cells, levelSlot('askQuantity', k), instrument)
      this.#out.addQuoteAsk(ask, askQuantity)
      if (this.fault !== undefined) return false
    }
    return true
  }

  #addQuoteSide({ cells, instruments: [instrument] }: RowAtHand): boolean {
    const side = cells.numbers[numberSlots.side]!
    if (side === eventSide.unknown) return this.#refuse('bid or ask', 'no side', 'side')
    const price = this.#price(cells, decimalSlots.price, instrument!)
    const quantity = this.#quantity(cells, decimalSlots.quantity, instrument!)
    if (side === eventSide.bid) this.#out.addQuoteBid(price, quantity)
    else this.#out.addQuoteAsk(price, quantity)
    return this.#isSound(cells)
  }

  #addValues({ cells: { numbers } }: RowAtHand): boolean {
    for (const name of ['mark', 'index', 'fundingRate', 'fundingTime', 'openInterest'] as const) {
      const value = numbers[numberSlots[name]]!
      if (!Number.isNaN(value)) this.#out.addValue(eventKind[name], value)
    }
    const poolTick = numbers[numberSlots.poolTick]!
    // Token 0 has 6 decimals and token 1 has 18: 1.0001^tick units of the one for a unit of the other.
    if (!Number.isNaN(poolTick)) this.#out.addValue(eventKind.mark, 1e12 / 1.0001 ** poolTick)
    return true
  }

  #addOrder(row: RowAtHand): boolean {
    const { cells, instruments, localTime } = row
    const instrument = instruments[0]!
    const side = cells.numbers[numberSlots.side] as EventSide
    const price = this.#price(cells, decimalSlots.price, instrument)
    const quantity = this.#quantity(cells, decimalSlots.quantity, instrument)
    const id = cells.numbers[numberSlots.id]!
    const event = cells.numbers[numberSlots.orderEvent]!
    const units = {
      price: unitsOf(cells, decimalSlots.price),
      quantity: unitsOf(cells, decimalSlots.quantity),
    }
    if (event === orderEvents.trade) {
      const aggressor = this.#tradeSides.aggressorOf({ ...units, localTime })
      this.#out.addTrade(aggressor, price, quantity, id)
      return this.#isSound(cells)
    }
    if (side === eventSide.unknown) return this.#refuse('bid or ask', 'no side', 'side')
    const isGone = event === orderEvents.deleted
    const order = { id, side, price: units.price, quantityLeft: units.quantity, localTime }
    if (event === orderEvents.created) this.#tradeSides.place(order)
    else this.#tradeSides.change(order, isGone)
    // What was left of an order when it was deleted is not left any more.
    this.#out.addOrder(side, price, isGone ? 0 : quantity, id)
    return this.#isSound(cells)
  }

  /** The ticks of a price; NaN, without fault, where it is missing. */
  #price(cells: RowCells, slot: number, instrument: ImportedInstrument): number {
    const decimals = cells.decimals[slot]!
    if (decimals < 0) return NaN
    const steps = instrument.prices.stepsOf(cells.mantissas[slot]!, decimals)
    const isPlain = instrument.prices.factor === 1 && !Number.isNaN(steps)
    return isPlain ? steps : this.#refined('price', steps, instrument, { cells, slot })
  }

  /** The lots of a quantity; NaN, without fault, where it is missing. */
  #quantity(cells: RowCells, slot: number, instrument: ImportedInstrument): number {
    const decimals = cells.decimals[slot]!
    if (decimals < 0) return NaN
    const steps = instrument.quantities.stepsOf(cells.mantissas[slot]!, decimals)
    const isPlain = instrument.quantities.factor === 1 && !Number.isNaN(steps)
    return isPlain ? steps : this.#refined('quantity', steps, instrument, { cells, slot })
  }

  /** The first price or quantity on a finer grid, or one that is on none. */
  #refined(
    column: 'price' | 'quantity',
    steps: number,
    instrument: ImportedInstrument,
    { cells, slot }: DecimalCell,
  ): number {
    const finder: StepFinder = column === 'price' ? instrument.prices : instrument.quantities
    if (finder.factor !== 1 && !this.#refine(instrument.index, column, finder.factor)) {
      this.#refuse(`a ${column} in whose steps those before it count`, textOf(cells, slot), slot)
    }
    if (Number.isNaN(steps)) {
      const step = decimalOfSteps(1, finder.step)
      const expected = `a ${column} that is a whole number of ${step}, below 2^53 of them`
      this.#refuse(expected, textOf(cells, slot), slot)
    }
    return steps
  }

  /** @returns false when what came before is beyond 2^53 of the finer steps */
  #refine(instrument: number, column: 'price' | 'quantity', factor: number): boolean {
    const out = this.#out
    let isCountable = true
    for (let row = 0; row < out.length; row++) {
      if (out.instrument[row] !== instrument) continue
      const refined = out[column][row]! * factor
      out[column][row] = refined
      if (refined > Number.MAX_SAFE_INTEGER) isCountable = false
    }
    return isCountable
  }

  #isSound(
    cells: RowCells,
    priceSlot: number = decimalSlots.price,
    quantitySlot: number = decimalSlots.quantity,
  ): boolean {
    // Missing is NaN, which is neither.
    const price = cells.mantissas[priceSlot]!
    const quantity = cells.mantissas[quantitySlot]!
    if (quantity < 0) {
      return this.#refuse('a quantity of 0 or more', textOf(cells, quantitySlot), quantitySlot)
    }
    // Some venues tell no price of a liquidation.
    if (price <= 0 && quantity !== 0 && this.#layout.shape !== 'liquidation') {
      return this.#refuse('a price above 0', textOf(cells, priceSlot), priceSlot)
    }
    return this.fault === undefined
  }

  #refuse(expected: string, came: string, cell: number | 'side'): false {
    this.fault ??= { expected, came, cell }
    return false
  }
}

/** A cell that holds a decimal. */
interface DecimalCell {
  readonly cells: RowCells
  readonly slot: number
}

/** The double nearest to a cell, whatever the step of its instrument. */
function unitsOf({ mantissas, decimals }: RowCells, slot: number): number {
  return mantissas[slot]! / exactPowersOfTen[decimals[slot]!]!
}

function textOf({ mantissas, decimals }: RowCells, slot: number): string {
  return decimalOfSteps(mantissas[slot]!, { units: 1, decimals: decimals[slot]! })
}
