import { channel, type Channel, type Part, type Routing } from '../part.ts'
import { coverageBehind } from '../parts/coverage.ts'
import { object, seldom } from '../parts/object.ts'
import { first, last } from '../parts/sequence.ts'
import { symbolBetweenPoints } from '../parts/symbol.ts'
import { constant, echo, note } from '../parts/texts.ts'
import { milliseconds, seconds, sentTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf, type Cases } from '../routing.ts'
import { eventKind } from '../../core/events/event-codes.ts'

// What Gate.io's spot and futures say alike.

/** `{"time":1619093532,"channel":"spot.trades","event":"update","result":...}`; `time_ms` came in 2022. */
export function message(name: string, result: Part, event = 'update'): Part {
  return object({
    time: sentTime(seconds),
    time_ms: seldom(sentTime(milliseconds)),
    channel: constant(name),
    event: constant(event),
    result,
  })
}

/** `full` is there in a snapshot and not in a change, before the symbol. */
const full: Part = {
  isOptional: true,
  read(reading) {
    reading.tellSnapshot(true)
    return reading.skipValue()
  },
  write(writing) {
    writing.text += 'true'
    return writing.isSnapshot()
  },
}

/** The digits at the end of its name: 50 levels, or 400. */
const obuCoverage = coverageBehind('"ob.', '.')

const name = symbolBetweenPoints('ob.', '.50')

/** `ob.BTC_USDT.50`. */
const bookName: Part = {
  read(reading) {
    if (reading.isSnapshot === undefined) reading.tellSnapshot(false)
    return name.read(reading)
  },
  write: name.write,
}

/** The order book that begins with its own snapshot (`spot.obu`, `futures.obu`). */
export function bookWithSnapshot(
  channelName: string,
  sides: Readonly<Record<'b' | 'a', Part>>,
): Channel {
  const book = object({
    t: time(milliseconds),
    full,
    s: bookName,
    U: seldom(first),
    u: last,
    ...sides,
  })
  return channel({
    name: channelName,
    kinds: [eventKind.level],
    snapshot: 'told',
    coverage: obuCoverage,
    shape: message(channelName, book),
  })
}

/** By channel; what is no update and no snapshot answers a request. */
export function routeByChannel(pong: string, channels: Cases, snapshot: Channel): Routing {
  const updates = byText(['channel'], channels)
  return firstOf(
    byText(['event'], {
      update: updates,
      all: updates,
      subscribe: 'acknowledgement',
      unsubscribe: 'acknowledgement',
      '': byText(['channel'], { [pong]: 'heartbeat' }),
    }),
    byKey({ asks: snapshot }),
  )
}

/** Keys of a message that repeats Binance's, of no interest here. */
export const binanceLike: Readonly<Record<'e' | 'E', Part>> = {
  e: note('"depthUpdate"'),
  E: echo(time(seconds)),
}
