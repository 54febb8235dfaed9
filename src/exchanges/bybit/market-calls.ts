import type { Instant } from '../../core/time.ts'
import type { Fields } from '../serving/json-fields.ts'
import type { Candle, Candles } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import type { ReferenceKind } from '../world/reference-candles.ts'
import { fixed, priceText, quantityText } from '../world/wire-numbers.ts'
import type { BookCounts } from './book-counts.ts'
import { bookAnswer } from './bybit-books.ts'
import type { BybitCall } from './bybit-call.ts'
import {
  listedIn,
  milliseconds,
  needed,
  stateAsked,
  stateNeeded,
  symbolOf,
  wholeField,
  type BybitMarkets,
  type Category,
} from './bybit-market.ts'
import { bybitLimits, kindOf, riskTiers } from './bybit-terms.ts'
import { candleRow, intervals, referenceRow } from './candle-words.ts'
import { instrumentRow } from './instrument-words.ts'
import { said, wrongParameter, type Said } from './said.ts'
import { markOf, tickerOf } from './ticker-words.ts'

type Handle = (fields: Fields, at: Instant) => Said

/** What Bybit answers anyone. https://bybit-exchange.github.io/docs/v5/market/time */
export function marketCalls(
  markets: BybitMarkets,
  counts: Readonly<Record<Category, BookCounts>>,
): readonly BybitCall[] {
  return [
    get('market/time', (_, at) =>
      said({ timeSecond: String(Math.floor(at / 1e6)), timeNano: `${at}000` }),
    ),
    get('system/status', () => said({ list: [] })),
    get('market/instruments-info', (fields) => {
      const list = statesOf(markets, fields).map((state) =>
        instrumentRow(symbolOf(markets, state.index), state),
      )
      return listSaid(fields, list, { nextPageCursor: '' })
    }),
    get('market/orderbook', (fields, at) => {
      const state = stateNeeded(markets, fields)
      const isSpot = state.instrument.class === 'spot'
      const depth = wholeField(fields, 'limit', isSpot ? 1 : 25)
      if (depth < 1 || depth > 1_000) wrongParameter('params error: limit invalid')
      const symbol = symbolOf(markets, state.index)
      return said(
        bookAnswer({ symbol, state, counts: counts[kindOf(state.instrument.class)] }, depth, at),
      )
    }),
    get('market/recent-trade', (fields) => tradesSaid(markets, fields)),
    get('market/tickers', (fields, at) =>
      listSaid(
        fields,
        statesOf(markets, fields).map((state) =>
          tickerOf(symbolOf(markets, state.index), state, at),
        ),
      ),
    ),
    get('market/kline', (fields, at) => candlesSaid(markets, fields, at)),
    get('market/mark-price-kline', (fields, at) => referencesSaid(markets, fields, 'mark', at)),
    get('market/index-price-kline', (fields, at) => referencesSaid(markets, fields, 'index', at)),
    get('market/premium-index-price-kline', (fields, at) =>
      referencesSaid(markets, fields, 'premium', at),
    ),
    get('market/funding/history', (fields) => fundingSaid(markets, fields)),
    get('market/open-interest', (fields, at) => interestSaid(markets, fields, at)),
    get('market/risk-limit', (fields) =>
      listSaid(
        fields,
        statesOf(markets, fields).flatMap(({ index }) => riskRows(symbolOf(markets, index))),
        { nextPageCursor: '' },
      ),
    ),
    get('market/price-limit', (fields, at) => priceLimitSaid(markets, fields, at)),
  ]
}

function get(path: string, handle: Handle): BybitCall {
  return { method: 'GET', path: `/v5/${path}`, isSigned: false, handle }
}

function statesOf(markets: BybitMarkets, fields: Fields): readonly PublicState[] {
  const { symbols } = listedIn(markets, fields)
  const one = stateAsked(markets, fields)
  const { baseCoin } = fields
  if (one !== undefined) return [one]
  return [...symbols.values()].filter(
    ({ instrument }) => baseCoin === undefined || baseCoin === '' || instrument.base === baseCoin,
  )
}

function listSaid(
  { category }: Fields,
  list: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Said {
  return said({ category, list, ...more })
}

/** Latest first. */
function tradesSaid(markets: BybitMarkets, fields: Fields): Said {
  const state = stateNeeded(markets, fields)
  const { instrument, trades } = state
  const isSpot = instrument.class === 'spot'
  const limit = Math.min(wholeField(fields, 'limit', isSpot ? 60 : 500), isSpot ? 60 : 1_000)
  const list = trades
    .slice(-limit)
    .toReversed()
    .map(({ id, at, priceTicks, lots, isBuy }) => ({
      execId: String(id),
      symbol: symbolOf(markets, state.index),
      price: priceText(priceTicks, instrument),
      size: quantityText(lots, instrument),
      side: isBuy ? 'Buy' : 'Sell',
      time: String(milliseconds(at)),
      isBlockTrade: false,
      isRPITrade: false,
      seq: String(id),
    }))
  return listSaid(fields, list)
}

const candlesMost = 1_000

function candlesSaid(markets: BybitMarkets, fields: Fields, at: Instant): Said {
  const state = stateNeeded(markets, fields)
  return rangedCandles(fields, state.candles, {
    at,
    symbol: symbolOf(markets, state.index),
    row: (candle) => candleRow(state, candle),
  })
}

function referencesSaid(
  markets: BybitMarkets,
  fields: Fields,
  kind: ReferenceKind,
  at: Instant,
): Said {
  const state = stateNeeded(markets, fields)
  if (state.instrument.class === 'spot') wrongParameter('Category is invalid')
  const decimals = kind === 'premium' ? 6 : state.instrument.tickSize.decimals
  return rangedCandles(fields, state.references[kind], {
    at,
    symbol: symbolOf(markets, state.index),
    row: (candle) => referenceRow(candle, decimals),
  })
}

/** Latest first. */
function rangedCandles(
  fields: Fields,
  candles: Candles,
  of: {
    readonly at: Instant
    readonly symbol: string
    readonly row: (candle: Candle) => readonly string[]
  },
): Said {
  const { at, symbol, row } = of
  const span = intervals[needed(fields, 'interval')] ?? wrongParameter('Invalid period!')
  const from = wholeField(fields, 'start', 0) * 1_000
  const to = Math.min(wholeField(fields, 'end', 9e12) * 1_000 + 1, at + 1)
  const most = Math.min(wholeField(fields, 'limit', 200), candlesMost)
  // From a start on the oldest come, else the latest.
  const isForward = fields['start'] !== undefined
  const rows = candles.of(span, { from, to, most: isForward ? candlesMost * 2 : most })
  const listed = isForward ? rows.slice(0, most) : rows
  return said({
    category: fields['category'],
    symbol,
    list: listed.toReversed().map(row),
  })
}

function fundingSaid(markets: BybitMarkets, fields: Fields): Said {
  const state = stateNeeded(markets, fields)
  const start = wholeField(fields, 'startTime', 0) * 1_000
  const end = wholeField(fields, 'endTime', 9e12) * 1_000
  const limit = Math.min(wholeField(fields, 'limit', 200), 200)
  const list = state.settled
    .filter(({ at }) => at >= start && at <= end)
    .slice(-limit)
    .toReversed()
    .map(({ at, fundingRate }) => ({
      symbol: symbolOf(markets, state.index),
      fundingRate: fixed(fundingRate, 8),
      fundingRateTimestamp: String(milliseconds(at)),
    }))
  return listSaid(fields, list)
}

/** What it is now: earlier values are not kept. */
function interestSaid(markets: BybitMarkets, fields: Fields, at: Instant): Said {
  const { openInterest, instrument } = stateNeeded(markets, fields)
  const list = Number.isNaN(openInterest)
    ? []
    : [
        {
          openInterest: fixed(openInterest, instrument.lotSize.decimals),
          timestamp: String(milliseconds(at)),
        },
      ]
  return listSaid(fields, list, { symbol: fields['symbol'], nextPageCursor: '' })
}

function riskRows(symbol: string): readonly object[] {
  return riskTiers.map(({ maintenanceRate, leverageMax }, k) => ({
    id: k + 1,
    symbol,
    riskLimitValue: String(riskTiers[k + 1]?.notionalFrom ?? 5_300_000),
    maintenanceMargin: String(maintenanceRate),
    initialMargin: fixed(1 / leverageMax, 6),
    isLowestRisk: k === 0 ? 1 : 0,
    maxLeverage: leverageMax.toFixed(2),
    mmDeduction: '',
  }))
}

/** The highest price of a buy and the lowest of a sell. */
function priceLimitSaid(markets: BybitMarkets, fields: Fields, at: Instant): Said {
  const state = stateNeeded(markets, fields)
  const { instrument } = state
  const share = bybitLimits.band[kindOf(instrument.class)][1]
  const reference = markOf(state)
  const { decimals } = instrument.tickSize
  return said({
    symbol: symbolOf(markets, state.index),
    buyLmt: fixed(reference * (1 + share), decimals),
    sellLmt: fixed(reference * (1 - share), decimals),
    ts: String(milliseconds(at)),
  })
}
