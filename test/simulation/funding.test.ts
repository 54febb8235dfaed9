import { expect, test } from 'vitest'
import { unitsOf } from '../../src/core/currency.ts'
import { eventKind } from '../../src/core/events/event-codes.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { SimulatedVenue } from '../../src/simulation/venue/simulated-venue.ts'
import type { MarginTerms } from '../../src/simulation/venue/venue-terms.ts'
import {
  drive,
  looseMargin,
  market,
  newVenue,
  perpetual,
  place,
  tradedPerpetual,
  unit,
} from './venue-fixture.ts'

const wallet = (venue: SimulatedVenue, currency: string): number =>
  unitsOf(venue.account.wallet(currency))

test('funding settles at its instants, at the rate stated before, whatever the interval', () => {
  const tape = market()
    .value(1_010, eventKind.mark, 100)
    .value(1_020, eventKind.fundingRate, 0.01)
    .value(1_030, eventKind.fundingTime, 5_000)
    .value(4_000, eventKind.fundingRate, 0.02)
    // At the boundary itself the next one is stated: it does not count yet.
    .value(5_000, eventKind.fundingRate, 0.5)
    .value(5_000, eventKind.fundingTime, 9_000)
    .value(6_000, eventKind.mark, 200)
    .value(6_100, eventKind.fundingRate, -0.01)
    // The interval is halved.
    .value(6_200, eventKind.fundingTime, 7_000)
    .value(9_500, eventKind.fundingTime, 9_600)
  const { events } = drive(newVenue(), tape, [
    place(1_100, 1, 'buy 10'),
    place(9_550, 2, 'sell 10'),
  ])
  expect(events).toMatchObject([
    { kind: 'funding', exchangeTime: 5_000, atoms: -20n * unit, fundingRate: 0.02, price: 100 },
    { kind: 'funding', exchangeTime: 7_000, atoms: 20n * unit, fundingRate: -0.01, price: 200 },
  ])
})

test('funding of a venue whose clock is ahead of ours settles when the next is stated, a little before it is time here', () => {
  const hour = 3_600_000_000
  const tape = market()
    .value(1_010, eventKind.mark, 100)
    .value(1_020, eventKind.fundingRate, 0.01)
    .value(1_030, eventKind.fundingTime, hour)
    .value(hour - 6_000, eventKind.fundingRate, 0.5)
    .value(hour - 6_000, eventKind.fundingTime, 2 * hour)
    .value(hour + 1_000, eventKind.mark, 100)
  const { events } = drive(newVenue(), tape, [place(1_100, 1, 'buy 10')])
  expect(events).toMatchObject([
    { kind: 'funding', exchangeTime: hour, fundingRate: 0.01 },
    { kind: 'funding', exchangeTime: 2 * hour, fundingRate: 0.5 },
  ])
})

test('an instant of funding that has passed when it is stated settles nothing', () => {
  const tape = market()
    .value(1_010, eventKind.mark, 100)
    .value(1_020, eventKind.fundingRate, 0.01)
    .value(3_000, eventKind.fundingTime, 2_000)
    .value(4_000, eventKind.fundingTime, 4_500)
  const { events } = drive(newVenue(), tape, [place(1_100, 1, 'buy 10')])
  expect(events.map(({ exchangeTime }) => exchangeTime)).toEqual([4_500])
})

test('funding of an inverse contract is in base and may go by the index', () => {
  const inverse: Instrument = {
    ...perpetual,
    name: 'BTC-USD',
    quote: 'USD',
    class: 'inverse',
    contractSize: { units: 100, decimals: 0 },
  }
  const margin: MarginTerms = { ...looseMargin, fundingOn: 'index' }
  const venue = newVenue({
    instruments: [tradedPerpetual({ instrument: inverse, margin })],
    deposits: [{ currency: 'BTC', atoms: 10n * unit }],
  })
  const tape = market()
    .value(1_010, eventKind.mark, 100)
    .value(1_015, eventKind.index, 125)
    .value(1_020, eventKind.fundingRate, 0.01)
    .value(1_030, eventKind.fundingTime, 5_000)
  const { events } = drive(venue, tape, [place(1_100, 1, 'sell 2')])
  expect(events).toMatchObject([
    { kind: 'funding', currency: 'BTC', atoms: (unit / 62_500n) * 1_000n },
  ])
  expect(wallet(venue, 'BTC')).toBe(10.016)
})
