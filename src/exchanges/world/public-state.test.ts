import { expect, test } from 'vitest'
import { eventKind } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { PublicState } from './public-state.ts'

const perpetual: Instrument = {
  name: 'BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'linear',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 3 },
}

/** A perpetual that was told of funding: when, the mark, the rate, and when that is due. */
function toldOf(...told: readonly (readonly [number, number, number, number])[]): PublicState {
  const state = new PublicState(0, perpetual)
  for (const [at, mark, rate, due] of told) {
    const rows = new EventColumns()
    rows.begin(0, at as Instant, at, NaN)
    rows.addValue(eventKind.mark, mark)
    rows.addValue(eventKind.fundingRate, rate)
    rows.addValue(eventKind.fundingTime, due)
    rows.end()
    state.apply(rows, 0, rows.length)
  }
  return state
}

test('funding settles once when it is due, at the rate and the mark that were stated last before', () => {
  const { settled } = toldOf(
    [10, 100, 0.1, 1_000],
    [990, 101, 0.2, 1_000],
    [1_005, 102, 0.3, 2_000],
    [1_010, 103, 0.4, 2_000],
    [2_000, 104, 0.5, 3_000],
  )
  expect(settled).toEqual([
    { at: 1_000, fundingRate: 0.2, mark: 101 },
    { at: 2_000, fundingRate: 0.4, mark: 103 },
  ])
})

test('funding of a venue whose clock is ahead of ours is over when the next is stated, a little before it is time here', () => {
  const hour = 3_600_000_000
  const { settled } = toldOf(
    [10, 100, 0.1, hour],
    [hour - 6_000, 101, 0.2, 2 * hour],
    [2 * hour - 70_000_000, 102, 0.3, 3 * hour],
  )
  // The last is no clock's: seventy seconds before.
  expect(settled).toEqual([{ at: hour, fundingRate: 0.1, mark: 100 }])
})

test('a time of funding that is moved before it came, as by a market that stood still, has not settled', () => {
  const { settled, fundingTime } = toldOf(
    [10, 100, 0.1, 1_000],
    [20, 100, 0.1, 1_013],
    [1_005, 100, 0.1, 1_013],
    [1_020, 100, 0.2, 2_013],
  )
  expect(settled).toEqual([{ at: 1_013, fundingRate: 0.1, mark: 100 }])
  expect(fundingTime).toBe(2_013)
})
