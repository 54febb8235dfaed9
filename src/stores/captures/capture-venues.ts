import type { FeedName } from '../../wire/protocols.ts'

/** How recordings call a feed's venue: as Tardis does, which tells spot and derivatives apart. */
export function venueOfSymbol(feed: FeedName, symbol: string): string {
  const venue = venues[feed]
  return typeof venue === 'string' ? venue : venue(symbol)
}

const venues: Readonly<Record<FeedName, string | ((symbol: string) => string)>> = {
  'binance-spot': 'binance',
  'binance-usd-margined': 'binance-futures',
  'binance-coin-margined': 'binance-delivery',
  // Bybit's spot is another connection, on which instruments are called alike: see `marketOf`.
  bybit: 'bybit',
  okx(symbol) {
    if (symbol.endsWith('-SWAP')) return 'okex-swap'
    return /-\d{6}$/.test(symbol) ? 'okex-futures' : 'okex'
  },
  kraken: 'kraken',
  'kraken-v1': 'kraken',
  coinbase: 'coinbase',
  bitstamp: 'bitstamp',
  'bitget-spot': 'bitget',
  'bitget-usdt-futures': 'bitget-futures',
  'bitget-usdc-futures': 'bitget-futures',
  'bitget-coin-futures': 'bitget-futures',
  'bitget-v1-spot': 'bitget',
  'bitget-v1-contracts': 'bitget-futures',
  'gateio-spot': 'gate-io',
  'gateio-futures': 'gate-io-futures',
  deribit: 'deribit',
  hyperliquid: 'hyperliquid',
}

/**
 * The market that a connection's address tells, of a venue that calls the symbols of several alike: the name of its
 * venue in recordings. `''`: the feed's own.
 */
export function marketOf(feed: FeedName, address: string): string {
  return feed === 'bybit' && /\/spot\b/.test(address) ? 'bybit-spot' : ''
}
