import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DenseBook } from '../../src/book/dense-book.ts'
import { OrderQueues } from '../../src/book/order-queues.ts'
import type { QueueModel } from '../../src/book/queue/queue-model.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'

const { bid } = eventSide
const price = 100

/** What happens at a level: an order comes, one goes or shrinks, or the front is traded. */
type Happening =
  | { readonly kind: 'add'; readonly lots: number }
  | { readonly kind: 'trade'; readonly lots: number }
  | { readonly kind: 'cancel'; readonly which: number; readonly part: number }

const lots = fc.integer({ min: 1, max: 50 })
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('add' as const), lots }),
    fc.record({ kind: fc.constant('trade' as const), lots }),
    fc.record({
      kind: fc.constant('cancel' as const),
      which: fc.nat(20),
      part: fc.constantFrom(0, 0.5),
    }),
  ),
  { maxLength: 60 },
)

/** A level of real orders, with what is true of one of ours that joined after `before` of them. */
class Level {
  readonly levels = new DenseBook()
  readonly queues = new OrderQueues(this.levels)
  #orders: { readonly id: number; lots: number }[] = []
  #nextId = 0

  displayed(): number {
    return this.levels.quantityAt(bid, price)
  }

  add(quantity: number): void {
    this.#orders.push({ id: this.#nextId++, lots: quantity })
    this.#tell(this.#orders.at(-1)!)
  }

  /** Takes from the front; gives what there was to take. */
  trade(quantity: number): number {
    const traded = Math.min(quantity, this.displayed())
    let left = traded
    for (const order of this.#orders) {
      const here = Math.min(left, order.lots)
      order.lots -= here
      left -= here
      if (here > 0) this.#tell(order)
    }
    this.#orders = this.#orders.filter((order) => order.lots > 0)
    return traded
  }

  cancel(which: number, part: number): void {
    const order = this.#orders[which % Math.max(1, this.#orders.length)]
    if (order === undefined) return
    order.lots = Math.floor(order.lots * part)
    this.#tell(order)
    this.#orders = this.#orders.filter((each) => each.lots > 0)
  }

  #tell(order: { readonly id: number; readonly lots: number }): void {
    this.queues.setOrder(bid, price, order.lots, order.id)
  }
}

/** What every `QueueModel` owes. `make` is given the order-by-order book, for the model that reads it. */
export function queueModelLaws(name: string, make: (queues: OrderQueues) => QueueModel): void {
  const orders = fc.array(lots, { maxLength: 10 })

  test(`${name}: nobody stands ahead in an empty level, and the first lot traded is ours`, () => {
    const level = new Level()
    const model = make(level.queues)
    const position = model.join(bid, price, 0)
    expect(position.ahead).toBe(0)
    expect(model.traded(position, 3)).toBe(3)
  })

  test(`${name}: an order never falls back, and never stands behind more than is displayed`, () => {
    fc.assert(
      fc.property(orders, happenings, (before, after) => {
        const level = new Level()
        for (const each of before) level.add(each)
        const model = make(level.queues)
        const position = model.join(bid, price, level.displayed())
        expect(position.ahead).toBe(level.displayed())
        for (const happening of after) {
          const { ahead } = position
          happen(level, model, position, happening)
          expect(position.ahead).toBeGreaterThanOrEqual(0)
          expect(position.ahead).toBeLessThanOrEqual(ahead)
          expect(position.ahead).toBeLessThanOrEqual(level.displayed())
        }
      }),
    )
  })

  test(`${name}: only what trades past those ahead reaches the order`, () => {
    fc.assert(
      fc.property(orders, fc.array(lots, { maxLength: 20 }), (before, trades) => {
        const level = new Level()
        for (const each of before) level.add(each)
        const model = make(level.queues)
        const joinedBehind = level.displayed()
        const position = model.join(bid, price, joinedBehind)
        let traded = 0
        let reached = 0
        for (const each of trades) {
          traded += each
          reached += model.traded(position, each)
          const displayed = level.displayed()
          level.trade(each)
          model.levelChanged(position, displayed, level.displayed())
        }
        expect(reached).toBe(Math.max(0, traded - joinedBehind))
      }),
    )
  })
}

/** Lets it happen, and tells the model as a message would: trades first. */
function happen(
  level: Level,
  model: QueueModel,
  position: ReturnType<QueueModel['join']>,
  happening: Happening,
): void {
  const displayed = level.displayed()
  if (happening.kind === 'trade') model.traded(position, level.trade(happening.lots))
  else if (happening.kind === 'add') level.add(happening.lots)
  else level.cancel(happening.which, happening.part)
  model.levelChanged(position, displayed, level.displayed())
}
