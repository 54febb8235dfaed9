import { expect, test } from 'vitest'
import type { Listing } from '../../stores/recording/listing.ts'
import { listInstrument } from './list-instrument.ts'

const step = (units: number, decimals: number) => ({ units, decimals })

/** One contract is 100 USD, of which a venue takes no part. */
const listing: Listing = {
  instrument: {
    venue: 'okx',
    name: 'BTC-USD',
    base: 'BTC',
    quote: 'USD',
    class: 'inverse',
    tickSize: step(1, 1),
    lotSize: step(1, 0),
    contractSize: step(100, 0),
  },
  symbol: 'BTC-USD-SWAP',
  stepsInferred: false,
  rules: { minQuantity: 100, minNotional: null, makerFeeBps: null, takerFeeBps: 5 },
}
const facts = { fees: new Map(), takerFeeBps: undefined, classes: new Map(), bases: new Map() }

test('a contract of 100 USD is a notional, unless a fees file says otherwise', () => {
  expect(listInstrument(listing, facts).terms).toEqual({ takerFeeBps: 5, minNotional: 100 })
  const fees = new Map([['okx', { minNotional: 7, minQuantity: 0.001, lotSize: 0.01 }]])
  expect(listInstrument(listing, { ...facts, fees }).terms).toEqual({
    takerFeeBps: 5,
    minNotional: 7,
    minQuantity: 0.001,
    lotSize: 0.01,
  })
})

test('the class that a person tells is the one that counts', () => {
  const classes = new Map([['okx', 'linear']] as const)
  expect(listInstrument(listing, { ...facts, classes })).toMatchObject({
    instrument: { class: 'linear' },
    terms: { minQuantity: 100, lotSize: 100 },
  })
})
