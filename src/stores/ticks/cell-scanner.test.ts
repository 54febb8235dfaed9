import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { CellScanner, cellEnd, orderEvents } from './cell-scanner.ts'

const bytesOf = (cell: string, end: string): Uint8Array => Buffer.from(`${cell}${end}`)
const ends = [',', '\n', '\r\n']

/** The value of a cell by a method of the scanner; undefined when it is refused. */
function scanned(
  method: 'id' | 'side' | 'flag' | 'orderEvent' | 'value',
  cell: string,
): number | undefined {
  const scanner = new CellScanner(1, 1)
  const [first, ...others] = ends.map((end) => {
    const at = scanner[method](bytesOf(cell, end), 0, 0)
    return at < 0 ? undefined : at === cell.length ? scanner.numbers[0] : `ended at ${at}`
  })
  expect(others, cell).toEqual([first, first])
  return first as number | undefined
}

function decimal(cell: string): readonly [number, number] | undefined {
  const scanner = new CellScanner(1, 1)
  const at = scanner.decimal(bytesOf(cell, ','), 0, 0)
  if (at < 0) return undefined
  expect(at, cell).toBe(cell.length)
  return [scanner.mantissas[0]!, scanner.decimals[0]!]
}

function time(cell: string, finer: number): number | undefined {
  const scanner = new CellScanner(1, 1)
  const at = scanner.time(bytesOf(cell, '\n'), 0, 0, finer)
  return at < 0 ? undefined : scanner.numbers[0]
}

test('a cell ends at a comma, a line feed, or a carriage return before one', () => {
  expect(ends.map((end) => cellEnd(bytesOf('ab', end), 0))).toEqual([2, 2, 2])
  expect(cellEnd(bytesOf('a\rb', ','), 0)).toBe(3)
  expect(cellEnd(bytesOf('', '\n'), 0)).toBe(0)
})

test('decimals are read exactly, whatever they look like', () => {
  const digits = fc.stringMatching(/^\d{1,12}$/)
  fc.assert(
    fc.property(fc.boolean(), digits, fc.option(digits), (negative, whole, fraction) => {
      const text = `${negative ? '-' : ''}${whole}${fraction === null ? '' : `.${fraction}`}`
      const mantissa = BigInt(whole + (fraction ?? '')) * (negative ? -1n : 1n)
      const [read, places] = decimal(text) ?? [NaN, NaN]
      const isCountable = mantissa < 2n ** 53n && mantissa > -(2n ** 53n)
      if (!isCountable) {
        // Zeros at the end say nothing, and may make it countable.
        const isStripped = !Number.isNaN(read)
        if (!isStripped) return
      }
      const scale = 10n ** BigInt((fraction ?? '').length - places)
      expect(BigInt(read) * scale, text).toBe(mantissa)
    }),
    { numRuns: 2_000, seed: 1 },
  )
})

test.each([
  ['9e-06', [9, 6]],
  ['1.053e-05', [1053, 8]],
  ['2E3', [2000, 0]],
  ['0.30000000000000000', [3, 1]],
  ['.5', [5, 1]],
  ['5.', [5, 0]],
  ['-0', [-0, 0]],
  ['', [NaN, -1]],
  ['9007199254740991', [9007199254740991, 0]],
  ['9007199254740992', undefined],
  ['0.30000000000000004', undefined],
  ['1e400', undefined],
  ['1,2', [1, 0]],
  ['1 ', undefined],
  ['abc', undefined],
  ['nan', undefined],
  ['1.2.3', undefined],
  ['--1', undefined],
  ['0x10', undefined],
])('the decimal %j', (cell, expected) => {
  expect(decimal(cell.split(',')[0]!)).toEqual(expected)
})

test.each([
  ['1723161256172216', 0, 1723161256172216],
  ['0', 0, 0],
  ['1723161256', 6, 1723161256000000],
  ['1757015216.8747032', 6, 1757015216874703],
  ['1757015216.87', 6, 1757015216870000],
  ['1757015216', 6, 1757015216000000],
  ['1756903691648.027000', 3, 1756903691648027],
  ['1767653687210', 3, 1767653687210000],
  ['1735689600010866', -1, 1735689600010866],
  ['1735689600010', -1, 1735689600010000],
  ['1735689600', -1, 1735689600000000],
  ['', 0, NaN],
  ['', 3, NaN],
  ['-5', 0, undefined],
  ['12345678901234567', 0, undefined],
  ['9999999999999999', 0, undefined],
  ['1723161256172216.5', 0, undefined],
  ['1.5', 0, undefined],
  ['2024-01-01', 3, undefined],
  ['1e15', 0, undefined],
  ['17231x1256172216', 0, undefined],
])('the time %j with %i digits to the microsecond', (cell, finer, expected) => {
  expect(time(cell, finer)).toEqual(expected)
})

test.each([
  ['833120162794147', 833120162794147],
  ['1234567890123456', 1234567890123456],
  ['9007199254740993', NaN],
  ['12345678901234567890', NaN],
  ['d202810a-ec78-0d65', NaN],
  ['', NaN],
  ['-1', NaN],
])('the id %j', (cell, expected) => {
  expect(scanned('id', cell)).toBe(expected)
})

test.each([
  ['buy', eventSide.buy],
  ['Sell', eventSide.sell],
  ['BID', eventSide.bid],
  ['ask', eventSide.ask],
  ['unknown', eventSide.unknown],
  ['', eventSide.unknown],
  ['b', undefined],
  ['buyer', undefined],
  ['long', undefined],
])('the side %j', (cell, expected) => {
  expect(scanned('side', cell)).toBe(expected)
})

test.each([
  ['true', 1],
  ['False', 0],
  ['1', 1],
  ['0', 0],
  ['', undefined],
  ['yes', undefined],
  ['\x11', undefined],
])('the flag %j', (cell, expected) => {
  expect(scanned('flag', cell)).toBe(expected)
})

test('what befell an order', () => {
  const read = Object.keys(orderEvents).map((word) => scanned('orderEvent', word))
  expect(read).toEqual(Object.values(orderEvents))
  expect(scanned('orderEvent', 'cancelled')).toBeUndefined()
})

test('values are doubles, or missing', () => {
  expect(['1.053e-05', '-3', ''].map((cell) => scanned('value', cell))).toEqual([1.053e-5, -3, NaN])
  expect(scanned('value', 'x')).toBeUndefined()
})
