import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Protocol } from '../part.ts'
import { fewestText } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { market, quote } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, price, quantity, side, trade } from '../parts/rows.ts'
import { first, last } from '../parts/sequence.ts'
import { symbol } from '../parts/symbol.ts'
import { unsaid } from '../parts/texts.ts'
import { milliseconds, time, type TimeFormat } from '../parts/time.ts'
import { binanceLike, bookWithSnapshot, message, routeByChannel } from './messages.ts'

const sides = {
  b: levelPairs(eventSide.bid, fewestText),
  a: levelPairs(eventSide.ask, fewestText),
}

const changes = channel({
  name: 'spot.order_book_update',
  kinds: [eventKind.level],
  snapshot: 'never',
  shape: message(
    'spot.order_book_update',
    object({ t: time(milliseconds), ...binanceLike, s: symbol, U: first, u: last, ...sides }),
  ),
})

const changesWithSnapshot = bookWithSnapshot('spot.obu', sides)

const best = channel({
  name: 'spot.order_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  // It does not tell its levels: 100 at most, of which the other streams have more or as they change.
  coverage: 1,
  shape: message(
    'spot.order_book',
    object({
      t: time(milliseconds),
      lastUpdateId: last,
      s: symbol,
      bids: levelPairs(eventSide.bid, fewestText),
      asks: levelPairs(eventSide.ask, fewestText),
    }),
  ),
})

const bookTicker = channel({
  name: 'spot.book_ticker',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: message(
    'spot.book_ticker',
    market(
      object({
        t: time(milliseconds),
        u: usual(last),
        s: symbol,
        b: usual(quote('bidPrice', fewestText)),
        B: usual(quote('bidQuantity', fewestText)),
        a: usual(quote('askPrice', fewestText)),
        A: usual(quote('askQuantity', fewestText)),
      }),
    ),
  ),
})

/** Ten-thousandths of a millisecond, of which microseconds are kept: `"1619093543708.2642"`. */
const fine: TimeFormat = { unit: 'milliseconds', as: 'text', decimals: 3 }

/** `side` is the taker's. */
const trades = channel({
  name: 'spot.trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: message(
    'spot.trades',
    trade(
      object({
        id: id('number'),
        create_time: unsaid,
        create_time_ms: time(fine),
        side: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
        currency_pair: symbol,
        amount: quantity(fewestText),
        price: price(fewestText),
      }),
    ),
  ),
})

/** Best prices without quantities. */
const tickers = channel({
  name: 'spot.tickers',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: message(
    'spot.tickers',
    market(
      object({
        currency_pair: symbol,
        last: unsaid,
        lowest_ask: usual(quote('askPrice', fewestText)),
        highest_bid: usual(quote('bidPrice', fewestText)),
      }),
    ),
  ),
})

/** Asked for `with_id`; without the instrument's name, which comes with the frame. */
const snapshot = channel({
  name: 'spot/order_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  shape: object({
    id: last,
    current: seldom(time(milliseconds)),
    update: unsaid,
    asks: levelPairs(eventSide.ask, fewestText),
    bids: levelPairs(eventSide.bid, fewestText),
  }),
})

/**
 * Gate.io v4 spot: `order_book_update`, `obu`, `order_book`, `book_ticker`, `trades` and `tickers`, and the answer of
 * `/spot/order_book`.
 *
 * `U` follows the `u` of the message before; in the recording of 2021 a feed's first message holds its whole book.
 */
export const gateSpot: Protocol = {
  venue: 'gateio',
  numbering: 'ranges',
  bookRequest: /\/order_book\?(?:.*&)?currency_pair=([^&]+)/,
  channels: [changes, trades, bookTicker, changesWithSnapshot, best, tickers, snapshot],
  route: routeByChannel(
    'spot.pong',
    {
      'spot.order_book_update': changes,
      'spot.obu': changesWithSnapshot,
      'spot.order_book': best,
      'spot.book_ticker': bookTicker,
      'spot.trades': trades,
      'spot.tickers': tickers,
    },
    snapshot,
  ),
}
