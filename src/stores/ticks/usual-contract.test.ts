import { expect, test } from 'vitest'
import { decimalOfSteps } from '../../core/decimal-steps.ts'
import { readSymbol } from '../../core/venue-symbol.ts'
import { usualContract } from './usual-contract.ts'
import { ImportedInstruments } from './imported-instruments.ts'

test.each([
  ['binance-delivery', 'BTCUSD_PERP', '100'],
  ['binance-delivery', 'ETHUSD_PERP', '10'],
  ['binance-futures', 'BTCUSDT', '1'],
  ['okex-swap', 'BTC-USDT-SWAP', '0.01'],
  ['okex-swap', 'ETH-USDT-SWAP', '0.1'],
  ['okex-swap', 'BTC-USD-SWAP', '100'],
  ['okex-swap', 'LTC-USD-SWAP', '10'],
  ['okex-swap', 'SOL-USDT-SWAP', undefined],
  ['okex-futures', 'BTC-USD-220527', '100'],
  ['bybit', 'BTCUSD', '1'],
  ['bybit', 'BTCUSDT', '1'],
  ['bitmex', 'XBTUSD', '1'],
  ['bitmex', 'XBTUSDT', '0.000001'],
  ['bitmex', 'ETHUSD', undefined],
  ['deribit', 'BTC-PERPETUAL', '1'],
  ['hyperliquid', 'BTC', '1'],
  ['gate-io-futures', 'BTC_USDT', undefined],
  ['huobi-dm-swap', 'BTC-USD', '100'],
  ['binance', 'BTCUSDT', '1'],
])('%s %s: %s', (venue, symbol, contract) => {
  const size = usualContract(venue, readSymbol(venue, symbol)!)
  expect(size && decimalOfSteps(1, size)).toBe(contract)
})

function sizeOf(instruments: ImportedInstruments, venue?: string): unknown {
  const found = instruments.find(venue ?? 'okex-swap', 'BTC-USDT-SWAP', 'okex-swap')!
  return instruments.listingAt(found.index).instrument.contractSize
}

test('what is told of a contract comes before what its venue usually does', () => {
  const size = { units: 5, decimals: 1 }
  const symbol = 'BTC-USDT-SWAP'
  const told = [
    { venue: 'okex-swap', symbol, contractSize: size },
    { venue: 'mine', symbol, class: 'linear' },
  ] as const
  expect(sizeOf(new ImportedInstruments(told))).toBe(size)
  expect(sizeOf(new ImportedInstruments(told), 'mine')).toEqual({ units: 1, decimals: 2 })
})
