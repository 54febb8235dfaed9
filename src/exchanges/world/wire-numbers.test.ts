import { expect, test } from 'vitest'
import { atomsOf } from '../../core/currency.ts'
import type { Instrument } from '../../core/instrument.ts'
import { atomsText, averageOf, plain, plainAtoms, stepsText, turnoverText } from './wire-numbers.ts'

const instrument: Instrument = {
  name: 'SOL-USDT',
  venue: 'okx',
  base: 'SOL',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 25, decimals: 2 },
  lotSize: { units: 1, decimals: 3 },
}

test('numbers are written exactly, with the decimals asked for', () => {
  expect(stepsText(7, instrument.tickSize)).toBe('1.75')
  expect(stepsText(7, instrument.tickSize, 8)).toBe('1.75000000')
  expect(stepsText(0, instrument.lotSize, 8)).toBe('0.00000000')
  expect(turnoverText(7 * 1_500, instrument, 8)).toBe('2.62500000')
  expect(turnoverText(7 * 1_501, instrument, 2)).toBe('2.62')
  expect(atomsText(-atomsOf(0.125), 2)).toBe('-0.12')
  expect(atomsText(-atomsOf(0.001), 2)).toBe('0.00')
  expect(atomsText(atomsOf(12), 0)).toBe('12')
  expect([plainAtoms(atomsOf(0.5)), plainAtoms(0n), plain('1500')]).toEqual(['0.5', '0', '1500'])
  expect(averageOf(atomsOf(3), 1_500, instrument)).toBe(2)
  expect(averageOf(0n, 0, instrument)).toBeNaN()
})
