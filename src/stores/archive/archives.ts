/** A day of a symbol that an archive keeps as a file. */
export interface ArchivedDay {
  readonly venue: string
  /** `trades`, `incremental_book_L2`, as the archive calls it. */
  readonly type: string
  readonly symbol: string
  /** `2024-01-31` */
  readonly day: string
}

/** Where an archive keeps a day. */
export interface ArchivedFile {
  /** Below the archive's address. */
  readonly path: string
  /** Name of the file that is kept here, in a folder of its own where names do not tell markets apart. */
  readonly file: string
  /** Beside it, a file with its SHA-256. */
  readonly checksumPath?: string
}

/** A place from which anyone may take files. */
export interface Archive {
  readonly address: string
  /** What of it there is, for people; one that was added since is asked for all the same. */
  readonly venues: readonly string[]
  readonly types: readonly string[]
  /** Without a key only the first day of each month. */
  readonly freeDays: 'all' | 'first of month'
  /** Name of the environment's variable that holds the key, where there are keys. */
  readonly keyVariable?: string
  /** @returns undefined when the archive has no such venue */
  readonly fileOf: (day: ArchivedDay) => ArchivedFile | undefined
}

const bookAndMore = [
  'incremental_book_L2',
  'book_snapshot_25',
  'book_snapshot_5',
  'quotes',
  'book_ticker',
  'trades',
  'derivative_ticker',
  'liquidations',
]

/** docs.tardis.dev, "Historical data details", in 2026, without those that have closed. */
const tardisVenues = [
  'ascendex',
  'binance',
  'binance-delivery',
  'binance-european-options',
  'binance-futures',
  'binance-us',
  'bitfinex',
  'bitfinex-derivatives',
  'bitflyer',
  'bitget',
  'bitget-futures',
  'bitmex',
  'bitstamp',
  'bybit',
  'bybit-options',
  'bybit-spot',
  'coinbase',
  'coinbase-international',
  'crypto-com',
  'cryptofacilities',
  'delta',
  'deribit',
  'dydx-v4',
  'gate-io',
  'gate-io-futures',
  'gemini',
  'huobi',
  'huobi-dm',
  'huobi-dm-linear-swap',
  'huobi-dm-swap',
  'hyperliquid',
  'kraken',
  'kucoin',
  'kucoin-futures',
  'okex',
  'okex-futures',
  'okex-options',
  'okex-swap',
  'phemex',
  'poloniex',
  'upbit',
  'woo-x',
]

const visionMarkets: Readonly<Record<string, string>> = {
  binance: 'spot',
  'binance-futures': 'futures/um',
  'binance-delivery': 'futures/cm',
}

/** The archives by their names. Addresses as of 2026. */
export const archives: Readonly<Record<string, Archive>> = {
  // docs.tardis.dev, "Downloadable CSV files"
  tardis: {
    address: 'https://datasets.tardis.dev/v1',
    venues: tardisVenues,
    types: bookAndMore,
    freeDays: 'first of month',
    keyVariable: 'TARDIS_API_KEY',
    fileOf: ({ venue, type, symbol, day }) => ({
      path: `${venue}/${type}/${day.replaceAll('-', '/')}/${encoded(symbol)}.csv.gz`,
      file: `${venue}_${type}_${day}_${plain(symbol)}.csv.gz`,
    }),
  },
  // github.com/binance/binance-public-data
  'binance-vision': {
    address: 'https://data.binance.vision/data',
    venues: Object.keys(visionMarkets),
    types: ['trades', 'aggTrades', 'bookTicker'],
    freeDays: 'all',
    fileOf: ({ venue, type, symbol, day }) => {
      const market = visionMarkets[venue]
      if (market === undefined) return undefined
      const name = `${encoded(symbol)}-${type}-${day}.zip`
      const path = `${market}/daily/${type}/${encoded(symbol)}/${name}`
      // Spot and perpetual are called alike.
      return { path, file: `${venue}/${name}`, checksumPath: `${path}.CHECKSUM` }
    },
  },
  bybit: {
    address: 'https://public.bybit.com',
    venues: ['bybit', 'bybit-spot'],
    types: ['trades'],
    freeDays: 'all',
    fileOf: ({ venue, symbol, day }) => {
      const name = encoded(symbol)
      const derivative = {
        path: `trading/${name}/${name}${day}.csv.gz`,
        file: `${name}${day}.csv.gz`,
      }
      const spot = { path: `spot/${name}/${name}_${day}.csv.gz`, file: `${name}_${day}.csv.gz` }
      return venue === 'bybit' ? derivative : venue === 'bybit-spot' ? spot : undefined
    },
  },
  okx: {
    address: 'https://static.okx.com/cdn/okex/traderecords',
    venues: ['okex', 'okex-swap', 'okex-futures'],
    types: ['trades'],
    freeDays: 'all',
    fileOf: ({ venue, symbol, day }) => {
      if (!venue.startsWith('okex')) return undefined
      const file = `${encoded(symbol)}-trades-${day}.zip`
      return { path: `trades/daily/${day.replaceAll('-', '')}/${file}`, file }
    },
  },
}

function encoded(symbol: string): string {
  return encodeURIComponent(symbol)
}

/** A symbol as a part of a file's name. */
function plain(symbol: string): string {
  return symbol.replaceAll(/[^\w.-]/g, '-')
}
