import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Protocol } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { coverageBehind } from '../parts/coverage.ts'
import { list } from '../parts/list.ts'
import { fundingTime, market, quote, value } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, liquidation, price, quantity, side, trade } from '../parts/rows.ts'
import { last } from '../parts/sequence.ts'
import { ofItsOwn, symbol, symbolEcho } from '../parts/symbol.ts'
import { note, snapshotTold, unsaid } from '../parts/texts.ts'
import { milliseconds, millisecondsText, rowTime, sentTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'

const told = snapshotTold({ '"snapshot"': true, '"delta"': false })

const changes = {
  s: symbol,
  b: levelPairs(eventSide.bid, stepText),
  a: levelPairs(eventSide.ask, stepText),
  u: last,
  seq: unsaid,
}

/** `cts` is when the matching made the change, `ts` when it was sent; old recordings have only that. */
const orderbook = channel({
  name: 'orderbook',
  kinds: [eventKind.level],
  snapshot: 'told',
  coverage: coverageBehind('"orderbook.'),
  shape: object({
    topic: symbolEcho('orderbook.50.', ''),
    type: told,
    ts: sentTime(milliseconds),
    data: object(changes),
    cts: usual(time(milliseconds)),
  }),
})

/** Trades that just happened, though their type is always "snapshot"; `S` is the taker's side. */
const publicTrade = channel({
  name: 'publicTrade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: object({
    topic: symbolEcho('publicTrade.', ''),
    type: note('"snapshot"'),
    ts: sentTime(milliseconds),
    data: list(
      ofItsOwn(
        trade(
          object({
            T: rowTime(milliseconds),
            s: symbol,
            S: side({ '"Buy"': eventSide.buy, '"Sell"': eventSide.sell }),
            v: quantity(stepText),
            p: price(stepText),
            i: id('text'),
          }),
        ),
      ),
    ),
  }),
})

/** A change brings what has changed and nothing else. */
const tickers = channel({
  name: 'tickers',
  kinds: [
    eventKind.quoteBid,
    eventKind.quoteAsk,
    eventKind.mark,
    eventKind.index,
    eventKind.fundingRate,
    eventKind.fundingTime,
    eventKind.openInterest,
  ],
  snapshot: 'told',
  shape: object({
    topic: symbolEcho('tickers.', ''),
    type: told,
    data: market(
      object({
        symbol,
        markPrice: seldom(value('mark', 'text')),
        indexPrice: seldom(value('index', 'text')),
        openInterest: seldom(value('openInterest', 'text')),
        nextFundingTime: seldom(fundingTime(millisecondsText)),
        fundingRate: seldom(value('fundingRate', 'text')),
        bid1Price: seldom(quote('bidPrice', stepText)),
        bid1Size: seldom(quote('bidQuantity', stepText)),
        ask1Price: seldom(quote('askPrice', stepText)),
        ask1Size: seldom(quote('askQuantity', stepText)),
      }),
    ),
    ts: time(milliseconds),
  }),
})

/** `S` is the side of the position that is closed: a long one (`Buy`) is sold. */
const allLiquidation = channel({
  name: 'allLiquidation',
  kinds: [eventKind.liquidation],
  snapshot: 'never',
  shape: object({
    topic: symbolEcho('allLiquidation.', ''),
    type: note('"snapshot"'),
    ts: sentTime(milliseconds),
    data: list(
      ofItsOwn(
        liquidation(
          object({
            T: rowTime(milliseconds),
            s: symbol,
            S: side({ '"Buy"': eventSide.sell, '"Sell"': eventSide.buy }),
            v: quantity(stepText),
            p: price(stepText),
          }),
        ),
      ),
    ),
  }),
})

const snapshot = channel({
  name: 'market/orderbook',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 0,
  shape: object({
    retCode: note('0'),
    retMsg: note('"OK"'),
    result: object({ ...changes, ts: sentTime(milliseconds), cts: usual(time(milliseconds)) }),
    retExtInfo: note('{}'),
    time: unsaid,
  }),
})

/**
 * Bybit v5, one feed for each of its categories (spot, linear, inverse): `orderbook`, `publicTrade`, `tickers` and
 * `allLiquidation`, and the answer of `/v5/market/orderbook`.
 *
 * `u` counts up by one; a snapshot, which may come at any time, begins anew. Prices written are those of `orderbook.50`.
 * A quote of spot has no size and comes from `orderbook.1`, so `tickers` of spot give nothing.
 */
export const bybitV5: Protocol = {
  venue: 'bybit',
  numbering: 'contiguous',
  channels: [orderbook, publicTrade, tickers, allLiquidation, snapshot],
  route: firstOf(
    byText(
      ['topic'],
      { orderbook, publicTrade, tickers, allLiquidation },
      { until: 'first', letter: '.' },
    ),
    byText(['op'], {
      ping: 'heartbeat',
      pong: 'heartbeat',
      subscribe: 'acknowledgement',
      unsubscribe: 'acknowledgement',
      auth: 'acknowledgement',
    }),
    byKey({ retCode: snapshot }),
  ),
}
