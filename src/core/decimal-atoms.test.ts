import { expect, test } from 'vitest'
import { atomsOfDecimal } from './decimal-atoms.ts'

test.each([
  ['0.1', 100_000_000_000_000_000n],
  ['-1.5e-8', -15_000_000_000n],
  ['1234567.000000000000000001', 1_234_567_000_000_000_000_000_001n],
  ['0.0000000000000000005', 1n],
  ['0.0000000000000000004', 0n],
  ['1e3', 1_000_000_000_000_000_000_000n],
  ['0', 0n],
])('%s is %s atoms', (text, atoms) => expect(atomsOfDecimal(text)).toBe(atoms))

test('what is no number is none', () => {
  for (const text of ['', 'NaN', '1,5', '1e999999', 'Infinity'])
    expect(atomsOfDecimal(text)).toBeUndefined()
})
