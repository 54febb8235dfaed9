import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type Part, type Protocol } from '../part.ts'
import { stepText, type DecimalFormat } from '../parts/decimals.ts'
import { levelPairs, orders } from '../parts/levels.ts'
import { tuple } from '../parts/list.ts'
import { object } from '../parts/object.ts'
import { id, order, price, quantity, side, trade } from '../parts/rows.ts'
import { symbolWithin } from '../parts/symbol.ts'
import { constant, echo, unsaid } from '../parts/texts.ts'
import { time, type TimeFormat } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'
import { slot } from '../slots.ts'
import { goneQuantity, leftQuantity } from './order-quantity.ts'

const micros: TimeFormat = { unit: 'microseconds', as: 'text', decimals: 0 }
const seconds: TimeFormat = { unit: 'seconds', as: 'text', decimals: 0 }
const number: DecimalFormat = { as: 'number', decimals: 'fewest' }

/** The venue's clock is also what orders its messages: `"microtimestamp":"1641343691244908"`. */
const clock: Part = {
  read(reading) {
    const isRead = time(micros).read(reading)
    reading.numbers[slot.last] = reading.numbers[slot.exchangeTime]!
    return isRead
  },
  write: time(micros).write,
}

const times = { timestamp: echo(time(seconds)), microtimestamp: clock }
const pairs = {
  bids: levelPairs(eventSide.bid, stepText),
  asks: levelPairs(eventSide.ask, stepText),
}

/** The channel's name ends with the symbol and stands behind the data. */
function message(name: string, data: Part, event = 'data'): Part {
  return object({ data, channel: symbolWithin(`${name}_`, ''), event: constant(event) })
}

function book(name: string, snapshot: Channel['snapshot'], coverage: number): Channel {
  const shape = message(name, object({ ...times, ...pairs }))
  return channel({ name, kinds: [eventKind.level], snapshot, coverage, shape })
}

const changes = book('diff_order_book', 'never', Infinity)
const best = book('order_book', 'always', 100)

const orderRow = tuple(price(stepText), quantity(stepText), id('text'))

/** The hundred best levels order by order: `order_book` has as many with fewer words. */
const detail = channel({
  name: 'detail_order_book',
  kinds: [eventKind.order],
  snapshot: 'always',
  coverage: 99,
  shape: message(
    'detail_order_book',
    object({
      ...times,
      bids: orders(eventSide.bid, orderRow),
      asks: orders(eventSide.ask, orderRow),
    }),
  ),
})

/** `type` is the taker's side: 0 bought. Numbers come twice; those in quotes are exact. */
const trades = channel({
  name: 'live_trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: message(
    'live_trades',
    trade(
      object({
        id: id('number'),
        timestamp: echo(time(seconds)),
        amount: echo(quantity(number)),
        amount_str: quantity(stepText),
        price: echo(price(number)),
        price_str: price(stepText),
        type: side({ 0: eventSide.buy, 1: eventSide.sell }),
        microtimestamp: time(micros),
        buy_order_id: unsaid,
        sell_order_id: unsaid,
      }),
    ),
    'trade',
  ),
})

/**
 * What happened to one order; `amount_str` is what is left of it, and of a deleted one what was. No stream begins with
 * the orders there are, so that these are nobody's book beside one of levels.
 */
function orderEvent(event: string, left: Part): Channel {
  const row = order(
    object({
      id: id('number'),
      id_str: echo(id('text')),
      order_type: side({ 0: eventSide.bid, 1: eventSide.ask }),
      datetime: echo(time(seconds)),
      microtimestamp: clock,
      amount_str: left,
      price_str: price(stepText),
    }),
  )
  const shape = message('live_orders', row, event)
  return channel({ name: event, kinds: [eventKind.order], snapshot: 'never', coverage: 0, shape })
}

const created = orderEvent('order_created', leftQuantity)
const changed = orderEvent('order_changed', leftQuantity)
const deleted = orderEvent('order_deleted', goneQuantity)

const snapshot = channel({
  name: 'order_book of REST',
  kinds: [eventKind.level],
  snapshot: 'always',
  shape: object({ ...times, ...pairs }),
})

/**
 * Bitstamp's WebSocket v2: `diff_order_book`, `order_book`, `detail_order_book`, `live_trades` and `live_orders`, and
 * the answer of `/api/v2/order_book`.
 *
 * Messages are ordered by the venue's clock alone, so a lost one is not noticed; `event_id` and `pre_event_id`, which
 * came in 2026, are texts of 128 bits and are not read. Orders are known by `id`; an order that changed is written as
 * created, since a row does not tell which it was.
 */
export const bitstampV2: Protocol = {
  venue: 'bitstamp',
  numbering: 'ascending',
  bookRequest: /\/order_book\/([^/?]+)/,
  channels: [changes, trades, created, deleted, changed, best, detail, snapshot],
  route: firstOf(
    byText(['event'], {
      data: byText(
        ['channel'],
        { diff_order_book: changes, order_book: best, detail_order_book: detail },
        { until: 'last', letter: '_' },
      ),
      trade: trades,
      order_created: created,
      order_changed: changed,
      order_deleted: deleted,
      'bts:heartbeat': 'heartbeat',
      'bts:subscription_succeeded': 'acknowledgement',
      'bts:unsubscription_succeeded': 'acknowledgement',
      'bts:request_reconnect': 'acknowledgement',
      'bts:error': 'acknowledgement',
    }),
    byKey({ microtimestamp: snapshot }),
  ),
}
