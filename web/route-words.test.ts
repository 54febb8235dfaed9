import { expect, test } from 'vitest'
import type { RouteRun } from '../src/protocol/route-run.ts'
import { filledNote, quantityIn, tooSmall } from './route-words.ts'

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

/** A route of BTC over books whose least lots are these. */
function routed(quantity: number, filled: number, lots: readonly (number | undefined)[]): RouteRun {
  const books = lots.map((lot) => ({ venue: 'x', ...(lot === undefined ? {} : { lot }) }))
  return { base: 'BTC', quantity, filled, books } as unknown as RouteRun
}

test('an order of less than the least lot is said to be too small, and no other', () => {
  expect(tooSmall(routed(0.0004, 0, [0.01, 0.001, undefined]))).toBe(
    'The least lot is 0.001 BTC: less than that cannot be ordered.',
  )
  // A whole lot that nobody has is not too small.
  expect(tooSmall(routed(0.001, 0, [0.001]))).toBeUndefined()
  expect(tooSmall(routed(0.0004, 0.0004, [0.001]))).toBeUndefined()
  expect(tooSmall(routed(0.0004, 0, [undefined]))).toBeUndefined()
})

test('beside what is filled stands why it is no more', () => {
  expect(filledNote(routed(1, 1, [0.1]))).toBe('BTC')
  expect(filledNote(routed(1, 0.95, [0.1]))).toBe('BTC, in whole lots')
  expect(filledNote(routed(1, 0.5, [0.1]))).toBe('BTC, all there is')
  expect(filledNote(routed(1, 0.95, [undefined]))).toBe('BTC, all there is')
})
