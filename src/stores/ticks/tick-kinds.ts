import { binanceVisionLayouts, bybitArchiveLayouts, okxArchiveLayouts } from './archive-layouts.ts'
import {
  asterLayouts,
  bitstampOrderLayouts,
  gateioLayouts,
  hyperliquidLayouts,
  lastPriceLayouts,
  markIndexLayouts,
  poolMinuteLayouts,
  standxLayouts,
  twoVenueQuoteLayouts,
} from './collector-layouts.ts'
import { tardisLayouts } from './tardis-layouts.ts'
import type { TickLayout } from './tick-layout.ts'

/** What `data import` can read, by the name it is called there. */
export const tickKinds: Readonly<Record<string, readonly TickLayout[]>> = {
  tardis: tardisLayouts,
  'binance-vision': binanceVisionLayouts,
  'bybit-archive': bybitArchiveLayouts,
  'okx-archive': okxArchiveLayouts,
  standx: standxLayouts,
  hyperliquid: hyperliquidLayouts,
  gateio: gateioLayouts,
  aster: asterLayouts,
  'bitstamp-orders': bitstampOrderLayouts,
  'bitstamp-cex': twoVenueQuoteLayouts,
  'last-prices': lastPriceLayouts,
  'mark-index': markIndexLayouts,
  'uniswap-minutes': poolMinuteLayouts,
}
