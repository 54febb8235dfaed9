import { readDouble } from '../../core/decimal-text.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { Part } from '../part.ts'
import type { Reading } from '../reading.ts'
import type { Hole } from '../scan.ts'
import { slot } from '../slots.ts'
import type { Writing } from '../writing.ts'
import { plainDecimal, stepsJson, type DecimalFormat } from './decimals.ts'
import { readTime, timeJson, type TimeFormat } from './time.ts'

/**
 * Best prices and other values of one instrument that stand in one object: whichever are there, in this order whatever
 * the object's. A side that is not told is as it was, and no row; a best price of zero is a venue's word for an empty
 * side, and a row without a price.
 */
export function market(part: Part): Part {
  return {
    ...(part.template === undefined ? {} : { template: [start, ...part.template, finish] }),
    read: (reading) => start(reading) && part.read(reading) && finish(reading),
    write(writing) {
      const end = endOfMarket(writing)
      if (end === writing.row || !part.write(writing)) return false
      while (writing.row < end) writing.next()
      return true
    },
  }
}

/** The same where it must be there: quantities that are not known are zero. */
export function quoteOrZero(name: QuotePart, format: DecimalFormat): Part {
  const { template, read, write } = quote(name, format)
  return {
    template: template!,
    read,
    write(writing) {
      if (write(writing)) return true
      // What is not told cannot be left out here, and zero would say that nobody quotes there.
      if (writing.listing === undefined || rowOf(writing, kindOf(name)) < 0) return false
      const { tickSize, lotSize } = writing.listing.instrument
      writing.text += stepsJson(0, name.endsWith('Price') ? tickSize : lotSize, format)
      return true
    },
  }
}

type ValuePart = 'mark' | 'index' | 'fundingRate' | 'openInterest'
type QuotePart = 'bidPrice' | 'bidQuantity' | 'askPrice' | 'askQuantity'

/** A best price or its quantity. */
export function quote(name: QuotePart, format: DecimalFormat): Part {
  const of = name.endsWith('Price') ? 'price' : 'quantity'
  const read: Hole = (reading) =>
    reading.readSteps(slot[name], of) && (of === 'price' || reading.isUnsigned())
  const kind = kindOf(name)
  return {
    isOptional: true,
    template: [read],
    read,
    write(writing) {
      const row = rowOf(writing, kind)
      if (row < 0 || writing.listing === undefined) return false
      const isEmpty = Number.isNaN(writing.rows.price[row]!)
      const steps = isEmpty ? 0 : writing.rows[of][row]!
      if (Number.isNaN(steps)) return false
      const { tickSize, lotSize } = writing.listing.instrument
      writing.text += stepsJson(steps, of === 'price' ? tickSize : lotSize, format)
      return true
    },
  }
}

/** A side that has a place of its own, where nothing at all (`[]`, `null`) says that nobody quotes there. */
export function sideOrNothing(side: 'bid' | 'ask', part: Part, nothing: string): Part {
  const kind = side === 'bid' ? eventKind.quoteBid : eventKind.quoteAsk
  const place = slot[`${side}Price`]
  const read: Hole = (reading) => {
    if (!part.read(reading)) return false
    if (Number.isNaN(reading.numbers[place]!)) reading.numbers[place] = 0
    return true
  }
  return {
    ...(part.template === undefined ? {} : { template: [read] }),
    read,
    write(writing) {
      const row = rowOf(writing, kind)
      if (row < 0) return false
      if (!Number.isNaN(writing.rows.price[row]!)) return part.write(writing)
      writing.text += nothing
      return true
    },
  }
}

/** Mark, index, funding rate or open interest: a number that is on no grid. */
export function value(name: ValuePart, as: 'number' | 'text'): Part {
  const read: Hole = (reading) => {
    if (!reading.scalar()) return false
    const number = readDouble(reading.source, reading.from, reading.to)
    reading.numbers[slot[name]] = number
    return !Number.isNaN(number) || reading.failAtScalar('a number')
  }
  return {
    isOptional: true,
    template: [read],
    read,
    write(writing) {
      const row = rowOf(writing, eventKind[name])
      if (row < 0) return false
      const text = plainDecimal(writing.rows.value[row]!)
      writing.text += as === 'text' ? `"${text}"` : text
      return true
    },
  }
}

/** When the stated funding rate settles; zero is a venue's word for an instrument without funding. */
export function fundingTime(format: TimeFormat): Part {
  const read: Hole = (reading) => {
    const micros = readTime(reading, format.unit)
    if (micros > 0) reading.numbers[slot.fundingTime] = micros
    return !Number.isNaN(micros)
  }
  return {
    isOptional: true,
    template: [read],
    read,
    write(writing) {
      const row = rowOf(writing, eventKind.fundingTime)
      if (row < 0) return false
      writing.text += timeJson(writing.rows.value[row]!, format)
      return true
    },
  }
}

const valueNames = ['mark', 'index', 'fundingRate', 'fundingTime', 'openInterest'] as const

function start(reading: Reading): boolean {
  reading.startMarket()
  return true
}

function finish(reading: Reading): boolean {
  if (!reading.beginsRow()) return true
  const { out, numbers } = reading
  // Each of several in a list has its own.
  out.stamp(numbers[slot.exchangeTime]!)
  const bid = numbers[slot.bidPrice]!
  const ask = numbers[slot.askPrice]!
  if (bid === 0) out.addQuoteBid(NaN, NaN)
  else if (!Number.isNaN(bid)) out.addQuoteBid(bid, numbers[slot.bidQuantity]!)
  if (ask === 0) out.addQuoteAsk(NaN, NaN)
  else if (!Number.isNaN(ask)) out.addQuoteAsk(ask, numbers[slot.askQuantity]!)
  for (const name of valueNames) {
    const number = numbers[slot[name]]!
    if (!Number.isNaN(number)) out.addValue(eventKind[name], number)
  }
  return true
}

function kindOf(name: QuotePart): QuoteKind {
  return name.startsWith('bid') ? eventKind.quoteBid : eventKind.quoteAsk
}

type QuoteKind = typeof eventKind.quoteBid | typeof eventKind.quoteAsk

/** The row behind those that one object tells: of one instrument, each kind once. */
function endOfMarket({ rows, row, end }: Writing): number {
  let seen = 0
  let next = row
  for (; next < end && rows.instrument[next] === rows.instrument[row]; next++) {
    const bit = 1 << rows.kind[next]!
    if ((bit & marketKinds) === 0 || (bit & seen) !== 0) break
    seen |= bit
  }
  return next
}

/** Bits of the kinds that one object tells together. */
const marketKinds = (['quoteBid', 'quoteAsk', ...valueNames] as const).reduce(
  (bits, name) => bits | (1 << eventKind[name]),
  0,
)

/** The row of a kind among those being told; -1 when there is none. */
function rowOf(writing: Writing, kind: number): number {
  const end = endOfMarket(writing)
  for (let row = writing.row; row < end; row++) if (writing.rows.kind[row] === kind) return row
  return -1
}
