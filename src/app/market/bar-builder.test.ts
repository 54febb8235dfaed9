import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Duration, Instant } from '../../core/time.ts'
import { BarBuilder } from './bar-builder.ts'

const step = { units: 1, decimals: 1 }
const instrument: Instrument = {
  name: 'BTC-USDT',
  venue: 'binance',
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: step,
  lotSize: step,
}
const second = 1_000_000
const minute = (60 * second) as Duration

/** Trades as `[seconds by the venue, ticks, lots]`, heard half a second later. */
function heard(
  builder: BarBuilder,
  ...trades: readonly (readonly [number, number, number])[]
): void {
  for (const [at, ticks, lots] of trades) {
    const rows = new EventColumns()
    rows.begin(0, ((at + 0.5) * second) as Instant, at * second, Number.NaN)
    rows.addTrade(eventSide.buy, ticks, lots, 1)
    rows.end()
    builder.trade(rows, 0)
  }
}

test('a bar is of the trades whose own time is in it, from the first whole one on', () => {
  const builder = new BarBuilder(instrument, minute, (30 * second) as Instant)
  heard(builder, [59.9, 500, 1], [60, 1_000, 2], [70, 1_020, 1], [80, 990, 3], [119.9, 1_010, 1])
  heard(builder, [120, 2_000, 1])
  // What was forming when listening began is the venue's to tell.
  expect(builder.take(0 as Instant)).toBe('unknown')
  expect(builder.take(minute as number as Instant)).toEqual([60_000, 100, 102, 99, 101, 0.7])
  heard(builder, [119.95, 1, 1])
  expect(builder.late).toBe(2)
  expect(builder.take((2 * minute) as Instant)).toEqual([120_000, 200, 200, 200, 200, 0.1])
  expect(builder.take((3 * minute) as Instant)).toBeUndefined()
})

test('a bar that something was lost in is not told, and taken twice is not there', () => {
  const builder = new BarBuilder(instrument, minute, 0 as Instant)
  heard(builder, [10, 1_000, 1])
  builder.lost((20 * second) as Instant)
  heard(builder, [70, 1_000, 1])
  expect(builder.take(0 as Instant)).toBe('unknown')
  expect(builder.take(minute as number as Instant)).toMatchObject({ length: 6 })
  expect(builder.take(minute as number as Instant)).toBe('unknown')
})

test('volume is in coins where trades are of contracts, as venues tell it of their own bars', () => {
  const contractSize = { units: 1, decimals: 2 }
  const swap: Instrument = { ...instrument, venue: 'okx', class: 'linear', contractSize }
  const builder = new BarBuilder(swap, minute, 0 as Instant)
  heard(builder, [10, 1_000, 20])
  expect(builder.take(0 as Instant)).toEqual([0, 100, 100, 100, 100, 0.02])
})
