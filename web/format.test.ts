import { expect, test } from 'vitest'
import {
  formatElapsed,
  formatFixed,
  formatPercent,
  formatProbability,
  formatSigned,
  formatSignificant,
  formatTime,
  missing,
  shortNames,
  formatClock,
  formatQuantity,
} from './format.ts'

test.each([
  [1234567.891, 2, '1,234,567.89'],
  [-0.5, 1, '\u22120.5'],
  [-0.004, 2, '0.00'],
  [999.999, 0, '1,000'],
  [0, 3, '0.000'],
])('%d with %d decimals reads %s', (value, decimals, text) => {
  expect(formatFixed(value, decimals)).toBe(text)
})

test('what is missing, infinite or no number is a dash, never a zero', () => {
  for (const value of [null, NaN, Infinity]) {
    expect(formatFixed(value, 2)).toBe(missing)
    expect(formatProbability(value)).toBe(missing)
    expect(formatSignificant(value, 4)).toBe(missing)
    expect(formatPercent(value, 2)).toBe(missing)
    expect(formatSigned(value, 2)).toBe(missing)
  }
})

test('a change says its sign, and none when it rounds to nothing', () => {
  expect([1.5, -1.5, 0.001, 0].map((value) => formatSigned(value, 1))).toEqual([
    '+1.5',
    '\u22121.5',
    '0.0',
    '0.0',
  ])
})

test.each([
  [0.04321, '0.0432'],
  [1, '1.0000'],
  [0.0001, '0.0001'],
  [0.0000999, '1.0e\u22124'],
  [3.14e-12, '3.1e\u221212'],
  [0, '0'],
])('the probability %d reads %s', (value, text) => {
  expect(formatProbability(value)).toBe(text)
})

test.each([
  [43_210.987, 6, '43,211.0'],
  [0.000012345, 4, '0.00001234'],
  [-0.91324, 4, '\u22120.9132'],
  [0, 4, '0.000'],
  [1e-300, 4, '0.000000000000'],
])('%d with %d significant digits reads %s', (value, digits, text) => {
  expect(formatSignificant(value, digits)).toBe(text)
})

test('times are UTC to the minute', () => {
  expect(formatTime(Date.UTC(2024, 0, 5, 14))).toBe('2024-01-05 14:00')
  expect(formatTime(NaN)).toBe(missing)
})

test.each([
  [12.4, '12 ms'],
  [41_237, '41.2 s'],
  [200_000, '3 min 20 s'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(formatElapsed(milliseconds)).toBe(text)
})

test('names lose their quote only where all have the same', () => {
  expect([...shortNames(['ETH-USDT', 'BTC-USDT']).values()]).toEqual(['ETH', 'BTC'])
  expect([...shortNames(['ETH-USDT', 'BTC-USD']).values()]).toEqual(['ETH-USDT', 'BTC-USD'])
})

test('a quantity has no digits that only fill up', () => {
  expect([40, 0.0123456, 1_200, 0, -2.5].map((value) => formatQuantity(value, 4))).toEqual([
    '40',
    '0.01235',
    '1,200',
    '0',
    '−2.5',
  ])
  expect(formatQuantity(null, 4)).toBe('–')
})

test('what lasts milliseconds is told to the millisecond', () => {
  expect(formatClock(1_704_067_376_815.628)).toBe('2024-01-01 00:02:56.815')
  expect(formatClock(NaN)).toBe('–')
})
