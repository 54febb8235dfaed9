import { expect, test } from 'vitest'
import { usualSelfTrade } from './usual-self-trade.ts'

test('the older order ends at Binance and OKX under every name they have here, the newer elsewhere', () => {
  const ofBinance = ['binance', 'binance-futures', 'binance-delivery', 'binance-us', 'binanceusdm']
  const ofOkx = ['okx', 'okex', 'okex-swap', 'okex-futures']
  for (const venue of [...ofBinance, ...ofOkx]) expect(usualSelfTrade(venue)).toBe('cancel-oldest')
  for (const venue of ['bybit', 'bybit-spot', 'kraken', 'coinbase', 'constructor'])
    expect(usualSelfTrade(venue)).toBe('cancel-newest')
})
