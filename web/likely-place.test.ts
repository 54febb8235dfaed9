import { expect, test } from 'vitest'
import { likelyPlace } from './likely-place.ts'

function listed(...names: readonly string[]) {
  return names.map((each) => {
    const [venue, instrument] = each.split(':') as [string, string]
    const [base, quote] = instrument.split('-') as [string, string]
    return { venue, instrument, base, quote }
  })
}

test('a model is put to work on its own instrument, else on what is most like it', () => {
  const all = listed('okx:BTC-USDT', 'kraken:SOL-USD', 'okx:SOL-USDT-SWAP', 'okx:SOL-USDT')
  expect(likelyPlace('okx:SOL-USDT', all)).toBe(3)
  expect(likelyPlace('binance:SOL-USDT', all)).toBe(3)
  expect(likelyPlace('binance:SOL-USDT', all.slice(0, 3))).toBe(2)
  expect(likelyPlace('binance:SOL-USDT', all.slice(0, 2))).toBe(1)
  expect(likelyPlace('binance:SOL-USDT', all.slice(0, 1))).toBe(0)
  expect(likelyPlace('binance:SOL-USDT', [])).toBe(0)
})

test('what is of another coin is not it, whatever its name', () => {
  expect(likelyPlace('binance:ADA-USDT', listed('okx:BTC-USDT', 'binance:SOL-USDT'))).toBe(0)
})
