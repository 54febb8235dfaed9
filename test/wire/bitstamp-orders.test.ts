import { expect, test } from 'vitest'
import { InstrumentBook } from '../../src/book/instrument-book.ts'
import { decimalOfSteps } from '../../src/core/decimal-steps.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { orderEvents, sideSnapshots, type OrderEvent } from '../book/bitstamp-orders.ts'
import { needs } from '../need.ts'
import { feedOf } from './feed-fixtures.ts'

/** The log begins in the midst of the market: by then all but a few of the orders placed before it are gone. */
const warmUpMilliseconds = 100 * 60_000
const steps = ['0.01', '0.00000001'] as const

// The log keeps what the messages said, not their bytes, so that they are put into the protocol's words here.
test('messages of single orders make the ten levels that the venue itself published', (context) => {
  needs('data', context)
  const { codec } = feedOf('bitstamp', { btcusd: steps })
  const book = new InstrumentBook()
  const rows = new EventColumns()
  rows.begin(1, 0 as Instant, NaN, NaN)
  rows.addClear()
  book.apply(rows, 0)
  const events = orderEvents().filter(({ side }) => side !== undefined)
  const warm = events[0]!.milliseconds + warmUpMilliseconds
  let applied = 0
  let compared = 0
  let equal = 0
  let faults = 0
  for (const { milliseconds, side, prices, quantities } of sideSnapshots()) {
    for (; applied < events.length && events[applied]!.milliseconds <= milliseconds; applied++) {
      const bytes = utf8Bytes(messageOf(events[applied]!))
      rows.empty()
      const frame = {
        bytes,
        start: 0,
        end: bytes.length,
        localTime: (milliseconds * 1000) as Instant,
      }
      if (codec.decode(frame, rows).kind !== 'decoded' || rows.length !== 1) faults++
      book.apply(rows, 0)
    }
    if (milliseconds < warm) continue
    compared += prices.length
    equal += prices.filter(
      (price, k) => book.levels.quantityAt(side, price) === quantities[k],
    ).length
  }
  // The same figures as of the log read without messages: docs/results/books.md says what is missing, and why.
  expect({ faults, compared, equal }).toEqual({ faults: 0, compared: 40_120, equal: 40_044 })
})

/** An order's event in the words of WebSocket v2. */
function messageOf({ milliseconds, kind, id, side, price, quantity }: OrderEvent): string {
  const data = {
    id,
    id_str: String(id),
    order_type: side === eventSide.bid ? 0 : 1,
    datetime: String(Math.floor(milliseconds / 1000)),
    microtimestamp: `${milliseconds}000`,
    amount_str: decimalOfSteps(quantity, { units: 1, decimals: 8 }),
    price_str: decimalOfSteps(price, { units: 1, decimals: 2 }),
  }
  return JSON.stringify({ data, channel: 'live_orders_btcusd', event: `order_${kind}` })
}
