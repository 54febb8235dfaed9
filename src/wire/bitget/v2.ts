import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type Protocol } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { newestFirst, single } from '../parts/list.ts'
import { fundingTime, market, quote, value } from '../parts/market.ts'
import { object, seldom, usual } from '../parts/object.ts'
import { id, price, quantity, side, trade } from '../parts/rows.ts'
import { checksum, last, previousOr } from '../parts/sequence.ts'
import { symbol } from '../parts/symbol.ts'
import { constant, echo, note, unsaid } from '../parts/texts.ts'
import { millisecondsText, rowTime, time } from '../parts/time.ts'
import { byKey } from '../routing.ts'
import { bitgetChecksum } from './checksum.ts'
import { argOf, routeByArg, told } from './messages.ts'

/** Feeds of Bitget v2: spot, and contracts by what margins them. */
export type BitgetV2Feed = 'SPOT' | 'USDT-FUTURES' | 'USDC-FUTURES' | 'COIN-FUTURES'

const asks = levelPairs(eventSide.ask, stepText)
const bids = levelPairs(eventSide.bid, stepText)

/** `pseq` of a snapshot is 0. Until 2025 there was a checksum, and neither `seq` nor `pseq`. */
const book = object({
  asks,
  bids,
  checksum: seldom(checksum('signed, 0 for none')),
  ts: time(millisecondsText),
  seq: usual(last),
  pseq: usual(previousOr(0)),
})

/** Changes behind one snapshot (`books`), or so many levels whole every time. */
function books(feed: BitgetV2Feed, name: string): Channel {
  return channel({
    name,
    kinds: [eventKind.level],
    snapshot: name === 'books' ? 'told' : 'always',
    coverage: name === 'books' ? Infinity : Number(name.slice('books'.length)),
    shape: object({
      action: name === 'books' ? told : note('"snapshot"'),
      arg: argOf(feed, name),
      data: single(book),
      ts: unsaid,
    }),
  })
}

const tradeRow = trade(
  object({
    ts: rowTime(millisecondsText),
    price: price(stepText),
    size: quantity(stepText),
    side: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
    tradeId: id('text'),
  }),
)

const tickerRow = market(
  object({
    instId: echo(symbol),
    bidPr: usual(quote('bidPrice', stepText)),
    askPr: usual(quote('askPrice', stepText)),
    bidSz: usual(quote('bidQuantity', stepText)),
    askSz: usual(quote('askQuantity', stepText)),
    fundingRate: seldom(value('fundingRate', 'text')),
    nextFundingTime: seldom(fundingTime(millisecondsText)),
    markPrice: seldom(value('mark', 'text')),
    indexPrice: seldom(value('index', 'text')),
    holdingAmount: seldom(value('openInterest', 'text')),
    ts: time(millisecondsText),
  }),
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

const snapshot = channel({
  name: 'market/orderbook',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 0,
  shape: object({
    code: constant('00000'),
    msg: note('"success"'),
    requestTime: unsaid,
    data: object({ asks, bids, ts: time(millisecondsText) }),
  }),
})

/**
 * Bitget v2: `books`, `books1`, `books5`, `books15`, `trade` and `ticker`, and the answer of `/market/orderbook`.
 *
 * A connection may carry several feeds whose instruments are called alike (BTCUSDT of spot and of USDT-FUTURES), so
 * there is one codec a feed and each passes over the others' messages.
 */
export function bitgetV2(feed: BitgetV2Feed): Protocol {
  const changes = books(feed, 'books')
  const wholes = ['books1', 'books5', 'books15'].map((name) => books(feed, name))
  const trades = channel({
    name: 'trade',
    kinds: [eventKind.trade],
    snapshot: 'told',
    shape: object({
      action: told,
      arg: argOf(feed, 'trade'),
      data: newestFirst(tradeRow),
      ts: unsaid,
    }),
  })
  const ticker = channel({
    name: 'ticker',
    kinds: tickerKinds,
    snapshot: 'never',
    shape: object({
      action: note('"snapshot"'),
      arg: argOf(feed, 'ticker'),
      data: single(tickerRow),
      ts: unsaid,
    }),
  })
  const byName = Object.fromEntries(wholes.map((whole) => [whole.name, whole]))
  return {
    venue: 'bitget',
    numbering: 'linked',
    bookRequest: /\/orderbook\?(?:.*&)?symbol=([^&]+)/,
    checksum: bitgetChecksum,
    plainTexts: { pong: 'heartbeat' },
    channels: [changes, trades, ticker, ...wholes, snapshot],
    route: routeByArg(
      feed,
      { books: changes, ...byName, trade: trades, ticker },
      byKey({ code: snapshot }),
    ),
  }
}
