import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type Part, type Protocol } from '../part.ts'
import { fewestText } from '../parts/decimals.ts'
import { levelPairs } from '../parts/levels.ts'
import { list, listOfOne, single, tuple } from '../parts/list.ts'
import { fundingTime, market, quote, sideOrNothing, value } from '../parts/market.ts'
import { object, required, seldom, usual } from '../parts/object.ts'
import { id, liquidation, price, quantity, side, trade } from '../parts/rows.ts'
import { checksum, last, previousOr } from '../parts/sequence.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { constant, echo, note, snapshotTold, unsaid } from '../parts/texts.ts'
import { millisecondsText, rowTime, time } from '../parts/time.ts'
import { byKey, byText, firstOf } from '../routing.ts'
import { okxChecksum } from './checksum.ts'

const asks = levelPairs(eventSide.ask, fewestText)
const bids = levelPairs(eventSide.bid, fewestText)
const ts = time(millisecondsText)

function argOf(name: string): Part {
  return object({ channel: constant(name), instId: symbol })
}

/**
 * Changes, behind one snapshot: `books` of 400 levels ten times a second, and for VIPs `books-l2-tbt` of as many and
 * `books50-l2-tbt` at once.
 */
function changes(name: string, coverage: number): Channel {
  const book = object({
    asks,
    bids,
    ts,
    checksum: usual(checksum('signed, 0 for none')),
    prevSeqId: usual(previousOr(-1)),
    seqId: usual(last),
  })
  return channel({
    name,
    kinds: [eventKind.level],
    snapshot: 'told',
    coverage,
    shape: object({
      arg: argOf(name),
      action: snapshotTold({ '"snapshot"': true, '"update"': false }),
      data: single(book),
    }),
  })
}

const books = changes('books', 400)
const fastBooks = changes('books-l2-tbt', 400.5)
const fastBooks50 = changes('books50-l2-tbt', 50)

/** The five best levels, whole every time. */
const books5 = channel({
  name: 'books5',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 5,
  shape: object({
    arg: argOf('books5'),
    data: single(object({ asks, bids, instId: echo(symbol), ts, seqId: usual(last) })),
  }),
})

/** A side with at most one level. */
function best(name: 'bid' | 'ask'): Part {
  const pair = tuple(
    quote(`${name}Price`, fewestText),
    quote(`${name}Quantity`, fewestText),
    note('"0"'),
    note('"1"'),
  )
  const { read } = list(pair)
  const { write } = single(pair)
  return sideOrNothing(name, { template: [read], read, write }, '[]')
}

const bestQuotes = channel({
  name: 'bbo-tbt',
  kinds: [eventKind.quoteBid, eventKind.quoteAsk],
  snapshot: 'never',
  shape: object({
    arg: argOf('bbo-tbt'),
    data: single(market(object({ asks: best('ask'), bids: best('bid'), ts, seqId: usual(last) }))),
  }),
})

const trades = channel({
  name: 'trades',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: object({
    arg: argOf('trades'),
    data: list(
      trade(
        object({
          instId: echo(symbol),
          tradeId: id('text'),
          px: price(fewestText),
          sz: quantity(fewestText),
          side: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
          ts: rowTime(millisecondsText),
        }),
      ),
    ),
  }),
})

/** What one instrument's message about prices and values brings. */
function values(
  name: string,
  kinds: Channel['kinds'],
  parts: Readonly<Record<string, Part>>,
): Channel {
  return channel({
    name,
    kinds,
    snapshot: 'never',
    shape: object({ arg: argOf(name), data: single(market(object(parts))) }),
  })
}

const tickers = values('tickers', [eventKind.quoteBid, eventKind.quoteAsk], {
  instType: unsaid,
  instId: echo(symbol),
  last: unsaid,
  lastSz: unsaid,
  askPx: usual(quote('askPrice', fewestText)),
  askSz: usual(quote('askQuantity', fewestText)),
  bidPx: usual(quote('bidPrice', fewestText)),
  bidSz: usual(quote('bidQuantity', fewestText)),
  ts,
})

const mark = values('mark-price', [eventKind.mark], {
  instType: unsaid,
  instId: echo(symbol),
  markPx: required(value('mark', 'text')),
  ts,
})

const openInterest = values('open-interest', [eventKind.openInterest], {
  instType: unsaid,
  instId: echo(symbol),
  oi: required(value('openInterest', 'text')),
  ts,
})

/** `fundingTime` is when `fundingRate` settles next. */
const funding = values('funding-rate', [eventKind.fundingRate, eventKind.fundingTime], {
  fundingRate: usual(value('fundingRate', 'text')),
  fundingTime: usual(fundingTime(millisecondsText)),
  instId: echo(symbol),
  ts: seldom(ts),
})

/**
 * `side` is the order's, `bkPx` the price at which nothing is left of the margin. The venue writes the details before
 * the symbol, which its readers need not rely on.
 */
const liquidations = channel({
  name: 'liquidation-orders',
  kinds: [eventKind.liquidation],
  snapshot: 'never',
  shape: object({
    arg: object({ channel: constant('liquidation-orders'), instType: note('"SWAP"') }),
    data: list(
      ofItsOwn(
        object({
          instId: symbol,
          details: listOfOne(
            liquidation(
              object({
                bkPx: price(fewestText),
                side: side({ '"buy"': eventSide.buy, '"sell"': eventSide.sell }),
                sz: quantity(fewestText),
                ts: rowTime(millisecondsText),
              }),
            ),
          ),
        }),
      ),
    ),
  }),
})

const snapshot = channel({
  name: 'market/books',
  kinds: [eventKind.level],
  snapshot: 'always',
  coverage: 0,
  shape: object({
    code: constant('0'),
    msg: note('""'),
    data: single(object({ asks, bids, ts, seqId: usual(last) })),
  }),
})

/**
 * OKX v5: `books`, `books5`, `bbo-tbt`, `trades`, `tickers`, `mark-price`, `open-interest`, `funding-rate` and
 * `liquidation-orders`, and the answer of `/market/books`. Quantities of derivatives are contracts.
 *
 * Recordings from before 2023 have checksums and no `seqId`, those from September 2026 on have `seqId` and a checksum
 * that is 0. `seqId` may go back when the venue restarts its matching; `prevSeqId` says so. A message without levels
 * whose `seqId` is its `prevSeqId` is sent when nothing has changed for a minute. `index-tickers` is not read, since an
 * index (BTC-USD) is no instrument.
 */
export const okxV5: Protocol = {
  venue: 'okx',
  numbering: 'linked',
  bookRequest: /\/market\/books\?(?:.*&)?instId=([^&]+)/,
  checksum: okxChecksum,
  plainTexts: { pong: 'heartbeat' },
  channels: [
    books,
    trades,
    bestQuotes,
    tickers,
    mark,
    openInterest,
    funding,
    liquidations,
    snapshot,
    books5,
    fastBooks,
    fastBooks50,
  ],
  route: firstOf(
    byText(['event'], {
      subscribe: 'acknowledgement',
      unsubscribe: 'acknowledgement',
      error: 'acknowledgement',
      notice: 'acknowledgement',
      'channel-conn-count': 'acknowledgement',
    }),
    byText(['arg', 'channel'], {
      books,
      'books-l2-tbt': fastBooks,
      'books50-l2-tbt': fastBooks50,
      books5,
      'bbo-tbt': bestQuotes,
      trades,
      tickers,
      'mark-price': mark,
      'open-interest': openInterest,
      'funding-rate': funding,
      'liquidation-orders': liquidations,
    }),
    byKey({ code: snapshot }),
  ),
}
