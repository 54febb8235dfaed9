import { expect, test } from 'vitest'
import { planTermsAt } from '../../core/fee-plan.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { Fields } from './config-fields.ts'
import { isListedFee, withListedFees } from './listed-fees.ts'
import { ownTerms } from './simulated-venues.ts'
import { venueConfig } from './venue-config.ts'

const step = { units: 1, decimals: 1 }
const instrument = (venue: string, base: string): Instrument => ({
  name: `${base}-USD`,
  venue,
  base,
  quote: 'USD',
  class: 'spot',
  tickSize: step,
  lotSize: step,
})
const [bitcoin, dollar, coinbase] = [
  instrument('kraken', 'BTC'),
  instrument('kraken', 'USDT'),
  instrument('coinbase', 'BTC'),
]
const listed = new Map([
  [bitcoin, { makerFeeBps: 25, takerFeeBps: 40 }],
  [dollar, { makerFeeBps: 20, takerFeeBps: 20 }],
])
const termsOf = (fields: object) => venueConfig(new Fields({ ...fields }, 'a venue'))
const every = termsOf({ makerFeeBps: 1, takerFeeBps: 4, queue: 'power:2' })

function takerFee(venues: ReturnType<typeof withListedFees>, of: Instrument): number {
  const terms = venues.get(of.venue) ?? venues.get('*')!
  return planTermsAt(ownTerms(terms, of).fees, 0, 0 as Instant).takerFeeBps
}

test('what a venue lists is supposed of it, instrument by instrument, and nothing else of it changes', () => {
  const venues = new Map([['*', every]])
  const all = withListedFees(venues, listed)
  expect([bitcoin, dollar, coinbase].map((each) => takerFee(all, each))).toEqual([40, 20, 4])
  const { fees: _, ...rest } = ownTerms(all.get('kraken')!, bitcoin)
  const { fees: __, ...before } = every.usual
  expect(rest).toEqual(before)
  expect([bitcoin, coinbase].map((each) => isListedFee(venues, listed, each))).toEqual([
    true,
    false,
  ])
})

test('what is said of a venue by its name stands, whatever it lists', () => {
  const venues = new Map([
    ['*', every],
    ['kraken', termsOf({ takerFeeBps: 7 })],
  ])
  expect(takerFee(withListedFees(venues, listed), bitcoin)).toBe(7)
  expect(isListedFee(venues, listed, bitcoin)).toBe(false)
})

test('where nothing is said of every venue, nothing is made up', () => {
  expect(withListedFees(new Map(), listed).size).toBe(0)
})
