import { expect, test } from 'vitest'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { Instant } from '../../src/core/time.ts'
import { freedByDeletion } from '../../src/simulation/venue/matching/taken-liquidity.ts'
import {
  cancel,
  drive,
  newVenue,
  place,
  Tape,
  told,
  tradedPerpetual,
  type Sent,
} from './venue-fixture.ts'

// How orders of ours meet the replayed market: queues, what is taken, what the feed does not show.

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

const heard = (tape: Tape, sent: readonly Sent[]): readonly string[] =>
  told(drive(newVenue(), tape, sent).answers)

test('an order waits behind what its level displayed', () => {
  const tape = market().trade(2_000, 'sell', 99, 4).trade(3_000, 'sell', 99, 3)
  const { answers } = drive(newVenue(), tape, [place(1_100, 1, 'buy 3 @ 99')])
  expect(told(answers)).toEqual(['1 accepted', '1 filled 2@99 maker'])
  expect(answers[1]!.exchangeTime).toBe(3_000)
})

test('a trade through an order fills it, at its own price and for no more than was traded', () => {
  const tape = market().trade(2_000, 'sell', 98, 2)
  expect(heard(tape, [place(1_100, 1, 'buy 3 @ 99')]).slice(1)).toEqual(['1 filled 2@99 maker'])
})

test('of one trade two of our orders get no more than it was', () => {
  const tape = market().trade(2_000, 'sell', 98, 4)
  expect(
    heard(tape, [place(1_100, 1, 'buy 3 @ 99'), place(1_101, 2, 'buy 3 @ 99')]).slice(2),
  ).toEqual(['1 filled 3@99 maker', '2 filled 1@99 maker'])
})

test('others who come to the price of a resting order trade with it, each lot once', () => {
  const tape = market().ask(2_000, 100, 2).ask(2_100, 100, 2).ask(2_200, 100, 3)
  expect(heard(tape, [place(1_100, 1, 'buy 9 @ 100')]).slice(1)).toEqual([
    '1 filled 2@100 maker',
    '1 filled 3@100 maker',
  ])
})

test('what we took stays taken until the feed shows the level changed', () => {
  const tape = market().ask(2_000, 105, 1).ask(3_000, 101, 6)
  const sent = [
    place(1_100, 1, 'buy 4 @ 101', ioc),
    place(2_100, 2, 'buy 4 @ 101', ioc),
    place(3_100, 3, 'buy 9 @ 101', ioc),
  ]
  const fills = heard(tape, sent).filter((each) => each.includes('filled '))
  expect(fills).toEqual(['1 filled 4@101 taker', '2 filled 1@101 taker', '3 filled 6@101 taker'])
})

test('a snapshot that shows the same level again does not refill it', () => {
  const tape = market().book(
    2_000,
    [[99, 5]],
    [
      [101, 5],
      [102, 5],
    ],
  )
  const sent = [place(1_100, 1, 'buy 4 @ 101', ioc), place(2_100, 2, 'buy 4 @ 101', ioc)]
  expect(heard(tape, sent).filter((each) => each.includes('filled '))).toEqual([
    '1 filled 4@101 taker',
    '2 filled 1@101 taker',
  ])
})

test('freed by deletion, what we took stays taken while the level is there', () => {
  const venue = newVenue({ instruments: [tradedPerpetual({ taken: freedByDeletion })] })
  const tape = market().ask(2_000, 101, 6).ask(3_000, 101, 0).ask(3_001, 101, 6)
  const sent = [
    place(1_100, 1, 'buy 4 @ 101', ioc),
    place(2_100, 2, 'buy 9 @ 101', ioc),
    place(3_100, 3, 'buy 9 @ 101', ioc),
  ]
  const fills = told(drive(venue, tape, sent).answers).filter((each) => each.includes('filled '))
  expect(fills).toEqual(['1 filled 4@101 taker', '2 filled 2@101 taker', '3 filled 6@101 taker'])
})

test('others draw back after we have taken, and come back by halves', () => {
  const impact = { share: 1, halfLifeUs: 1_000 }
  const venue = newVenue({ instruments: [tradedPerpetual({ impact })] })
  const sent = [place(1_100, 1, 'buy 4 @ 101', ioc), place(2_100, 2, 'buy 9 @ 102', ioc)]
  // Of 4 drawn back 2 are still away: the last lot at 101 and one at 102.
  expect(told(drive(venue, market(), sent).answers).slice(2)).toEqual([
    '2 accepted',
    '2 filled 4@102 taker',
    '2 cancelled not-filled-at-once 4',
  ])
})

test('an order whose level leaves the sight of the feed keeps its place', () => {
  const tape = market()
    .bid(1_050, 97, 5)
    // A feed of the best two levels moves up and down again: 97 is not shown, and not gone.
    .book(
      2_000,
      [
        [99, 5],
        [98, 5],
      ],
      [[101, 5]],
    )
    .book(
      3_000,
      [
        [98, 5],
        [97, 5],
        [96, 5],
      ],
      [[101, 5]],
    )
    .trade(4_000, 'sell', 97, 5)
    .trade(5_000, 'sell', 97, 1)
  const { answers } = drive(newVenue(), tape, [place(1_060, 1, 'buy 1 @ 97')])
  expect(answers.at(-1)!.exchangeTime).toBe(5_000)
})

test.each([
  [0, ['1 filled 2@100 maker', '1 filled 2@100 maker']],
  [1_000, ['1 filled 2@100 maker']],
])('who is displayed before the trade prints comes once: within %s us', (printsLagUs, fills) => {
  const tape = market().ask(2_000, 100, 2).ask(2_100, 100, 0).trade(2_500, 'sell', 100, 2)
  const venue = newVenue({ instruments: [tradedPerpetual({ printsLagUs })] })
  const { answers } = drive(venue, tape, [place(1_100, 1, 'buy 9 @ 100')])
  expect(told(answers).slice(1)).toEqual(fills)
})

test.each([
  [0, '1 filled 1@99 maker'],
  [1_000, '1 accepted'],
])(
  'a trade that prints after the change it made counts once: within %s us',
  (printsLagUs, last) => {
    const tape = market().bid(2_000, 99, 2).trade(2_500, 'sell', 99, 3)
    const venue = newVenue({ instruments: [tradedPerpetual({ printsLagUs })] })
    expect(told(drive(venue, tape, [place(1_100, 1, 'buy 1 @ 99')]).answers).at(-1)).toBe(last)
  },
)

test('an order beyond what the feed shows has no place until it is shown one', () => {
  const tape = market()
    .bid(2_000, 97, 5)
    .bid(2_100, 96, 5)
    .trade(3_000, 'sell', 97, 4)
    .trade(4_000, 'sell', 97, 2)
  const { answers } = drive(newVenue(), tape, [place(1_100, 1, 'buy 3 @ 97')])
  expect(told(answers)).toEqual(['1 accepted', '1 filled 1@97 maker'])
})

test('order by order, an order comes forward by what leaves before it and by nothing else', () => {
  const venue = newVenue({ instruments: [tradedPerpetual({ queue: 'order-by-order' })] })
  const tape = new Tape()
    .orders(1_000, [
      [1, 99, 4],
      [2, 99, 3],
      [9, 90, 1],
    ])
    .order(2_000, 3, 99, 9) // joins behind
    .order(2_100, 3, 99, 0) // and leaves: a feed of levels could not say which
    .order(2_200, 1, 98, 4) // moves away from before ours
    .trade(3_000, 'sell', 99, 3)
    .order(3_000, 2, 99, 0)
    .trade(4_000, 'sell', 99, 1)
  const { answers } = drive(venue, tape, [place(1_100, 1, 'buy 2 @ 99')])
  expect(answers.map(({ kind, exchangeTime }) => [kind, exchangeTime])).toEqual([
    ['accepted', 1_110],
    ['filled', 4_000],
  ])
})

test('order by order, a snapshot tells no arrivals: ours stands behind all of it', () => {
  const venue = newVenue({ instruments: [tradedPerpetual({ queue: 'order-by-order' })] })
  const tape = new Tape()
    .orders(1_000, [
      [1, 99, 1],
      [9, 90, 1],
    ])
    .orders(2_000, [
      [1, 99, 1],
      [2, 99, 5],
      [9, 90, 1],
    ])
    .trade(3_000, 'sell', 99, 6)
    .trade(4_000, 'sell', 99, 1)
  const { answers } = drive(venue, tape, [place(1_100, 1, 'buy 1 @ 99')])
  expect(told(answers)).toEqual(['1 accepted', '1 filled 1@99 maker'])
  expect(answers[1]!.exchangeTime).toBe(4_000)
})

test('while the book is void nothing is taken, and what rests waits', () => {
  const tape = market()
  tape.rows.begin(0, 2_005 as Instant, 2_000, NaN)
  tape.rows.addGap()
  tape.rows.end()
  const sent = [place(1_100, 1, 'buy 1 @ 99'), place(2_100, 2, 'buy 1'), cancel(2_200, 1)]
  expect(heard(tape, sent)).toEqual([
    '1 accepted',
    '2 rejected no-liquidity',
    '1 cancelled asked 0',
  ])
})
