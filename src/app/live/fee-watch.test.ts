import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import { atomsOf } from '../../core/currency.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import type { Instant } from '../../core/time.ts'
import { Fields } from '../trade/config-fields.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import { venueConfig } from '../trade/venue-config.ts'
import type { Engine } from '../../engine/engine.ts'
import { FeeWatch } from './fee-watch.ts'
import { toldFees } from './told-fees.ts'

type Filled = Extract<OrderEvent, { kind: 'filled' }>
const instruments = [fakeInstrument('kraken')]
const [instrument] = instruments
const price = 50_000

function watchOf(settings: object, venue?: object) {
  const told: string[] = []
  const placed = [{ settings }] as unknown as readonly PlacedStrategy[]
  const terms = venue && venueConfig(new Fields(venue, 'venues.kraken'))
  const setup = {
    instruments,
    toldFees: toldFees(placed, instruments, () => terms),
    tell: (line: string, kind = 'note') => void told.push(`${kind}: ${line}`),
  }
  const reporting = { currency: instrument!.quote, rates: new Map() }
  const engine = {
    setup: { ...setup, reporting },
    market: { midPrice: () => price },
  } as unknown as Engine
  const watch = new FeeWatch(setup, engine)
  const fill = (bps: number, change: Partial<Filled> = {}): void => {
    const lots = 100
    const { lotSize, tickSize, quote, contractSize } = instrument!
    const size = (lotSize.units / 10 ** lotSize.decimals) * (contractSize?.units ?? 1)
    const ticks = Math.round((price * 10 ** tickSize.decimals) / tickSize.units)
    watch.filled(
      {
        kind: 'filled',
        instrument: 0,
        lots,
        priceTicks: ticks,
        liquidity: 'taker',
        feeAtoms: atomsOf((lots * size * price * bps) / 1e4),
        feeCurrency: quote,
        exchangeTime: 0 as Instant,
        ...change,
      } as Filled,
      0,
    )
  }
  return { watch, told, fill }
}

test('what is charged beside what a strategy goes by is told once, from five fills on', () => {
  const { told, fill } = watchOf({ takerFeeBps: 2 })
  for (let k = 0; k < 4; k++) fill(40)
  expect(told).toEqual([])
  fill(40)
  fill(40)
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(
    /^disagreement: kraken charges takers 40 bps where 2 are told: of 5 fills [\d.]+ USDT in place of [\d.]+ \(strategy\.takerFeeBps\)$/,
  )
})

test.each([
  ['what is told', { takerFeeBps: 40 }, undefined],
  ['what is told of the venue', { takerFeeBps: { kraken: 40, '*': 1 } }, undefined],
  ['what is supposed of the venue', {}, { takerFeeBps: 40 }],
  ['one of its tiers', {}, { fees: { tiers: [tier(0, 60), tier(1e6, 35)] } }],
  ['nothing that was told', {}, undefined],
])('nothing is told where the charge is %s, but for rounding', (_, settings, venue) => {
  const { told, watch, fill } = watchOf(settings, venue)
  for (let k = 0; k < 8; k++) fill(40.02)
  expect(told).toEqual([])
  expect(watch.charged()).toMatchObject([
    { venue: 'kraken', liquidity: 'taker', fills: 8, chargedBps: 40.02 },
  ])
})

function tier(volumeFrom: number, takerFeeBps: number): object {
  return { volumeFrom, makerFeeBps: 0, takerFeeBps }
}

test('makers and takers are told apart, and a strategy goes before the venue', () => {
  const { told, watch, fill } = watchOf({ makerFeeBps: 1 }, { makerFeeBps: 20, takerFeeBps: 40 })
  for (let k = 0; k < 5; k++) fill(20, { liquidity: 'maker' })
  for (let k = 0; k < 5; k++) fill(35)
  expect(told.map((line) => line.replace(/: of .* \(/, ' ('))).toEqual([
    'disagreement: kraken charges makers 20 bps where 1 is told (strategy.makerFeeBps)',
    'disagreement: kraken charges takers 35 bps where 40 are supposed (venues.kraken.takerFeeBps)',
  ])
  expect(watch.charged()).toMatchObject([
    { liquidity: 'maker', fills: 5, chargedBps: 20, toldLeastBps: 1, toldMostBps: 1 },
    { liquidity: 'taker', fills: 5, chargedBps: 35, toldLeastBps: 40, toldMostBps: 40 },
  ])
})

test('a fee in the coin is counted by what it is worth', () => {
  const { told, fill } = watchOf({ takerFeeBps: 10 })
  const quantity = 100 * (instrument!.lotSize.units / 10 ** instrument!.lotSize.decimals)
  const inCoin = { feeAtoms: atomsOf(quantity * 1e-3), feeCurrency: instrument!.base }
  for (let k = 0; k < 6; k++) fill(0, inCoin)
  expect(told).toEqual([])
})

test('fills in a currency without a known worth are counted, and in no figure', () => {
  const { told, watch, fill } = watchOf({ takerFeeBps: 10 })
  const inToken = { feeAtoms: atomsOf(1), feeCurrency: 'KFEE' }
  for (let k = 0; k < 3; k++) fill(0, inToken)
  expect(watch.charged()).toMatchObject([{ fills: 0, unvalued: 3, chargedBps: null }])
  for (let k = 0; k < 5; k++) fill(10)
  expect(watch.charged()).toMatchObject([{ fills: 5, unvalued: 3, chargedBps: 10 }])
  expect(told).toEqual([])
})

test.each([
  [10, 7.5],
  [-2, -2],
])('of a fee of %d bps a token takes its part, of a rebate none: %d', (makerFeeBps, charged) => {
  const fees = {
    tiers: [{ volumeFrom: 0, makerFeeBps, takerFeeBps: 10 }],
    token: { currency: 'BNB', discount: 0.25, unitPrice: 1_000 },
  }
  const { told, watch, fill } = watchOf({}, { fees })
  for (let k = 0; k < 5; k++) fill(charged, { liquidity: 'maker' })
  expect(told).toEqual([])
  expect(watch.charged()).toMatchObject([{ toldLeastBps: charged, toldMostBps: charged }])
})
