import fc from 'fast-check'
import { eventKind } from '../../src/core/events/event-codes.ts'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { amend, cancel, place, Tape, type Sent } from './venue-fixture.ts'

type Levels = readonly (readonly [price: number, lots: number])[]

/** A message of a market, as data: a counterexample should be read. */
export type Message =
  | { readonly kind: 'bid' | 'ask'; readonly price: number; readonly left: number }
  | {
      readonly kind: 'trade'
      readonly aggressor: 'buy' | 'sell' | 'unknown'
      readonly price: number
      readonly lots: number
    }
  | { readonly kind: 'book'; readonly bids: Levels; readonly asks: Levels }
  | { readonly kind: 'gap' }
  | { readonly kind: 'mark'; readonly price: number }
  | { readonly kind: 'funding'; readonly fundingRate: number; readonly inUs: number }

const lots = fc.integer({ min: 1, max: 9 })
const price = fc.integer({ min: 95, max: 105 })
const levels = fc.array(fc.tuple(price, lots), { maxLength: 4 })
const left = fc.integer({ min: 0, max: 9 })

const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bid' as const),
      price: fc.integer({ min: 95, max: 101 }),
      left,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      price: fc.integer({ min: 99, max: 105 }),
      left,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('trade' as const),
      aggressor: fc.constantFrom('buy', 'sell', 'unknown'),
      price,
      lots,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('book' as const), bids: levels, asks: levels }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mark' as const), price }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('funding' as const),
      fundingRate: fc.integer({ min: -20, max: 20 }).map((each) => each / 1_000),
      inUs: fc.integer({ min: 1, max: 9_000 }),
    }),
  },
)

export const randomMessages: fc.Arbitrary<readonly Message[]> = fc.array(anyMessage, {
  minLength: 5,
  maxLength: 60,
})

const start: Message = {
  kind: 'book',
  bids: [
    [99, 5],
    [98, 6],
    [96, 9],
  ],
  asks: [
    [101, 5],
    [102, 6],
    [104, 9],
  ],
}

/** Messages a thousand microseconds apart, from a book on, each told of all the instruments. */
export function tapeOf(messages: readonly Message[], instruments = 1): Tape {
  const tape = new Tape()
  for (const [k, each] of [start, ...messages].entries()) {
    for (let index = 0; index < instruments; index++) write(tape.on(index), each, 1_000 * (k + 1))
  }
  return tape
}

function write(tape: Tape, message: Message, at: number): Tape {
  switch (message.kind) {
    case 'bid':
      return tape.bid(at, message.price, message.left)
    case 'ask':
      return tape.ask(at, message.price, message.left)
    case 'trade':
      return tape.trade(at, message.aggressor, message.price, message.lots)
    case 'book':
      return tape.book(at, message.bids, message.asks)
    case 'gap':
      return tape.gap(at)
    case 'mark':
      return tape.value(at, eventKind.mark, message.price)
    case 'funding':
      return tape
        .value(at, eventKind.fundingRate, message.fundingRate)
        .value(at, eventKind.fundingTime, at + message.inUs)
  }
}

const limit = fc
  .tuple(price, fc.boolean())
  .map(([at, isPostOnly]) => ({ kind: 'limit' as const, priceTicks: at as PriceTicks, isPostOnly }))
const stop = fc
  .tuple(
    price,
    fc.option(price, { nil: undefined }),
    fc.constantFrom('trade' as const, 'mark' as const),
  )
  .map(([trigger, at, triggeredBy]) => ({
    kind: 'stop' as const,
    triggerTicks: trigger as PriceTicks,
    triggeredBy,
    ...(at === undefined ? {} : { limitTicks: at as PriceTicks }),
  }))

const timeInForce: fc.Arbitrary<OrderRequest['timeInForce']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'gtc' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'ioc' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fok' as const }) },
  // Odd, so that it never falls on a command or a row.
  {
    weight: 1,
    arbitrary: fc.nat(30_000).map((k) => ({ kind: 'gtd' as const, until: (2 * k + 1) as Instant })),
  },
)

interface Drawn {
  readonly gap: number
  readonly kind: 'place' | 'cancel' | 'amend'
  readonly id: number
  readonly change: Pick<OrderRequest, 'side' | 'lots' | 'pricing' | 'timeInForce' | 'isReduceOnly'>
  readonly price: number
}

/** Commands that leave in the course of a tape, at even instants; ids meet now and then. */
export function randomCommands(
  triggers: readonly ('trade' | 'mark')[],
): fc.Arbitrary<readonly Sent[]> {
  const drawn: fc.Arbitrary<Drawn> = fc.record({
    gap: fc.integer({ min: 0, max: 600 }),
    kind: fc.constantFrom('place', 'place', 'place', 'place', 'cancel', 'amend'),
    id: fc.integer({ min: 1, max: 40 }),
    change: fc.record({
      side: fc.constantFrom('buy', 'sell'),
      lots: lots.map((each) => each as Lots),
      pricing: fc
        .oneof(
          { weight: 5, arbitrary: limit },
          { weight: 1, arbitrary: fc.constant({ kind: 'market' as const }) },
          { weight: 1, arbitrary: stop },
        )
        .filter((each) => each.kind !== 'stop' || triggers.includes(each.triggeredBy)),
      timeInForce,
      isReduceOnly: fc.integer({ min: 0, max: 5 }).map((each) => each === 0),
    }),
    price,
  })
  return fc.array(drawn, { minLength: 3, maxLength: 60 }).map((all) => {
    let at = 1_100
    return all.map((each): Sent => {
      at += 2 * each.gap
      if (each.kind === 'cancel') return cancel(at, each.id)
      if (each.kind === 'amend') return amend(at, each.id, each.change.lots, each.price)
      return place(at, each.id, 'buy 1', each.change)
    })
  })
}
