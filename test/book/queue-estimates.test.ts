import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DenseBook } from '../../src/book/dense-book.ts'
import { OrderQueues } from '../../src/book/order-queues.ts'
import {
  estimatedQueue,
  frontShare,
  logShare,
  powerShare,
  riskAverseShare,
} from '../../src/book/queue/estimated-queue.ts'
import type { QueueModel, QueuePosition } from '../../src/book/queue/queue-model.ts'
import { eventSide } from '../../src/core/events/event-codes.ts'
import { needs } from '../need.ts'
import { orderEvents, type OrderEvent } from './bitstamp-orders.ts'

// What the models that see levels alone make of the place of real orders, against the place they had. The rows of the
// table in docs/results/books.md:
//
//   ISOBAR_TABLE=rows.md npx vitest run test/book/queue-estimates.test.ts

const models: readonly (readonly [string, QueueModel])[] = [
  ['risk-averse', estimatedQueue(riskAverseShare)],
  ['power 1', estimatedQueue(powerShare(1))],
  ['power 2', estimatedQueue(powerShare(2))],
  ['power 3', estimatedQueue(powerShare(3))],
  ['logarithm, unit 1 BTC', estimatedQueue(logShare(1e8))],
  ['front 2', estimatedQueue(frontShare(2))],
]

/** A real order that rests behind others, and where each model thinks it stands. */
interface Watched {
  readonly id: number
  readonly ownLots: number
  readonly joinedBehind: number
  readonly positions: readonly QueuePosition[]
}

/** Errors of one model, in parts of what stood ahead at first, over all changes of all levels with a watched order. */
interface Errors {
  count: number
  sum: number
  absolute: number
  /** What was still thought to stand ahead when nothing did. */
  atFront: number
  atFrontCount: number
  below: number
}

test('the risk-averse place is never better than the true one; every other is at times', (context) => {
  needs('data', context)
  const errors = errorsOf(orderEvents())
  const table = process.env['ISOBAR_TABLE']
  if (table !== undefined) appendFileSync(table, rowsOf(errors))
  const [riskAverse, ...others] = errors
  expect(riskAverse!.count).toBeGreaterThan(1_000)
  expect(riskAverse!.below).toBe(0)
  for (const each of others) expect(each.below / each.count).toBeGreaterThan(0.1)
})

function errorsOf(events: readonly OrderEvent[]): readonly Errors[] {
  const filled = filledRows(events)
  const levels = new DenseBook()
  const queues = new OrderQueues(levels)
  const watched = new Map<string, Watched[]>()
  const errors = models.map(() => ({
    count: 0,
    sum: 0,
    absolute: 0,
    atFront: 0,
    atFrontCount: 0,
    below: 0,
  }))
  for (const [row, event] of events.entries()) {
    const { side, price, id } = event
    if (side === undefined) continue
    const key = `${side}:${price}`
    const before = levels.quantityAt(side, price)
    const isMarketable =
      side === eventSide.bid
        ? price >= levels.best(eventSide.ask)
        : price <= levels.best(eventSide.bid)
    const change = queues.setOrder(side, price, event.kind === 'deleted' ? 0 : event.quantity, id)
    const after = levels.quantityAt(side, price)
    // An order that changes itself is watched no longer.
    const here = (watched.get(key) ?? []).filter((each) => each.id !== id)
    if (here.length > 0) watched.set(key, here)
    else watched.delete(key)
    for (const each of here) {
      for (const [at, [, model]] of models.entries()) {
        const position = each.positions[at]!
        if (filled.has(row)) model.traded(position, before - after)
        model.levelChanged(position, before - each.ownLots, after - each.ownLots)
        record(errors[at]!, each, position.ahead, queues.quantityAhead(each.id))
      }
    }
    if (change === 'added' && before > 0 && !isMarketable) {
      const positions = models.map(([, model]) => model.join(side, price, before))
      watched.set(key, [...here, { id, ownLots: event.quantity, joinedBehind: before, positions }])
    }
  }
  return errors
}

function record(errors: Errors, watched: Watched, estimated: number, exact: number): void {
  const error = (estimated - exact) / watched.joinedBehind
  errors.count++
  errors.sum += error
  errors.absolute += Math.abs(error)
  if (estimated < exact) errors.below++
  if (exact === 0) {
    errors.atFront += error
    errors.atFrontCount++
  }
}

/** Rows in which an order shrank because it traded: a trade of that price and size follows within three seconds. */
function filledRows(events: readonly OrderEvent[]): ReadonlySet<number> {
  const left = new Map<number, number>()
  const shrunk: { readonly row: number; readonly event: OrderEvent; readonly by: number }[] = []
  const filled = new Set<number>()
  for (const [row, event] of events.entries()) {
    if (event.side === undefined) {
      for (const each of shrunk.slice(-60)) {
        const isOfTrade =
          each.event.price === event.price &&
          each.by === event.quantity &&
          event.milliseconds - each.event.milliseconds < 3_000
        if (isOfTrade) filled.add(each.row)
      }
      continue
    }
    const by = (left.get(event.id) ?? 0) - (event.kind === 'deleted' ? 0 : event.quantity)
    // A deletion carries what was left: of one that was filled, nothing.
    left.set(event.id, event.quantity)
    if (event.kind !== 'created' && by > 0) shrunk.push({ row, event, by })
  }
  return filled
}

function rowsOf(errors: readonly Errors[]): string {
  const rows = errors.map(({ count, sum, absolute, atFront, atFrontCount, below }, at) => {
    const parts = [sum / count, absolute / count, atFront / atFrontCount, below / count]
    return `| ${[models[at]![0], ...parts.map(percent)].join(' | ')} |`
  })
  const { count, atFrontCount } = errors[0]!
  return `${count} changes, ${atFrontCount} at the front\n${rows.join('\n')}\n`
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}
