import { expect, test } from 'vitest'
import { routedTerms } from './routed-terms.ts'

const config = (strategy: Readonly<Record<string, unknown>>) => ({
  strategy,
  instruments: ['okx:BTC-USDT', 'kraken:BTC'],
})

test('a fees file goes before the fee of all, and that before the configuration', () => {
  const fees = new Map([
    ['okx', { takerFeeBps: 8 }],
    ['kraken:BTC-USD', { takerFeeBps: 20, minNotional: 5 }],
  ])
  expect(routedTerms(config({ takerFeeBps: 3, minNotional: { okx: 1 } }), fees, 10)).toEqual({
    takerFeeBps: { '*': 10, okx: 8, 'kraken:BTC-USD': 20 },
    minNotional: { okx: 1, 'kraken:BTC-USD': 5 },
    minQuantity: {},
  })
  expect(routedTerms(config({ takerFeeBps: 3 }), new Map(), undefined).takerFeeBps).toEqual({
    '*': 3,
  })
})

test('a fee that nobody tells is not zero, and an entry nobody would read is refused', () => {
  const okx = new Map([['okx', { takerFeeBps: 8 }]])
  expect(() => routedTerms(config({}), okx, undefined)).toThrow('the taker fee of kraken')
  expect(() => routedTerms(config({}), new Map(), undefined)).toThrow('the taker fee of okx')
  const symbol = new Map([['okx:BTC-USDT-SWAP', { takerFeeBps: 8 }]])
  expect(() => routedTerms(config({}), symbol, 5)).toThrow('has to be okx:BASE-QUOTE')
})
