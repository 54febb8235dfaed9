import { expect, test } from 'vitest'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { EventQueue } from './event-queue.ts'

function message(instrument: number, levels: number, into = new EventColumns()): EventColumns {
  into.begin(instrument, 1 as Instant, Number.NaN, Number.NaN)
  for (let level = 0; level < levels; level++) into.addLevel(0, 100 + level, 1)
  into.end()
  return into
}

test('what comes in is taken in its order, calls between messages', () => {
  let wakes = 0
  const queue = new EventQueue({ rowsMost: 100, answersMost: 10 }, () => wakes++)
  queue.addRows(message(1, 2, message(0, 3)))
  queue.addCall(() => undefined)
  queue.addRows(message(2, 1))
  const batch = queue.take()!
  expect(batch.items.map(({ kind }) => kind)).toEqual(['message', 'message', 'call', 'message'])
  const spans = batch.items.flatMap((item) =>
    item.kind === 'message' ? [[item.start, item.end]] : [],
  )
  expect(spans).toEqual([
    [0, 3],
    [3, 5],
    [5, 6],
  ])
  expect(batch.rows.instrument[5]).toBe(2)
  expect(wakes).toBe(1)
  expect(queue.take()).toBeUndefined()
})

test('rows beyond the bound are dropped whole, counted, and named; the next batch has room again', () => {
  const queue = new EventQueue({ rowsMost: 5, answersMost: 10 }, () => undefined)
  queue.addRows(message(0, 4))
  queue.addRows(message(3, 2))
  queue.addRows(message(1, 1))
  expect([queue.droppedMessages, queue.droppedRows]).toEqual([1, 2])
  const batch = queue.take()!
  expect(batch.rows.length).toBe(5)
  expect([...batch.lost]).toEqual([3])
  queue.addRows(message(3, 2))
  expect(queue.take()!.lost.size).toBe(0)
})

test('what is taken holds while the next comes in', () => {
  const queue = new EventQueue({ rowsMost: 100, answersMost: 10 }, () => undefined)
  queue.addRows(message(7, 1))
  const { rows } = queue.take()!
  queue.addRows(message(8, 1))
  expect(rows.instrument[0]).toBe(7)
})

test('answers are never dropped; too many of them are told', () => {
  const queue = new EventQueue({ rowsMost: 1, answersMost: 2 }, () => undefined)
  const answer = {
    kind: 'accepted',
    wireId: 'a',
    instrument: 0,
    exchangeTime: 0 as Instant,
  } as const
  for (let at = 0; at < 3; at++) queue.addAnswer(answer, at as Instant)
  expect(queue.isOverrun).toBe(true)
  expect(queue.take()!.items).toHaveLength(3)
  expect(queue.isOverrun).toBe(false)
})
