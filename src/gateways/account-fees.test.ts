import { expect, test } from 'vitest'
import { accountFees, type CcxtTradingFee } from './account-fees.ts'

const exchange = (has: Readonly<Record<string, boolean | 'emulated'>>) => {
  const asked: string[] = []
  const fees: Readonly<Record<string, CcxtTradingFee>> = {
    'BTC/USDT': { maker: 0.0008, taker: 0.001 },
    'ETH/USDT': { maker: -0.00005, taker: 0.0026 },
    'SOL/USDT': { taker: 0.001 },
  }
  return {
    asked,
    has,
    fetchTradingFee: (symbol: string) => {
      asked.push(symbol)
      return Promise.resolve(fees[symbol] ?? {})
    },
    fetchTradingFees: () => {
      asked.push('all')
      return Promise.resolve(fees)
    },
  }
}
const symbols = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'NONE/USDT']
const told = new Map([
  ['BTC/USDT', { makerFeeBps: 8, takerFeeBps: 10 }],
  ['ETH/USDT', { makerFeeBps: -0.5, takerFeeBps: 26 }],
])

test('fees are asked for symbol by symbol, or all at once where ccxt can no other', async () => {
  const one = exchange({ fetchTradingFee: true, fetchTradingFees: true })
  expect(await accountFees(one, symbols)).toEqual(told)
  expect(one.asked).toEqual(symbols)
  const all = exchange({ fetchTradingFee: 'emulated', fetchTradingFees: true })
  expect(await accountFees(all, symbols)).toEqual(told)
  expect(all.asked).toEqual(['all'])
})

test('a venue that has no way of asking tells nothing', async () => {
  const none = exchange({})
  expect((await accountFees(none, symbols)).size).toBe(0)
  expect(none.asked).toEqual([])
})
