import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalOfSteps } from '../../core/decimal-steps.ts'
import type { NumberStyle } from '../../core/events/book-feed.ts'
import type { Step } from '../../core/price.ts'
import { DecimalText } from './decimal-text.ts'

const written = (numbers: readonly number[], step: Step, style: NumberStyle): string => {
  const text = new DecimalText(style, ':')
  text.add(1, step)
  text.restart()
  for (const number of numbers) text.add(number, step)
  return String.fromCharCode(...text.bytes.subarray(0, text.length))
}

const counts = fc.oneof(fc.nat(20), fc.nat(1e6), fc.maxSafeNat())
const steps = fc.record({ units: fc.constantFrom(1, 5, 25), decimals: fc.nat(10) })

test('numbers are written in every style as exact arithmetic writes them', () => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 60 }), steps, (numbers, step) => {
      const fixed = numbers.map((number) => decimalOfSteps(number, step))
      expect(written(numbers, step, 'fixed')).toBe(fixed.join(':'))
      const shortest = fixed.map((text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text))
      expect(written(numbers, step, 'shortest')).toBe(shortest.join(':'))
      const digits = fixed.map((text) => text.replace('.', '').replace(/^0+(?=.)/, ''))
      expect(written(numbers, step, 'digits')).toBe(digits.join(':'))
    }),
  )
})

test('without a separator the numbers stand next to each other', () => {
  const text = new DecimalText('digits', '')
  text.add(5005, { units: 1, decimals: 5 })
  text.add(500, { units: 1, decimals: 8 })
  expect(String.fromCharCode(...text.bytes.subarray(0, text.length))).toBe('5005500')
})
