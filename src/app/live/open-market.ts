import { UsageError } from '../../core/errors.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import { openExchange, worldError, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import { marketOf } from '../../gateways/listed-markets.ts'
import type { TradedListing } from '../../gateways/read-orders.ts'
import { profileOf } from '../../gateways/venue-profiles.ts'
import type { VenueConnection } from '../trade/venue-connection.ts'

/** An instrument that is asked for; of any class where none is said. */
export interface WantedInstrument {
  readonly name: string
  readonly class: InstrumentClass | undefined
}

/** Reads `BASE-QUOTE` or `BASE-QUOTE:linear`. @param whole what a person wrote, and where, for the complaint */
export function readWanted(
  text: string,
  whole: string = text,
  field: string = 'instruments',
): WantedInstrument {
  const [name = '', kind, ...rest] = text.split(':')
  const isClass = kind === undefined || /^(spot|linear|inverse)$/.test(kind)
  if (!/^[^-]+-[^-]+$/.test(name) || !isClass || rest.length > 0)
    throw new UsageError(`${field}: expected BASE-QUOTE, perhaps with :linear, got ${whole}`)
  return { name, class: kind as InstrumentClass | undefined }
}

/** Our names of venues that are exchanges of ccxt under another. */
const exchangeNames: Readonly<Record<string, string>> = {
  'binance-futures': 'binanceusdm',
  okex: 'okx',
  'kraken-futures': 'krakenfutures',
  'gate-io': 'gate',
  huobi: 'htx',
}

/** A venue that is open, and what is wanted of it. */
export interface OpenMarket {
  readonly exchange: CcxtExchange
  readonly found: readonly Omit<TradedListing, 'index'>[]
}

/** Opens a venue and finds instruments of it; where none is wanted, its bitcoin in dollars of some kind. */
export async function openMarket(
  venue: string,
  names: readonly WantedInstrument[],
  connection: Partial<VenueConnection>,
): Promise<OpenMarket> {
  const { exchange: named = '', url = '', apiKey = '', secret = '', password = '' } = connection
  const id = named === '' ? (exchangeNames[venue] ?? venue) : named
  const classes = new Set(names.map(({ class: kind }) => kind ?? 'spot'))
  const types = [...new Set([...classes].map((kind) => profileOf(id).marketTypes[kind]))]
  const exchange = await openExchange(id, {
    ...(url === '' ? {} : { url }),
    ...(apiKey === '' ? {} : { apiKey }),
    ...(secret === '' ? {} : { secret }),
    ...(password === '' ? {} : { password }),
    options: {
      // Only what is wanted: with more loaded, ccxt asks more, and tells spot from futures by addresses.
      fetchMarkets: { types: types.length === 0 ? ['spot'] : types },
      defaultType: types[0] ?? 'spot',
      fetchMargins: false,
      warnOnFetchOpenOrdersWithoutSymbol: false,
      ...connection.options,
    },
  })
  const markets = await exchange.loadMarkets().catch((cause: unknown) => {
    throw worldError(venue, 'asking for its markets', cause, [apiKey, secret, password])
  })
  const wanted = names.length > 0 ? names : [usualName(venue, markets)]
  const found = wanted.map((each) => {
    const { instrument, market } = marketOf(venue, markets, each)
    return { instrument, symbol: market.symbol }
  })
  return { exchange, found }
}

const usualNames = ['BTC-USDT', 'BTC-USD', 'BTC-USDC', 'BTC-EUR']

function usualName(venue: string, markets: Parameters<typeof marketOf>[1]): WantedInstrument {
  const name = usualNames.find((each) =>
    Object.values(markets).some(({ base, quote }) => `${base}-${quote}` === each),
  )
  if (name === undefined) throw new UsageError(`instruments: name some of ${venue}`)
  return { name, class: undefined }
}
