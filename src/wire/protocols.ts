import { binanceCoinMargined, binanceUsdMargined } from './binance/futures.ts'
import { binanceSpot } from './binance/spot.ts'
import { bitgetV1 } from './bitget/v1.ts'
import { bitgetV2 } from './bitget/v2.ts'
import { bitstampV2 } from './bitstamp/v2.ts'
import { bybitV5 } from './bybit/v5.ts'
import { coinbaseAdvanced } from './coinbase/advanced.ts'
import { deribitV2 } from './deribit/v2.ts'
import { gateFutures } from './gate/futures.ts'
import { gateSpot } from './gate/spot.ts'
import { hyperliquid } from './hyperliquid/info.ts'
import { krakenV1 } from './kraken/v1.ts'
import { krakenV2 } from './kraken/v2.ts'
import { okxV5 } from './okx/v5.ts'
import type { Protocol } from './part.ts'

/** A venue's feed in one of its protocols. */
export type FeedName =
  | 'binance-spot'
  | 'binance-usd-margined'
  | 'binance-coin-margined'
  | 'bybit'
  | 'okx'
  | 'kraken'
  | 'kraken-v1'
  | 'coinbase'
  | 'bitstamp'
  | 'bitget-spot'
  | 'bitget-usdt-futures'
  | 'bitget-usdc-futures'
  | 'bitget-coin-futures'
  | 'bitget-v1-spot'
  | 'bitget-v1-contracts'
  | 'gateio-spot'
  | 'gateio-futures'
  | 'deribit'
  | 'hyperliquid'

/** Every protocol that is spoken here, by the name of its feed. */
export const protocols: Readonly<Record<FeedName, Protocol>> = {
  'binance-spot': binanceSpot,
  'binance-usd-margined': binanceUsdMargined,
  'binance-coin-margined': binanceCoinMargined,
  bybit: bybitV5,
  okx: okxV5,
  kraken: krakenV2,
  'kraken-v1': krakenV1,
  coinbase: coinbaseAdvanced,
  bitstamp: bitstampV2,
  'bitget-spot': bitgetV2('SPOT'),
  'bitget-usdt-futures': bitgetV2('USDT-FUTURES'),
  'bitget-usdc-futures': bitgetV2('USDC-FUTURES'),
  'bitget-coin-futures': bitgetV2('COIN-FUTURES'),
  'bitget-v1-spot': bitgetV1('sp'),
  'bitget-v1-contracts': bitgetV1('mc'),
  'gateio-spot': gateSpot,
  'gateio-futures': gateFutures,
  deribit: deribitV2,
  hyperliquid,
}
