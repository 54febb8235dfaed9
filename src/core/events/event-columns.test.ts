import { expect, test } from 'vitest'
import type { Instant } from '../time.ts'
import { eventFlag, eventKind, eventSide } from './event-codes.ts'
import { EventColumns } from './event-columns.ts'
import { marketEventAt } from './market-event.ts'
import { messageEnd } from './message-end.ts'

const now = 1_700_000_000_000_000 as Instant

test('a message shares its times and its last row ends it', () => {
  const columns = new EventColumns(1)
  columns.begin(7, now, now - 5, 42)
  columns.addClear()
  columns.addLevel(eventSide.bid, 100, 5)
  columns.addLevel(eventSide.ask, 101, 6)
  columns.end()
  columns.begin(7, now, NaN, NaN)
  columns.addGap()
  columns.end()
  expect(columns.length).toBe(4)
  expect([...columns.flags.subarray(0, 4)]).toEqual([
    eventFlag.isSnapshot,
    eventFlag.isSnapshot,
    eventFlag.isSnapshot | eventFlag.endsMessage,
    eventFlag.endsMessage,
  ])
  expect([...columns.sequence.subarray(0, 4)]).toEqual([42, 42, 42, NaN])
  expect(messageEnd(columns, 0)).toBe(3)
  expect(messageEnd(columns, 3)).toBe(4)
  expect(messageEnd(columns, 4)).toBe(4)
})

test('a message may tell of several instruments and trades may have their own times', () => {
  const columns = new EventColumns()
  columns.begin(0, now, now - 5, NaN)
  columns.addClear()
  columns.turnTo(1)
  columns.addTrade(eventSide.sell, 100, 5, 77)
  columns.stamp(now - 4)
  columns.addTrade(eventSide.buy, 101, 5, NaN)
  columns.end()
  expect([...columns.instrument.subarray(0, 3)]).toEqual([0, 1, 1])
  expect([...columns.exchangeTime.subarray(0, 3)]).toEqual([now - 5, now - 5, now - 4])
  expect(columns.flags[1]).toBe(0)
  expect(marketEventAt(columns, 1)).toMatchObject({ aggressor: 'sell', id: 77 })
})

test('many levels at once are the same rows as one by one', () => {
  const sides = Uint8Array.from({ length: 40 }, (_, row) =>
    row < 10 ? eventSide.bid : eventSide.ask,
  )
  const prices = Float64Array.from({ length: 40 }, (_, row) => 100 - row)
  const quantities = Float64Array.from({ length: 40 }, (_, row) => row % 3)
  for (const count of [0, 1, 39, 40]) {
    const [singly, together] = [new EventColumns(1), new EventColumns(1)]
    for (const columns of [singly, together]) {
      // Rows that were used before, so that nothing may be left of them.
      columns.begin(9, now, now, 5)
      for (let row = 0; row < 60; row++) columns.addOrder(eventSide.ask, 1, 1, 1)
      columns.empty()
      columns.begin(3, now, now - 5, 42)
      columns.addClear()
    }
    for (let row = 0; row < count; row++) {
      singly.addLevel(sides[row]! as 0 | 1, prices[row]!, quantities[row]!)
    }
    together.addLevels({ sides, prices, quantities }, count)
    singly.end()
    together.end()
    expect(together.length).toBe(count + 1)
    for (let row = 0; row <= count; row++) {
      expect(marketEventAt(together, row)).toEqual(marketEventAt(singly, row))
    }
  }
})

test('what a message says at its end is given to its rows, and a row keeps its own time', () => {
  const columns = new EventColumns()
  columns.begin(0, now, NaN, 7)
  columns.addLevel(eventSide.bid, 100, 5)
  columns.end()
  columns.begin(0, now, NaN, NaN)
  columns.addLevel(eventSide.bid, 100, 5)
  columns.stamp(now - 9)
  columns.addTrade(eventSide.buy, 101, 5, NaN)
  columns.settle(now - 5, 8)
  columns.addLevel(eventSide.ask, 102, 5)
  columns.end()
  expect([...columns.exchangeTime.subarray(0, 4)]).toEqual([NaN, now - 5, now - 9, now - 5])
  expect([...columns.sequence.subarray(0, 4)]).toEqual([7, 8, 8, 8])
})

test('an abandoned message leaves nothing, and neither does one without rows', () => {
  const columns = new EventColumns(1)
  columns.begin(0, now, NaN, 1)
  columns.addLevel(eventSide.bid, 100, 5)
  columns.end()
  columns.begin(0, now, NaN, 2)
  columns.addLevel(eventSide.bid, 99, 5)
  columns.addLevel(eventSide.bid, 98, 5)
  columns.abandon()
  columns.begin(0, now, NaN, 3)
  columns.end()
  expect(columns.length).toBe(1)
  expect(columns.flags[0]).toBe(eventFlag.endsMessage)
  expect(messageEnd(columns, 0)).toBe(1)
})

test('a row used again carries nothing over', () => {
  const columns = new EventColumns()
  columns.begin(9, now, now, 5)
  columns.addOrder(eventSide.ask, 100, 5, 123)
  columns.end()
  columns.empty()
  columns.begin(1, now, NaN, NaN)
  columns.addValue(eventKind.mark, 65_000.5)
  columns.end()
  expect(marketEventAt(columns, 0)).toEqual({
    kind: 'mark',
    instrument: 1,
    localTime: now,
    value: 65_000.5,
    endsMessage: true,
    isSnapshot: false,
  })
  expect([columns.price[0], columns.quantity[0], columns.id[0]]).toEqual([NaN, NaN, NaN])
})

test('a message cut off ends with the rows', () => {
  const columns = new EventColumns()
  columns.begin(0, now, NaN, NaN)
  columns.addQuoteBid(100, 1)
  expect(messageEnd(columns, 0)).toBe(1)
})

test('rows are copied as they stand', () => {
  const source = new EventColumns()
  source.begin(2, now, now - 1, 9)
  source.addClear()
  source.addLiquidation(eventSide.sell, 100, 3)
  source.end()
  const copy = new EventColumns(1)
  for (let row = 0; row < source.length; row++) copy.addRow(source, row)
  expect([0, 1].map((row) => marketEventAt(copy, row))).toEqual(
    [0, 1].map((row) => marketEventAt(source, row)),
  )
})
