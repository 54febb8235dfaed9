import { utf8Bytes } from '../../core/utf8.ts'
import type { Part } from '../part.ts'
import { scanRestOfText, scanSymbol, type Hole } from '../scan.ts'

/** Whom the message, or what follows in it, is about. */
export const symbol: Part = { ...symbolWithin('', ''), template: [scanSymbol] }

/**
 * An element of a list that names its instrument itself: what the elements before were about is forgotten, so that no
 * price is read in another instrument's ticks. Where the name stands behind the prices the element is read twice.
 */
export function ofItsOwn(part: Part): Part {
  const read: Hole = (reading) => {
    const start = reading.at
    const wasPostponed = reading.isPostponed
    reading.turnToNobody()
    reading.isPostponed = false
    if (!part.read(reading)) return false
    if (reading.isPostponed && reading.listing !== undefined) {
      reading.at = start
      reading.isPostponed = false
      if (!part.read(reading)) return false
    }
    reading.isPostponed ||= wasPostponed
    return true
  }
  return { template: [read], read, write: (writing) => part.write(writing) }
}

/** The same where the symbol stands within a text: `symbolWithin('book.', '.raw')` in `book.BTC-PERPETUAL.raw`. */
export function symbolWithin(before: string, after: string): Part {
  const head = utf8Bytes(before)
  const tail = utf8Bytes(after)
  const read: Hole = (reading) => {
    if (!reading.scalar()) return false
    const { source, from, to } = reading
    const isWithin =
      reading.kind === 'text' &&
      to - from >= head.length + tail.length &&
      head.every((byte, at) => source[from + at] === byte) &&
      tail.every((byte, at) => source[to - tail.length + at] === byte)
    if (!isWithin) return reading.failAtScalar(`a symbol in "${before}...${after}"`)
    reading.turnToSymbol(from + head.length, to - tail.length)
    return true
  }
  return {
    template: [read],
    read,
    write(writing) {
      if (writing.listing === undefined) return false
      writing.text += JSON.stringify(before + writing.listing.symbol + after)
      return true
    },
  }
}

/**
 * A topic with the symbol in it, which another place of the message tells too. Of what stands before the symbol only
 * the part up to the first point is the channel's: `orderbook.50.` and `orderbook.200.` are one.
 */
export function symbolEcho(before: string, after: string): Part {
  const channel = before.slice(0, before.indexOf('.') + 1)
  const head = utf8Bytes(channel)
  return {
    template: [`"${channel}`, scanRestOfText],
    read(reading) {
      if (!reading.scalar()) return false
      const { source, from, to } = reading
      const begins = to - from > head.length && head.every((byte, at) => source[from + at] === byte)
      if (reading.kind === 'text' && begins) return true
      return reading.failAtScalar(`a text that begins with "${channel}"`)
    },
    write: symbolWithin(before, after).write,
  }
}

/** Between the first point of a text and its last: `ob.BTC_USDT.50`, `book.ETH-30JUL21-2800-C.raw`. */
export function symbolBetweenPoints(before: string, after: string): Part {
  const read: Hole = (reading) => {
    if (!reading.scalar()) return false
    const { source, from, to } = reading
    const first = source.indexOf(point, from)
    const last = source.lastIndexOf(point, to - 1)
    if (reading.kind !== 'text' || first < from || last <= first || last >= to) {
      return reading.failAtScalar(`a symbol in "${before}...${after}"`)
    }
    reading.turnToSymbol(first + 1, last)
    return true
  }
  return { template: [read], read, write: symbolWithin(before, after).write }
}

const point = 0x2e
