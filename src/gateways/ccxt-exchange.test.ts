import { expect, test } from 'vitest'
import { servedAddress } from './ccxt-exchange.ts'

test.each([
  ['http://127.0.0.1:4300', 'okx', 'http://127.0.0.1:4300/okx'],
  ['http://127.0.0.1:4300/', 'binanceusdm', 'http://127.0.0.1:4300/binance'],
  ['http://127.0.0.1:4300/binance/', 'binance', 'http://127.0.0.1:4300/binance'],
])('%s of %s is %s', (url, id, served) => {
  expect(servedAddress(url, id)).toBe(served)
})
