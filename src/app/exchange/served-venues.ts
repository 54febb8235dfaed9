import { binance } from '../../exchanges/binance/binance.ts'
import { bybit } from '../../exchanges/bybit/bybit.ts'
import { coinbase } from '../../exchanges/coinbase/coinbase.ts'
import { kraken } from '../../exchanges/kraken/kraken.ts'
import { okx } from '../../exchanges/okx/okx.ts'
import type { ServedVenue } from '../../exchanges/serving/served-venue.ts'

/** Every venue that can be served, in the order it is listed. */
export const servedVenues: readonly ServedVenue[] = [binance, bybit, okx, kraken, coinbase]
