/** A market that unmodified ccxt is held against. */
export interface CcxtCase {
  readonly venue: string
  readonly symbol: string
  /** Of ccxt's constructor. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly hasPositions: boolean
  /** Does ccxt itself notice a lost message of the book? Where not, it may show a crossed one. */
  readonly checksBooks: boolean
  /** Its lists of trades have the latest hundred, not those from the start that is asked for. */
  readonly listsLatest?: true
}

export const ccxtCases: readonly CcxtCase[] = [
  {
    venue: 'binance',
    symbol: 'BTC/USDT',
    settings: { options: { fetchMarkets: { types: ['spot'] } } },
    hasPositions: false,
    checksBooks: true,
  },
  {
    venue: 'binance',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap', fetchMarkets: { types: ['linear'] } } },
    hasPositions: true,
    checksBooks: true,
  },
  {
    venue: 'bybit',
    symbol: 'BTC/USDT',
    settings: { options: { fetchMarkets: { types: ['spot', 'linear'] } } },
    hasPositions: false,
    checksBooks: false,
    listsLatest: true,
  },
  {
    venue: 'bybit',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap' } },
    hasPositions: true,
    checksBooks: false,
    listsLatest: true,
  },
  {
    venue: 'okx',
    symbol: 'BTC/USDT',
    settings: {},
    hasPositions: false,
    checksBooks: true,
    listsLatest: true,
  },
  {
    venue: 'okx',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap' } },
    hasPositions: true,
    checksBooks: true,
    listsLatest: true,
  },
]

/** Every venue of the cases. */
export const ccxtVenues: readonly string[] = [...new Set(ccxtCases.map(({ venue }) => venue))]
