import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Part, type Protocol } from '../part.ts'
import type { DecimalFormat } from '../parts/decimals.ts'
import { levels } from '../parts/levels.ts'
import { list, single } from '../parts/list.ts'
import { market, quote } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, price, quantity, side, trade } from '../parts/rows.ts'
import { checksum } from '../parts/sequence.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { constant, snapshotTold, unsaid } from '../parts/texts.ts'
import { iso, rowTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'
import { krakenChecksum, krakenDepths } from './checksum.ts'

/** Bare numbers with every decimal of the pair: `{"price": 45283.5, "qty": 0.10000000}`. */
const digits: DecimalFormat = { as: 'number', decimals: 'step' }

const told = snapshotTold({ '"snapshot"': true, '"update"': false })
const level = object({ price: price(digits), qty: quantity(digits) })

function message(name: string, data: Part): Part {
  return object({ channel: constant(name), type: told, data })
}

const book = channel({
  name: 'book',
  kinds: [eventKind.level],
  snapshot: 'told',
  shape: message(
    'book',
    single(
      ofItsOwn(
        object({
          symbol,
          bids: levels(eventSide.bid, level),
          asks: levels(eventSide.ask, level),
          checksum: checksum('unsigned'),
          // Snapshots have one since 2025.
          timestamp: usual(time(iso)),
        }),
      ),
    ),
  ),
})

const trades = channel({
  name: 'trade',
  kinds: [eventKind.trade],
  snapshot: 'told',
  shape: message(
    'trade',
    list(
      ofItsOwn(
        trade(
          object({
            symbol,
            side: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
            price: price(digits),
            qty: quantity(digits),
            ord_type: unsaid,
            trade_id: id('number'),
            timestamp: rowTime(iso),
          }),
        ),
      ),
    ),
  ),
})

const ticker = channel({
  name: 'ticker',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'told',
  shape: message(
    'ticker',
    single(
      ofItsOwn(
        market(
          object({
            symbol,
            bid: quote('bidPrice', digits),
            bid_qty: quote('bidQuantity', digits),
            ask: quote('askPrice', digits),
            ask_qty: quote('askQuantity', digits),
            timestamp: seldom(time(iso)),
          }),
        ),
      ),
    ),
  ),
})

/**
 * Kraken spot, WebSocket v2: `book`, `trade` and `ticker`.
 *
 * A book message brings no number, only a checksum; levels beyond the depth subscribed to are dropped without a word,
 * so that a follower keeps so many and no more. `level3` is not read: its orders are known by texts, which are no ids
 * here. The trade's side is the taker's.
 */
export const krakenV2: Protocol = {
  venue: 'kraken',
  numbering: 'unnumbered',
  checksum: krakenChecksum,
  depthTold: /"depth":\s*(\d+)/,
  depths: krakenDepths,
  channels: [book, trades, ticker],
  route: firstOf(
    byText(['channel'], {
      book,
      trade: trades,
      ticker,
      heartbeat: 'heartbeat',
      status: 'acknowledgement',
    }),
    byText(['method'], {
      pong: 'heartbeat',
      subscribe: 'acknowledgement',
      unsubscribe: 'acknowledgement',
    }),
    byKey({ error: 'acknowledgement' }),
  ),
}
