import { expect, test } from 'vitest'
import { withListedMinimums } from './with-listed-minimums.ts'

const config = { instruments: ['bybit:ETH-USDT', 'okx:ETH-USDT'], venues: new Map() }
const listed = {
  minNotional: { 'bybit:ETH-USDT': 5 },
  minQuantity: { 'bybit:ETH-USDT': 0.001, 'okx:ETH-USDT': 0.0002 },
}

async function withListed(file: string, settings: Readonly<Record<string, unknown>>) {
  let asked = 0
  const ask = () => Promise.resolve({ ...listed, asked: (asked += 1) })
  const wanted = [{ file, name: undefined, settings }]
  const [got] = await withListedMinimums(wanted, config, () => {}, ask)
  return { settings: got!.settings, asked }
}

test('arbitrage takes the least orders that venues list', async () => {
  const { settings } = await withListed('arbitrage', { takerFeeBps: 1 })
  expect(settings).toEqual({ takerFeeBps: 1, ...listed })
})

test('what its settings say goes first, and where they say all nobody is asked', async () => {
  const { settings } = await withListed('arbitrage', { minNotional: 9, minQuantity: { okx: 1 } })
  expect(settings).toEqual({
    minNotional: { '*': 9 },
    minQuantity: { 'bybit:ETH-USDT': 0.001, okx: 1 },
  })
  const told = { minNotional: 9, minQuantity: 0 }
  expect(await withListed('arbitrage', told)).toEqual({ settings: told, asked: 0 })
})

test('another strategy is left as it is', async () => {
  expect(await withListed('mine.ts', {})).toEqual({ settings: {}, asked: 0 })
})
