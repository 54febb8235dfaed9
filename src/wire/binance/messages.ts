import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type CoverageTold, type Part, type Routing } from '../part.ts'
import type { DecimalFormat } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { quoteOrZero } from '../parts/market.ts'
import { object } from '../parts/object.ts'
import { side } from '../parts/rows.ts'
import { last } from '../parts/sequence.ts'
import { byTextElseKey } from '../routing.ts'
import { enveloped, levelsOfStream, symbolOfStream } from './envelope.ts'

// What Binance's three markets say alike.

/** `m`: is the buyer the maker? Then the aggressor sold. */
export const buyerIsMaker: Part = side({ true: eventSide.sell, false: eventSide.buy })

/** What changed on both sides: `"b":[["61737.63","0.014"]],"a":[]`. */
export function changedLevels(format: DecimalFormat): Readonly<Record<'b' | 'a', Part>> {
  return { b: levelPairs(eventSide.bid, format), a: levelPairs(eventSide.ask, format) }
}

/** The four best values: `"b":"61800.20","B":"2.507","a":"61800.30","A":"2.510"`. */
export function bestQuotes(format: DecimalFormat): Readonly<Record<'b' | 'B' | 'a' | 'A', Part>> {
  return {
    b: quoteOrZero('bidPrice', format),
    B: quoteOrZero('bidQuantity', format),
    a: quoteOrZero('askPrice', format),
    A: quoteOrZero('askQuantity', format),
  }
}

/**
 * A whole book or its best levels: the answer of `/depth`, and the stream `@depth20`. Only COIN-M's names its
 * instrument; else it comes with the frame, or from the stream's name.
 */
export function depthSnapshot(
  format: DecimalFormat,
  head: Readonly<Record<string, Part>>,
): Channel {
  const book = object({
    lastUpdateId: last,
    ...head,
    bids: levelPairs(eventSide.bid, format),
    asks: levelPairs(eventSide.ask, format),
  })
  return channel({
    name: 'depth snapshot',
    kinds: [eventKind.level],
    snapshot: 'always',
    coverage: snapshotCoverage,
    shape: enveloped(book, symbolOfStream),
  })
}

/** An answer over REST is what the changes build on, unless it is as short as the messages of `@depth5|10|20`. */
const snapshotCoverage: CoverageTold = (reading, row) => {
  const levels = levelsOfStream(reading)
  if (!Number.isNaN(levels)) return levels
  const { kind, side: sides, length } = reading.out
  let bids = 0
  let asks = 0
  for (let k = row; k < length; k++) {
    if (kind[k] !== eventKind.level) continue
    if (sides[k] === eventSide.bid) bids++
    else asks++
  }
  return bids === asks && shortLevels.includes(bids) ? bids : Infinity
}

const shortLevels: readonly number[] = [5, 10, 20]

/** By the event's name; what has none is told by its keys. */
export function byEvent(
  events: Readonly<Record<string, Channel | Routing>>,
  others: Readonly<Record<string, Channel>>,
): Routing {
  const keys = {
    ...others,
    result: 'acknowledgement',
    error: 'acknowledgement',
    code: 'acknowledgement',
  } as const
  return byTextElseKey('e', events, keys)
}
