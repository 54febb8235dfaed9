import { expect, test } from 'vitest'
import { AlertsWaiting } from './alerts-waiting.ts'

const alert = (text: string): Parameters<AlertsWaiting['add']>[0] => ({
  time: 1,
  kind: 'halt',
  text,
})

/** A word of its own for each number: digits do not tell texts apart. */
const wordOf = (number: number): string =>
  String(number).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)

test('of more than a thousand texts the one that was sent longest ago is forgotten', () => {
  const waiting = new AlertsWaiting({ waitingMost: 10, repeatMs: 60_000 })
  const send = (text: string): void => {
    waiting.add(alert(text))
    waiting.delivered(waiting.take(1, Infinity))
  }
  const mayGo = (text: string): boolean => {
    waiting.add(alert(text))
    const due = waiting.dueAt()
    waiting.take(1, Infinity)
    return due === -Infinity
  }
  for (let number = 0; number < 1_000; number++) send(wordOf(number))
  expect([mayGo(wordOf(0)), mayGo(wordOf(1))]).toEqual([false, false])
  // Sent again it is the latest, and the next one is the oldest.
  send(wordOf(0))
  send('one more')
  expect([mayGo(wordOf(0)), mayGo(wordOf(1)), mayGo(wordOf(2))]).toEqual([false, true, false])
})

test('texts that differ in their numbers alone are one line, others are their own', () => {
  const waiting = new AlertsWaiting({ waitingMost: 10, repeatMs: 60_000 })
  for (const text of ['order ivb5x46 of 3', 'order a1 of 12', 'orders of 3'])
    waiting.add(alert(text))
  expect(waiting.count).toBe(2)
  expect(waiting.take(10, Infinity).text).toBe(
    '[halt] order a1 of 12 (the last of 2 like it)\n[halt] orders of 3',
  )
})

test('a line that is given up counts as all that it stood for', () => {
  const waiting = new AlertsWaiting({ waitingMost: 1, repeatMs: 60_000 })
  expect(['order 1', 'order 2', 'order 3'].map((text) => waiting.add(alert(text)))).toEqual([
    0, 0, 0,
  ])
  expect(waiting.add(alert('another'))).toBe(3)
  expect(waiting.take(10, Infinity)).toMatchObject({
    dropped: 3,
    text: '[halt] another\nand 3 more that were too many to send',
  })
})
