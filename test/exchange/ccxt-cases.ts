/** A market that unmodified ccxt is held against. */
export interface CcxtCase {
  readonly venue: string
  readonly symbol: string
  /** Of ccxt's constructor. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly hasPositions: boolean
  /** Does ccxt itself notice a lost message of the book? Where not, it may show a crossed one. */
  readonly checksBooks: boolean
  /** Does its list of trades begin at the start that is asked for? Where not, it has the latest hundred. */
  readonly listsFromStart: boolean
}

export const ccxtCases: readonly CcxtCase[] = [
  {
    venue: 'binance',
    symbol: 'BTC/USDT',
    settings: { options: { fetchMarkets: { types: ['spot'] } } },
    hasPositions: false,
    checksBooks: true,
    listsFromStart: true,
  },
  {
    venue: 'binance',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap', fetchMarkets: { types: ['linear'] } } },
    hasPositions: true,
    checksBooks: true,
    listsFromStart: true,
  },
  {
    venue: 'bybit',
    symbol: 'BTC/USDT',
    settings: { options: { fetchMarkets: { types: ['spot', 'linear'] } } },
    hasPositions: false,
    checksBooks: false,
    listsFromStart: false,
  },
  {
    venue: 'bybit',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap' } },
    hasPositions: true,
    checksBooks: false,
    listsFromStart: false,
  },
  {
    venue: 'okx',
    symbol: 'BTC/USDT',
    settings: {},
    hasPositions: false,
    checksBooks: true,
    listsFromStart: false,
  },
  {
    venue: 'okx',
    symbol: 'BTC/USDT:USDT',
    settings: { options: { defaultType: 'swap' } },
    hasPositions: true,
    checksBooks: true,
    listsFromStart: false,
  },
]

/** Every venue of the cases. */
export const ccxtVenues: readonly string[] = [...new Set(ccxtCases.map(({ venue }) => venue))]
