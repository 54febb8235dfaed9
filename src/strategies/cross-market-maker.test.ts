import { expect, test } from 'vitest'
import { DenseBook } from '../book/dense-book.ts'
import { eventSide } from '../core/events/event-codes.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Lots } from '../core/price.ts'
import type { Intent } from '../core/strategy/intent.ts'
import type { OrderView, StrategyDesk, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'
import { crossMarketMaker } from './cross-market-maker.ts'

const at = (venue: string, lotDecimals: number): Instrument => ({
  name: 'ETH-USD',
  venue,
  base: 'ETH',
  quote: 'USD',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: lotDecimals },
})
const instruments = [at('slow', 3), at('fast', 2)]

/** Two books about 1,000 dollars: the slow venue's a dollar and a half wide, the fast one's twenty cents. */
class Seen {
  readonly books = [new DenseBook(), new DenseBook()]
  readonly held = [0, 0]
  orders: OrderView[] = []

  constructor() {
    for (const [index, half] of [75, 10].entries()) {
      this.books[index]!.setLevel(eventSide.bid, 100_000 - half, 1_000)
      this.books[index]!.setLevel(eventSide.ask, 100_000 + half, 1_000)
    }
  }

  desk(): StrategyDesk {
    const { books, held } = this
    return {
      time: 1 as Instant,
      instruments,
      book: (instrument) => books[instrument]!,
      midTicks: (instrument) =>
        (books[instrument]!.best(eventSide.bid) + books[instrument]!.best(eventSide.ask)) / 2,
      mark: () => NaN,
      fundingRate: () => NaN,
      position: (instrument) => held[instrument]! as Lots,
      orders: () => this.orders,
      legsUnderWay: () => [],
      reportingRate: () => 1,
      uniform: () => 0,
    }
  }
}

const settings = {
  quoted: 'slow:ETH-USD',
  hedge: 'fast:ETH-USD',
  notional: 500,
  edgeBps: 1,
  makerFeeBps: 1,
  takerFeeBps: 2,
}
const market = { kind: 'market', time: 1 as Instant, instrument: 1 } as unknown as StrategyEvent
const answered = { kind: 'order', time: 1 as Instant } as unknown as StrategyEvent

function told(seen: Seen, ...events: readonly StrategyEvent[]): readonly Intent[] {
  const strategy = crossMarketMaker({ settings, instruments })
  const state = strategy.begin(seen.desk())
  return events.flatMap((event) => strategy.decide(state, event, seen.desk()))
}

const placed = (intents: readonly Intent[]): unknown[] =>
  intents.flatMap((intent) => (intent.kind === 'place' ? [intent.order] : []))

test('quotes what the hedge can be had for, less both fees and the edge', () => {
  // 4 bps of 999.90 are 39.996 cents, and of 1,000.10 40.004; both are rounded away from the middle.
  expect(placed(told(new Seen(), market))).toMatchObject([
    { instrument: 0, side: 'buy', lots: 500, pricing: { priceTicks: 99_950, isPostOnly: true } },
    { instrument: 0, side: 'sell', lots: 500, pricing: { priceTicks: 100_051, isPostOnly: true } },
  ])
})

test('hedges what was filled, in whole lots and once, and quotes no more while too much is unhedged', () => {
  const seen = new Seen()
  // 0.755 bought where 0.5 is a quote: 0.75 can be hedged.
  seen.held[0] = 755
  const hedged = placed(told(seen, answered))
  expect(hedged).toMatchObject([
    { instrument: 1, side: 'sell', lots: 75, pricing: { kind: 'market' } },
  ])
  seen.orders = [{ request: { instrument: 1 }, stage: 'sent' } as unknown as OrderView]
  expect(placed(told(seen, answered, market))).toEqual([])
  seen.orders = []
  seen.held[1] = -75
  expect(placed(told(seen, market, answered))).toHaveLength(4)
})

test('quotes nothing on the side of which as much is held as may be', () => {
  const seen = new Seen()
  seen.held[0] = 5_000
  seen.held[1] = -500
  expect(placed(told(seen, market))).toMatchObject([{ side: 'sell' }])
})

test.each(['makerFeeBps', 'takerFeeBps'])('a %s that no venue can have is refused', (name) => {
  const made = (bps: number) =>
    crossMarketMaker({ instruments, settings: { ...settings, [name]: bps } })
  expect(() => made(10_000)).toThrow(`strategy.${name}: expected basis points above -10,000`)
  expect(() => made(-0.5)).not.toThrow()
})
