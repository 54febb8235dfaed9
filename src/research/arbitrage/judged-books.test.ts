import { expect, test } from 'vitest'
import type { Instant } from '../../core/time.ts'
import { JudgedBooks } from './judged-books.ts'

const minute = 60_000_000

/** One book; what it is told, in minutes. */
function judged(trustLeast: number) {
  const told: (readonly [boolean, number])[] = []
  const books = new JudgedBooks(1, trustLeast, (_, isOn, time) => told.push([isOn, time / minute]))
  return { books, told, at: (minutes: number) => (minutes * minute) as Instant }
}

test('what was forgiven is forgotten: nothing is judged anew because of one gap long ago', () => {
  const { books, told, at } = judged(0.9)
  books.gap(0, at(1))
  books.clear(0, at(1))
  // 0.2, 0.1, 0.05 are held against it; it is used again at a trust of 1.
  expect([2, 3].map((time) => books.pass(at(time)))).toEqual([false, false])
  expect(books.isDistrusted(0)).toBe(true)
  expect(books.pass(at(9))).toBe(true)
  expect(told).toEqual([
    [true, 1],
    [false, 9],
  ])
  expect(books.pass(at(10))).toBe(false)
})

test('time that changes no judgement is told of none', () => {
  const { books, told, at } = judged(0.5)
  books.crossed(0, at(1))
  expect([1, 2, 3].map((time) => books.pass(at(time)))).toEqual([false, false, false])
  for (let k = 0; k < 3; k++) books.crossed(0, at(3))
  expect([3, 4].map((time) => books.pass(at(time)))).toEqual([true, false])
  expect(books.pass(at(5))).toBe(true)
  expect(told.map(([isOn]) => isOn)).toEqual([true, false])
})
