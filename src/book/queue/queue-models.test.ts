import fc from 'fast-check'
import { expect, test } from 'vitest'
import { queueModelLaws } from '../../../test/book/queue-model-laws.ts'
import { eventSide } from '../../core/events/event-codes.ts'
import { DenseBook } from '../dense-book.ts'
import { OrderQueues } from '../order-queues.ts'
import {
  estimatedQueue,
  frontShare,
  logShare,
  powerShare,
  riskAverseShare,
  type CancelShare,
} from './estimated-queue.ts'
import { exactQueue } from './exact-queue.ts'

const { bid } = eventSide

const shares: readonly [string, CancelShare][] = [
  ['risk-averse', riskAverseShare],
  ['power 1', powerShare(1)],
  ['power 3', powerShare(3)],
  ['logarithm', logShare(1)],
  ['front 2', frontShare(2)],
]

for (const [name, share] of shares) queueModelLaws(name, () => estimatedQueue(share))
queueModelLaws('exact', exactQueue)

test.each(shares)(
  '%s: a share is one of the part behind, more where more stands there',
  (_, share) => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e12, noNaN: true }),
        fc.double({ min: 1, max: 1e3, noNaN: true }),
        (ahead, behind, factor) => {
          const part = share(ahead, behind)
          expect(part).toBeGreaterThanOrEqual(0)
          expect(part).toBeLessThanOrEqual(1)
          // The last digits of a quotient may turn.
          expect(share(ahead, behind * factor)).toBeGreaterThanOrEqual(part - 1e-12)
        },
      ),
    )
    expect(share(0, 5)).toBe(1)
    if (share === riskAverseShare) return
    expect(share(5, 0)).toBe(0)
  },
)

test('what cannot have stood behind has stood ahead', () => {
  const model = estimatedQueue(riskAverseShare)
  const position = model.join(bid, 99, 60)
  model.levelChanged(position, 60, 70)
  // 30 of 70 are cancelled, and only 10 stood behind.
  model.levelChanged(position, 70, 40)
  expect(position.ahead).toBe(40)
})

test('what was traded is not cancelled once more', () => {
  const model = estimatedQueue(powerShare(1))
  const position = model.join(bid, 99, 50)
  model.levelChanged(position, 50, 100)
  expect(model.traded(position, 20)).toBe(0)
  model.levelChanged(position, 100, 80)
  expect(position.ahead).toBe(30)
  // Of the 80 left 16 are cancelled, three eighths of them ahead.
  model.levelChanged(position, 80, 64)
  expect(position.ahead).toBe(24)
})

test('exact: what came later is never ahead, whatever becomes of it', () => {
  const queues = new OrderQueues(new DenseBook())
  queues.setOrder(bid, 99, 5, 1)
  const model = exactQueue(queues)
  const position = model.join(bid, 99, 5)
  queues.setOrder(bid, 99, 9, 2)
  queues.setOrder(bid, 99, 20, 1)
  // The first has grown and so gone to the back: nothing is left before ours.
  model.levelChanged(position, 5, 29)
  expect(position.ahead).toBe(0)
})
