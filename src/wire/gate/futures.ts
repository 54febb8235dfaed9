import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Protocol } from '../part.ts'
import { fewestText, type DecimalFormat } from '../parts/decimals.ts'
import { levelPairs, levels } from '../parts/levels.ts'
import { list, single } from '../parts/list.ts'
import { fundingTime, market, quote, value } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, price, quantity, signedQuantity, trade } from '../parts/rows.ts'
import { first, last } from '../parts/sequence.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { unsaid } from '../parts/texts.ts'
import { milliseconds, rowTime, seconds, time, type TimeFormat } from '../parts/time.ts'
import { bookWithSnapshot, message, routeByChannel } from './messages.ts'

/** Contracts are bare numbers: `{"p":"97612.4","s":18841}`. */
const contracts: DecimalFormat = { as: 'number', decimals: 'fewest' }
const level = object({ p: price(fewestText), s: quantity(contracts) })
const sides = { b: levels(eventSide.bid, level), a: levels(eventSide.ask, level) }
const whole = { asks: levels(eventSide.ask, level), bids: levels(eventSide.bid, level) }

const changes = channel({
  name: 'futures.order_book_update',
  kinds: [eventKind.level],
  snapshot: 'never',
  shape: message(
    'futures.order_book_update',
    object({ t: time(milliseconds), s: symbol, U: first, u: last, ...sides }),
  ),
})

const changesWithSnapshot = bookWithSnapshot('futures.obu', {
  b: levelPairs(eventSide.bid, fewestText),
  a: levelPairs(eventSide.ask, fewestText),
})

const best = channel({
  name: 'futures.order_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  // It does not tell its levels: 100 at most, of which the other streams have more or as they change.
  coverage: 1,
  shape: message(
    'futures.order_book',
    object({ t: time(milliseconds), id: last, contract: symbol, ...whole }),
    'all',
  ),
})

const bookTicker = channel({
  name: 'futures.book_ticker',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: message(
    'futures.book_ticker',
    market(
      object({
        t: time(milliseconds),
        u: usual(last),
        s: symbol,
        b: usual(quote('bidPrice', fewestText)),
        B: usual(quote('bidQuantity', contracts)),
        a: usual(quote('askPrice', fewestText)),
        A: usual(quote('askQuantity', contracts)),
      }),
    ),
  ),
})

const fine: TimeFormat = { unit: 'milliseconds', as: 'number', decimals: 0 }

/** `size` below zero was sold by its taker. */
const trades = channel({
  name: 'futures.trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: message(
    'futures.trades',
    list(
      ofItsOwn(
        trade(
          object({
            size: signedQuantity(contracts),
            id: id('number'),
            create_time_ms: rowTime(fine),
            price: price(fewestText),
            contract: symbol,
          }),
        ),
      ),
    ),
  ),
})

/** `funding_next_apply`, in seconds, came in 2025. */
const tickers = channel({
  name: 'futures.tickers',
  kinds: [
    eventKind.mark,
    eventKind.index,
    eventKind.fundingRate,
    eventKind.fundingTime,
    eventKind.openInterest,
  ],
  snapshot: 'never',
  shape: message(
    'futures.tickers',
    single(
      ofItsOwn(
        market(
          object({
            contract: symbol,
            last: unsaid,
            mark_price: usual(value('mark', 'text')),
            index_price: usual(value('index', 'text')),
            funding_rate: usual(value('fundingRate', 'text')),
            funding_next_apply: seldom(fundingTime(seconds)),
            total_size: seldom(value('openInterest', 'text')),
            t: seldom(time(milliseconds)),
          }),
        ),
      ),
    ),
  ),
})

const snapshot = channel({
  name: 'futures/order_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  shape: object({
    id: last,
    current: seldom(time({ unit: 'seconds', as: 'number', decimals: 3 })),
    update: unsaid,
    ...whole,
  }),
})

/**
 * Gate.io v4 perpetuals, one feed for each margin (USDT, BTC): `order_book_update`, `obu`, `order_book`, `book_ticker`,
 * `trades` and `tickers`, and the answer of `/futures/{settle}/order_book`. Quantities are contracts.
 */
export const gateFutures: Protocol = {
  venue: 'gateio',
  numbering: 'ranges',
  bookRequest: /\/order_book\?(?:.*&)?contract=([^&]+)/,
  channels: [changes, trades, bookTicker, tickers, changesWithSnapshot, best, snapshot],
  route: routeByChannel(
    'futures.pong',
    {
      'futures.order_book_update': changes,
      'futures.obu': changesWithSnapshot,
      'futures.order_book': best,
      'futures.book_ticker': bookTicker,
      'futures.trades': trades,
      'futures.tickers': tickers,
    },
    snapshot,
  ),
}
