import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { OrderCommand, OrderRequest } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { commandInWords } from './command-words.ts'

const spot = {
  venue: 'bybit',
  name: 'ETH-USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 4 },
} as unknown as Instrument
const contracts = {
  ...spot,
  class: 'linear',
  contractSize: { units: 1, decimals: 1 },
} as unknown as Instrument
const wireId = 'k3v9x0ab7'
const order: OrderRequest = {
  clientOrderId: 7,
  instrument: 0,
  side: 'sell',
  lots: 1_333 as Lots,
  pricing: { kind: 'limit', priceTicks: 200_050 as PriceTicks, isPostOnly: false },
  timeInForce: { kind: 'gtc' },
  isReduceOnly: false,
}
const stop: OrderRequest = {
  ...order,
  lots: 1 as Lots,
  isReduceOnly: true,
  pricing: { kind: 'stop', triggerTicks: 199_000 as PriceTicks, triggeredBy: 'mark' },
}
const limited: OrderRequest = {
  ...stop,
  pricing: { ...stop.pricing, limitTicks: 198_000 as PriceTicks } as OrderRequest['pricing'],
}
const cancel: OrderCommand = { kind: 'cancel', clientOrderId: 7, instrument: 0 }

test.each<[OrderCommand, Instrument, OrderRequest | undefined, string]>([
  [
    { kind: 'place', order },
    spot,
    undefined,
    'place of order k3v9x0ab7 (sell 0.1333 of ETH-USDT at 2000.5)',
  ],
  [
    { kind: 'place', order: { ...order, pricing: { kind: 'market' } } },
    contracts,
    undefined,
    'place of order k3v9x0ab7 (sell 0.1333 contracts of ETH-USDT:linear at market)',
  ],
  [
    { kind: 'place', order: stop },
    { ...spot, class: 'linear' },
    undefined,
    'place of order k3v9x0ab7 (sell 0.0001 of ETH-USDT:linear, stop at mark 1990, only reduces)',
  ],
  [
    { kind: 'place', order: limited },
    { ...spot, class: 'linear' },
    undefined,
    'place of order k3v9x0ab7 (sell 0.0001 of ETH-USDT:linear, stop at mark 1990, limit 1980, only reduces)',
  ],
  [cancel, spot, order, 'cancel of order k3v9x0ab7 (sell 0.1333 of ETH-USDT at 2000.5)'],
  // Of an earlier run's order no more is known.
  [cancel, spot, undefined, 'cancel of order k3v9x0ab7 (ETH-USDT)'],
  [
    { ...cancel, kind: 'amend', lots: 2_000 as Lots, priceTicks: 200_100 as PriceTicks },
    spot,
    order,
    'amend of order k3v9x0ab7 (sell 0.1333 of ETH-USDT at 2000.5) to 0.2 at 2001',
  ],
])('a command in words: %#', (command, instrument, known, words) => {
  expect(commandInWords(command, wireId, instrument, known)).toBe(words)
})
