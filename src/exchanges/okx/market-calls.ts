import type { Instant } from '../../core/time.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { Candle, Candles } from '../world/candles.ts'
import { fixed, plain } from '../world/wire-numbers.ts'
import { barCandles, barOf, candleRow, referenceRow } from './candle-words.ts'
import {
  fundingRow,
  indexRow,
  instrumentRow,
  interestRow,
  limitRow,
  markRow,
  rateText,
  tickerRow,
  tradeRow,
} from './market-words.ts'
import { bookAnswer } from './okx-books.ts'
import type { OkxCall } from './okx-call.ts'
import {
  familyOf,
  listingNeeded,
  listingsAsked,
  milliseconds,
  needed,
  wholeField,
  wrongParameter,
  type OkxListing,
  type OkxMarkets,
} from './okx-market.ts'
import { positionTiers } from './okx-terms.ts'
import { refuse, said, type Said } from './said.ts'

type Handle = (fields: Fields, at: Instant) => Said

function get(path: string, perTwoSeconds: number, handle: Handle): OkxCall {
  return { method: 'GET', path: `/api/v5/${path}`, isSigned: false, perTwoSeconds, handle }
}

/** What OKX answers anyone. https://www.okx.com/docs-v5/en/#order-book-trading-market-data */
export function marketCalls(markets: OkxMarkets): readonly OkxCall[] {
  return [...statusCalls(markets), ...bookCalls(markets), ...swapCalls(markets)]
}

function statusCalls(markets: OkxMarkets): readonly OkxCall[] {
  return [
    get('public/time', 10, (_, at) => said([{ ts: milliseconds(at) }])),
    get('system/status', 1, () => said([])),
    get('public/instruments', 20, (fields) => {
      needed(fields, 'instType')
      return said(listingsAsked(markets, fields).map(instrumentRow))
    }),
    get('public/price-limit', 20, (fields, at) =>
      said([limitRow(listingNeeded(markets, fields), at)]),
    ),
  ]
}

function bookCalls(markets: OkxMarkets): readonly OkxCall[] {
  return [
    get('market/books', 40, (fields, at) => {
      const depth = wholeField(fields, 'sz', 1)
      if (depth < 1 || depth > 400) wrongParameter('sz')
      return said([bookAnswer(listingNeeded(markets, fields), depth, at)])
    }),
    get('market/books-full', 10, (fields, at) => {
      const depth = Math.min(wholeField(fields, 'sz', 1), 5_000)
      const { seqId: _, ...book } = bookAnswer(listingNeeded(markets, fields), depth, at)
      return said([{ ...book, asks: short(book['asks']), bids: short(book['bids']) }])
    }),
    get('market/tickers', 20, (fields, at) => {
      needed(fields, 'instType')
      return said(listingsAsked(markets, fields).map((each) => tickerRow(each, at)))
    }),
    get('market/ticker', 20, (fields, at) => said([tickerRow(listingNeeded(markets, fields), at)])),
    get('market/trades', 100, (fields) => tradesSaid(markets, fields, 500)),
    get('market/history-trades', 20, (fields) => tradesSaid(markets, fields, 100)),
    get('market/candles', 40, (fields, at) => candlesSaid(markets, fields, at)),
    get('market/history-candles', 20, (fields, at) => candlesSaid(markets, fields, at)),
  ]
}

/** Without the orders of liquidations, which the full book does not tell. */
function short(levels: unknown): unknown {
  return (levels as readonly (readonly string[])[]).map(([px, sz, , orders]) => [px, sz, orders])
}

/** Latest first. */
function tradesSaid(markets: OkxMarkets, fields: Fields, most: number): Said {
  const listing = listingNeeded(markets, fields)
  const limit = Math.min(wholeField(fields, 'limit', 100), most)
  const isByTime = fields['type'] === '2'
  const below = wholeField(fields, 'after', Infinity)
  const above = wholeField(fields, 'before', -1)
  const of = ({ id, at }: { readonly id: number; readonly at: number }): number =>
    isByTime ? at / 1_000 : id
  return said(
    listing.state.trades
      .filter((print) => of(print) < below && of(print) > above)
      .slice(-limit)
      .toReversed()
      .map((print) => ({ ...tradeRow(listing, print), source: '0' })),
  )
}

function candlesSaid(markets: OkxMarkets, fields: Fields, at: Instant): Said {
  const listing = listingNeeded(markets, fields)
  return rangedCandles(fields, listing.state.candles, {
    at,
    row: (candle, span) => candleRow(listing, candle, { span, at }),
  })
}

/** Of the mark by its instrument, of the index by its family. */
function referencesSaid(
  markets: OkxMarkets,
  fields: Fields,
  kind: 'mark' | 'index',
  at: Instant,
): Said {
  const instId = needed(fields, 'instId')
  const asked = kind === 'mark' ? instId : `${instId}-SWAP`
  const { state } = listingNeeded(markets, { ...fields, instId: asked })
  const { decimals } = state.instrument.tickSize
  return rangedCandles(fields, state.references[kind], {
    at,
    row: (candle, span) => referenceRow(candle, { span, at, decimals }),
  })
}

/** Latest first: older than `after`, newer than `before`. */
function rangedCandles(
  fields: Fields,
  candles: Candles,
  of: {
    readonly at: Instant
    readonly row: (candle: Candle, span: number) => readonly string[]
  },
): Said {
  const { at, row } = of
  const bar = barOf(fields['bar'] || '1m') ?? wrongParameter('bar')
  const { span } = bar
  const limit = Math.min(wholeField(fields, 'limit', 100), 300)
  const to = Math.min(wholeField(fields, 'after', 9e12) * 1_000, at + 1)
  const from = (wholeField(fields, 'before', -1) + 1) * 1_000
  const rows = barCandles(candles, bar, { from, to, most: limit })
  return said(rows.toReversed().map((candle) => row(candle, span)))
}

function swapCalls(markets: OkxMarkets): readonly OkxCall[] {
  const swaps = (fields: Fields): readonly OkxListing[] =>
    listingsAsked(markets, fields).filter(({ type }) => type === 'SWAP')
  return [
    get('market/mark-price-candles', 20, (fields, at) =>
      referencesSaid(markets, fields, 'mark', at),
    ),
    get('market/history-mark-price-candles', 10, (fields, at) =>
      referencesSaid(markets, fields, 'mark', at),
    ),
    get('market/index-candles', 20, (fields, at) => referencesSaid(markets, fields, 'index', at)),
    get('market/history-index-candles', 10, (fields, at) =>
      referencesSaid(markets, fields, 'index', at),
    ),
    get('public/mark-price', 10, (fields, at) =>
      said(listingsAsked(markets, fields).map((each) => markRow(each, at))),
    ),
    get('public/open-interest', 20, (fields, at) =>
      said(swaps(fields).map((each) => interestRow(each, at))),
    ),
    get('public/funding-rate', 10, (fields, at) => {
      const asked = fields['instId'] === 'ANY' ? { instType: 'SWAP' } : fields
      needed(fields, 'instId')
      const rows = swaps(asked)
      if (rows.length === 0) {
        refuse('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
      }
      return said(rows.map((each) => fundingRow(each, at)))
    }),
    get('public/funding-rate-history', 10, (fields) => fundingsSaid(markets, fields)),
    get('market/index-tickers', 20, (fields, at) => {
      const { instId, quoteCcy } = fields
      return said(
        swaps({})
          .filter((each) => !instId || familyOf(each) === instId)
          .filter(({ state }) => !quoteCcy || state.instrument.quote === quoteCcy)
          .map((each) => indexRow(each, at)),
      )
    }),
    get('public/position-tiers', 10, (fields) =>
      said(swaps({ uly: fields['uly'] || fields['instFamily'] || '' }).flatMap(tierRows)),
    ),
  ]
}

/** Latest first. */
function fundingsSaid(markets: OkxMarkets, fields: Fields): Said {
  const { state, instId } = listingNeeded(markets, fields)
  const limit = Math.min(wholeField(fields, 'limit', 400), 400)
  const below = wholeField(fields, 'after', Infinity) * 1_000
  const above = wholeField(fields, 'before', -1) * 1_000
  return said(
    state.settled
      .filter(({ at }) => at < below && at > above)
      .slice(-limit)
      .toReversed()
      .map(({ at, fundingRate }) => ({
        formulaType: 'withRate',
        fundingRate: rateText(fundingRate),
        fundingTime: milliseconds(at),
        instId,
        instType: 'SWAP',
        method: 'current_period',
        realizedRate: rateText(fundingRate),
      })),
  )
}

/** Sizes in contracts at the mark of now. */
function tierRows({ state, instId, contract }: OkxListing): readonly object[] {
  const family = instId.replace(/-SWAP$/, '')
  const perContract = (contract.units / 10 ** contract.decimals) * state.last()
  const size = (notional: number): string => fixed(notional / perContract, 0)
  return positionTiers.map(({ notionalFrom, maintenanceRate, leverageMax }, k) => ({
    baseMaxLoan: '',
    imr: plain(fixed(1 / leverageMax, 6)),
    instFamily: family,
    instId,
    maxLever: String(leverageMax),
    maxSz: size(positionTiers[k + 1]?.notionalFrom ?? 50_000_000),
    minSz: size(notionalFrom),
    mmr: String(maintenanceRate),
    optMgnFactor: '0',
    quoteMaxLoan: '',
    tier: String(k + 1),
    uly: family,
  }))
}
