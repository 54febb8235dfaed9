import { expect, test } from 'vitest'
import type { CcxtExchange, CcxtMarket } from '../../gateways/ccxt-exchange.ts'
import { ccxtListed } from './ccxt-market.ts'

const base = { base: 'BTC', quote: 'USDT', precision: { amount: 1, price: 0.1 } } as const

const markets: Readonly<Record<string, CcxtMarket>> = {
  'BTC/USDT': {
    ...base,
    id: 'BTC-USDT',
    symbol: 'BTC/USDT',
    spot: true,
    precision: { amount: 0.0001, price: 0.1 },
    limits: { amount: { min: 0.0002 }, cost: { min: 5 } },
  },
  'BTC/USDT:USDT': {
    ...base,
    id: 'BTC-USDT-SWAP',
    symbol: 'BTC/USDT:USDT',
    swap: true,
    linear: true,
    contractSize: 0.01,
    limits: { amount: { min: 2 }, cost: {} },
  },
}

test('what ccxt lists of least orders is in base units, of contracts too, and what it does not list is not there', () => {
  const least = (['spot', 'linear'] as const).map((kind) => {
    const wanted = { base: 'BTC', quote: 'USDT', class: kind }
    return ccxtListed('okx', { markets } as CcxtExchange, wanted)?.least
  })
  expect(least).toEqual([{ minQuantity: 0.0002, minNotional: 5 }, { minQuantity: 0.02 }])
})
