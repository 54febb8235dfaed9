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
const small: [number, number][] = []
const strategy = withProtectiveStops(inner, {
  stopBps: 100,
  isProtected: [true, false],
  tooSmall: (...about) => small.push(about),
})

/** A desk with a position and the orders that were placed. */
class TestDesk {
  position = 0
  views: OrderView[] = []
  placed = 0
  midTicks = 2_000
  time = 0
  wakes: { at: number; key: number }[] = []
  /** What becomes of a stop that is placed. */
  answers: 'accepted' | 'rejected' | 'refused' | 'too-small' | 'least-order' = 'accepted'
  state = strategy.begin(this.desk())

  desk(): StrategyDesk {
    return {
      time: this.time as Instant,
      instruments: [{ name: 'a' }, { name: 'b' }],
      position: () => this.position as Lots,
      midTicks: () => this.midTicks,
      orders: () => this.views,
    } as unknown as StrategyDesk
  }

  tell(event: StrategyEvent): readonly Intent[] {
    const intents = [...strategy.decide(this.state, event, this.desk())]
    for (const intent of intents.slice()) {
      if (intent.kind === 'cancel')
        this.views = this.views.filter(
          ({ request }) => request.clientOrderId !== intent.clientOrderId,
        )
      if (intent.kind === 'wake') this.wakes.push(intent)
      if (intent.kind !== 'place') continue
      const { label, ...wish } = intent.order
      const request = { ...wish, clientOrderId: ++this.placed } as unknown as OrderRequest
      const order: OrderView = {
        request,
        label,
        stage: 'accepted',
        lots: wish.lots,
        priceTicks: undefined,
        filledLots: 0 as Lots,
        claimedLots: 0 as Lots,
      }
      if (this.answers === 'accepted') this.views.push(order)
      intents.push(...this.answer(order, intent))
    }
    return intents
  }

  answer(order: OrderView, intent: Intent): readonly Intent[] {
    const time = this.time as Instant
    if (this.answers === 'refused')
      return this.tell({ kind: 'refused', time, intent, refusal: { kind: 'killed' } })
    if (this.answers === 'least-order')
      return this.tell({ kind: 'refused', time, intent, refusal: { kind: 'least-order' } })
    const answer = (this.answers === 'too-small'
      ? { kind: 'rejected', reason: 'too-small' }
      : { kind: this.answers }) as unknown as OrderEvent
    return this.tell({ kind: 'order', time, order, answer })
  }

  /** Lets time pass until it is woken. @returns how long that took, and what came of it */
  wake(): [number, ...string[]] {
    const { at, key } = this.wakes.shift()!
    const waited = at - this.time
    this.time = at
    const intents = this.tell({ kind: 'woken', time: at as Instant, key })
    return [waited, ...intents.map(({ kind }) => kind)]
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

test.each(['rejected', 'refused'] as const)(
  'a stop that is %s is asked for again, later and later, and the one before it stays until one rests',
  (answers) => {
    const desk = new TestDesk()
    desk.fill(2, 1_000)
    desk.answers = answers
    seen.events = []
    expect(desk.fill(1, 1_000).map(({ kind }) => kind)).toEqual(['place', 'wake'])
    expect(desk.stop()).toEqual([true, 'sell', 2, 990])
    const waits = Array.from({ length: 7 }, () => desk.wake())
    expect(waits.map(([wait]) => wait / 1e6)).toEqual([0.25, 0.5, 1, 2, 4, 8, 8])
    expect(waits.every(([, ...kinds]) => kinds.join() === 'place,wake')).toBe(true)
    desk.answers = 'accepted'
    expect(desk.wake()).toEqual([8e6, 'place', 'cancel'])
    expect(desk.stop()).toEqual([true, 'sell', 3, 990])
    // The next begins anew, and of all this whoever decides has heard nothing.
    desk.answers = answers
    desk.fill(1, 1_000)
    expect(desk.wake()[0]).toBe(250_000)
    expect(seen.events).toEqual(['filled', 'filled'])
  },
)

test.each(['too-small', 'least-order'] as const)(
  'what is less than its venue takes (%s) is told once and has no stop, neither another nor the one before it',
  (answers) => {
    const desk = new TestDesk()
    small.length = 0
    desk.fill(9, 1_000)
    desk.answers = answers
    expect(desk.fill(-7, 1_000).map(({ kind }) => kind)).toEqual(['place', 'cancel'])
    expect([desk.stop(), desk.wakes, small]).toEqual([undefined, [], [[0, 2]]])
    // Less is dust, too.
    expect([desk.fill(-1, 1_000), desk.fill(1, 1_000), small.length]).toEqual([[], [], 1])
    desk.answers = 'accepted'
    desk.fill(1, 1_000)
    expect(desk.stop()).toEqual([true, 'sell', 3, 990])
  },
)

test('what has no price to be protected from is asked for again until it has one', () => {
  const desk = new TestDesk()
  desk.position = 3
  desk.midTicks = Number.NaN
  desk.tell({ kind: 'begun', time: 0 as Instant })
  expect(desk.wake()).toEqual([250_000, 'wake'])
  desk.midTicks = 1_000
  expect(desk.wake()).toEqual([500_000, 'place'])
  expect(desk.stop()).toEqual([true, 'sell', 3, 990])
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
