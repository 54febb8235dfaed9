import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Part, type Protocol } from '../part.ts'
import { fewestText } from '../parts/decimals.ts'
import { levels } from '../parts/levels.ts'
import { list, orNull, tuple } from '../parts/list.ts'
import { market, quote, sideOrNothing, value } from '../parts/market.ts'
import { object, required, usual } from '../parts/object.ts'
import { id, price, quantity, side, trade } from '../parts/rows.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { constant, note, unsaid } from '../parts/texts.ts'
import { milliseconds, rowTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'

function message(name: string, data: Part): Part {
  return object({ channel: constant(name), data })
}

const level = object({ px: price(fewestText), sz: quantity(fewestText), n: note('1') })

const whole = object({
  coin: symbol,
  time: time(milliseconds),
  levels: tuple(levels(eventSide.bid, level), levels(eventSide.ask, level)),
})

const book = channel({
  name: 'l2Book',
  kinds: [eventKind.level],
  snapshot: 'always',
  shape: message('l2Book', whole),
})

/** `side` is the taker's: B bought, A sold. */
const trades = channel({
  name: 'trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: message(
    'trades',
    list(
      ofItsOwn(
        trade(
          object({
            coin: symbol,
            side: side({ '"B"': eventSide.buy, '"A"': eventSide.sell }),
            px: price(fewestText),
            sz: quantity(fewestText),
            time: rowTime(milliseconds),
            hash: unsaid,
            tid: id('number'),
          }),
        ),
      ),
    ),
  ),
})

function best(name: 'bid' | 'ask'): Part {
  const touch = object({
    px: required(quote(`${name}Price`, fewestText)),
    sz: quote(`${name}Quantity`, fewestText),
    n: note('1'),
  })
  return sideOrNothing(name, orNull(touch), 'null')
}

const bestQuotes = channel({
  name: 'bbo',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: message(
    'bbo',
    market(
      object({ coin: symbol, time: time(milliseconds), bbo: tuple(best('bid'), best('ask')) }),
    ),
  ),
})

/** The funding rate is for an hour. The message has no time. */
const context = channel({
  name: 'activeAssetCtx',
  kinds: [eventKind.mark, eventKind.index, eventKind.fundingRate, eventKind.openInterest],
  snapshot: 'never',
  shape: message(
    'activeAssetCtx',
    market(
      object({
        coin: symbol,
        ctx: object({
          funding: usual(value('fundingRate', 'text')),
          openInterest: usual(value('openInterest', 'text')),
          oraclePx: usual(value('index', 'text')),
          markPx: usual(value('mark', 'text')),
        }),
      }),
    ),
  ),
})

const snapshot = channel({
  name: 'info/l2Book',
  kinds: [eventKind.level],
  snapshot: 'always',
  shape: whole,
})

/**
 * Hyperliquid: `l2Book`, `trades`, `bbo` and `activeAssetCtx`, and the answer of `/info` to `l2Book`.
 *
 * Every book message is whole, at most twenty levels a side, so that a lost one does no harm. Prices have at most five
 * significant digits, so the tick grows with the price: an instrument's tick here is the finest its decimals allow.
 */
export const hyperliquid: Protocol = {
  venue: 'hyperliquid',
  numbering: 'snapshots',
  channels: [book, trades, bestQuotes, context, snapshot],
  route: firstOf(
    byText(['channel'], {
      l2Book: book,
      trades,
      bbo: bestQuotes,
      activeAssetCtx: context,
      pong: 'heartbeat',
      subscriptionResponse: 'acknowledgement',
      error: 'acknowledgement',
    }),
    byKey({ levels: snapshot }),
  ),
}
