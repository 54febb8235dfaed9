import { expect, test } from 'vitest'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { OrderRequest } from '../core/orders/order.ts'
import type { Lots } from '../core/price.ts'
import type { Intent } from '../core/strategy/intent.ts'
import type { OrderView, Strategy, StrategyDesk, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'
import { withProtectiveStops } from './protective-stops.ts'

const seen: { events: string[]; orders: number } = { events: [], orders: 0 }
const inner: Strategy = {
  name: 'inner',
  begin: () => undefined,
  decide: (_, event, desk) => {
    seen.events.push(event.kind === 'order' ? event.answer.kind : event.kind)
    seen.orders = desk.orders().length
    return []
  },
}
const strategy = withProtectiveStops(inner, { stopBps: 100, isProtected: [true, false] })

/** A desk with a position and the orders that were placed. */
class TestDesk {
  position = 0
  views: OrderView[] = []
  placed = 0
  state = strategy.begin(this.desk())

  desk(): StrategyDesk {
    return {
      time: 0 as Instant,
      instruments: [{ name: 'a' }, { name: 'b' }],
      position: () => this.position as Lots,
      midTicks: () => 2_000,
      orders: () => this.views,
    } as unknown as StrategyDesk
  }

  tell(event: StrategyEvent): readonly Intent[] {
    const intents = strategy.decide(this.state, event, this.desk())
    for (const intent of intents) {
      if (intent.kind === 'cancel')
        this.views = this.views.filter(
          ({ request }) => request.clientOrderId !== intent.clientOrderId,
        )
      if (intent.kind !== 'place') continue
      const { label, ...wish } = intent.order
      const request = { ...wish, clientOrderId: ++this.placed } as unknown as OrderRequest
      this.views.push({
        request,
        label,
        stage: 'accepted',
        lots: wish.lots,
        priceTicks: undefined,
        filledLots: 0 as Lots,
        claimedLots: 0 as Lots,
      })
    }
    return intents
  }

  fill(lots: number, priceTicks: number, label?: number, instrument = 0): readonly Intent[] {
    this.position += lots
    const side = lots > 0 ? 'buy' : 'sell'
    const answer = { kind: 'filled', lots: Math.abs(lots), priceTicks } as unknown as OrderEvent
    const order = { request: { instrument, side }, label } as unknown as OrderView
    return this.tell({ kind: 'order', time: 0 as Instant, order, answer })
  }

  stop(): unknown {
    const [only, ...others] = this.views.map(({ request }) => request)
    if (only === undefined || others.length > 0) return others.length === 0 ? undefined : others
    const { side, lots, pricing, isReduceOnly } = only
    return [isReduceOnly, side, lots, pricing.kind === 'stop' ? pricing.triggerTicks : pricing.kind]
  }
}

test('a stop rests beside every position, from its average entry, and goes with it', () => {
  const desk = new TestDesk()
  desk.fill(2, 1_000)
  expect(desk.stop()).toEqual([true, 'sell', 2, 990])
  desk.fill(2, 1_100)
  expect(desk.stop()).toEqual([true, 'sell', 4, Math.floor(1_050 * 0.99)])
  // Closing in part leaves the entry where it was.
  desk.fill(-1, 5_000)
  expect(desk.stop()).toEqual([true, 'sell', 3, Math.floor(1_050 * 0.99)])
  desk.fill(-5, 1_000)
  expect(desk.stop()).toEqual([true, 'buy', 2, 1_010])
  desk.fill(2, 900)
  expect(desk.stop()).toBeUndefined()
})

test('the new stop is there before the old one goes', () => {
  const desk = new TestDesk()
  desk.fill(2, 1_000)
  expect(desk.fill(1, 1_000).map(({ kind }) => kind)).toEqual(['place', 'cancel'])
})

test('a stop that is being cancelled is not the stop of what is filled meanwhile', () => {
  const desk = new TestDesk()
  desk.fill(2, 1_000)
  const [first] = desk.views as [OrderView]
  desk.fill(-2, 1_000)
  expect(desk.views).toEqual([])
  desk.views = [{ ...first, stage: 'pending-cancel' }]
  expect(desk.fill(2, 1_000).map(({ kind }) => kind)).toEqual(['place'])
})

test('a stop of unknown fate is not asked to be cancelled again and again', () => {
  const desk = new TestDesk()
  desk.fill(2, 1_000)
  desk.views = desk.views.map((view) => ({ ...view, stage: 'unknown' as const }))
  expect(desk.fill(-2, 1_000)).toEqual([])
})

test('what an earlier run left is protected from the mid', () => {
  const desk = new TestDesk()
  desk.position = -3
  desk.tell({ kind: 'begun', time: 0 as Instant })
  expect(desk.stop()).toEqual([true, 'buy', 3, 2_020])
})

test('where no stop can rest none is placed, and the strategy sees none, but is told when one fills', () => {
  const desk = new TestDesk()
  expect(desk.fill(2, 1_000, undefined, 1)).toEqual([])
  desk.position = 0
  desk.fill(2, 1_000)
  expect([desk.views.length, seen.orders]).toEqual([1, 0])
  const [{ label }] = desk.views as [OrderView]
  seen.events = []
  const order = desk.views[0]!
  const accepted = { kind: 'accepted' } as unknown as OrderEvent
  desk.tell({ kind: 'order', time: 0 as Instant, order, answer: accepted })
  expect(seen.events).toEqual([])
  desk.fill(-2, 985, label)
  expect(seen.events).toEqual(['filled'])
})
