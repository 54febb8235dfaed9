import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { channel, type Channel, type Part, type Protocol } from '../part.ts'
import { stepText } from '../parts/decimals.ts'
import { list } from '../parts/list.ts'
import { fundingTime, market, value } from '../parts/market.ts'
import { object, required, usual } from '../parts/object.ts'
import { id, liquidation, price, quantity, side, trade } from '../parts/rows.ts'
import { first, last, previous } from '../parts/sequence.ts'
import { ofItsOwn, symbol } from '../parts/symbol.ts'
import { constant, echo, foreign, note, unsaid } from '../parts/texts.ts'
import { milliseconds, sentTime, time } from '../parts/time.ts'
import type { Reading } from '../reading.ts'
import { byList, firstOf } from '../routing.ts'
import { enveloped, inEnvelope, levelsOfStream } from './envelope.ts'
import { bestQuotes, buyerIsMaker, changedLevels, depthSnapshot, byEvent } from './messages.ts'

// The two futures markets speak alike, but that COIN-M adds the pair. `E` is when a message was sent, `T` when what it
// tells happened: the rows carry `T`.

type Keys = Readonly<Record<string, Part>>

/** What a coin-margined contract adds: the pair it is about, `BTCUSD` of `BTCUSD_PERP`. */
const pair: Part = {
  template: unsaid.template!,
  read: (reading) => unsaid.read(reading),
  write(writing) {
    if (writing.listing === undefined) return false
    writing.text += JSON.stringify(writing.listing.symbol.split('_')[0])
    return true
  },
}

const both = { E: sentTime(milliseconds), T: time(milliseconds) }

/** Changes, or the best levels (`@depth5|10|20`) in the very same words: those only the stream's name tells. */
function depth(pairKey: Keys): { readonly changes: Channel; readonly best: Channel } {
  const ids = { U: first, u: last, pu: previous }
  const shape = enveloped(
    object({
      e: constant('depthUpdate'),
      ...both,
      s: symbol,
      ...pairKey,
      ...ids,
      ...changedLevels(stepText),
    }),
  )
  const kinds = [eventKind.level] as const
  // Without a usual look: that is the changes'.
  const { read, write } = shape
  return {
    changes: channel({ name: 'depth', kinds, snapshot: 'never', shape }),
    best: channel({
      name: 'depth of best levels',
      kinds,
      snapshot: 'always',
      coverage: levelsOfStream,
      shape: { read, write },
    }),
  }
}

const singleTrade = channel({
  name: 'trade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: enveloped(
    trade(
      object({
        e: constant('trade'),
        ...both,
        s: symbol,
        t: id('number'),
        p: price(stepText),
        q: quantity(stepText),
        X: note('"MARKET"'),
        m: buyerIsMaker,
      }),
    ),
  ),
})

const aggregateTrade = channel({
  name: 'aggregate trade',
  kinds: [eventKind.trade],
  snapshot: 'never',
  shape: enveloped(
    trade(
      object({
        e: constant('aggTrade'),
        E: both.E,
        a: id('number'),
        s: symbol,
        p: price(stepText),
        q: quantity(stepText),
        f: unsaid,
        l: unsaid,
        T: both.T,
        m: buyerIsMaker,
      }),
    ),
  ),
})

/** USD-M begins with the event's name, COIN-M with the update id. */
function bookTicker(head: Keys, pairKey: Keys): Channel {
  return channel({
    name: 'bookTicker',
    kinds: [eventKind.quoteBid, eventKind.quoteAsk],
    snapshot: 'never',
    shape: enveloped(
      market(
        object({
          ...head,
          s: symbol,
          ...pairKey,
          ...bestQuotes(stepText),
          T: both.T,
          E: both.E,
        }),
      ),
    ),
  })
}

/** `P` estimates the settlement price, which only matters in the last hour before a delivery. */
const markPriceUpdate = market(
  object({
    e: constant('markPriceUpdate'),
    E: time(milliseconds),
    s: symbol,
    p: required(value('mark', 'text')),
    i: usual(value('index', 'text')),
    P: unsaid,
    r: usual(value('fundingRate', 'text')),
    T: fundingTime(milliseconds),
  }),
)

const markKinds = [
  eventKind.mark,
  eventKind.index,
  eventKind.fundingRate,
  eventKind.fundingTime,
] as const

const markPrice = channel({
  name: 'markPrice',
  kinds: markKinds,
  snapshot: 'never',
  shape: enveloped(markPriceUpdate),
})

const markPrices = channel({
  name: 'markPrice@arr',
  kinds: markKinds,
  snapshot: 'never',
  shape: enveloped(list(ofItsOwn(markPriceUpdate))),
})

/** The order as it was sent: `ap` is what it was filled at on average, which need not be a whole tick. */
function forceOrder(pairKey: Keys): Channel {
  const forced = liquidation(
    object({
      s: symbol,
      ...pairKey,
      S: side({ '"BUY"': eventSide.buy, '"SELL"': eventSide.sell }),
      o: note('"LIMIT"'),
      f: note('"IOC"'),
      q: quantity(stepText),
      p: price(stepText),
      ap: echo(price(stepText)),
      X: note('"FILLED"'),
      l: echo(quantity(stepText)),
      z: echo(quantity(stepText)),
      T: time(milliseconds),
    }),
  )
  return channel({
    name: 'forceOrder',
    kinds: [eventKind.liquidation],
    snapshot: 'never',
    shape: enveloped(object({ e: constant('forceOrder'), E: both.E, o: forced })),
  })
}

const openInterest = channel({
  name: 'openInterest',
  kinds: [eventKind.openInterest],
  snapshot: 'never',
  shape: market(
    object({
      symbol,
      openInterest: required(value('openInterest', 'text')),
      time: time(milliseconds),
    }),
  ),
})

interface Particulars {
  readonly depth: ReturnType<typeof depth>
  readonly bookTicker: Channel
  readonly forceOrder: Channel
  readonly snapshot: Channel
}

function isBest(reading: Reading): boolean {
  return levelsOfStream(reading) > 0
}

function futures(own: Particulars): Protocol {
  const { snapshot } = own
  const { changes, best } = own.depth
  const events = {
    depthUpdate: changes,
    trade: singleTrade,
    aggTrade: aggregateTrade,
    bookTicker: own.bookTicker,
    markPriceUpdate: markPrice,
    forceOrder: own.forceOrder,
  }
  return {
    venue: 'binance',
    numbering: 'linked-ranges',
    bookRequest: /\/depth\?(?:.*&)?symbol=([^&]+)/,
    channels: [...Object.values(events), markPrices, openInterest, snapshot, best],
    isLookalike: isBest,
    route: inEnvelope(
      firstOf(
        byList(markPrices),
        byEvent(
          { ...events, depthUpdate: (reading) => (isBest(reading) ? best : changes) },
          { lastUpdateId: snapshot, openInterest },
        ),
      ),
    ),
  }
}

const coinMarginedTicker = bookTicker({ u: last, e: constant('bookTicker') }, { ps: pair })

/**
 * Binance USD-M futures: the streams `@depth`, `@depth5|10|20` where its name is told, `@trade`, `@aggTrade`, `@bookTicker`,
 * `@markPrice`, `!markPrice@arr` and `@forceOrder`, and the answers of `/fapi/v1/depth` and `/fapi/v1/openInterest`.
 *
 * A depth message follows the one whose `u` is its `pu` (no gap in the captures of 2021 and 2024).
 */
export const binanceUsdMargined: Protocol = futures({
  depth: depth({ ps: foreign }),
  bookTicker: bookTicker({ e: constant('bookTicker'), u: last }, { ps: foreign }),
  forceOrder: forceOrder({}),
  snapshot: depthSnapshot(stepText, both),
})

/** Binance COIN-M futures: the same, with quantities in contracts. */
export const binanceCoinMargined: Protocol = futures({
  depth: depth({ ps: pair }),
  bookTicker: coinMarginedTicker,
  forceOrder: forceOrder({ ps: pair }),
  snapshot: depthSnapshot(stepText, { ...both, symbol: usual(symbol), pair: usual(pair) }),
})
