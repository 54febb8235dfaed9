import type { eventSide } from '../../core/events/event-codes.ts'
import type { Instrument } from '../../core/instrument.ts'
import { closeList, comma, openList } from '../json-cursor.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Hole } from '../scan.ts'
import { slot } from '../slots.ts'
import type { Writing } from '../writing.ts'
import { readPlainPairs } from '../plain-pairs.ts'
import { stepsJson, type DecimalFormat } from './decimals.ts'

type BookSide = typeof eventSide.bid | typeof eventSide.ask

/** Levels of one side, each a list that begins with price and quantity: `[["61737.63","0.014"],...]`. */
export function levelPairs(side: BookSide, format: DecimalFormat): Part {
  const read: Hole = (reading) => {
    if (!reading.isReady()) return reading.skipValue()
    return readPairs(reading, side, reading.listing!.instrument)
  }
  return {
    template: [{ read, compiled: { kind: 'pairs', side } }],
    read,
    write: (writing) => writing.writeLevels(side, () => writePair(writing, format)),
  }
}

/** Levels of one side, each whatever the part says: an object, or a list with more in it. */
export function levels(side: BookSide, part: Part): Part {
  return listOfRows(side, part, (reading) => addLevel(reading, side))
}

/** Orders of one side of an order-by-order book. */
export function orders(side: BookSide, part: Part): Part {
  return listOfRows(side, part, (reading) => {
    reading.beginsBookRows()
    const { out, numbers } = reading
    out.addOrder(side, numbers[slot.price]!, numbers[slot.quantity]!, numbers[slot.id]!)
  })
}

function listOfRows(side: BookSide, part: Part, add: (reading: Reading) => void): Part {
  const read: Hole = (reading) => {
    if (!reading.isReady()) return reading.skipValue()
    if (!reading.opens(openList)) return false
    let more = reading.closes(closeList) ? 0 : 1
    while (more === 1) {
      reading.startRow()
      if (!part.read(reading)) return false
      add(reading)
      more = reading.more(closeList)
    }
    return more === 0
  }
  return {
    template: [read],
    read,
    write: (writing) => writing.writeLevels(side, () => part.write(writing)),
  }
}

/** Reads the list: the plain pairs by the hundred, any other by itself. */
function readPairs(reading: Reading, side: BookSide, instrument: Instrument): boolean {
  if (!reading.opens(openList)) return false
  let more = reading.closes(closeList) ? 0 : 1
  while (more === 1) {
    if (reading.endsWithBracket && readPlainPairs(reading, side, instrument) === 1) return true
    if (reading.levelCount === reading.levels.sides.length) {
      reading.flushLevels()
      continue
    }
    if (!readPair(reading, instrument)) return false
    addLevel(reading, side)
    more = reading.more(closeList)
  }
  return more === 0
}

function addLevel(reading: Reading, side: BookSide): void {
  const { numbers } = reading
  reading.addLevel(side, numbers[slot.price]!, numbers[slot.quantity]!)
}

/** One pair however it is written. */
function readPair(reading: Reading, { tickSize, lotSize }: Instrument): boolean {
  if (!reading.opens(openList) || !reading.scalar()) return false
  reading.numbers[slot.price] = reading.stepsOfScalar(tickSize, 'price')
  if (reading.failed) return false
  if (reading.peek() !== comma) return reading.failHere(', and a quantity')
  reading.at++
  if (!reading.scalar()) return false
  if (!reading.isUnsigned()) return false
  reading.numbers[slot.quantity] = reading.stepsOfScalar(lotSize, 'quantity')
  if (reading.failed) return false
  let more = reading.more(closeList)
  while (more === 1) more = reading.skipValue() ? reading.more(closeList) : -1
  return more === 0
}

function writePair(writing: Writing, format: DecimalFormat): boolean {
  const { rows, row, listing } = writing
  if (listing === undefined) return false
  const { tickSize, lotSize } = listing.instrument
  const price = stepsJson(rows.price[row]!, tickSize, format)
  writing.text += `[${price},${stepsJson(rows.quantity[row]!, lotSize, format)}]`
  return true
}
