import { eventKind } from '../../core/events/event-codes.ts'
import { channel, type Protocol } from '../part.ts'
import type { DecimalFormat } from '../parts/decimals.ts'
import { market } from '../parts/market.ts'
import { object } from '../parts/object.ts'
import { id, price, quantity, trade } from '../parts/rows.ts'
import { first, last } from '../parts/sequence.ts'
import { symbol } from '../parts/symbol.ts'
import { constant, foreign, note, unsaid } from '../parts/texts.ts'
import { sentTime, time, type TimeFormat } from '../parts/time.ts'
import { enveloped, inEnvelope } from './envelope.ts'
import { bestQuotes, buyerIsMaker, changedLevels, depthSnapshot, byEvent } from './messages.ts'

/** Every price and quantity with eight decimals, whatever the tick. */
const eight: DecimalFormat = { as: 'text', decimals: 8 }

const clock: TimeFormat = { unit: 'milliseconds or microseconds', as: 'number', decimals: 0 }

const depth = channel({
  name: 'depth',
  kinds: [eventKind.level],
  snapshot: 'never',
  shape: enveloped(
    object({
      e: constant('depthUpdate'),
      E: time(clock),
      s: symbol,
      U: first,
      u: last,
      // Of futures, whose depth looks the same else.
      pu: foreign,
      ...changedLevels(eight),
    }),
  ),
})

const singleTrade = channel({
  name: 'trade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: enveloped(
    trade(
      object({
        e: constant('trade'),
        E: sentTime(clock),
        s: symbol,
        t: id('number'),
        p: price(eight),
        q: quantity(eight),
        T: time(clock),
        m: buyerIsMaker,
        M: note('true'),
      }),
    ),
  ),
})

/** Trades of one taker order at one price: `a` numbers them by themselves, `f` and `l` are the trades' own ids. */
const aggregateTrade = channel({
  name: 'aggregate trade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: enveloped(
    trade(
      object({
        e: constant('aggTrade'),
        E: sentTime(clock),
        s: symbol,
        a: id('number'),
        p: price(eight),
        q: quantity(eight),
        f: unsaid,
        l: unsaid,
        T: time(clock),
        m: buyerIsMaker,
        M: note('true'),
      }),
    ),
  ),
})

const bookTicker = channel({
  name: 'bookTicker',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: enveloped(market(object({ u: last, s: symbol, ...bestQuotes(eight) }))),
})

const snapshot = depthSnapshot(eight, {})

/**
 * Binance spot: the streams `@depth`, `@trade`, `@aggTrade`, `@bookTicker` and `@depth5|10|20`, and `/api/v3/depth`.
 *
 * Checked against the captures of 2021 and 2024 (TICKS: no gap in `U` = previous `u` + 1) and against `bookTicker`: at
 * the same update id the followed book has the same best prices and quantities.
 */
export const binanceSpot: Protocol = {
  venue: 'binance',
  numbering: 'ranges',
  bookRequest: /\/depth\?(?:.*&)?symbol=([^&]+)/,
  channels: [depth, singleTrade, aggregateTrade, bookTicker, snapshot],
  route: inEnvelope(
    byEvent(
      { depthUpdate: depth, trade: singleTrade, aggTrade: aggregateTrade },
      { lastUpdateId: snapshot, u: bookTicker },
    ),
  ),
}
