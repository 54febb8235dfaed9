import { answer, type Answer } from '../../serving/answer.ts'
import type { Route } from '../../serving/served-venue.ts'
import type { VenueRequest } from '../../serving/venue-request.ts'
import type { PublicState } from '../../world/public-state.ts'
import { quantityText, stepsText } from '../../world/wire-numbers.ts'
import { fieldsOf } from '../fields.ts'
import { stateNeeded, symbolOf, type BinanceMarket } from '../market.ts'
import { symbolList } from '../market-routes.ts'
import { spotLimits } from './spot-terms.ts'

/** Types of orders this matching has. */
export const spotOrderTypes = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
] as const

/** What a client may ask in a time. */
export const spotRateLimits = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6_000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
] as const

/** `/api/v3/exchangeInfo`: what is listed, and by which filters. */
export function spotInfoRoute(market: BinanceMarket): Route {
  return {
    method: 'GET',
    path: '/api/v3/exchangeInfo',
    weight: 20,
    handle: (request) => infoAnswer(market, request),
  }
}

function infoAnswer(market: BinanceMarket, request: VenueRequest): Answer {
  const fields = fieldsOf(request)
  const asked =
    fields['symbols'] === undefined
      ? fields['symbol'] === undefined
        ? undefined
        : [fields['symbol']]
      : symbolList(fields['symbols'])
  const states = asked?.map((symbol) => stateNeeded(market, { symbol })) ?? [
    ...market.symbols.values(),
  ]
  return answer({
    timezone: 'UTC',
    serverTime: Math.floor(request.at / 1_000),
    rateLimits: spotRateLimits,
    exchangeFilters: [],
    symbols: states.map((state) => symbolInfo(market, state)),
  })
}

function symbolInfo(
  market: BinanceMarket,
  { index, instrument }: PublicState,
): Readonly<Record<string, unknown>> {
  const { base, quote } = instrument
  return {
    symbol: symbolOf(market, index),
    status: 'TRADING',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: spotOrderTypes,
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf({ index, instrument }),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_MAKER'],
  }
}

function filtersOf({ instrument }: Pick<PublicState, 'index' | 'instrument'>): readonly object[] {
  const { tickSize, lotSize } = instrument
  const { maxLots, minNotional, bidMultiplierUp, askMultiplierDown, maxOrders } = spotLimits
  const tick = stepsText(1, tickSize, 8)
  const lot = stepsText(1, lotSize, 8)
  return [
    { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000.00000000', tickSize: tick },
    {
      filterType: 'LOT_SIZE',
      minQty: lot,
      maxQty: quantityText(maxLots, instrument, 8),
      stepSize: lot,
    },
    { filterType: 'ICEBERG_PARTS', limit: 100 },
    {
      filterType: 'MARKET_LOT_SIZE',
      minQty: '0.00000000',
      maxQty: quantityText(maxLots, instrument, 8),
      stepSize: '0.00000000',
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: String(bidMultiplierUp),
      bidMultiplierDown: String(askMultiplierDown),
      askMultiplierUp: String(bidMultiplierUp),
      askMultiplierDown: String(askMultiplierDown),
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: minNotional.toFixed(8),
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: maxOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  ]
}
