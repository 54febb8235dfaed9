import { quantityText, stepsText } from '../world/wire-numbers.ts'
import { bare } from './json-numbers.ts'
import type { KrakenMarket, KrakenPair } from './kraken-market.ts'
import { costMin, feePercent, orderMinLots } from './kraken-terms.ts'

// Markets and assets as Kraken lists them.

type KrakenAsset = KrakenMarket['assets'][number]

const coinDecimals = 10
const moneyDecimals = 4

export function assetDecimals({ isFiat }: KrakenAsset): number {
  return isFiat ? moneyDecimals : coinDecimals
}

/** As `/0/public/Assets` lists it. */
export function assetRow(asset: KrakenAsset): Readonly<Record<string, unknown>> {
  return {
    aclass: 'currency',
    altname: asset.altname,
    decimals: assetDecimals(asset),
    display_decimals: asset.isFiat ? 2 : 5,
    status: 'enabled',
  }
}

/** As `/0/public/AssetPairs` lists it. Nothing is traded on margin here. */
export function pairRow(pair: KrakenPair): Readonly<Record<string, unknown>> {
  const { instrument } = pair.state
  const { tickSize, lotSize } = instrument
  return {
    altname: pair.altname,
    wsname: pair.wsname,
    aclass_base: 'currency',
    base: pair.base.id,
    aclass_quote: 'currency',
    quote: pair.quote.id,
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: tickSize.decimals,
    lot_decimals: lotSize.decimals,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, feePercent.taker]],
    fees_maker: [[0, feePercent.maker]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: quantityText(orderMinLots(instrument), instrument),
    costmin: String(costMin),
    tick_size: stepsText(1, tickSize),
    status: 'online',
  }
}

/** The data of the channel `instrument`. https://docs.kraken.com/api/docs/websocket-v2/instrument */
export function instrumentData(market: KrakenMarket): Readonly<Record<string, unknown>> {
  return {
    assets: market.assets.map((asset) => ({
      id: asset.currency,
      status: 'enabled',
      precision: assetDecimals(asset),
      precision_display: asset.isFiat ? 2 : 5,
      borrowable: false,
      collateral_value: 0,
      margin_rate: 0,
    })),
    pairs: market.pairs.map(({ symbol, state }) => {
      const { instrument } = state
      const { tickSize, lotSize } = instrument
      return {
        symbol,
        base: instrument.base,
        quote: instrument.quote,
        status: 'online',
        qty_precision: lotSize.decimals,
        qty_increment: bare(stepsText(1, lotSize)),
        qty_min: bare(quantityText(orderMinLots(instrument), instrument)),
        price_precision: tickSize.decimals,
        price_increment: bare(stepsText(1, tickSize)),
        cost_precision: 5,
        cost_min: costMin,
        marginable: false,
        has_index: false,
      }
    }),
  }
}
