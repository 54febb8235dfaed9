import { expect, test } from 'vitest'
import { eventKind } from '../../src/core/events/event-codes.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import {
  amend,
  cancel,
  drive,
  newVenue,
  place,
  Tape,
  told,
  tradedPerpetual,
  type Sent,
} from './venue-fixture.ts'

// Each order type and rule, by example. The laws that hold over all of them are in venue-laws.test.ts.

const market = (): Tape =>
  new Tape().book(
    1_000,
    [
      [99, 5],
      [98, 5],
    ],
    [
      [101, 5],
      [102, 5],
    ],
  )

const ioc: Partial<OrderRequest> = { timeInForce: { kind: 'ioc' } }
const fok: Partial<OrderRequest> = { timeInForce: { kind: 'fok' } }

function postOnly(price: number): Partial<OrderRequest> {
  return { pricing: { kind: 'limit', priceTicks: price as PriceTicks, isPostOnly: true } }
}

function stop(trigger: number, limit?: number): Partial<OrderRequest> {
  const limitTicks = limit === undefined ? {} : { limitTicks: limit as PriceTicks }
  const triggerTicks = trigger as PriceTicks
  return { pricing: { kind: 'stop', triggerTicks, triggeredBy: 'trade', ...limitTicks } }
}

const heard = (tape: Tape, sent: readonly Sent[]): readonly string[] =>
  told(drive(newVenue(), tape, sent).answers)

test('an order at market walks the displayed book', () => {
  expect(heard(market(), [place(1_100, 1, 'buy 7')])).toEqual([
    '1 accepted',
    '1 filled 5@101 taker',
    '1 filled 2@102 taker',
  ])
})

test('an answer is heard a latency after what it tells, which is a latency after the command', () => {
  const { answers } = drive(newVenue(), market(), [place(1_100, 1, 'buy 7')])
  expect(answers.map(({ exchangeTime, localTime }) => [exchangeTime, localTime])).toEqual(
    Array.from({ length: 3 }, () => [1_110, 1_120]),
  )
})

test('at one instant what others do comes before what arrives', () => {
  const tape = market().ask(1_110, 101, 0)
  expect(heard(tape, [place(1_100, 1, 'buy 1')]).at(-1)).toBe('1 filled 1@102 taker')
})

test('what the book does not hold of an order at market is given up', () => {
  expect(heard(market(), [place(1_100, 1, 'sell 12')]).at(-1)).toBe(
    '1 cancelled not-filled-at-once 10',
  )
  expect(heard(new Tape().book(1_000, [], []), [place(1_100, 1, 'sell 1')])).toEqual([
    '1 rejected no-liquidity',
  ])
})

test('a limit takes what is within it and rests', () => {
  const tape = market().trade(2_000, 'sell', 101, 3)
  expect(heard(tape, [place(1_100, 1, 'buy 7 @ 101')])).toEqual([
    '1 accepted',
    '1 filled 5@101 taker',
    '1 filled 2@101 maker',
  ])
})

test('what is left of an immediate order is given up, and an all-or-none order is refused short', () => {
  expect(heard(market(), [place(1_100, 1, 'buy 7 @ 101', ioc)]).slice(1)).toEqual([
    '1 filled 5@101 taker',
    '1 cancelled not-filled-at-once 5',
  ])
  expect(heard(market(), [place(1_100, 1, 'buy 7 @ 101', fok)])).toEqual([
    '1 rejected no-fill-or-kill',
  ])
  expect(heard(market(), [place(1_100, 1, 'buy 5 @ 101', fok)]).at(-1)).toBe('1 filled 5@101 taker')
})

test('a post-only order rests or is refused', () => {
  expect(heard(market(), [place(1_100, 1, 'buy 1', postOnly(101))])).toEqual([
    '1 rejected would-take',
  ])
  expect(heard(market(), [place(1_100, 1, 'buy 1', postOnly(100))])).toEqual(['1 accepted'])
})

test('an amended order keeps its place when only its quantity falls', () => {
  const tape = market().bid(1_500, 99, 9).trade(2_000, 'sell', 99, 7)
  const smaller = heard(tape, [place(1_100, 1, 'buy 3 @ 99'), amend(1_600, 1, 2, 99)])
  expect(smaller.slice(1)).toEqual(['1 amended 2@99', '1 filled 2@99 maker'])
  const larger = heard(tape, [place(1_100, 1, 'buy 3 @ 99'), amend(1_600, 1, 4, 99)])
  expect(larger.slice(1)).toEqual(['1 amended 4@99'])
})

test('an amended order may take, and a post-only one is left as it was', () => {
  expect(
    heard(market(), [place(1_100, 1, 'buy 3 @ 99'), amend(1_600, 1, 3, 101)]).slice(2),
  ).toEqual(['1 filled 3@101 taker'])
  const refused = [
    place(1_100, 1, 'buy 3', postOnly(99)),
    amend(1_600, 1, 3, 101),
    cancel(1_700, 1),
  ]
  expect(heard(market(), refused).slice(1)).toEqual([
    '1 amend-rejected would-take',
    '1 cancelled asked 0',
  ])
})

test('a stop waits for a trade at its trigger, and then is the order it stands for', () => {
  const tape = market().trade(2_000, 'buy', 101, 1).trade(3_000, 'buy', 102, 1)
  expect(heard(tape, [place(1_100, 1, 'buy 2', stop(102))])).toEqual([
    '1 accepted',
    '1 triggered',
    '1 filled 2@101 taker',
  ])
  expect(
    heard(tape, [place(1_100, 1, 'buy 2', stop(102, 100)), cancel(4_000, 1)]).slice(1),
  ).toEqual(['1 triggered', '1 cancelled asked 0'])
  expect(heard(market(), [place(1_100, 1, 'buy 2', stop(102)), cancel(1_500, 1)]).slice(1)).toEqual(
    ['1 cancelled asked 0'],
  )
})

test('what takes a profit waits for the other way', () => {
  const tape = market().trade(2_000, 'buy', 102, 1).trade(3_000, 'sell', 98, 1)
  const profit: Partial<OrderRequest> = { ...stop(102), reachedBy: 'rise' }
  const { answers } = drive(newVenue(), tape, [place(1_100, 1, 'sell 1', profit)])
  expect(told(answers)).toEqual(['1 accepted', '1 triggered', '1 filled 1@99 taker'])
  expect(answers[1]!.exchangeTime).toBe(2_000)
  const bought: Partial<OrderRequest> = { ...stop(98), reachedBy: 'fall' }
  const { answers: later } = drive(newVenue(), tape, [place(1_100, 1, 'buy 1', bought)])
  expect(later[1]!.exchangeTime).toBe(3_000)
})

test('a trigger that trails follows the best price and never goes back', () => {
  const ticks: Partial<OrderRequest> = { ...stop(97), trail: { kind: 'ticks', by: 3 } }
  const tape = market()
    .trade(2_000, 'buy', 104, 1)
    .trade(3_000, 'sell', 102, 1)
    .trade(4_000, 'sell', 101, 1)
  const { answers } = drive(newVenue(), tape, [place(1_100, 1, 'sell 1', ticks)])
  expect(answers[1]!.exchangeTime).toBe(4_000)
  const share = { kind: 'share', by: 0.02 } as const
  const later: Partial<OrderRequest> = {
    ...stop(98),
    trail: { ...share, fromTicks: 104 as PriceTicks },
  }
  // 101 is two per cent behind 104 and more, but not before that was reached.
  const down = market().trade(1_500, 'sell', 97, 1).trade(2_000, 'buy', 104, 1)
  const { answers: told2 } = drive(newVenue(), down.trade(3_000, 'sell', 101, 1), [
    place(1_100, 1, 'sell 1', later),
  ])
  expect(told2[1]!.exchangeTime).toBe(3_000)
})

test('a stop on the mark waits for the mark', () => {
  const tape = market()
    .trade(2_000, 'sell', 90, 1)
    .value(3_000, eventKind.mark, 97.5)
    .value(4_000, eventKind.mark, 97)
  const byMark: Partial<OrderRequest> = {
    pricing: { kind: 'stop', triggerTicks: 97 as PriceTicks, triggeredBy: 'mark' },
  }
  const { answers } = drive(newVenue(), tape, [place(1_100, 1, 'sell 1', byMark)])
  expect(told(answers)).toEqual(['1 accepted', '1 triggered', '1 filled 1@99 taker'])
  expect(answers[1]!.exchangeTime).toBe(4_000)
})

test('an order good till an instant is given up at it', () => {
  const until = { timeInForce: { kind: 'gtd', until: 1_500 as Instant } } as const
  const { answers } = drive(newVenue(), market().trade(2_000, 'sell', 98, 9), [
    place(1_100, 1, 'buy 1 @ 99', until),
  ])
  expect(told(answers)).toEqual(['1 accepted', '1 cancelled expired 0'])
  expect(answers[1]!.exchangeTime).toBe(1_500)
})

test('what only reduces never opens', () => {
  const reduce = { isReduceOnly: true, ...ioc }
  const sent = [
    place(1_100, 1, 'sell 1 @ 99', reduce),
    place(1_200, 2, 'buy 2 @ 101'),
    place(1_300, 3, 'sell 5 @ 98', reduce),
    place(1_400, 4, 'sell 1 @ 98', reduce),
  ]
  expect(heard(market(), sent)).toEqual([
    '1 rejected no-position-to-reduce',
    '2 accepted',
    '2 filled 2@101 taker',
    '3 accepted',
    '3 filled 2@99 taker',
    '3 cancelled reduce-only 2',
    '4 rejected no-position-to-reduce',
  ])
})

test('a stop that only reduces may come before its position, and an all-or-none order is not cut', () => {
  const protect = { isReduceOnly: true, ...stop(99) }
  const tape = market().trade(2_000, 'sell', 99, 1)
  const sent = [
    place(1_100, 1, 'sell 3', protect),
    place(1_200, 2, 'buy 2 @ 101'),
    place(1_300, 3, 'sell 3 @ 98', { isReduceOnly: true, ...fok }),
  ]
  expect(heard(tape, sent)).toEqual([
    '1 accepted',
    '2 accepted',
    '2 filled 2@101 taker',
    '3 rejected no-fill-or-kill',
    '1 triggered',
    '1 filled 2@99 taker',
    '1 cancelled reduce-only 2',
  ])
})

test.each([
  ['cancel-newest', ['2 accepted', '2 filled 5@101 taker', '2 cancelled self-trade 5']],
  [
    'cancel-oldest',
    ['2 accepted', '2 filled 5@101 taker', '1 cancelled self-trade 0', '2 filled 2@102 taker'],
  ],
  [
    'cancel-both',
    ['2 accepted', '2 filled 5@101 taker', '1 cancelled self-trade 0', '2 cancelled self-trade 5'],
  ],
] as const)('an order never trades with another of ours: %s', (selfTrade, expected) => {
  const sent = [place(1_100, 1, 'sell 1 @ 102'), place(1_200, 2, 'buy 7 @ 102')]
  expect(told(drive(newVenue({ selfTrade }), market(), sent).answers).slice(1)).toEqual(expected)
})

test('the rules of an instrument at their date', () => {
  const strict = {
    from: 2_000 as Instant,
    tickMultiple: 2,
    lotMultiple: 2,
    minLots: 4 as never,
    maxLots: 8 as never,
    minNotionalAtoms: 500n * 10n ** 18n,
    bandBps: 1_000,
  }
  const rules = [{ from: 0 as Instant }, strict]
  const venue = newVenue({ instruments: [tradedPerpetual({ rules })] })
  const sent = [
    place(1_100, 1, 'buy 1 @ 3'),
    place(2_100, 2, 'buy 4 @ 99'),
    place(2_200, 3, 'buy 3 @ 98'),
    place(2_300, 4, 'buy 2 @ 98'),
    place(2_400, 5, 'buy 10 @ 98'),
    place(2_500, 6, 'buy 4 @ 98'),
    place(2_600, 7, 'buy 6 @ 98'),
    place(2_700, 8, 'buy 6 @ 112'),
    place(2_800, 9, 'buy 6 @ 0'),
  ]
  const tape = market().trade(1_050, 'buy', 100, 1)
  expect(told(drive(venue, tape, sent).answers)).toEqual([
    '1 accepted',
    '2 rejected off-grid',
    '3 rejected off-grid',
    '4 rejected too-small',
    '5 rejected too-large',
    '6 rejected too-small',
    '7 accepted',
    '8 rejected price-band',
    '9 rejected off-grid',
  ])
})

test('the band of an order that waits is measured from its trigger', () => {
  const rules = [{ from: 0 as Instant, bandBps: 1_000 }]
  const venue = newVenue({ instruments: [tradedPerpetual({ rules })] })
  const sent = [
    place(1_100, 1, 'sell 1 @ 80'),
    place(1_200, 2, 'sell 1', stop(85, 80)),
    place(1_300, 3, 'sell 1', stop(85, 75)),
  ]
  const tape = market().trade(1_050, 'buy', 100, 1)
  expect(told(drive(venue, tape, sent).answers)).toEqual([
    '1 rejected price-band',
    '2 accepted',
    '3 rejected price-band',
  ])
})

test.each([NaN, Infinity, -Infinity, 1.5])(
  'a price or lots of %d are refused, and nothing else happens',
  (odd) => {
    const sent = [
      place(1_100, 1, 'buy 1 @ 99', postOnly(odd)),
      place(1_110, 2, 'buy 1', stop(odd)),
      place(1_120, 3, 'buy 1', stop(120, odd)),
      place(1_130, 4, 'buy 1 @ 99', { lots: odd as Lots }),
      place(1_140, 5, 'buy 3 @ 99'),
      amend(1_200, 5, 2, odd),
      amend(1_210, 5, odd, 98),
      place(1_300, 6, 'sell 1', stop(80)),
      amend(1_310, 6, 1, odd),
      cancel(1_400, 5),
    ]
    expect(heard(market(), sent)).toEqual([
      '1 rejected off-grid',
      '2 rejected off-grid',
      '3 rejected off-grid',
      '4 rejected off-grid',
      '5 accepted',
      '5 amend-rejected off-grid',
      '5 amend-rejected off-grid',
      '6 accepted',
      '6 amend-rejected off-grid',
      '5 cancelled asked 0',
    ])
  },
)

test('an order good till no instant is refused', () => {
  const until = NaN as Instant
  const sent = [place(1_100, 1, 'buy 1 @ 99', { timeInForce: { kind: 'gtd', until } })]
  expect(heard(market(), sent)).toEqual(['1 rejected off-grid'])
})

test('an id is taken once, or again when its order has ended, as the venue does', () => {
  const sent = [
    place(1_100, 1, 'buy 1 @ 101'),
    place(1_200, 1, 'buy 1 @ 99'),
    place(1_300, 1, 'buy 1 @ 99'),
  ]
  expect(heard(market(), sent).slice(2)).toEqual([
    '1 rejected duplicate-id',
    '1 rejected duplicate-id',
  ])
  const again = told(drive(newVenue({ idReuse: 'once-ended' }), market(), sent).answers)
  expect(again.slice(2)).toEqual(['1 accepted', '1 rejected duplicate-id'])
})

test('what is cancelled or amended and not there is refused', () => {
  expect(heard(market(), [cancel(1_100, 7), amend(1_200, 7, 1, 99)])).toEqual([
    '7 cancel-rejected unknown-order',
    '7 amend-rejected unknown-order',
  ])
})
