import { expect, test } from 'vitest'
import { readSymbol } from './venue-symbol.ts'

test.each([
  ['binance', 'BTCUSDT', 'BTC-USDT', 'spot'],
  ['binance', 'BTCFDUSD', 'BTC-FDUSD', 'spot'],
  ['binance', 'ETHBTC', 'ETH-BTC', 'spot'],
  ['binance', 'USDCUSDT', 'USDC-USDT', 'spot'],
  ['binance-futures', '1000SHIBUSDT', '1000SHIB-USDT', 'linear'],
  ['binance-futures', 'BTCUSDT_230630', 'BTC-USDT-230630', 'linear'],
  ['binance-delivery', 'BTCUSD_PERP', 'BTC-USD', 'inverse'],
  ['binance-delivery', 'BTCUSD_210625', 'BTC-USD-210625', 'inverse'],
  ['bitmex', 'XBTUSD', 'BTC-USD', 'inverse'],
  ['bitmex', 'XBTUSDT', 'BTC-USDT', 'linear'],
  ['bybit', 'BTCUSD', 'BTC-USD', 'inverse'],
  ['bybit', 'BTCUSDT', 'BTC-USDT', 'linear'],
  ['bybit-spot', 'BTCUSDT', 'BTC-USDT', 'spot'],
  ['okex', 'BTC-USDT', 'BTC-USDT', 'spot'],
  ['okex-swap', 'BTC-USDT-SWAP', 'BTC-USDT', 'linear'],
  ['okex-swap', 'BTC-USD-SWAP', 'BTC-USD', 'inverse'],
  ['okex-futures', 'BTC-USD-220527', 'BTC-USD-220527', 'inverse'],
  ['deribit', 'BTC-PERPETUAL', 'BTC-USD', 'inverse'],
  ['deribit', 'ETH_USDC-PERPETUAL', 'ETH-USDC', 'linear'],
  ['deribit', 'BTC-25JUN21', 'BTC-USD-25JUN21', 'inverse'],
  ['cryptofacilities', 'PI_XBTUSD', 'BTC-USD', 'inverse'],
  ['cryptofacilities', 'PF_XBTUSD', 'BTC-USD', 'linear'],
  ['cryptofacilities', 'FI_XBTUSD_210625', 'BTC-USD-210625', 'inverse'],
  ['kraken', 'XBT/USD', 'BTC-USD', 'spot'],
  ['kraken', 'XDG/EUR', 'DOGE-EUR', 'spot'],
  ['coinbase', 'BTC-USD', 'BTC-USD', 'spot'],
  ['bitstamp', 'btcusd', 'BTC-USD', 'spot'],
  ['bitstamp', 'grtusd', 'GRT-USD', 'spot'],
  ['binance-us', 'BNBUSD', 'BNB-USD', 'spot'],
  ['binance', 'BNBBUSD', 'BNB-BUSD', 'spot'],
  ['binance', 'BTCTUSD', 'BTC-TUSD', 'spot'],
  ['bitfinex', 'tBTCUSD', 'BTC-USD', 'spot'],
  ['bitfinex', 'tBTCUST', 'BTC-USDT', 'spot'],
  ['bitfinex-derivatives', 'tBTCF0:USTF0', 'BTC-USDT', 'linear'],
  ['gate-io', 'BTC_USDT', 'BTC-USDT', 'spot'],
  ['hyperliquid', 'SOL', 'SOL-USD', 'linear'],
  ['ftx', 'BTC-PERP', 'BTC-USD', 'linear'],
  ['upbit', 'KRW-BTC', 'BTC-KRW', 'spot'],
  ['okx-perp', 'BTC-USDT', 'BTC-USDT', 'linear'],
  ['nobody-knows', 'BTC/USD', 'BTC-USD', 'spot'],
])('%s %s is %s, %s', (venue, symbol, name, kind) => {
  const [base, quote] = name.split('-')
  expect(readSymbol(venue, symbol)).toEqual({ name, base, quote, class: kind })
})

test.each([
  ['deribit', 'BTC-25JUN21-40000-C'],
  ['binance', 'BTCXYZ'],
  ['binance', ''],
  ['binance', '比特币'],
  ['binance', 'USDT'],
])('%s %s is no pair of currencies', (venue, symbol) => {
  expect(readSymbol(venue, symbol)).toBeUndefined()
})
