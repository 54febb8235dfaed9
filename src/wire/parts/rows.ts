import { readSteps } from '../../core/decimal-steps.ts'
import { eventSide, type EventSide } from '../../core/events/event-codes.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Hole } from '../scan.ts'
import { slot } from '../slots.ts'
import type { Writing } from '../writing.ts'
import { stepsJson, type DecimalFormat } from './decimals.ts'
import { choice } from './texts.ts'

/** Price of a level, trade or order, in ticks. */
export function price(format: DecimalFormat): Part {
  return stepsPart('price', format)
}

/** Quantity of a level, trade or order, in lots. */
export function quantity(format: DecimalFormat): Part {
  return stepsPart('quantity', format)
}

/** Quantity whose sign is the side: sold below zero (Gate.io's perpetuals). */
export function signedQuantity(format: DecimalFormat): Part {
  return {
    template: [readSignedQuantity],
    read: readSignedQuantity,
    write(writing) {
      const { rows, row, listing } = writing
      const size = rows.quantity[row]!
      if (listing === undefined || Number.isNaN(size)) return false
      const lots = rows.side[row] === eventSide.sell ? -size : size
      writing.text += stepsJson(lots, listing.instrument.lotSize, format)
      return true
    },
  }
}

/** Side of a level, trade or order: `{ '"buy"': eventSide.buy, '"sell"': eventSide.sell }`. */
export function side(meanings: Readonly<Record<string, EventSide>>): Part {
  const sides = choice(meanings)
  const read: Hole = (reading) => {
    const found = sides.read(reading)
    if (found !== undefined) reading.side = found
    return found !== undefined
  }
  return {
    template: [read],
    read,
    write(writing) {
      const json = sides.jsonOf(writing.rows.side[writing.row]! as EventSide)
      if (json !== undefined) writing.text += json
      return json !== undefined
    },
  }
}

/** Id of a trade or order where it is a whole number that a double can count; another kind of id is passed over. */
export function id(as: 'number' | 'text'): Part {
  return {
    isOptional: true,
    template: [as === 'number' ? { slot: slot.id, scale: 1 } : readId],
    read: readId,
    write(writing) {
      const value = writing.rows.id[writing.row]!
      if (Number.isNaN(value)) return false
      writing.text += as === 'text' ? `"${value}"` : String(value)
      return true
    },
  }
}

/** A level whose side stands in it (Coinbase). */
export function sidedLevel(part: Part): Part {
  return rowPart(part, (reading) => {
    const { numbers } = reading
    if (reading.isReady()) {
      reading.addLevel(reading.side, numbers[slot.price]!, numbers[slot.quantity]!)
    }
  })
}

/** A trade. */
export function trade(part: Part): Part {
  return rowPart(part, (reading) => {
    if (!reading.beginsRow()) return
    const { out, numbers } = reading
    out.stamp(timeOfRow(numbers))
    out.addTrade(reading.side, numbers[slot.price]!, numbers[slot.quantity]!, numbers[slot.id]!)
  })
}

/** A forced order. */
export function liquidation(part: Part): Part {
  return rowPart(part, (reading) => {
    if (!reading.beginsRow()) return
    const { out, numbers } = reading
    out.stamp(timeOfRow(numbers))
    out.addLiquidation(reading.side, numbers[slot.price]!, numbers[slot.quantity]!)
  })
}

/** An order of an order-by-order book. */
export function order(part: Part): Part {
  return rowPart(part, (reading) => {
    if (!reading.isReady()) return
    reading.beginsBookRows()
    const { out, numbers } = reading
    out.addOrder(reading.side, numbers[slot.price]!, numbers[slot.quantity]!, numbers[slot.id]!)
  })
}

function readSignedQuantity(reading: Reading): boolean {
  if (!reading.readSteps(slot.quantity, 'quantity')) return false
  const lots = reading.numbers[slot.quantity]!
  reading.side = lots < 0 ? eventSide.sell : eventSide.buy
  reading.numbers[slot.quantity] = Math.abs(lots)
  return true
}

function readId(reading: Reading): boolean {
  if (!reading.scalar()) return false
  reading.numbers[slot.id] = readSteps(reading.source, reading.from, reading.to, one)
  return true
}

const one = { units: 1, decimals: 0 }

/** A row's own time, or that of its message as far as it is known. */
function timeOfRow(numbers: Float64Array): number {
  const time = numbers[slot.rowTime]!
  return Number.isNaN(time) ? numbers[slot.exchangeTime]! : time
}

/** What tells one row: forgets the row before, reads its parts, adds it; and writes the row being told. */
function rowPart(part: Part, add: (reading: Reading) => void): Part {
  const finish: Hole = (reading) => {
    add(reading)
    return true
  }
  return {
    ...(part.template === undefined ? {} : { template: [startRow, ...part.template, finish] }),
    read: (reading) => startRow(reading) && part.read(reading) && finish(reading),
    write(writing) {
      if (writing.row >= writing.end || !part.write(writing)) return false
      writing.next()
      return true
    },
  }
}

function startRow(reading: Reading): boolean {
  reading.startRow()
  return true
}

function stepsPart(name: 'price' | 'quantity', format: DecimalFormat): Part {
  const read: Hole = (reading) =>
    reading.readSteps(slot[name], name) && (name === 'price' || reading.isUnsigned())
  return {
    template: [read],
    read,
    write: (writing) => writeStepsOf(writing, name, format),
  }
}

function writeStepsOf(
  writing: Writing,
  name: 'price' | 'quantity',
  format: DecimalFormat,
): boolean {
  const steps = writing.rows[name][writing.row]!
  if (writing.listing === undefined || Number.isNaN(steps)) return false
  const { tickSize, lotSize } = writing.listing.instrument
  writing.text += stepsJson(steps, name === 'price' ? tickSize : lotSize, format)
  return true
}
