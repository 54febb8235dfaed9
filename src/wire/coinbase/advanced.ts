import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Part, type Protocol } from '../part.ts'
import { fewestText } from '../parts/decimals.ts'
import { levels } from '../parts/levels.ts'
import { list, newestFirst, single } from '../parts/list.ts'
import { market, quote } from '../parts/market.ts'
import { object, usual } from '../parts/object.ts'
import { id, price, quantity, side, sidedLevel, trade } from '../parts/rows.ts'
import { last } from '../parts/sequence.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { constant, note, snapshotTold } from '../parts/texts.ts'
import { iso, rowTime, sentTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'

const told = snapshotTold({ '"snapshot"': true, '"update"': false })

function message(name: string, event: Part): Part {
  return object({
    channel: constant(name),
    timestamp: sentTime(iso),
    sequence_num: last,
    events: single(event),
  })
}

/** `event_time` is one for all levels of an event; the message is sent some 0.3 s later. */
const level2 = channel({
  name: 'l2_data',
  kinds: [eventKind.level],
  snapshot: 'told',
  shape: message(
    'l2_data',
    ofItsOwn(
      object({
        type: told,
        product_id: symbol,
        updates: list(
          sidedLevel(
            object({
              side: side({ '"bid"': eventSide.bid, '"offer"': eventSide.ask }),
              event_time: time(iso),
              price_level: price(fewestText),
              new_quantity: quantity(fewestText),
            }),
          ),
        ),
      }),
    ),
  ),
})

/**
 * `side` is the maker's: 53 of 59 trades of the recording of 2026 printed at the best price of the side that it names,
 * none at the other. A snapshot holds trades from before the subscription.
 */
const trades = channel({
  name: 'market_trades',
  kinds: [eventKind.trade],
  snapshot: 'told',
  shape: message(
    'market_trades',
    object({
      type: told,
      trades: newestFirst(
        ofItsOwn(
          trade(
            object({
              product_id: symbol,
              trade_id: id('text'),
              price: price(fewestText),
              size: quantity(fewestText),
              time: rowTime(iso),
              side: side({ '"SELL"': eventSide.buy, '"BUY"': eventSide.sell }),
            }),
          ),
        ),
      ),
    }),
  ),
})

function tickers(name: string): Part {
  return message(
    name,
    object({
      type: told,
      tickers: list(
        ofItsOwn(
          market(
            object({
              type: note('"ticker"'),
              product_id: symbol,
              best_bid: usual(quote('bidPrice', fewestText)),
              best_ask: usual(quote('askPrice', fewestText)),
              best_bid_quantity: usual(quote('bidQuantity', fewestText)),
              best_ask_quantity: usual(quote('askQuantity', fewestText)),
            }),
          ),
        ),
      ),
    }),
  )
}

const quotes = { kinds: [eventKind.quoteBid, eventKind.quoteAsk], snapshot: 'told' } as const
const ticker = channel({ ...quotes, name: 'ticker', shape: tickers('ticker') })
const tickerBatch = channel({ ...quotes, name: 'ticker_batch', shape: tickers('ticker_batch') })

/** What tells nothing of ours and counts all the same: heartbeats, candles, answers to subscriptions. */
const counted = channel({
  name: 'heartbeats',
  kinds: [],
  snapshot: 'never',
  shape: object({
    channel: note('"heartbeats"'),
    sequence_num: last,
    events: note('[{"heartbeat_counter":0}]'),
  }),
})

const level = object({ price: price(fewestText), size: quantity(fewestText) })

const snapshot = channel({
  name: 'product_book',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 0,
  shape: object({
    pricebook: object({
      product_id: symbol,
      bids: levels(eventSide.bid, level),
      asks: levels(eventSide.ask, level),
      time: time(iso),
    }),
  }),
})

/**
 * Coinbase Advanced Trade: `level2` (which comes as `l2_data`), `market_trades`, `ticker` and `ticker_batch`, and the
 * answer of `/market/product_book`.
 *
 * `sequence_num` counts every message of the connection, of whatever channel and product (no gap in the recording of
 * 2026), so each of them is decoded, with rows or without.
 */
export const coinbaseAdvanced: Protocol = {
  venue: 'coinbase',
  numbering: 'unnumbered',
  sequencedBy: 'connection',
  channels: [level2, trades, ticker, tickerBatch, snapshot, counted],
  route: firstOf(
    byText(['channel'], {
      l2_data: level2,
      market_trades: trades,
      ticker,
      ticker_batch: tickerBatch,
      heartbeats: counted,
      subscriptions: counted,
      candles: counted,
      status: counted,
      user: counted,
      futures_balance_summary: counted,
    }),
    byKey({ pricebook: snapshot, type: 'acknowledgement' }),
  ),
}
