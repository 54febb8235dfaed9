import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type Part, type Protocol } from '../part.ts'
import type { DecimalFormat } from '../parts/decimals.ts'
import { levels } from '../parts/levels.ts'
import { list, tuple } from '../parts/list.ts'
import { market, quote, value } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, price, quantity, side, trade } from '../parts/rows.ts'
import { last, previous } from '../parts/sequence.ts'
import { ofItsOwn, symbol, symbolEcho } from '../parts/symbol.ts'
import { choice, constant, note, snapshotTold } from '../parts/texts.ts'
import { milliseconds, rowTime, time } from '../parts/time.ts'
import { byKey, byPath, byText, firstOf } from '../routing.ts'

/** Numbers are bare, and may have an exponent: `["new",0.0015,4714.0]`. */
const bare: DecimalFormat = { as: 'number', decimals: 'fewest' }

/** What happens to a level, which its amount says too: one that is deleted has 0. */
const action: Part = {
  read: (reading) => actions.read(reading) !== undefined,
  write(writing) {
    const isGone = writing.rows.quantity[writing.row] === 0
    writing.text += isGone ? '"delete"' : writing.isSnapshot() ? '"new"' : '"change"'
    return true
  },
}
const actions = choice({ '"new"': 'there', '"change"': 'there', '"delete"': 'gone' })

const level = tuple(action, price(bare), quantity(bare))

function message(channelName: Part, data: Part): Part {
  return object({
    jsonrpc: note('"2.0"'),
    method: constant('subscription'),
    params: object({ channel: channelName, data }),
  })
}

const book = channel({
  name: 'book',
  kinds: [eventKind.level],
  snapshot: 'told',
  shape: message(
    symbolEcho('book.', '.100ms'),
    object({
      type: snapshotTold({ '"snapshot"': true, '"change"': false }),
      timestamp: time(milliseconds),
      prev_change_id: usual(previous),
      instrument_name: symbol,
      change_id: last,
      bids: levels(eventSide.bid, level),
      asks: levels(eventSide.ask, level),
    }),
  ),
})

/** `direction` is the taker's. */
const trades = channel({
  name: 'trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: message(
    symbolEcho('trades.', '.100ms'),
    list(
      ofItsOwn(
        trade(
          object({
            timestamp: rowTime(milliseconds),
            price: price(bare),
            amount: quantity(bare),
            direction: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
            instrument_name: symbol,
            trade_id: id('text'),
          }),
        ),
      ),
    ),
  ),
})

const bestQuotes = {
  best_bid_price: usual(quote('bidPrice', bare)),
  best_bid_amount: usual(quote('bidQuantity', bare)),
  best_ask_price: usual(quote('askPrice', bare)),
  best_ask_amount: usual(quote('askQuantity', bare)),
}

function values(kinds: Channel['kinds'], channelName: Part, data: Part): Channel {
  return channel({
    name: 'ticker',
    kinds,
    snapshot: 'never',
    shape: market(message(channelName, data)),
  })
}

const quotes = values(
  [eventKind.quoteBid, eventKind.quoteAsk],
  symbolEcho('quote.', ''),
  object({ timestamp: time(milliseconds), instrument_name: symbol, ...bestQuotes }),
)

/** The funding of a perpetual accrues without end; `current_funding` is its rate for eight hours as of now. */
const ticker = values(
  [
    eventKind.quoteBid,
    eventKind.quoteAsk,
    eventKind.mark,
    eventKind.index,
    eventKind.fundingRate,
    eventKind.openInterest,
  ],
  symbolEcho('ticker.', '.100ms'),
  object({
    timestamp: time(milliseconds),
    open_interest: usual(value('openInterest', 'number')),
    mark_price: usual(value('mark', 'number')),
    index_price: usual(value('index', 'number')),
    instrument_name: symbol,
    current_funding: seldom(value('fundingRate', 'number')),
    ...bestQuotes,
  }),
)

const pair = tuple(price(bare), quantity(bare))

const snapshot = channel({
  name: 'public/get_order_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 0,
  shape: object({
    jsonrpc: note('"2.0"'),
    result: object({
      timestamp: time(milliseconds),
      instrument_name: symbol,
      change_id: last,
      bids: levels(eventSide.bid, pair),
      asks: levels(eventSide.ask, pair),
    }),
  }),
})

/**
 * Deribit v2: `book.{instrument}.{interval}`, `trades`, `ticker` and `quote`, and the answer of
 * `public/get_order_book`.
 *
 * A change repeats the `change_id` before it. A best price of 0.0 is none. The grouped book
 * (`book.{instrument}.none.20.100ms`) is another channel under the same name and is refused.
 */
export const deribitV2: Protocol = {
  venue: 'deribit',
  numbering: 'linked',
  channels: [book, trades, quotes, ticker, snapshot],
  route: firstOf(
    byText(
      ['params', 'channel'],
      { book, trades, ticker, quote: quotes },
      { until: 'first', letter: '.' },
    ),
    byText(['method'], { heartbeat: 'heartbeat' }),
    byPath(['result', 'change_id'], snapshot),
    byKey({ result: 'acknowledgement', error: 'acknowledgement' }),
  ),
}
