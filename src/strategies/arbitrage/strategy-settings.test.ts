import { expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import { arbitrageSettings } from './strategy-settings.ts'

const instruments: Instrument[] = ['binance', 'kraken'].map((venue) => ({
  venue,
  name: 'BTC-USDT',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 5 },
}))

function read(settings: Readonly<Record<string, unknown>>, leastOrders?: readonly LeastOrder[]) {
  return arbitrageSettings({
    instruments,
    ...(leastOrders === undefined ? {} : { leastOrders }),
    settings: { takerFeeBps: 5, ...settings },
  })
}

test('what is said of a venue that is not traded at is a name misspelt', () => {
  expect(() => read({ inventory: { binnance: { USDT: 1 } } })).toThrow(
    'strategy.inventory: no binnance there; nearest are binance and kraken',
  )
  expect(() => read({ inventory: { binance: { BTCC: 1 } } })).toThrow(
    'strategy.inventory.binance: no BTCC there; nearest are BTC and USDT',
  )
  expect(() => read({ takerFeeBps: { '*': 1, krakn: 2 } })).toThrow(
    'strategy.takerFeeBps: no krakn',
  )
  expect(read({ inventory: { binance: { USDT: 1 } } }).inventory).toEqual({ binance: { USDT: 1 } })
})

test.each([
  'notional',
  'inventoryBps',
  'profitLeast',
  'nakedMost',
  'lookAgainMs',
  'staleMs',
  'capital',
  'repairSeconds',
  'minNotional',
  'minQuantity',
  'latencyMs',
])('a %s below zero is refused by its name', (name) => {
  expect(() => read({ [name]: -3 })).toThrow(
    `strategy.${name}: expected a number that is not below zero, got -3`,
  )
})

test('of a venue too, and a fee below zero is a rebate', () => {
  expect(() => read({ minNotional: { kraken: -1, '*': 2 } })).toThrow('strategy.minNotional.kraken')
  expect(() => read({ takerFeeBps: 20_000 })).toThrow('basis points above -10,000 and below 10,000')
  expect(read({ takerFeeBps: -1 }).listed[0]!.terms.takerFeeBps).toBe(-1)
})

test('a least order of an instrument goes before that of its venue', () => {
  const { listed } = read({ minNotional: { 'kraken:BTC-USDT': 7, kraken: 2, '*': 1 } })
  expect(listed.map(({ terms }) => terms.minNotional)).toEqual([1, 7])
  expect(() => read({ minQuantity: { 'kraken:ETH-USDT': 1 } })).toThrow('no kraken:ETH-USDT')
})

test('where nothing is said, or nothing of a venue, its least orders are those that are known', () => {
  const known = [{ minNotional: 5, minQuantity: 0.01 }, { minQuantity: 0.02 }]
  const termsOf = (settings: Readonly<Record<string, unknown>>) =>
    read(settings, known).listed.map(({ terms }) => [terms.minNotional, terms.minQuantity])
  expect(termsOf({})).toEqual([
    [5, 0.01],
    [0, 0.02],
  ])
  expect(termsOf({ minNotional: 9, minQuantity: { kraken: 0 } })).toEqual([
    [9, 0.01],
    [9, 0],
  ])
})
