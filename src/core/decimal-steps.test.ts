import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decimalOfSteps,
  largeStepsOfDecimal,
  readSteps,
  stepOfDecimal,
  stepsFault,
  stepsOfDecimal,
} from './decimal-steps.ts'
import { priceOf, type PriceTicks, type Step } from './price.ts'

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(`[${text}]`, (letter) => letter.charCodeAt(0))

const read = (text: string, step: Step): number => {
  const bytes = bytesOf(text)
  return readSteps(bytes, 1, bytes.length - 1, step)
}

const steps = fc.record({
  units: fc.constantFrom(1, 5, 25, 3),
  decimals: fc.integer({ min: 0, max: 12 }),
})
const counts = fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e13, max: 1e13 }))

test('steps survive the way to decimal text and back, in bytes and in strings', () => {
  fc.assert(
    fc.property(counts, steps, (count, step) => {
      const text = decimalOfSteps(count, step)
      expect(read(text, step), text).toBe(count)
      expect(stepsOfDecimal(text, step)).toEqual({ kind: 'value', value: count })
      expect(Object.is(Number(text) + 0, priceOf(count as PriceTicks, step) + 0)).toBe(true)
    }),
  )
})

test('the reader of bytes agrees with exact arithmetic on any text, and both give the same reason', () => {
  const texts = fc.oneof(
    fc.stringMatching(/^-?[0-9]{1,20}(\.[0-9]{0,12})?$/),
    fc.stringMatching(/^-?[0-9]{0,4}(\.[0-9]{0,4})?([eE][+-]?[0-9]{1,2})?$/),
    fc.stringMatching(/^[-0-9.e+ x]{0,6}$/),
  )
  fc.assert(
    fc.property(texts, steps, (text, step) => {
      const exact = stepsOfDecimal(text, step)
      const bytes = bytesOf(text)
      expect(read(text, step), text).toEqual(exact.kind === 'value' ? exact.value : NaN)
      expect(stepsFault(bytes, 1, bytes.length - 1, step)).toBe(
        exact.kind === 'value' ? undefined : exact.reason,
      )
    }),
    { numRuns: 2000 },
  )
})

test('a price off the grid is told, never rounded', () => {
  const half: Step = { units: 5, decimals: 1 }
  expect(read('61000.5', half)).toBe(122_001)
  expect(read('61000.50000000', half)).toBe(122_001)
  expect(stepsOfDecimal('61000.25', half)).toMatchObject({
    reason: 'off-grid',
    detail: '61000.25 is no whole number of 0.5',
  })
  expect(read('61000.25', half)).toBeNaN()
  expect(read('0.00000001', { units: 1, decimals: 8 })).toBe(1)
  expect(read('1e-8', { units: 1, decimals: 8 })).toBe(1)
})

test('what a double cannot count is told', () => {
  const step: Step = { units: 1, decimals: 8 }
  expect(read('90071992.54740991', step)).toBe(Number.MAX_SAFE_INTEGER)
  expect(stepsOfDecimal('90071992.54740992', step)).toMatchObject({ reason: 'too-large' })
  expect(stepsOfDecimal('1e300000', step)).toMatchObject({ reason: 'too-large' })
  expect(stepsOfDecimal('1e-300000', step)).toMatchObject({ reason: 'off-grid' })
  // Beyond 2^53 in the last decimal, within it in steps.
  expect(read('9007199254740990', { units: 5, decimals: 1 })).toBeNaN()
  expect(read('4503599627370490', { units: 5, decimals: 1 })).toBe(9_007_199_254_740_980)
})

test('beyond 2^53 only what a double tells exactly is told', () => {
  const step: Step = { units: 1, decimals: 8 }
  expect(largeStepsOfDecimal('112716000.00000000', step)).toBe(11_271_600_000_000_000)
  expect(largeStepsOfDecimal('90071992.54740992', step)).toBe(2 ** 53)
  expect(largeStepsOfDecimal('90071992.54740993', step)).toBeNaN()
  expect(largeStepsOfDecimal('90071992.54740991', step)).toBeNaN()
  expect(largeStepsOfDecimal('92233720368.54775808', step)).toBeNaN()
  expect(largeStepsOfDecimal('112716000.000000001', step)).toBeNaN()
  expect(largeStepsOfDecimal('much', step)).toBeNaN()
})

test('zero has no sign and text has the decimals of its step', () => {
  expect(Object.is(read('-0.000', { units: 1, decimals: 2 }), 0)).toBe(true)
  expect(decimalOfSteps(0, { units: 25, decimals: 2 })).toBe('0.00')
  expect(decimalOfSteps(-6, { units: 25, decimals: 2 })).toBe('-1.50')
  expect(decimalOfSteps(6, { units: 5, decimals: 0 })).toBe('30')
  expect(decimalOfSteps(1, { units: 1, decimals: 8 })).toBe('0.00000001')
})

test('a step is read from what venues write', () => {
  expect(stepOfDecimal('0.10000000')).toEqual({ units: 1, decimals: 1 })
  expect(stepOfDecimal('0.25')).toEqual({ units: 25, decimals: 2 })
  expect(stepOfDecimal('1.00000000')).toEqual({ units: 1, decimals: 0 })
  expect(stepOfDecimal('10')).toEqual({ units: 10, decimals: 0 })
  expect(stepOfDecimal('1e-5')).toEqual({ units: 1, decimals: 5 })
  expect(stepOfDecimal('1e3')).toEqual({ units: 1000, decimals: 0 })
  for (const text of ['0', '-0.1', '', 'x', '1e99', '0.00']) {
    expect(stepOfDecimal(text), text).toBeUndefined()
  }
})
