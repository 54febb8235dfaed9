import { expect, test } from 'vitest'
import { axisTicks, tickDecimals, timeTicks, timeTickText } from './axis-ticks.ts'

test('ticks are round, inside, and as written', () => {
  expect(axisTicks(0.05, 0.42, 4)).toEqual([0.1, 0.2, 0.3, 0.4])
  expect(axisTicks(-7, 7, 3)).toEqual([-5, 0, 5])
  expect(axisTicks(980, 1_050, 3)).toEqual([1_000, 1_050])
})

test('an axis without length has one tick, and without numbers none', () => {
  expect(axisTicks(3, 3, 5)).toEqual([3])
  expect(axisTicks(NaN, NaN, 5)).toEqual([])
  expect(axisTicks(Infinity, -Infinity, 5)).toEqual([])
})

test('decimals are those the step needs', () => {
  expect(tickDecimals([0.1, 0.2])).toBe(1)
  expect(tickDecimals([0.25, 0.27])).toBe(2)
  expect(tickDecimals([0, 500])).toBe(0)
  expect([tickDecimals([10]), tickDecimals([2.5]), tickDecimals([])]).toEqual([0, 1, 0])
})

test('ticks of time are full hours and days, written as far as they differ', () => {
  const from = Date.UTC(2024, 0, 1, 0, 3)
  const told = (to: number) => {
    const ticks = timeTicks(from, to, 4)
    return ticks.map((tick) => timeTickText(tick, ticks))
  }
  expect(told(Date.UTC(2024, 0, 1, 3, 20))).toEqual(['01:00', '02:00', '03:00'])
  expect(told(Date.UTC(2024, 0, 1, 0, 4))).toEqual([
    '00:03:00',
    '00:03:15',
    '00:03:30',
    '00:03:45',
    '00:04:00',
  ])
  expect(told(Date.UTC(2024, 0, 2, 0, 30))).toEqual(['01-01 12:00', '01-02 00:00'])
  expect(told(Date.UTC(2024, 0, 8))).toEqual(['01-02', '01-04', '01-06', '01-08'])
  expect(timeTicks(NaN, NaN, 4)).toEqual([])
})
