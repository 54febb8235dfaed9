import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { closeList, openList, openObject } from '../json-cursor.ts'
import { channel, type Part, type Protocol, type Routing } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { levels } from '../parts/levels.ts'
import { list, tuple } from '../parts/list.ts'
import { market, quote } from '../parts/market.ts'
import { object, seldom } from '../parts/object.ts'
import { price, quantity, side, trade } from '../parts/rows.ts'
import { checksum } from '../parts/sequence.ts'
import { symbol } from '../parts/symbol.ts'
import { constant, note } from '../parts/texts.ts'
import { latestTime, rowTime, time, type TimeFormat } from '../parts/time.ts'
import { byText } from '../routing.ts'
import type { Writing } from '../writing.ts'
import { krakenChecksum, krakenDepths } from './checksum.ts'

// Lists whose last two elements say what they are: `[992,{"b":[...],"c":"2583817756"},"book-1000","XMR/USD"]`.

const clock: TimeFormat = { unit: 'seconds', as: 'text', decimals: 6 }

/** A level has a time, the message has none: it is as late as its latest level. */
const level = tuple(price(stepText), quantity(stepText), latestTime(clock))

/** Bits of the sides that the book message being read has. */
let sidesSeen = 0

/** Levels under a key that says whether they are a snapshot's. */
function keyed(isSnapshot: boolean, bookSide: 0 | 1): Part {
  const part = levels(bookSide, level)
  return {
    isOptional: true,
    read(reading) {
      if (reading.isSnapshot !== isSnapshot) reading.tellSnapshot(isSnapshot)
      sidesSeen |= 1 << bookSide
      return part.read(reading)
    },
    write: (writing) => writing.isSnapshot() === isSnapshot && part.write(writing),
  }
}

const bothSides = 3

const sum = checksum('unsigned text')
const snapshotSides = object({ as: keyed(true, eventSide.ask), bs: keyed(true, eventSide.bid) })
const askChanges = object({ a: keyed(false, eventSide.ask), c: seldom(sum) })
const bidChanges = object({ b: keyed(false, eventSide.bid), c: seldom(sum) })
const askChangesAlone = object({ a: keyed(false, eventSide.ask) })
const anySides = object({
  as: keyed(true, eventSide.ask),
  bs: keyed(true, eventSide.bid),
  a: keyed(false, eventSide.ask),
  b: keyed(false, eventSide.bid),
  c: seldom(sum),
})

/** One object for one side, two for both; the checksum is in the last. */
const bookMessage: Part = {
  read(reading) {
    if (!reading.opens(openList) || !reading.skipValue()) return false
    let more = reading.more(closeList)
    sidesSeen = 0
    while (more === 1 && reading.peek() === openObject) {
      const sidesBefore = sidesSeen
      if (!anySides.read(reading)) return false
      if (sidesSeen === sidesBefore) return reading.fail('missing-field', reading.at - 1, 'no side')
      more = reading.more(closeList)
    }
    if (reading.isSnapshot === true && sidesSeen !== bothSides) {
      return reading.fail('missing-field', reading.at - 1, 'a snapshot of one side')
    }
    if (more !== 1) return reading.failHere('the name of the channel')
    if (!reading.scalar()) return false
    if (reading.more(closeList) !== 1) return reading.failHere('a pair')
    return symbol.read(reading) && (reading.more(closeList) === 0 || reading.failHere(']'))
  },
  write(writing) {
    writing.text += '[0,'
    for (const [index, part] of sidesOf(writing).entries()) {
      if (index > 0) writing.text += ','
      if (!part.write(writing)) return false
    }
    writing.text += ',"book-1000",'
    if (!symbol.write(writing)) return false
    writing.text += ']'
    return true
  },
}

function sidesOf(writing: Writing): readonly Part[] {
  if (writing.isSnapshot()) return [snapshotSides]
  const hasSide = (bookSide: number): boolean =>
    writing.rows.side.subarray(writing.start, writing.end).includes(bookSide)
  if (!hasSide(eventSide.bid)) return [askChanges]
  return hasSide(eventSide.ask) ? [askChangesAlone, bidChanges] : [bidChanges]
}

const book = channel({
  name: 'book',
  kinds: [eventKind.level],
  snapshot: 'told',
  shape: bookMessage,
})

const trades = channel({
  name: 'trade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: tuple(
    note('0'),
    list(
      trade(
        tuple(
          price(stepText),
          quantity(stepText),
          rowTime(clock),
          side({ '"b"': eventSide.buy, '"s"': eventSide.sell }),
          note('"l"'),
          note('""'),
        ),
      ),
    ),
    constant('trade'),
    symbol,
  ),
})

/** Price, whole lots, lots. */
const ticker = channel({
  name: 'ticker',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: market(
    tuple(
      note('0'),
      object({
        a: seldom(tuple(quote('askPrice', stepText), note('0'), quote('askQuantity', stepText))),
        b: seldom(tuple(quote('bidPrice', stepText), note('0'), quote('bidQuantity', stepText))),
      }),
      constant('ticker'),
      symbol,
    ),
  ),
})

const spread = channel({
  name: 'spread',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: market(
    tuple(
      note('0'),
      tuple(
        quote('bidPrice', stepText),
        quote('askPrice', stepText),
        time(clock),
        quote('bidQuantity', stepText),
        quote('askQuantity', stepText),
      ),
      constant('spread'),
      symbol,
    ),
  ),
})

const channels = { book, trade: trades, ticker, spread }

/** By the last but one element, up to a hyphen: `book-1000`. */
const byName: Routing = (reading) => {
  if (reading.peek() !== openList) return undefined
  reading.at++
  let name = ''
  let before = ''
  let more = 1
  while (more === 1) {
    const isText = reading.peek() === quoteMark
    if (!(isText ? reading.scalar() : reading.skipValue())) return undefined
    before = name
    name = isText ? reading.textOfScalar() : ''
    more = reading.more(closeList)
  }
  const [channelName] = before.split('-')
  return Object.entries(channels).find(([key]) => key === channelName)?.[1]
}

const quoteMark = 0x22

/**
 * Kraken spot, WebSocket v1, for old recordings: `book`, `trade`, `ticker` and `spread`.
 *
 * A message brings no number, only a checksum; a level that comes back into the depth subscribed to is sent again with
 * its old time (a fourth element `"r"`). The trade's side is the taker's.
 */
export const krakenV1: Protocol = {
  venue: 'kraken',
  numbering: 'unnumbered',
  checksum: krakenChecksum,
  depthTold: /"book-(\d+)"/,
  depths: krakenDepths,
  channels: [book, trades, ticker, spread],
  route: (reading) => {
    const start = reading.at
    const route = byName(reading)
    if (route !== undefined || reading.failed) return route
    reading.at = start
    return byEvent(reading)
  },
}

const byEvent = byText(['event'], {
  heartbeat: 'heartbeat',
  pong: 'heartbeat',
  systemStatus: 'acknowledgement',
  subscriptionStatus: 'acknowledgement',
})
