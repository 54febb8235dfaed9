import { expect, test } from 'vitest'
import type { Instrument } from '../../core/instrument.ts'
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

function read(settings: Readonly<Record<string, unknown>>) {
  return arbitrageSettings({
    instruments,
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
