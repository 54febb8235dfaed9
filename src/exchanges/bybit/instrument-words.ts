import type { Instrument } from '../../core/instrument.ts'
import { priceText, quantityText, stepsText } from '../world/wire-numbers.ts'
import type { PublicState } from '../world/public-state.ts'
import { bybitLimits, kindOf, riskTiers } from './bybit-terms.ts'

type Row = Readonly<Record<string, unknown>>

/** An instrument as `/v5/market/instruments-info` lists it. */
export function instrumentRow(symbol: string, { instrument }: PublicState): Row {
  const [x, y] = bybitLimits.band[kindOf(instrument.class)]
  const riskParameters = { priceLimitRatioX: String(x), priceLimitRatioY: String(y) }
  const row = instrument.class === 'spot' ? spotRow(instrument) : linearRow(instrument)
  const { base, quote } = instrument
  return { symbol, baseCoin: base, quoteCoin: quote, status: 'Trading', ...row, riskParameters }
}

function spotRow(instrument: Instrument): Row {
  const { tickSize, lotSize } = instrument
  const lot = stepsText(1, lotSize)
  const most = quantityText(bybitLimits.maxLots, instrument)
  return {
    innovation: '0',
    marginTrading: 'none',
    stTag: '0',
    lotSizeFilter: {
      basePrecision: lot,
      quotePrecision: stepsText(1, {
        units: tickSize.units * lotSize.units,
        decimals: tickSize.decimals + lotSize.decimals,
      }),
      minOrderQty: lot,
      maxOrderQty: most,
      minOrderAmt: String(bybitLimits.minNotional),
      maxOrderAmt: '4000000',
      maxLimitOrderQty: most,
      maxMarketOrderQty: most,
      postOnlyMaxLimitOrderSize: most,
    },
    priceFilter: { tickSize: stepsText(1, tickSize) },
  }
}

function linearRow(instrument: Instrument): Row {
  const { quote, tickSize, lotSize } = instrument
  const tick = stepsText(1, tickSize)
  const lot = stepsText(1, lotSize)
  const most = quantityText(bybitLimits.maxLots, instrument)
  return {
    contractType: 'LinearPerpetual',
    launchTime: '1585526400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(tickSize.decimals),
    leverageFilter: {
      minLeverage: '1',
      maxLeverage: riskTiers[0]!.leverageMax.toFixed(2),
      leverageStep: '0.01',
    },
    priceFilter: { minPrice: tick, maxPrice: priceText(19_999_998, instrument), tickSize: tick },
    lotSizeFilter: {
      maxOrderQty: most,
      minOrderQty: lot,
      qtyStep: lot,
      postOnlyMaxOrderQty: most,
      maxMktOrderQty: most,
      minNotionalValue: String(bybitLimits.minNotional),
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: quote,
    copyTrading: 'none',
    upperFundingRate: '0.005',
    lowerFundingRate: '-0.005',
    isPreListing: false,
    preListingInfo: null,
    displayName: '',
    symbolType: '',
  }
}
