import { answer } from '../../serving/answer.ts'
import type { Route } from '../../serving/served-venue.ts'
import type { PublicState } from '../../world/public-state.ts'
import { quantityText, stepsText } from '../../world/wire-numbers.ts'
import type { ListedLimit } from '../request-limits.ts'
import { symbolOf, type BinanceMarket } from '../market.ts'
import { futuresLimits, minNotionalOf } from './futures-terms.ts'

export const futuresRateLimits: readonly ListedLimit[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2_400 },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1_200 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
]

/** `/fapi/v1/exchangeInfo`; and that of COIN-M, where nothing is listed, for clients that load every market. */
export function futuresInfoRoutes(market: BinanceMarket): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/fapi/v1/exchangeInfo',
      weight: 1,
      handle: ({ at }) =>
        answer({
          ...head(at),
          assets: [
            ...new Set([...market.symbols.values()].map(({ instrument }) => instrument.quote)),
          ].map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '0' })),
          symbols: [...market.symbols.values()].map((state) => symbolInfo(market, state)),
        }),
    },
    {
      method: 'GET',
      path: '/dapi/v1/exchangeInfo',
      weight: 1,
      handle: ({ at }) => answer({ ...head(at), symbols: [] }),
    },
  ]
}

function head(at: number): Readonly<Record<string, unknown>> {
  return {
    timezone: 'UTC',
    serverTime: Math.floor(at / 1_000),
    futuresType: 'U_MARGINED',
    rateLimits: futuresRateLimits,
    exchangeFilters: [],
  }
}

function symbolInfo(
  market: BinanceMarket,
  { index, instrument }: PublicState,
): Readonly<Record<string, unknown>> {
  const { base, quote, tickSize, lotSize } = instrument
  const symbol = symbolOf(market, index)
  const { maxLots, maxOrders, multiplierUp, multiplierDown, liquidationFee } = futuresLimits
  const lots = {
    minQty: stepsText(1, lotSize),
    maxQty: quantityText(maxLots, instrument),
    stepSize: stepsText(1, lotSize),
  }
  const tick = stepsText(1, tickSize)
  return {
    symbol,
    pair: symbol,
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status: 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: quote,
    pricePrecision: tickSize.decimals,
    quantityPrecision: lotSize.decimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: ['PoW'],
    triggerProtect: '0.0500',
    liquidationFee: liquidationFee.toFixed(6),
    marketTakeBound: (multiplierUp - 1).toFixed(2),
    maxMoveOrderLimit: 10_000,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '4529764', tickSize: tick },
      { filterType: 'LOT_SIZE', ...lots },
      { filterType: 'MARKET_LOT_SIZE', ...lots },
      { filterType: 'MAX_NUM_ORDERS', limit: maxOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 100 },
      { filterType: 'MIN_NOTIONAL', notional: String(minNotionalOf(instrument)) },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: multiplierUp.toFixed(4),
        multiplierDown: multiplierDown.toFixed(4),
        multiplierDecimal: '4',
      },
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  }
}
