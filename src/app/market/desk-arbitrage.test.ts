import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { DeskArbitrage } from './desk-arbitrage.ts'
import type { LeastOrder } from '../../core/least-order.ts'

const now = 1_704_067_200_000_000 as Instant

/** Two venues a percent apart, with 0.5 of a coin at 100 to be bought at the cheaper. */
function deskOf(least: LeastOrder): DeskArbitrage {
  const instruments = ['a', 'b'].map((venue): Instrument => {
    const step = { units: 1, decimals: 2 }
    const named = { name: 'ETH-USD', base: 'ETH', quote: 'USD', class: 'spot' as const }
    return { ...named, venue, tickSize: step, lotSize: step }
  })
  const desk = new DeskArbitrage({
    instruments,
    shown: 2,
    takerFeeBpsOf: () => 5,
    isListedFee: ({ venue }) => venue === 'a',
    leastOf: ({ venue }) => (venue === 'b' ? least : {}),
    orderMsOf: () => 5,
    now,
  })
  for (const [member, bid, ask] of [
    [0, 9_999, 10_000],
    [1, 10_100, 10_101],
  ] as const) {
    const rows = new EventColumns()
    rows.begin(member, (now + 1_000) as Instant, NaN, NaN)
    rows.addClear()
    rows.addLevel(eventSide.bid, bid, 50)
    rows.addLevel(eventSide.ask, ask, 50)
    rows.end()
    desk.take(rows)
  }
  return desk
}

test.each([
  ['nothing is known of the least order', {}, 1],
  ['as much as the least notional is there', { minNotional: 50.5 }, 1],
  ['less than the least notional is there', { minNotional: 50.51 }, 0],
  ['less than the least quantity is there', { minQuantity: 0.51 }, 0],
] as const)('where %s there are so many openings', (_, least, count) => {
  const state = deskOf(least).state({ base: 'ETH' }, (now + 10_000) as Instant)
  expect(state?.count).toBe(count)
  expect(state?.least[1]).toEqual({
    venue: 'b',
    instrument: 'ETH-USD',
    quote: 'USD',
    minQuantity: null,
    minNotional: null,
    ...least,
  })
})
