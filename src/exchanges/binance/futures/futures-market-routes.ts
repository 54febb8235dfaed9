import type { Instant } from '../../../core/time.ts'
import { answer, type Answer } from '../../serving/answer.ts'
import type { Route } from '../../serving/served-venue.ts'
import type { PublicState } from '../../world/public-state.ts'
import { fixed } from '../../world/wire-numbers.ts'
import type { ReferenceKind } from '../../world/reference-candles.ts'
import { referenceRow } from '../candle-words.ts'
import { fieldsOf, needed, wholeField, type Fields } from '../fields.ts'
import { stateAsked, stateNeeded, symbolOf, type BinanceMarket } from '../market.ts'
import { rangedCandles } from '../market-routes.ts'

/** What only futures answer anyone: mark and funding, open interest. */
export function futuresMarketRoutes(market: BinanceMarket): readonly Route[] {
  const each = (fields: Fields, words: (state: PublicState) => unknown): Answer => {
    const state = stateAsked(market, fields)
    return answer(state === undefined ? [...market.symbols.values()].map(words) : words(state))
  }
  return [
    get('/fapi/v1/premiumIndex', (fields, at) =>
      each(fields, (state) => premiumRow(market, state, at)),
    ),
    get('/fapi/v1/fundingRate', (fields) => fundingAnswer(market, fields)),
    get('/fapi/v1/fundingInfo', () =>
      answer([...market.symbols.values()].map(({ index }) => fundingTerms(market, index))),
    ),
    get('/fapi/v1/markPriceKlines', (fields, at) => references(market, fields, 'mark', at)),
    get('/fapi/v1/indexPriceKlines', (fields, at) =>
      references(market, { ...fields, symbol: needed(fields, 'pair') }, 'index', at),
    ),
    get('/fapi/v1/premiumIndexKlines', (fields, at) => references(market, fields, 'premium', at)),
    get('/fapi/v1/openInterest', (fields, at) => {
      const state = stateNeeded(market, fields)
      return answer({
        symbol: symbolOf(market, state.index),
        openInterest: fixed(state.openInterest, 3),
        time: Math.floor(at / 1_000),
      })
    }),
    get('/fapi/v2/ticker/price', (fields, at) =>
      each(fields, (state) => ({
        symbol: symbolOf(market, state.index),
        price: fixed(state.last(), state.instrument.tickSize.decimals),
        time: Math.floor(at / 1_000),
      })),
    ),
  ]
}

/** Every contract settles its funding three times a day. */
function fundingTerms(market: BinanceMarket, index: number): Readonly<Record<string, unknown>> {
  return {
    symbol: symbolOf(market, index),
    adjustedFundingRateCap: '0.02000000',
    adjustedFundingRateFloor: '-0.02000000',
    fundingIntervalHours: 8,
    disclaimer: false,
  }
}

function references(
  market: BinanceMarket,
  fields: Fields,
  kind: ReferenceKind,
  at: Instant,
): Answer {
  const candles = stateNeeded(market, fields).references[kind]
  return rangedCandles(market, fields, { at, candles, row: referenceRow })
}

function get(path: string, handle: (fields: Fields, at: Instant) => Answer): Route {
  return {
    method: 'GET',
    path,
    weight: 1,
    handle: (request) => handle(fieldsOf(request), request.at),
  }
}

function premiumRow(
  market: BinanceMarket,
  state: PublicState,
  at: number,
): Readonly<Record<string, unknown>> {
  const mark = Number.isNaN(state.mark) ? state.mid() : state.mark
  const index = Number.isNaN(state.indexPrice) ? mark : state.indexPrice
  return {
    symbol: symbolOf(market, state.index),
    markPrice: fixed(mark, 8),
    indexPrice: fixed(index, 8),
    estimatedSettlePrice: fixed(index, 8),
    lastFundingRate: fixed(state.fundingRate, 8),
    interestRate: '0.00010000',
    nextFundingTime: Number.isNaN(state.fundingTime) ? 0 : Math.floor(state.fundingTime / 1_000),
    time: Math.floor(at / 1_000),
  }
}

function fundingAnswer(market: BinanceMarket, fields: Fields): Answer {
  const asked = stateAsked(market, fields)
  const states = asked === undefined ? [...market.symbols.values()] : [asked]
  const limit = Math.min(wholeField(fields, 'limit', 100), 1_000)
  const from = wholeField(fields, 'startTime', 0)
  const to = wholeField(fields, 'endTime', Number.MAX_SAFE_INTEGER)
  const rows = states
    .flatMap((state) =>
      state.settled.map(({ at, fundingRate, mark }) => ({
        symbol: symbolOf(market, state.index),
        fundingTime: Math.floor(at / 1_000),
        fundingRate: fixed(fundingRate, 8),
        markPrice: fixed(mark, 8),
      })),
    )
    .filter(({ fundingTime }) => fundingTime >= from && fundingTime <= to)
    .toSorted((a, b) => a.fundingTime - b.fundingTime)
  // From a start on the oldest come first, else the latest.
  const isForward = fields['startTime'] !== undefined
  return answer(isForward ? rows.slice(0, limit) : rows.slice(-limit))
}
