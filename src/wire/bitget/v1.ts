import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Protocol } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { newestFirst, single, tuple } from '../parts/list.ts'
import { fundingTime, market, quote, value } from '../parts/market.ts'
import { object } from '../parts/object.ts'
import { price, quantity, side, trade } from '../parts/rows.ts'
import { checksum } from '../parts/sequence.ts'
import { symbol } from '../parts/symbol.ts'
import { echo, note } from '../parts/texts.ts'
import { milliseconds, millisecondsText, rowTime, time } from '../parts/time.ts'
import { bitgetChecksum } from './checksum.ts'
import { argOf, routeByArg, told } from './messages.ts'

/** Feeds of Bitget v1: spot, and contracts margined in USDT or in coin. */
export type BitgetV1Feed = 'sp' | 'mc'

/**
 * Bitget v1, for old recordings: `books`, `trade`, and of contracts (`mc`) `ticker`.
 *
 * A book message brings no number, only a checksum. The ticker of spot is not read: it rounds to six decimals
 * (best bid and ask 0.000036 of a coin at 0.00003505 and 0.00003530 in the recording of 2022).
 */
export function bitgetV1(feed: BitgetV1Feed): Protocol {
  const books = channel({
    name: 'books',
    kinds: [eventKind.level],
    snapshot: 'told',
    shape: object({
      action: told,
      arg: argOf(feed, 'books'),
      data: single(
        object({
          asks: levelPairs(eventSide.ask, stepText),
          bids: levelPairs(eventSide.bid, stepText),
          checksum: checksum('signed'),
          ts: time(millisecondsText),
        }),
      ),
    }),
  })
  const trades = channel({
    name: 'trade',
    kinds: [eventKind.trade],
    snapshot: 'told',
    shape: object({ action: told, arg: argOf(feed, 'trade'), data: newestFirst(tradeRow) }),
  })
  const ticker = channel({
    name: 'ticker',
    kinds: tickerKinds,
    snapshot: 'never',
    shape: object({
      action: note('"snapshot"'),
      arg: argOf(feed, 'ticker'),
      data: single(market(contractTicker)),
    }),
  })
  const isContract = feed === 'mc'
  return {
    venue: 'bitget',
    numbering: 'unnumbered',
    checksum: bitgetChecksum,
    plainTexts: { pong: 'heartbeat' },
    channels: isContract ? [books, trades, ticker] : [books, trades],
    route: routeByArg(
      feed,
      isContract ? { books, trade: trades, ticker } : { books, trade: trades },
      () => undefined,
    ),
  }
}

const tradeRow = trade(
  tuple(
    rowTime(millisecondsText),
    price(stepText),
    quantity(stepText),
    side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
  ),
)

const tickerKinds = [
  eventKind.quoteBid,
  eventKind.quoteAsk,
  eventKind.mark,
  eventKind.index,
  eventKind.fundingRate,
  eventKind.fundingTime,
  eventKind.openInterest,
] as const

/** `capitalRate` is the funding rate, `holding` the open interest; best prices come without quantities. */
const contractTicker = object({
  instId: echo(symbol),
  bestAsk: quote('askPrice', stepText),
  bestBid: quote('bidPrice', stepText),
  capitalRate: value('fundingRate', 'text'),
  nextSettleTime: fundingTime(milliseconds),
  systemTime: time(milliseconds),
  markPrice: value('mark', 'text'),
  indexPrice: value('index', 'text'),
  holding: value('openInterest', 'text'),
})
