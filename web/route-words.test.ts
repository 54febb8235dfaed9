import { expect, test } from 'vitest'
import { quantityIn } from './route-words.ts'

test.each([
  ['5', '5'],
  [' 0.25 ', '0.25'],
  ['1e9', '1000000000'],
  ['2.5E-3', '0.0025'],
  ['7.', '7'],
  ['0.0000001', '0.0000001'],
  ['100000000000.000000000001', '100000000000.000000000001'],
])('%j is the quantity %s', (text, quantity) => {
  expect(quantityIn(text)).toBe(quantity)
})

test.each(['', '0', '0.0', '-1', '1e12', '1e-13', '1,000', 'x', '0.0000000000001', 'e5'])(
  '%j is none',
  (text) => {
    expect(quantityIn(text)).toBeUndefined()
  },
)
